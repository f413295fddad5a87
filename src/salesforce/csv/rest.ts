import { decoded, encoded } from '../bytes.ts';
import type { Unreadable } from '../errors.ts';
import type { OrgHttp, RawAnswer } from '../http.ts';
import type { CsvOptions, CsvPage, CsvQuery } from '../types.ts';
import { pagesAhead } from './ahead.ts';
import { readWhole } from './again.ts';
import { statementOf } from './query.ts';
import { onceEach } from '../nextPage.ts';
import { isRecord, urlText } from '../shapes.ts';
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
    const isPage = isRecord(page) && Array.isArray(page.records) && page.records.every(isRecord);
    return isPage && (page.done === true || typeof page.nextRecordsUrl === 'string') ? (page as QueryPage) : undefined;
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
  path.reduce<unknown>((value, name) => (value === null ? null : isRecord(value) ? value[name] : undefined), record);

/** Makes cells of a record, by the paths of its fields. */
export const cellsOf = (
  fields: readonly string[],
  asked: string,
  unreadable: Unreadable
): ((record: Record<string, unknown>) => string[]) => {
  const paths = fields.map((field) => field.split('.'));
  return (record) =>
    paths.map((path) => {
      const value = valueAt(record, path);
      if (value === undefined) throw unreadable(asked, `the answer has no ${path.join('.')}`);
      return textOf(value);
    });
};

export type RestCsvContext = {
  http: OrgHttp;
  /** `/services/data/vXX.0`. */
  root: string;
  unreadable: Unreadable;
};

/** The records of a statement page by page, with their numbers as they are spelled. */
export async function* recordPages(
  { http, root, unreadable }: RestCsvContext,
  asked: string,
  statement: string
): AsyncGenerator<Array<Record<string, unknown>>> {
  const first = `${root}/query?q=${urlText(statement)}`;
  const readPage = async (link: string = first): Promise<QueryPage> => {
    const page = await readWhole(async () => {
      const { bytes } = await http<RawAnswer>({ method: 'GET', path: link, asked, raw: 'application/json' });
      return parsePage(decoded(bytes)) ?? { damage: unreadable(asked, 'the answer has no records') };
    });
    if ('damage' in page) throw page.damage;
    return page;
  };
  const links = onceEach(unreadable, asked);
  const linkOf = ({ done, nextRecordsUrl }: QueryPage): string | undefined =>
    done || nextRecordsUrl === undefined ? undefined : links(nextRecordsUrl);
  for await (const { records } of pagesAhead(readPage, linkOf)) yield records;
}

/** Records as CSV, page by page. */
export async function* csvPages(
  pages: AsyncIterable<Array<Record<string, unknown>>>,
  { object, fields }: CsvQuery,
  unreadable: Unreadable,
  { onRows }: Pick<CsvOptions, 'onRows'>
): AsyncGenerator<CsvPage> {
  const cells = cellsOf(fields, object, unreadable);
  let rows = 0;
  let header = headerLine(fields);
  for await (const records of pages) {
    rows += records.length;
    onRows?.(rows);
    yield { bytes: encoded(header + csvText(records.map(cells))), rows: records.length };
    header = '';
  }
}

/** A query as CSV by REST, see `OrgReader.csv`. */
export const restCsv = (context: RestCsvContext, query: CsvQuery, options: CsvOptions): AsyncGenerator<CsvPage> =>
  csvPages(recordPages(context, query.object, statementOf(query)), query, context.unreadable, options);
