import { loadText } from '../../../text.ts';
import { figure } from '../../catalog/catalog/words.ts';
import { finding } from '../../finding.ts';
import type { Finding, FindingStatus, Side, Situation, Survey } from '../../item.ts';
import { isSound, type HeldProduct, type LogikProductsFacts } from './facts.ts';
import { PRODUCTS_FILE } from './handOff.ts';

const text = loadText('checklist.logik-products');
const ID = 'logik-products';

/** So many products are named; all of them stand in the file. */
const NAMED = 10;

type Seen = Pick<Situation<LogikProductsFacts>, 'now' | 'answers'>;

/** Why Logik was not asked; undefined where it was. */
const hurdle = ({ now: { state, environment, reason } }: Seen, refused: FindingStatus): Finding[] | undefined => {
  const said = (status: FindingStatus, hint: string): Finding[] => [
    finding(ID, text.get('target.all'), status, { hint }),
  ];
  switch (state) {
    case 'no-key':
      return said('skip', text.get('hint.noKey'));
    case 'no-environment':
      return said('manual', text.get('hint.noEnvironment'));
    case 'production':
      return said('skip', text.get('hint.production', { environment: environment ?? '' }));
    case 'withheld':
      return said('skip', reason ?? '');
    case 'refused':
      return said(refused, reason ?? '');
    case 'asked':
      return undefined;
  }
};

const listed = (names: readonly string[], rows: number): string => {
  const list = names.slice(0, NAMED).join(', ');
  const more = rows - Math.min(names.length, NAMED);
  return more > 0 ? text.get('andMore', { list, more: figure(more) }) : list;
};

const shownOf = ({ name, code, oldId, newId, verdict }: HeldProduct): string => {
  const what = code ?? name;
  if (verdict === 'drifted') return text.get('row.drifted', { what, oldId: oldId ?? '', newId: newId ?? '' });
  return oldId === null ? what : text.get('row', { what, id: oldId });
};

/** What may be wrong with products, each told once with its products. */
type Group = {
  target: string;
  has: (product: HeldProduct) => boolean;
  hint: (list: string) => string;
};

const file = PRODUCTS_FILE;

const DRIFTED: Group = {
  target: text.get('target.drifted'),
  has: ({ verdict }) => verdict === 'drifted',
  hint: (list) => text.get('hint.drifted', { list, file }),
};

const OTHERS: readonly Group[] = [
  {
    target: text.get('target.gone'),
    has: ({ verdict }) => verdict === 'gone',
    hint: (list) => text.get('hint.gone', { list, file }),
  },
  {
    target: text.get('target.unknown'),
    has: ({ verdict }) => verdict === 'unknown',
    hint: (list) => text.get('hint.unknown', { list }),
  },
  {
    target: text.get('target.malformed'),
    has: ({ verdict }) => verdict === 'malformed' || verdict === 'none',
    hint: (list) => text.get('hint.malformed', { list }),
  },
  {
    target: text.get('target.inactive'),
    has: ({ fault }) => fault === 'inactive',
    hint: (list) => text.get('hint.inactive', { list }),
  },
  {
    target: text.get('target.notConfigurable'),
    has: ({ fault }) => fault === 'not-configurable',
    hint: (list) => text.get('hint.notConfigurable', { list }),
  },
];

const groupFinding = (
  { now: { products, total } }: Seen,
  { target, has, hint }: Group,
  status: (group: readonly HeldProduct[]) => FindingStatus
): Finding[] => {
  const group = products.filter(has);
  if (group.length === 0) return [];
  const actual = text.get('actual', { rows: figure(group.length), of: figure(total) });
  return [
    finding(ID, target, status(group), {
      expected: text.get('expected'),
      actual,
      hint: hint(listed(group.map(shownOf), group.length)),
    }),
  ];
};

/** Nothing is wrong that the IDs would tell: several products with one ID, and products that Logik does not know. */
const remarks = ({ now: { products, lacking, total } }: Seen): Finding[] => {
  const repeated = products.filter((product) => product.repeated);
  return [
    ...(repeated.length === 0
      ? []
      : [
          finding(ID, text.get('target.repeated'), 'warn', {
            actual: text.get('actual', { rows: figure(repeated.length), of: figure(total) }),
            hint: text.get('hint.repeated', { list: listed(repeated.map(shownOf), repeated.length) }),
          }),
        ]),
    ...(lacking.rows === 0
      ? []
      : [
          finding(ID, text.get('target.lacking'), 'warn', {
            actual: lacking.rows,
            hint: text.get('hint.lacking', {
              list: listed(
                lacking.some.map(({ id, name, code }) => text.get('row', { what: code ?? name, id })),
                lacking.rows
              ),
            }),
          }),
        ]),
  ];
};

const soundFinding = ({ now: { total, sound, configurableField } }: Seen): Finding[] =>
  sound < total || total === 0
    ? []
    : [
        finding(ID, text.get('target.all'), 'pass', {
          expected: total,
          actual: sound,
          hint: configurableField === null ? text.get('hint.noField') : null,
        }),
      ];

/** prepare: whether the IDs that Logik holds are right before the refresh. */
export const surveyLogikProducts = (seen: Seen | Survey<LogikProductsFacts>): Finding[] => {
  const blocked = hurdle(seen, 'warn');
  if (blocked) return blocked;
  if (seen.now.total === 0) {
    return [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.empty') }), ...remarks(seen)];
  }
  return [
    ...soundFinding(seen),
    ...[DRIFTED, ...OTHERS].flatMap((group) => groupFinding(seen, group, () => 'warn')),
    ...remarks(seen),
  ];
};

/** With another Product Id Field than Partner Id, Logik finds products without these IDs (docs "CPQ admin settings"). */
const drift = (seen: Seen): Finding[] => {
  const { productIdField } = seen.answers.logik;
  if (productIdField === 'partner-id') return groupFinding(seen, DRIFTED, () => 'fail');
  const remark = productIdField === null ? text.get('hint.fieldUnknown') : text.get('hint.otherField');
  const group = { ...DRIFTED, hint: (list: string) => `${DRIFTED.hint(list)} ${remark}` };
  return groupFinding(seen, group, () => (productIdField === null ? 'fail' : 'warn'));
};

const groupOf = ({ target }: Finding): Group | undefined => OTHERS.find((group) => group.target === target);

/** IDs that drifted are the connection; products that are not as Logik needs them are how an org is kept. */
export const sideOfProducts = (finding: Finding): Side => (groupOf(finding) ? 'hygiene' : 'connection');

/** Not the number but the products tell: none that was right before. */
export const wereUnsound = (
  finding: Finding,
  { before, now }: { before: LogikProductsFacts; now: LogikProductsFacts }
): boolean | undefined => {
  const group = groupOf(finding);
  const unsound = new Set(before.products.filter((each) => !isSound(each)).map(({ oldId }) => oldId));
  return group && now.products.filter(group.has).every(({ oldId }) => unsound.has(oldId));
};

/** Nothing is left to compare: another environment, or one in which nobody has set up anything yet. */
const nothingHeld = (seen: Situation<LogikProductsFacts>): Finding => {
  const before = seen.before?.total ?? 0;
  return before === 0
    ? finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.empty') })
    : finding(ID, text.get('target.all'), 'warn', {
        expected: before,
        actual: 0,
        hint: text.get('hint.emptyNow', { environment: seen.now.environment ?? '' }),
      });
};

/** verify: every ID that Logik holds is that of an active, configurable product. */
export const checkLogikProducts = (situation: Situation<LogikProductsFacts>): Finding[] => {
  const { now, org } = situation;
  if (!org.refreshed) return surveyLogikProducts(situation);
  const blocked = hurdle(situation, 'fail');
  if (blocked) return blocked;
  if (now.total === 0) return [nothingHeld(situation), ...remarks(situation)];
  return [
    ...soundFinding(situation),
    ...drift(situation),
    ...OTHERS.flatMap((group) => groupFinding(situation, group, () => 'fail')),
    ...remarks(situation),
  ];
};
