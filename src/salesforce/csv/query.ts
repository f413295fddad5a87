import { soql, soqlNames } from '../soql.ts';
import type { CsvQuery } from '../types.ts';

/** The statement of a query. */
export const statementOf = ({ object, fields, where }: CsvQuery): string => {
  const all = soql`SELECT ${soqlNames(...fields)} FROM ${soqlNames(object)}`;
  return where === undefined ? all : `${all} WHERE ${where}`;
};
