import { canonical } from '../../salesforce/spelling.ts';
import type { Field } from '../shape.ts';

/** What is no value of its type stays as it is: an edited file is told by its checksum, not by its first odd value. */
const normaliser =
  ({ type }: Field): ((value: string) => string | null) =>
  (value) =>
    value === '' ? null : canonical(value, type);

/** Makes the values of a row comparable with those of another org and another API: one spelling, empty is null. */
export const normaliserFor = (fields: readonly Field[]): ((row: readonly string[]) => Array<string | null>) => {
  const normalisers = fields.map(normaliser);
  return (row) => normalisers.map((normalise, index) => normalise(row[index] ?? ''));
};
