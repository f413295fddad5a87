import type { Json } from '../model.ts';
import type { JsonObject } from '../rest/body.ts';
import { invalidJob } from './errors.ts';

/** How a job's CSV is written: the words of the API, and what they stand for. */
export type CsvFormat = { columnDelimiter: string; delimiter: string; lineEnding: 'LF' | 'CRLF'; newline: string };

const DELIMITERS: Record<string, string> = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
};

/** The format that a job's body asks for, or COMMA and LF; also refuses content types other than CSV. */
export function readFormat(body: JsonObject): CsvFormat {
  const columnDelimiter = word(body, 'columnDelimiter', Object.keys(DELIMITERS)) ?? 'COMMA';
  const lineEnding = word(body, 'lineEnding', ['LF', 'CRLF']) === 'CRLF' ? 'CRLF' : 'LF';
  word(body, 'contentType', ['CSV']);
  return {
    columnDelimiter,
    delimiter: DELIMITERS[columnDelimiter] ?? ',',
    lineEnding,
    newline: lineEnding === 'CRLF' ? '\r\n' : '\n',
  };
}

function word(body: JsonObject, name: string, allowed: string[]): string | undefined {
  const value: Json | undefined = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && allowed.includes(value.toUpperCase())) return value.toUpperCase();
  throw invalidJob(`Unsupported ${name}: ${String(value)}`);
}

/** A value between quotes, as every value of a result is. */
export const quoted = (text: string): string => `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;

/** One line of a result. */
export const csvLine = (values: string[], { delimiter, newline }: CsvFormat): string =>
  values.map(quoted).join(delimiter) + newline;
