import { csvLines } from '../../../literal/csv.ts';
import { loadText } from '../../../text.ts';
import type { Document, Situation } from '../../item.ts';
import { isSound, type HeldProduct, type LogikProductsFacts } from './facts.ts';

const text = loadText('checklist.logik-products');

/** For the support case. */
export const PRODUCTS_FILE = 'hand-off/logik-products.csv';

const COLUMNS = ['name', 'blueprint', 'old ID', 'new ID', 'product code', 'verdict'];

const WORDS: Record<HeldProduct['verdict'], () => string> = {
  holds: () => text.get('verdict.holds'),
  drifted: () => text.get('verdict.drifted'),
  gone: () => text.get('verdict.gone'),
  unknown: () => text.get('verdict.unknown'),
  malformed: () => text.get('verdict.malformed'),
  none: () => text.get('verdict.none'),
};

const verdictOf = ({ verdict, fault, repeated }: HeldProduct): string =>
  [
    WORDS[verdict](),
    ...(fault === 'inactive' ? [text.get('verdict.inactive')] : []),
    ...(fault === 'not-configurable' ? [text.get('verdict.notConfigurable')] : []),
    ...(repeated ? [text.get('verdict.repeated')] : []),
  ].join(', ');

/** All products that Logik configures, those that need something first, and those that it lacks. */
export const productsDocument = ({ now }: Pick<Situation<LogikProductsFacts>, 'now'>): Document[] => {
  const { state, products, lacking } = now;
  if (state !== 'asked') return [];
  const inOrder = [...products.filter((each) => !isSound(each)), ...products.filter(isSound)];
  const rows = [
    ...inOrder.map((each) => [each.name, each.blueprint, each.oldId, each.newId, each.code, verdictOf(each)]),
    ...lacking.some.map(({ id, name, code }) => [name, null, null, id, code, text.get('verdict.lacking')]),
  ];
  return [{ path: PRODUCTS_FILE, content: csvLines([COLUMNS, ...rows]) }];
};
