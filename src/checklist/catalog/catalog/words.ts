import { loadText } from '../../../text.ts';
import type { Count } from './facts.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.catalog');

/** What people call the objects. */
export const nameOf = (object: string): string => {
  const names = tableOf<string>({
    Product2: text.get('name.Product2'),
    Pricebook2: text.get('name.Pricebook2'),
    PricebookEntry: text.get('name.PricebookEntry'),
  });
  return names[object] ?? object;
};

/** `1 row`, `1,200 rows`. */
export const rowsText = (rows: number): string =>
  rows === 1 ? text.get('row.one') : text.get('row.many', { rows: rows.toLocaleString('en-US') });

/** A number as people read it. */
export const figure = (value: number): string => value.toLocaleString('en-US');

/** `HX-100 (01t…), HX-200 (01t…) and 3 more`. */
export const listed = ({ rows, sample }: Count): string => {
  const some = sample.map(({ key, id, name, note }) => {
    const what = key === '' ? (name ?? id) : key;
    return note === null ? text.get('row', { what, id }) : text.get('rowWithNote', { what, id, note });
  });
  const more = rows - sample.length;
  return more > 0 ? text.get('andMore', { list: some.join(', '), more: figure(more) }) : some.join(', ');
};
