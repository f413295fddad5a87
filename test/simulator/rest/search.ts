import { ApiError, type Json, type SfRecord } from '../model.ts';
import { runQuery } from '../soql/index.ts';
import { holdsPhrase, parseSearch, wordsOf, type Returned, type Search } from './sosl.ts';
import type { ApiContext, ApiRequest, ApiResponse, Route } from './types.ts';

/** Objects whose references list search() among their calls; those of Lightning components and labels do not. */
const SEARCHABLE = new Set(['ApexClass', 'ApexTrigger', 'ApexPage', 'ApexComponent']);

/** `tooling/search`: code by what it holds. */
export const searchRoutes: Route[] = [{ method: 'GET', path: '/tooling/search', handle: search }];

function search(request: ApiRequest, context: ApiContext): ApiResponse {
  const asked = parseSearch(request.query.get('q') ?? '');
  const found = asked.returning.flatMap((returned) => rowsOf(returned, asked, context));
  return { status: 200, body: { searchRecords: found.slice(0, asked.limit) } };
}

function rowsOf({ object, fields }: Returned, asked: Search, context: ApiContext): Json[] {
  const org = context.org.view({ userId: context.userId, includeDeleted: false });
  const ids = matching(object, asked, context);
  const shown = [...new Set(['Id', ...fields])].join(', ');
  // The query refuses what the user may not see, in the words of the API.
  const rows = [
    ...runQuery(`SELECT ${shown} FROM ${object}`, org, { api: 'tooling', apiVersion: context.version }).records,
  ];
  if (!SEARCHABLE.has(object)) {
    throw new ApiError(400, { message: `entity type ${object} does not support search`, errorCode: 'INVALID_TYPE' });
  }
  return rows.filter((row) => ids.has(String(row['Id'])));
}

function matching(object: string, { anyOf }: Search, { org }: ApiContext): Set<string> {
  if (!SEARCHABLE.has(object)) return new Set();
  const rows: SfRecord[] = [...org.table(object).rows()];
  const holds = (row: SfRecord): boolean => {
    const texts = Object.values(row).flatMap((value) => (typeof value === 'string' ? [wordsOf(value)] : []));
    return anyOf.some((all) => all.every((phrase) => texts.some((text) => holdsPhrase(text, phrase))));
  };
  return new Set(rows.filter(holds).map(({ Id }) => Id));
}
