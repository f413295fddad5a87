import { parse } from 'csv-parse/sync';
import { csvText } from '../csv/text.ts';
import { redact } from '../redact.ts';
import type { RecordFields } from '../types.ts';

/** How the Bulk API spells "no value"; an empty value means "as it is". */
export const NO_VALUE = '#N/A';

/** One job's worth of rows. */
export type Upload<R extends RecordFields = RecordFields> = { rows: R[]; csv: string };

/** A value as a row of an upload spells it. */
export const valueOf = (value: RecordFields[string] | undefined): string => {
  if (value === undefined) return '';
  return value === null || value === '' ? NO_VALUE : String(value);
};

/**
 * Spells rows as CSV, in as many parts as it takes.
 *
 * @param mostBytes what one part may weigh in UTF-8; a row that weighs more by itself is a part of its own
 */
export const uploadsOf = <R extends RecordFields>(rows: readonly R[], mostBytes: number): Array<Upload<R>> => {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const header = csvText([fields]);
  const uploads: Array<Upload<R>> = [];
  let part: { rows: R[]; lines: string[]; bytes: number } | undefined;
  const close = (): void => {
    if (part) uploads.push({ rows: part.rows, csv: header + part.lines.join('') });
    part = undefined;
  };
  for (const row of rows) {
    const line = csvText([fields.map((field) => valueOf(row[field]))]);
    const bytes = Buffer.byteLength(line);
    if (part && part.bytes + bytes > mostBytes) close();
    part ??= { rows: [], lines: [], bytes: Buffer.byteLength(header) };
    part.rows.push(row);
    part.lines.push(line);
    part.bytes += bytes;
  }
  close();
  return uploads;
};

/** A row of a job's results: the columns that were sent, and what the org says, in columns that begin with `sf__`. */
export type ResultRow = Record<string, string>;

/** The rows of a result; undefined for what is no CSV. */
export const resultRows = (csv: Uint8Array): ResultRow[] | undefined => {
  try {
    return parse<ResultRow>(csv, { columns: true, bom: true, skip_empty_lines: true });
  } catch {
    return undefined;
  }
};

/** Takes `CODE:message:fields --` apart, as a failed row tells its error. */
export const rowError = (told: string): { code: string; message: string; fields?: string[] } => {
  const [, code, message, named = ''] = /^([A-Z][A-Z0-9_]*):([\s\S]*?)(?::([^:]*)--)?\s*$/.exec(told) ?? [];
  const fields = named.match(/\w+/g) ?? [];
  return code === undefined
    ? { code: 'UNKNOWN', message: redact(told.trim()) }
    : { code, message: redact(message.trim()), ...(fields.length > 0 ? { fields: [...fields] } : {}) };
};
