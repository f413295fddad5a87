import type { Found } from './csvFiles.ts';
import { compareWithDuckDb } from './duckdb.ts';
import { compareWithPartitions } from './partitions.ts';
import { compareWithSqlite } from './sqlite.ts';

export type Engine = (directory: string) => Promise<Found>;

export const ENGINES: Record<string, Engine> = {
  sqlite: compareWithSqlite,
  partitions: compareWithPartitions,
  'duckdb 100MB': compareWithDuckDb('100MB'),
  'duckdb 400MB': compareWithDuckDb('400MB'),
};
