import type { Connection } from '@salesforce/core';
import { bulkCreate, bulkUpdate } from './bulk/ingest.ts';
import { bulkOrLiteral } from './bulk/literal.ts';
import { collectionCreate, collectionUpdate } from './collections.ts';
import { unreadable } from './errors.ts';
import { orgGuard, type OrgHttp } from './http.ts';
import { upsertMetadata } from './metadata.ts';
import { resetPassword } from './password.ts';
import type { SetupPageDriver } from './setupPage/index.ts';
import type { CreateResult, OrgWriter, RecordFields, RowResult, UpdateRow } from './types.ts';

/**
 * A writer to the org behind `connection`: one request for each record, component or page, never retried by itself. The
 * caller reads it again to learn what became of a write whose answer got lost.
 */
export const orgWriter = (connection: Connection, http: OrgHttp, label: string, pages: SetupPageDriver): OrgWriter => {
  const data = `/services/data/v${connection.getApiVersion()}`;
  const root = `${data}/sobjects`;
  const bulk = { http, root: data, label, unreadable: unreadable(label, connection.instanceUrl) };
  return {
    update: async (objectName, id, fields) => {
      await http({ method: 'PATCH', path: `${root}/${objectName}/${id}`, body: fields, asked: `${objectName} ${id}` });
    },
    updateMany: (objectName, rows, options) => {
      const literal = (some: readonly UpdateRow[]): Promise<RowResult[]> =>
        collectionUpdate(http, data, objectName, some);
      if (!options.bulk) return literal(rows);
      const inBulk = (some: readonly UpdateRow[]): Promise<RowResult[]> => bulkUpdate(bulk, objectName, some, options);
      return bulkOrLiteral(rows, inBulk, literal, ({ Id: id }, result) => ({ id, ...result }));
    },
    createMany: (objectName, rows, options) => {
      const literal = (some: readonly RecordFields[]): Promise<CreateResult[]> =>
        collectionCreate(http, data, objectName, { rows: some, externalId: options.externalId });
      if (!options.bulk) return literal(rows);
      const inBulk = (some: readonly RecordFields[]): Promise<CreateResult[]> =>
        bulkCreate(bulk, objectName, some, options);
      return bulkOrLiteral(rows, inBulk, literal, (_, result) => ({ id: null, ...result }));
    },
    create: async (objectName, fields) =>
      (await http<{ id: string }>({ method: 'POST', path: `${root}/${objectName}`, body: fields, asked: objectName }))
        .id,
    resetPassword: resetPassword(http, data, label),
    upsertMetadata: upsertMetadata(connection, orgGuard(connection, label), label),
    savePage: (page, values) => pages.save(page, values),
  };
};
