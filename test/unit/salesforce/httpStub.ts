import { restore, stub } from 'sinon';
import { decoded, encoded } from '../../../src/salesforce/bytes.ts';
import { clock } from '../../../src/salesforce/clock.ts';
import { toOrgError, unreadable, type OrgError, type OrgFailure } from '../../../src/salesforce/errors.ts';
import type { OrgHttp, OrgRequest, RawAnswer } from '../../../src/salesforce/http.ts';
import type { CsvPage } from '../../../src/salesforce/types.ts';

export const ROOT = '/services/data/v62.0';

/** A way out that answers each request with what `respond` returns or throws; what it was asked stays in `sent`. */
export const httpStub = (respond: (request: OrgRequest) => unknown): { http: OrgHttp; sent: OrgRequest[] } => {
  const sent: OrgRequest[] = [];
  const http = async <T>(request: OrgRequest): Promise<T> => {
    sent.push(request);
    return (await respond(request)) as T;
  };
  return { http, sent };
};

/** Requests as `GET /jobs/query/750/results?maxRecords=…`. */
export const told = (sent: readonly OrgRequest[]): string[] =>
  sent.map(({ method, path }) => `${method} ${path.replace(ROOT, '').replace(/\?.*/, '')}`);

export const contextOf = (
  http: OrgHttp
): { http: OrgHttp; root: string; label: string; unreadable: ReturnType<typeof unreadable> } => ({
  http,
  root: ROOT,
  label: 'uat',
  unreadable: unreadable('uat', 'https://uat.example'),
});

export const failure = (code: string, own: Partial<OrgFailure> = {}): OrgError =>
  toOrgError({ code, message: `said ${code}`, ...own }, 'uat', 'https://uat.example', 'Product2');

/** A page of a bulk result as the org sends it. */
export const resultPage = (text: string, rows: number, locator = 'null'): RawAnswer => ({
  bytes: encoded(text),
  headers: { 'sforce-numberofrecords': String(rows), 'sforce-locator': locator },
});

export const collected = async (pages: AsyncIterable<CsvPage>): Promise<CsvPage[]> => {
  const all: CsvPage[] = [];
  for await (const page of pages) all.push(page);
  return all;
};

/** Pages as one reads them. Each has its buffer for itself, or it could not be handed to another thread. */
export const readable = (pages: readonly CsvPage[]): Array<{ text: string; rows: number }> =>
  pages.map(({ bytes, rows }) => {
    if (bytes.buffer.byteLength !== bytes.length) throw new RangeError('The page shares its buffer.');
    return { text: decoded(structuredClone(bytes, { transfer: [bytes.buffer] })), rows };
  });

/** For a whole `describe`: nobody waits. What has to see time pass calls `restore` of sinon first. */
export const withoutPauses = (): void => {
  beforeEach(() => void stub(clock, 'pause').resolves());
  afterEach(() => restore());
};
