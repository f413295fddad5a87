import type { Connection } from '@salesforce/core';
import { bulkCreate, bulkUpdate } from './bulk/ingest.ts';
import { bulkOrLiteral } from './bulk/literal.ts';
import { AS_IT_WAS, collectionCreate, collectionUpdate, DUPLICATE } from './collections.ts';
import { OrgError, unreadable } from './errors.ts';
import { inPlainWords } from './guards.ts';
import { orgGuard, type OrgHttp } from './http.ts';
import { upsertMetadata } from './metadata.ts';
import { loadText } from '../text.ts';
import { resetPassword } from './password.ts';
import type { SetupPageDriver } from './setupPage/index.ts';
import type { CreateResult, OrgWriter, RecordFields, RowResult, UpdateRow } from './types.ts';

const text = loadText('salesforce');

/**
 * Sends rows that a duplicate rule refused a bulk job once more by collections: Bulk API 2.0 has no header that gives
 * leave to save duplicates, and rows of a job are saved as without it. What became of the others is known by then, and
 * stays known where the org does not take this call at all.
 */
const withLeave = async <T, R extends CreateResult | RowResult>(
  rows: readonly T[],
  results: readonly R[],
  send: (some: readonly T[]) => Promise<readonly R[]>
): Promise<R[]> => {
  const places = results.flatMap((result, index) =>
    result.outcome === 'failed' && result.code === DUPLICATE ? [index] : []
  );
  if (places.length === 0) return [...results];
  const all = [...results];
  try {
    const again = await send(places.map((place) => rows[place]));
    for (const [index, place] of places.entries()) all[place] = again[index];
  } catch (error) {
    if (!(error instanceof OrgError)) throw error;
    const reason = text.get('notSent', { reason: error.message });
    for (const place of places) all[place] = { outcome: 'unprocessed', id: results[place].id, reason } as R;
  }
  return all;
};

/**
 * A writer to the org behind `connection`: one request for each record, component or page, never retried by itself. The
 * caller reads it again to learn what became of a write whose answer got lost.
 */
export const orgWriter = (connection: Connection, http: OrgHttp, label: string, pages: SetupPageDriver): OrgWriter => {
  const data = `/services/data/v${connection.getApiVersion()}`;
  const root = `${data}/sobjects`;
  const odd = unreadable(label, connection.instanceUrl);
  const bulk = { http, root: data, label, unreadable: odd };
  return {
    update: async (objectName, id, fields) => {
      const path = `${root}/${objectName}/${id}`;
      await http({ method: 'PATCH', path, body: fields, headers: AS_IT_WAS, asked: `${objectName} ${id}` });
    },
    updateMany: async (objectName, rows, options) => {
      const collections = (some: readonly UpdateRow[]): Promise<RowResult[]> =>
        collectionUpdate(http, data, objectName, some);
      const inBulk = async (some: readonly UpdateRow[]): Promise<RowResult[]> =>
        withLeave(some, await bulkUpdate(bulk, objectName, some, options), collections);
      const results = options.bulk
        ? bulkOrLiteral(rows, inBulk, collections, ({ Id: id }, result) => ({ id, ...result }))
        : collections(rows);
      return inPlainWords(await results);
    },
    createMany: async (objectName, rows, options) => {
      const { externalId } = options;
      const collections = (some: readonly RecordFields[]): Promise<CreateResult[]> =>
        collectionCreate(http, data, objectName, { rows: some, externalId });
      const inBulk = async (some: readonly RecordFields[]): Promise<CreateResult[]> =>
        withLeave(some, await bulkCreate(bulk, objectName, some, options), collections);
      const results = options.bulk
        ? bulkOrLiteral(rows, inBulk, collections, (_, result) => ({ id: null, ...result }))
        : collections(rows);
      return inPlainWords(await results);
    },
    create: async (objectName, fields) => {
      const path = `${root}/${objectName}`;
      const call = { method: 'POST', path, body: fields, headers: AS_IT_WAS, asked: objectName } as const;
      const answer = await http<{ id?: unknown } | null>(call);
      if (typeof answer?.id !== 'string') throw odd(objectName, 'the answer names no record');
      return answer.id;
    },
    resetPassword: resetPassword(http, data, label),
    upsertMetadata: upsertMetadata(connection, orgGuard(connection, label), label),
    savePage: (page, values) => pages.save(page, values),
  };
};
