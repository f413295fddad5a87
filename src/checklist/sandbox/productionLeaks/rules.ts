import { loadText } from '../../../text.ts';
import { setupPath } from '../integrations/words.ts';
import { unreadIn } from '../../shared/endpoints/facts.ts';
import { unclearIn, type WithHoldings } from '../../shared/endpoints/hosts.ts';
import { finding } from '../../finding.ts';
import type { Document, Finding, Side, Situation, Survey } from '../../item.ts';
import { ownershipIn } from '../../shared/environments.ts';
import { allEndpoints, leaksIn, unjudgedTypes, unknownTypes, type Leak } from './leaks.ts';
import type { ProductFacts } from './products.ts';

const text = loadText('checklist.production-leaks');
const ID = 'production-leaks';

/** Addresses as other lines have them, and what products name. */
export type LeakFacts = WithHoldings & ProductFacts;

type Here = Situation<LeakFacts>;

/** As the Logik Tenant's own URLs are called among the addresses. */
const TENANT = 'Logik Tenant';

const all = (): string => text.get('target.all');

const pathOf = (type: string): string => (type === TENANT ? text.get('path.tenant') : setupPath(type));

/** Data that leaves fails at its worst, a login fails, what browsers may load and what is switched off is a warning. */
const weight = ({ active, reach }: Leak): Pick<Finding, 'status' | 'severity'> => {
  if (!active || reach === 'browser') return { status: 'warn', severity: 'normal' };
  return { status: 'fail', severity: reach === 'data' ? 'critical' : 'normal' };
};

const targetOf = ({ type, name, field }: Pick<Leak, 'type' | 'name' | 'field'>): string => `${type} ${name} › ${field}`;

/**
 * An address that production, which was asked, does not have in this place is the sandbox's own; what came from there, or
 * may have, reaches into production.
 */
export const sideOfLeak = ({ target, actual }: Finding, { production }: Here): Side =>
  production && !allEndpoints(production).some((one) => targetOf(one) === target && one.url === actual)
    ? 'hygiene'
    : 'connection';

const leakFinding = (leak: Leak): Finding => {
  const { type, url, host, active } = leak;
  const hint = [
    text.get(leak.ground === 'production' ? 'hint.production' : 'hint.came', { host }),
    ...(active ? [] : [text.get('hint.inactive')]),
    text.get('hint.remedy', { path: pathOf(type), host }),
  ].join(' ');
  const { status, severity } = weight(leak);
  return finding(ID, targetOf(leak), status, { severity, actual: url, hint });
};

const unreadTypes = ({ environments, holdings }: WithHoldings): string[] => [
  ...(environments === null ? [TENANT] : []),
  ...unreadIn(holdings).map(({ type }) => type),
];

/** Nothing is said about what could not be read; other lines say of each why. */
const unread = (facts: WithHoldings): Finding[] => {
  const types = unreadTypes(facts);
  if (types.length === 0) return [];
  const hint = text.get('hint.unread', { types: types.join(', ') });
  return [finding(ID, text.get('target.unread'), 'warn', { actual: text.get('actual.unreadable'), hint })];
};

/** Products that this login may not see name nobody knows what. */
const unreadProducts = ({ productsUnreadable: reason }: LeakFacts): Finding[] =>
  reason === undefined
    ? []
    : [
        finding(ID, text.get('target.products'), 'warn', {
          actual: text.get('actual.unreadable'),
          hint: text.get('hint.productsUnread', { reason }),
        }),
      ];

/**
 * Whether "none leads to production" is known: everything that this is said of was read, and there was something to
 * compare it with. A field of products by which the org does not count is told by itself.
 */
const isWhole = (here: Here): boolean =>
  unreadTypes(here.now).length === 0 &&
  unjudgedTypes(here).length === 0 &&
  here.now.productsUnreadable === undefined &&
  (here.now.products ?? []).every(({ unreadable: reason }) => reason === null);

const unknownProduction = (here: Here): Finding[] => {
  if (!here.production)
    return [finding(ID, text.get('target.production'), 'warn', { hint: text.get('hint.unknownProduction') })];
  const types = [...unknownTypes(here)].filter((type) =>
    here.now.holdings.some((one) => one.type === type && (one.components?.length ?? 0) > 0)
  );
  if (types.length === 0) return [];
  const hint = text.get('hint.partlyUnknown', { types: types.join(', ') });
  return [finding(ID, text.get('target.production'), 'warn', { hint })];
};

/** An address that cannot be judged is neither production's nor anybody else's. */
const unclear = ({ holdings }: WithHoldings): Finding[] =>
  unclearIn(holdings).map(({ type, name, field }) =>
    finding(ID, `${type} ${name} › ${field}`, 'warn', {
      actual: text.get('actual.unclear'),
      hint: text.get('hint.unclear'),
    })
  );

type NamedProducts = { field: string; label: string; host: string; products: number };

/** Products whose texts lead into production's Logik environment: a refresh copies them as they stand there. */
const namedProducts = (here: Here): NamedProducts[] => {
  const { of } = ownershipIn(here);
  return (here.now.products ?? []).flatMap(({ field, label, named }) =>
    (named ?? [])
      .filter(({ host, products }) => products > 0 && of(host).production)
      .map((each) => ({ field, label, ...each }))
  );
};

const productTarget = (field: string): string => `Product2 › ${field}`;

const productFinding = ({ field, label, host, products }: NamedProducts): Finding =>
  finding(ID, productTarget(field), 'fail', {
    severity: 'critical',
    actual: text.get('actual.products', { products, host }),
    hint: text.get('hint.products', { label, field, host }),
  });

const uncounted = ({ products = [] }: LeakFacts): Finding[] =>
  products
    .filter(({ named }) => named === null)
    .map(({ field, label, unreadable: reason }) =>
      finding(ID, productTarget(field), 'warn', {
        actual: text.get('actual.uncounted'),
        hint: text.get('hint.uncounted', { label, field, reason: reason ?? text.get('reason.notFilterable') }),
      })
    );

/** After the refresh: one finding per address and per text of products, then what is not known. Of that nothing passes. */
export const checkLeaks = (here: Here): Finding[] => {
  const leaks = leaksIn(here);
  const products = namedProducts(here);
  const actual = text.get('actual.none', { endpoints: allEndpoints(here.now).length });
  const clean = leaks.length === 0 && products.length === 0 && isWhole(here);
  return [
    ...(clean ? [finding(ID, all(), 'pass', { actual })] : leaks.map(leakFinding)),
    ...products.map(productFinding),
    ...unknownProduction(here),
    ...unreadProducts(here.now),
    ...uncounted(here.now),
    ...unclear(here.now),
    ...unread(here.now),
  ];
};

/** Before the refresh: where the sandbox reaches production already, as far as production is known. */
export const surveyLeaks = (survey: Survey<LeakFacts>): Finding[] => {
  const here: Here = {
    ...survey,
    before: undefined,
    environment: null,
    runtimeUrl: null,
    reconnectedAt: '',
    org: { before: survey.org, now: survey.org, refreshed: false },
  };
  const found = [...leaksIn(here).map(leakFinding), ...namedProducts(here).map(productFinding)];
  const leaks = found.map((each): Finding => ({ ...each, status: 'warn', severity: 'normal' }));
  const unknown = [
    ...(survey.production ? unknownProduction(here) : []),
    ...unreadProducts(survey.now),
    ...uncounted(survey.now),
    ...unclear(survey.now),
    ...unread(survey.now),
  ];
  if (leaks.length > 0 || (survey.production && !isWhole(here))) return [...leaks, ...unknown];
  const endpoints = allEndpoints(survey.now).length;
  return [
    finding(ID, all(), survey.production ? 'pass' : 'skip', {
      actual: text.get(survey.production ? 'actual.none' : 'actual.recorded', { endpoints }),
      hint: survey.production ? null : text.get('hint.noSource'),
    }),
    ...unknown,
  ];
};

const cell = (value: string): string => value.replace(/\|/g, '\\|').replace(/[\r\n]+/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** The table of all leaks, for people. */
export const leaksDocument = (here: Here): Document => {
  const leaks = leaksIn(here);
  const head = ['column.what', 'column.where', 'column.host', 'column.active', 'column.verdict'] as const;
  const table = [
    row(head.map((key) => text.get(key))),
    row(head.map(() => '---')),
    ...leaks.map((leak) =>
      row([
        `${leak.type} ${leak.name}`,
        leak.field,
        leak.host,
        text.get(leak.active ? 'word.yes' : 'word.no'),
        weight(leak).severity === 'critical' ? text.get('word.critical') : weight(leak).status,
      ])
    ),
  ];
  const products = namedProducts(here).map(({ field, host, products: count }) =>
    row([
      text.get('actual.products', { products: count, host }),
      field,
      host,
      text.get('word.yes'),
      text.get('word.critical'),
    ])
  );
  const body = leaks.length + products.length === 0 ? [text.get('document.none')] : [...table, ...products];
  const doubts = here.production ? [] : ['', text.get('hint.unknownProduction')];
  const content = [`# ${text.get('document.title')}`, '', ...body, ...doubts, ''].join('\n');
  return { path: 'production-leaks.md', content };
};
