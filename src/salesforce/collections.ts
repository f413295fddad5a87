import { loadText } from '../text.ts';
import { isLost, OrgError } from './errors.ts';
import type { OrgHttp } from './http.ts';
import { redact } from './redact.ts';
import { chunked } from './soql.ts';
import type { RowResult, UpdateRow } from './types.ts';

const text = loadText('salesforce');

/** Salesforce takes at most 200 records in one call. */
const CALL_SIZE = 200;

/** How many calls in a row may get no answer before the rest is not even sent. */
const LOST_IN_A_ROW = 2;

type SaveResult = { success: boolean; errors?: Array<{ statusCode?: string; message?: string }> };

const resultOf = (id: string, answer: SaveResult | undefined): RowResult => {
  if (answer === undefined) return { id, outcome: 'unprocessed', reason: text.get('noAnswerForRow') };
  if (answer.success) return { id, outcome: 'updated' };
  const [{ statusCode = 'UNKNOWN', message = '' } = {}] = answer.errors ?? [];
  return { id, outcome: 'failed', code: statusCode, message: redact(message) };
};

const unprocessed = (rows: readonly UpdateRow[], reason: string): RowResult[] =>
  rows.map(({ Id }) => ({ id: Id, outcome: 'unprocessed', reason }));

/** Updates records by sObject Collections, call after call, see `OrgWriter.updateMany`. */
export const collectionUpdate = async (
  http: OrgHttp,
  root: string,
  object: string,
  rows: readonly UpdateRow[]
): Promise<RowResult[]> => {
  const results: RowResult[] = [];
  let lost = 0;
  for (const part of chunked(rows, CALL_SIZE)) {
    const records = part.map((row) => ({ attributes: { type: object }, ...row }));
    try {
      const answer = await http<unknown>({
        method: 'PATCH',
        path: `${root}/composite/sobjects`,
        body: { allOrNone: false, records },
        asked: object,
      });
      const saved = (Array.isArray(answer) ? answer : []) as SaveResult[];
      results.push(...part.map(({ Id }, index) => resultOf(Id, saved[index])));
      lost = 0;
    } catch (error) {
      if (!(error instanceof OrgError)) throw error;
      lost += 1;
      const gone = isLost(error);
      if (!gone && results.length === 0) throw error;
      results.push(...unprocessed(part, gone ? error.message : text.get('notSent', { reason: error.message })));
      if (gone && lost < LOST_IN_A_ROW) continue;
      const rest = unprocessed(rows.slice(results.length), text.get('notSent', { reason: error.message }));
      return [...results, ...rest];
    }
  }
  return results;
};
