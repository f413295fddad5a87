import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, Situation, Survey } from '../../item.ts';
import type { CatalogFacts, Count, Tally } from './facts.ts';
import { figure, listed, nameOf, rowsText } from './words.ts';

const text = loadText('checklist.catalog');
const ID = 'catalog';

/** Objects that people ask about; the others are kept to translate their IDs. */
const JUDGED = ['Product2', 'Pricebook2', 'PricebookEntry'];

/** Rows that their natural key does not tell apart: nobody can say later which is which. */
const repeatedFindings = ({ repeated }: CatalogFacts): Finding[] =>
  repeated.flatMap(({ object, keys, rows, keyless, sample }) => {
    const target = text.get('target.keys', { object: nameOf(object) });
    const warn = (actual: string, hint: string): Finding => finding(ID, target, 'warn', { actual, hint });
    return [
      ...(rows > 0
        ? [
            warn(
              text.get('actual.repeated', { rows: rowsText(rows), keys: figure(keys) }),
              text.get('hint.repeated', { list: listed({ rows: rows + keyless, sample }), object })
            ),
          ]
        : []),
      ...(keyless > 0
        ? [warn(text.get('actual.keyless', { rows: rowsText(keyless) }), text.get('hint.keyless', { object }))]
        : []),
    ];
  });

/** prepare: how much there is, and what will not be recognised after the refresh. */
export const surveyCatalog = ({ now }: Survey<CatalogFacts>): Finding[] => [
  ...now.objects
    .filter(({ object }) => JUDGED.includes(object))
    .map(({ object, rows, via }) =>
      finding(ID, nameOf(object), rows === 0 ? 'warn' : 'pass', {
        actual: text.get(`actual.kept.${via}`, { rows: rowsText(rows) }),
        hint: rows === 0 ? text.get('hint.empty', { object: nameOf(object) }) : null,
      })
    ),
  ...repeatedFindings(now),
];

type Kind = 'missing' | 'new' | 'changed' | 'deactivated' | 'ambiguous';
const KINDS: readonly Kind[] = ['missing', 'new', 'changed', 'deactivated', 'ambiguous'];

const kindFinding = (object: string, kind: Kind, count: Count): Finding =>
  finding(ID, text.get('target.kind', { object: nameOf(object), kind: text.get(`kind.${kind}`) }), 'warn', {
    actual: rowsText(count.rows),
    hint: text.get(`hint.${kind}`, { list: listed(count) }),
  });

/** New rows are what a refresh is for; the line `sync-health` looks after those that Logik has to learn of. */
const tallyFindings = (tally: Tally): Finding[] => {
  const { object, before, now, unchangedIds, changedIds } = tally;
  return [
    // No row is no proof of anything, however few there were before.
    finding(ID, nameOf(object), now === 0 ? 'warn' : 'pass', {
      ...(now === 0 ? { hint: text.get('hint.emptyNow', { object: nameOf(object) }) } : {}),
      expected: text.get('expected.before', { rows: rowsText(before) }),
      actual: text.get('actual.now', {
        rows: rowsText(now),
        unchangedIds: figure(unchangedIds),
        changedIds: figure(changedIds),
        new: figure(tally.new.rows),
      }),
    }),
    ...KINDS.filter((kind) => kind !== 'new' && tally[kind].rows > 0).map((kind) =>
      kindFinding(object, kind, tally[kind])
    ),
    ...(tally.new.rows > 0 ? [{ ...kindFinding(object, 'new', tally.new), status: 'pass' as const }] : []),
  ];
};

/** verify: what became of it, line by line for each object. */
export const checkCatalog = ({ now, org }: Situation<CatalogFacts>): Finding[] => {
  if (!org.refreshed || now.tallies === null) {
    return [finding(ID, text.get('target.whole'), 'skip', { hint: text.get('hint.notRefreshed') })];
  }
  return [
    ...now.tallies.filter(({ object }) => JUDGED.includes(object)).flatMap(tallyFindings),
    ...Object.entries(now.lostCurrencies).map(([currency, rows]) =>
      finding(ID, text.get('target.currency', { currency }), 'warn', {
        actual: text.get('actual.lostCurrency', { rows: rowsText(rows) }),
        hint: text.get('hint.lostCurrency', { currency }),
      })
    ),
    ...repeatedFindings(now),
  ];
};
