import type { Connection } from '@salesforce/core';
import type { OrgHttp } from './http.ts';
import type { OrgWriter } from './types.ts';

/**
 * A writer to the org behind `connection`: single records, one request each, never retried by itself. The caller reads
 * the record again to learn what became of a write whose answer got lost.
 */
export const orgWriter = (connection: Connection, http: OrgHttp): OrgWriter => {
  const root = `/services/data/v${connection.getApiVersion()}/sobjects`;
  return {
    update: async (objectName, id, fields) => {
      await http({ method: 'PATCH', path: `${root}/${objectName}/${id}`, body: fields, asked: `${objectName} ${id}` });
    },
    create: async (objectName, fields) =>
      (await http<{ id: string }>({ method: 'POST', path: `${root}/${objectName}`, body: fields, asked: objectName }))
        .id,
  };
};
