import type { Json, SfRecord } from '../model.ts';
import type { RowColumn } from './columns.ts';
import { comparable } from './kinds.ts';
import type { Comparable } from './kinds.ts';
import { present } from './render.ts';

export type Accumulator = { add: (row: SfRecord) => void; result: () => Json };

/** The value that a row adds to an aggregate: null counts nowhere. */
type Step = (value: Comparable, raw: Json) => void;

function stepping({ kind, read }: RowColumn, step: Step): Accumulator['add'] {
  return (row) => {
    const raw = read(row);
    const value = comparable(kind, raw);
    if (value !== null) step(value, raw);
  };
}

function counting(column: RowColumn): Accumulator {
  let count = 0;
  return { add: stepping(column, () => void (count += 1)), result: () => count };
}

function distinct(column: RowColumn): Accumulator {
  const values = new Set<Comparable>();
  return { add: stepping(column, (value) => void values.add(value)), result: () => values.size };
}

function summing(column: RowColumn, isAverage: boolean): Accumulator {
  let sum = 0;
  let count = 0;
  const add = stepping(column, (value) => {
    sum += Number(value);
    count += 1;
  });
  return { add, result: () => (count === 0 ? null : isAverage ? sum / count : sum) };
}

function extreme(column: RowColumn, isBetter: (a: Comparable, b: Comparable) => boolean): Accumulator {
  let best: { value: Comparable; raw: Json } | undefined;
  const add = stepping(column, (value, raw) => {
    if (!best || isBetter(value, best.value)) best = { value, raw };
  });
  return { add, result: () => present(column.field, best?.raw) };
}

/** SOQL's aggregate functions, fed row by row. */
export const AGGREGATES: Record<string, (column: RowColumn) => Accumulator> = {
  COUNT: counting,
  COUNT_DISTINCT: distinct,
  SUM: (column) => summing(column, false),
  AVG: (column) => summing(column, true),
  MIN: (column) => extreme(column, (a, b) => a < b),
  MAX: (column) => extreme(column, (a, b) => a > b),
};
