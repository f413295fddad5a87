import type { Field } from '../shape.ts';

const NUMBERS = new Set(['currency', 'double', 'int', 'percent', 'long']);

/** REST and Bulk API spell the same number and the same moment differently: `10` and `10.0`, `+0000` and `Z`. */
const normaliser = ({ type }: Field): ((value: string) => string | null) => {
  if (NUMBERS.has(type)) return (value) => (value === '' ? null : String(Number(value)));
  if (type === 'datetime') return (value) => (value === '' ? null : new Date(value).toISOString());
  if (type === 'boolean') return (value) => (value === '' ? null : value.toLowerCase());
  return (value) => (value === '' ? null : value);
};

/** Makes the values of a row comparable with those of another org and another API: one spelling, empty is null. */
export const normaliserFor = (fields: readonly Field[]): ((row: readonly string[]) => Array<string | null>) => {
  const normalisers = fields.map(normaliser);
  return (row) => normalisers.map((normalise, index) => normalise(row[index] ?? ''));
};
