import type { Field } from '../shape.ts';

const NUMBERS = new Set(['currency', 'double', 'int', 'percent', 'long']);

/** What is no number and no moment stays as it is: an edited file is told by its checksum, not by its first odd value. */
const numberOf = (value: string): string => (Number.isFinite(Number(value)) ? String(Number(value)) : value);
const momentOf = (value: string): string => (Number.isNaN(Date.parse(value)) ? value : new Date(value).toISOString());

/** REST and Bulk API spell the same number and the same moment differently: `10` and `10.0`, `+0000` and `Z`. */
const normaliser = ({ type }: Field): ((value: string) => string | null) => {
  if (NUMBERS.has(type)) return (value) => (value === '' ? null : numberOf(value));
  if (type === 'datetime') return (value) => (value === '' ? null : momentOf(value));
  if (type === 'boolean') return (value) => (value === '' ? null : value.toLowerCase());
  return (value) => (value === '' ? null : value);
};

/** Makes the values of a row comparable with those of another org and another API: one spelling, empty is null. */
export const normaliserFor = (fields: readonly Field[]): ((row: readonly string[]) => Array<string | null>) => {
  const normalisers = fields.map(normaliser);
  return (row) => normalisers.map((normalise, index) => normalise(row[index] ?? ''));
};
