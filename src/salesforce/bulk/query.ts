import { decoded, encoded } from '../bytes.ts';
import { pagesAhead } from '../csv/ahead.ts';
import { readWhole } from '../csv/again.ts';
import { statementOf } from '../csv/query.ts';
import { countRows, headerLine } from '../csv/text.ts';
import { bulkError, OrgError, type BulkFailure } from '../errors.ts';
import type { RawAnswer } from '../http.ts';
import { onceEach } from '../nextPage.ts';
import type { CsvOptions, CsvPage, CsvQuery } from '../types.ts';
import { bulkTimeoutSeconds, createJob, followJob, type BulkContext, type JobInfo } from './job.ts';
import { tableOf } from '../../literal/table.ts';

/** Rows in one page of a result. Twice as many save a tenth of the time at 50 ms a request, and cost 25 MB of memory. */
const PAGE_ROWS = 25_000;

const KIND_OF_STATE = tableOf<BulkFailure['kind']>({ Failed: 'BulkJobFailed', Aborted: 'BulkJobAborted' });

type ResultPage = CsvPage & { locator?: string };

const LINE_FEED = 0x0a;
const BLANK = 0x20;

/** The names in a header row; API names hold neither commas nor quotes. */
const namesIn = (header: string): string =>
  header
    .split(',')
    .map((name) => name.replace(/^"(.*)"$/, '$1'))
    .join()
    .toLowerCase();

/** What a page begins with and then holds; copied only where it is not so already. */
const startingWith = (header: Uint8Array, bytes: Uint8Array<ArrayBuffer>, start: number): Uint8Array<ArrayBuffer> => {
  if (Buffer.compare(header, bytes.subarray(0, start)) === 0) return bytes;
  const whole = new Uint8Array(header.length + bytes.length - start);
  whole.set(header);
  whole.set(bytes.subarray(start), header.length);
  return whole;
};

/**
 * A page of a result, or what is wrong with it. Every page comes with a header row.
 *
 * @param header what it begins with instead: the header row for the first page, nothing for all others
 */
export const pageOf = (
  { bytes, headers }: RawAnswer,
  fields: readonly string[],
  header: string
): ResultPage | { damage: string } => {
  const told = headers['sforce-numberofrecords'];
  const locator = headers['sforce-locator'];
  if (told === undefined || locator === undefined) return { damage: 'an answer without the headers of a bulk result' };
  const rest = locator === 'null' ? {} : { locator };
  // A result without rows may come without anything at all.
  if (Number(told) === 0 && bytes.every((byte) => byte <= BLANK)) return { bytes: encoded(header), rows: 0, ...rest };
  const start = bytes.indexOf(LINE_FEED) + 1;
  const names = decoded(bytes.subarray(0, Math.max(0, start - 1)));
  if (namesIn(names) !== fields.join().toLowerCase()) return { damage: `columns ${names.slice(0, 200)}` };
  const { rows, whole } = countRows(bytes.subarray(start));
  if (!whole || rows !== Number(told)) return { damage: `${rows} whole rows where ${told} were announced` };
  return { bytes: startingWith(encoded(header), bytes, start), rows, ...rest };
};

/** How many records a query finds, by a job whose rows nobody reads: for conditions that no URL holds. */
export const bulkCount = async (context: BulkContext, asked: string, statement: string): Promise<number> => {
  const { root, label } = context;
  const jobs = `${root}/jobs/query`;
  const id = await createJob(context, jobs, { operation: 'query', query: statement }, asked);
  const job = await followJob(context, `${jobs}/${id}`, asked);
  if (job.state === 'JobComplete' && job.numberRecordsProcessed !== undefined) return job.numberRecordsProcessed;
  const kind = KIND_OF_STATE[job.state] ?? 'BulkJobTimeout';
  throw bulkError({ kind, org: label, asked, job: id, rows: 0, detail: job.errorMessage ?? `state ${job.state}` });
};

/** A query as CSV by a Bulk API 2.0 query job, see `OrgReader.csv`. */
export async function* bulkCsv(
  context: BulkContext,
  query: CsvQuery,
  { pageRows = PAGE_ROWS, onRows, onState }: CsvOptions
): AsyncGenerator<CsvPage> {
  const { http, root, label } = context;
  const { object: asked, fields } = query;
  const jobs = `${root}/jobs/query`;
  const id = await createJob(context, jobs, { operation: 'query', query: statementOf(query) }, asked);
  const path = `${jobs}/${id}`;
  let rows = 0;
  const failed = (kind: BulkFailure['kind'], detail: string): OrgError =>
    bulkError({ kind, org: label, asked, job: id, rows, detail });

  /** The job's own 404 is about the job. */
  const ofJob = async <T>(calling: Promise<T>): Promise<T> => {
    try {
      return await calling;
    } catch (error) {
      if (error instanceof OrgError && /^(NOT_FOUND|ERROR_HTTP_404)$/.test(error.errorCode))
        throw failed('BulkJobGone', error.errorCode);
      throw error;
    }
  };

  const completed = async (): Promise<JobInfo> => {
    const job = await ofJob(followJob(context, path, asked, onState));
    if (job.state === 'JobComplete') return job;
    const kind = KIND_OF_STATE[job.state];
    if (kind !== undefined) throw failed(kind, job.errorMessage ?? 'the org gives no reason');
    throw failed('BulkJobTimeout', `state ${job.state} after ${bulkTimeoutSeconds()} s`);
  };

  const readPage = async (locator: string | undefined): Promise<ResultPage> => {
    const part = new URLSearchParams({ maxRecords: String(pageRows), ...(locator === undefined ? {} : { locator }) });
    const header = locator === undefined ? headerLine(fields) : '';
    const page = await readWhole(async () => {
      const address = `${path}/results?${part.toString()}`;
      const answer = await ofJob(http<RawAnswer>({ method: 'GET', path: address, asked, raw: 'text/csv' }));
      return pageOf(answer, fields, header);
    });
    if ('damage' in page) throw failed('BulkResultDamaged', page.damage);
    rows += page.rows;
    onRows?.(rows);
    return page;
  };

  const { numberRecordsProcessed } = await completed();
  const links = onceEach(context.unreadable, asked);
  const linkOf = ({ locator }: ResultPage): string | undefined => (locator === undefined ? undefined : links(locator));
  for await (const { bytes, rows: some } of pagesAhead(readPage, linkOf)) {
    if (bytes.length > 0) yield { bytes, rows: some };
  }
  if (numberRecordsProcessed !== undefined && numberRecordsProcessed !== rows)
    throw failed('BulkResultDamaged', `${rows} rows of ${numberRecordsProcessed}`);
}
