import { loadText } from '../text.ts';
import { isItemError, isLost, OrgError } from './errors.ts';
import type { OrgHttp } from './http.ts';
import { redact } from './redact.ts';
import { saveResultShape } from './shapes.ts';
import { chunked } from './soql.ts';
import type { CreateResult, RecordFields, RowResult, UpdateRow } from './types.ts';

const text = loadText('salesforce');

/** Salesforce takes at most 200 records in one call. */
const CALL_SIZE = 200;

/** How many calls in a row may get no answer, or be refused as a whole, before the rest is not even sent. */
const FAILED_IN_A_ROW = 2;

/**
 * What is said with every row that is put back, since it was there before: duplicates are saved where the rule leaves
 * that to who saves ("Allow" with an alert), and nobody else becomes its owner by an assignment rule, which would run
 * unless told otherwise (REST API Developer Guide, "Duplicate Rule Header", "Assignment Rule Header").
 */
export const AS_IT_WAS: Readonly<Record<string, string>> = {
  'Sforce-Duplicate-Rule-Header': 'allowSave=true',
  'Sforce-Auto-Assign': 'FALSE',
};

/** What a duplicate rule says no with. */
export const DUPLICATE = 'DUPLICATES_DETECTED';

/** How one row fared; `id` is the record's, where the org told it. */
type Saved =
  | { outcome: 'saved'; id: string }
  | { outcome: 'failed'; code: string; message: string; fields?: readonly string[] }
  | { outcome: 'unprocessed'; reason: string };

const savedOf = (told: unknown): Saved => {
  const { data: answer } = saveResultShape.safeParse(told);
  if (answer === undefined) return { outcome: 'unprocessed', reason: text.get('noAnswerForRow') };
  if (answer.success) return { outcome: 'saved', id: answer.id ?? '' };
  const [{ statusCode = 'UNKNOWN', message = '', fields = [] } = {}] = answer.errors ?? [];
  return { outcome: 'failed', code: statusCode, message: redact(message), ...(fields.length > 0 ? { fields } : {}) };
};

const unprocessed = (rows: readonly unknown[], reason: string): Saved[] =>
  rows.map(() => ({ outcome: 'unprocessed', reason }));

type Call = { method: 'PATCH' | 'POST'; path: string };

/** Saves rows call after call; what the org says to a row is its result. */
const save = async (http: OrgHttp, call: Call, object: string, rows: readonly RecordFields[]): Promise<Saved[]> => {
  const results: Saved[] = [];
  let failed = 0;
  for (const part of chunked(rows, CALL_SIZE)) {
    const records = part.map((row) => ({ attributes: { type: object }, ...row }));
    try {
      const answer = await http<unknown>({
        ...call,
        body: { allOrNone: false, records },
        headers: AS_IT_WAS,
        asked: object,
      });
      const saved = (Array.isArray(answer) ? answer : []) as unknown[];
      results.push(...part.map((_, index) => savedOf(saved[index])));
      failed = 0;
    } catch (error) {
      if (!(error instanceof OrgError)) throw error;
      failed += 1;
      const gone = isLost(error);
      if (!gone && results.length === 0) throw error;
      results.push(...unprocessed(part, gone ? error.message : text.get('notSent', { reason: error.message })));
      // A call that is refused as a whole says nothing of the next one; an org that cannot be asked any more does.
      if ((gone || isItemError(error)) && failed < FAILED_IN_A_ROW) continue;
      const rest = unprocessed(rows.slice(results.length), text.get('notSent', { reason: error.message }));
      return [...results, ...rest];
    }
  }
  return results;
};

/** Updates records by sObject Collections, call after call, see `OrgWriter.updateMany`. */
export const collectionUpdate = async (
  http: OrgHttp,
  root: string,
  object: string,
  rows: readonly UpdateRow[]
): Promise<RowResult[]> => {
  const results = await save(http, { method: 'PATCH', path: `${root}/composite/sobjects` }, object, rows);
  return results.map((result, index): RowResult => {
    const { Id: id } = rows[index];
    return result.outcome === 'saved' ? { id, outcome: 'updated' } : { ...result, id };
  });
};

/** Creates records by sObject Collections, or upserts them by an external ID, see `OrgWriter.createMany`. */
export const collectionCreate = async (
  http: OrgHttp,
  root: string,
  object: string,
  { rows, externalId }: { rows: readonly RecordFields[]; externalId?: string }
): Promise<CreateResult[]> => {
  const path = `${root}/composite/sobjects`;
  const call: Call =
    externalId === undefined ? { method: 'POST', path } : { method: 'PATCH', path: `${path}/${object}/${externalId}` };
  const results = await save(http, call, object, rows);
  return results.map((result): CreateResult => {
    return result.outcome === 'saved' ? { id: result.id, outcome: 'created' } : { ...result, id: null };
  });
};
