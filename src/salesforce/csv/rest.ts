import { decoded, encoded } from '../bytes.ts';
import type { Unreadable } from '../errors.ts';
import type { OrgHttp, RawAnswer } from '../http.ts';
import type { CsvOptions, CsvPage, CsvQuery } from '../types.ts';
import { pagesAhead } from './ahead.ts';
import { readWhole } from './again.ts';
import { statementOf } from './query.ts';
import { csvText, headerLine } from './text.ts';

type QueryPage = { records: Array<Record<string, unknown>>; done: boolean; nextRecordsUrl?: string };

/** What `JSON.parse` tells a reviver beside the value; TypeScript's library does not know it yet. */
type Told = { source?: string };

/**
 * Parses a page with its numbers as they are spelled (`10.0`, `1.0E7`): as a JavaScript number they would come out
 * otherwise than in a bulk result. Undefined for what is no page.
 */
const parsePage = (text: string): QueryPage | undefined => {
  const spelled = (_key: string, value: unknown, told?: Told): unknown =>
    typeof value === 'number' ? told?.source : value;
  try {
    const page = JSON.parse(text, spelled) as Partial<QueryPage> | null;
    return page !== null && Array.isArray(page.records) ? (page as QueryPage) : undefined;
  } catch {
    return undefined;
  }
};

/** REST ends a date-time with `+0000`, a bulk result with `Z`. */
const DATE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\+0000$/;

const textOf = (value: unknown): string => {
  if (value === null) return '';
  return typeof value === 'string' ? value.replace(DATE_TIME, '$1Z') : JSON.stringify(value);
};

/** The value at the end of a path; null where a relationship on the way is empty, undefined where a field is missing. */
const valueAt = (record: Record<string, unknown>, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) => (value === null ? null : (value as Record<string, unknown> | undefined)?.[name]),
    record
  );

export type RestCsvContext = {
  http: OrgHttp;
  /** `/services/data/vXX.0`. */
  root: string;
  unreadable: Unreadable;
};

/** A query as CSV by REST, see `OrgReader.csv`. */
export async function* restCsv(
  { http, root, unreadable }: RestCsvContext,
  query: CsvQuery,
  { onRows }: CsvOptions
): AsyncGenerator<CsvPage> {
  const asked = query.object;
  const paths = query.fields.map((field) => field.split('.'));
  const first = `${root}/query?q=${encodeURIComponent(statementOf(query))}`;

  let rows = 0;
  const readPage = async (link: string = first): Promise<QueryPage> => {
    const page = await readWhole(async () => {
      const { bytes } = await http<RawAnswer>({ method: 'GET', path: link, asked, raw: 'application/json' });
      return parsePage(decoded(bytes)) ?? { damage: unreadable(asked, 'the answer has no records') };
    });
    if ('damage' in page) throw page.damage;
    rows += page.records.length;
    onRows?.(rows);
    return page;
  };

  const rowOf = (record: Record<string, unknown>): string[] =>
    paths.map((path) => {
      const value = valueAt(record, path);
      if (value === undefined) throw unreadable(asked, `the answer has no ${path.join('.')}`);
      return textOf(value);
    });

  let header = headerLine(query.fields);
  for await (const page of pagesAhead(readPage, (read) => (read.done ? undefined : read.nextRecordsUrl))) {
    yield { bytes: encoded(header + csvText(page.records.map(rowOf))), rows: page.records.length };
    header = '';
  }
}
