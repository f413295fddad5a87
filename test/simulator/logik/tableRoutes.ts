import { strFromU8 } from 'fflate';
import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import { requireAdminKey } from './access.ts';
import { pack, unpackTables } from './archive.ts';
import type { LogikEnvironment } from './environment.ts';
import { badRequest } from './error.ts';
import { counts, jobStatus, type JobFile, type JobKind } from './jobs.ts';
import { csvOf, type ManagedTable, type TableInfo } from './managedTables.ts';
import { pageFrom, pageOf, type PageQuery } from './page.ts';
import { sendFile } from './sendFile.ts';
import { readUpload } from './upload.ts';

const KINDS: JobKind[] = ['TABLE_EXPORT', 'TABLE_IMPORT', 'MANAGED_TABLES_IMPORT_UPSERT'];
/** Tables come in pages of this size, by name, unless a query says otherwise. */
const USUAL: PageQuery = { size: '100', sort: 'name,ASC' };

type Named = { Params: { name: string } };

/** The Managed Tables API: reading tables, exporting and importing their rows by jobs. All of it needs Bulk. */
export function registerTables(app: FastifyInstance, logik: LogikEnvironment): void {
  app.get<{ Querystring: PageQuery }>('/api/managedTables/v1/managedTables', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    return pageOf(logik.content.tables.all.map(infoOf), { ...USUAL, ...request.query });
  });

  app.get<Named>('/api/managedTables/v1/managedTables/:name/metadata', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    return infoOf(logik.content.tables.get(request.params.name));
  });

  app.get<Named & { Querystring: PageQuery }>('/api/managedTables/v2/managedTables/:name', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    const table = logik.content.tables.get(request.params.name);
    const slice = (start: number, count: number): object[] => rowsOf(table, start, count);
    return pageFrom({ total: table.rows.size, slice }, { size: USUAL.size, ...request.query });
  });

  app.post<Named & { Body: Json }>('/api/managedTables/v3/managedTables/:name/export', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    const { tables } = logik.content;
    const { name } = tables.get(request.params.name);
    if (!isJsonObject(request.body)) throw badRequest('Request body must be a JSON object.');
    const zipped = logik.behaviour.tableFile === 'zip';
    return jobStatus(logik.jobs.start('TABLE_EXPORT', [name], () => ({ file: fileOf(tables.get(name), zipped) })));
  });

  app.get<{ Params: { id: string } }>('/api/managedTables/v2/job/:id', (request) => {
    requireAdminKey(logik, request, 'Bulk');
    return jobStatus(logik.jobs.get(request.params.id, KINDS));
  });

  app.get<{ Params: { id: string } }>('/api/managedTables/v2/job/:id/file', (request, reply) => {
    requireAdminKey(logik, request, 'Bulk');
    return sendFile(reply, logik.jobs.file(request.params.id, 'TABLE_EXPORT'));
  });

  registerTableWrites(app, logik);
}

/** Making a table, and filling it from a CSV: POST puts rows behind those that are there, PUT in their place. */
function registerTableWrites(app: FastifyInstance, logik: LogikEnvironment): void {
  app.post<{ Body: Json }>('/api/managedTables/v1/managedTables', (request, reply) => {
    requireAdminKey(logik, request, 'Bulk');
    const { tables } = logik.content;
    const part = readTable(request.body);
    if (tables.has(part.name)) throw badRequest(`Table ${part.name} already exists.`);
    return reply.status(201).send(infoOf(tables.put(part)));
  });

  for (const [method, how] of [
    ['POST', 'append'],
    ['PUT', 'replace'],
  ] as const) {
    app.route<Named & { Body: Buffer }>({
      method,
      url: '/api/managedTables/v2/managedTables/:name',
      handler: async (request, reply) => {
        requireAdminKey(logik, request, 'Bulk');
        const { tables } = logik.content;
        const { name } = tables.get(request.params.name);
        const { bytes } = await readUpload(request, 'TABLE_IMPORT');
        const job = logik.jobs.start('TABLE_IMPORT', [name], (most) => {
          const total = tables.load(name, strFromU8(bytes), how, most);
          const records = { totalRecords: total, totalInserts: total, totalUpdates: 0, tableName: name };
          return { result: { success: true, counts: counts(total), messages: [], ...records } };
        });
        return reply.status(201).send(jobStatus(job));
      },
    });
  }

  app.post<{ Body: Buffer }>('/api/managedTables/v2/managedTables', async (request, reply) => {
    requireAdminKey(logik, request, 'Bulk');
    const { tables } = logik.content;
    const { bytes } = await readUpload(request, 'MANAGED_TABLES_IMPORT_UPSERT');
    const given = unpackTables(bytes);
    const about = given.map(({ name }) => name);
    const job = logik.jobs.start('MANAGED_TABLES_IMPORT_UPSERT', about, (most) => {
      const total = given.slice(0, most).reduce((sum, { name, csv }) => sum + tables.load(name, csv, 'append'), 0);
      return { result: { success: true, counts: counts(total), messages: [] } };
    });
    return reply.status(202).send(jobStatus(job));
  });
}

function infoOf({ rows: _, ...info }: ManagedTable): TableInfo {
  return info;
}

function rowsOf({ columns, rows, dateCreated, dateModified }: ManagedTable, start: number, count: number): object[] {
  const content: object[] = [];
  for (const row of rows.from(start)) {
    if (content.length >= count) break;
    const shown: { [name: string]: string | number } = {
      ID: start + content.length + 1,
      DATE_CREATED: dateCreated,
      DATE_MODIFIED: dateModified,
    };
    for (const [index, { name }] of columns.entries()) shown[name] = row[index] ?? '';
    content.push(shown);
  }
  return content;
}

function fileOf(table: ManagedTable, zipped: boolean): JobFile {
  if (!zipped) return { name: `${table.name}.csv`, bytes: () => csvOf(table) };
  const bytes = pack({ [`${table.name}.csv`]: Buffer.concat([...csvOf(table)]) });
  return { name: `${table.name}.zip`, bytes: () => [bytes] };
}

function readTable(body: Json): {
  name: string;
  description: string;
  columns: Array<{ name: string; type: 'text' | 'number' }>;
} {
  const { name, description = '', columns } = isJsonObject(body) ? body : {};
  const read = (Array.isArray(columns) ? columns : []).flatMap((column) => {
    if (!isJsonObject(column) || typeof column['name'] !== 'string') return [];
    return [{ name: column['name'], type: column['type'] === 'number' ? ('number' as const) : ('text' as const) }];
  });
  if (typeof name !== 'string' || name === '' || typeof description !== 'string' || read.length === 0) {
    throw badRequest('name, description and columns must not be empty.');
  }
  return { name, description, columns: read };
}
