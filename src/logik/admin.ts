import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { FormData } from 'undici';
import { loadText } from '../text.ts';
import { downloadTo, FILE_MS } from './download.ts';
import type { LogikHttp, LogikRequest } from './http.ts';
import { everyPage, isOpenToAll, pageAt, shaped } from './pages.ts';
import { blueprintShape, deploymentShape, jobShape, productShape, tableShape } from './shapes.ts';
import type { ExportKind, LogikAdmin, LogikJob } from './types.ts';

const text = loadText('logik');

const LATEST_FIRST = 'modified,DESC';
const BLUEPRINTS = { path: '/api/admin/v2/blueprints', asked: 'blueprints', sort: LATEST_FIRST };
const PRODUCTS = { path: '/api/admin/v1/configurableProducts', asked: 'configurable products', sort: LATEST_FIRST };
const TABLES = { path: '/api/managedTables/v1/managedTables', asked: 'managed tables' };
const JOBS: Record<ExportKind, string> = {
  blueprints: '/api/admin/v1/job/',
  table: '/api/managedTables/v2/job/',
};

/** A name or an ID as one segment of a path. A dot alone would climb in it, however it is encoded. */
const segment = (http: LogikHttp, name: string, asked: string): string => {
  if (/^\.{0,2}$/.test(name)) throw http.error('LogikRefused', asked, text.get('name', { name }));
  return encodeURIComponent(name.toWellFormed());
};

/** The Admin API (github logikioopensource/API-Documentation, admin/; ServiceNow CPQ docs, "Admin API keys"). */
export const adminOf = (environment: string, http: LogikHttp): LogikAdmin => {
  const jobIn = (answer: unknown, asked: string): LogikJob => {
    const job = shaped(http, jobShape, asked, answer);
    return { ...job, message: job.message === null ? null : http.said(job.message) };
  };
  const begin = async (
    request: Omit<LogikRequest, 'method'>,
    method: LogikRequest['method'] = 'POST'
  ): Promise<LogikJob> => jobIn(await http.json({ ...request, method }), request.asked);
  const formOf = async (path: string, jobType: string): Promise<FormData> => {
    const form = new FormData();
    form.set('jobType', jobType);
    form.set('file', await openAsBlob(path), basename(path));
    return form;
  };
  const fileOf = (kind: ExportKind, id: string, asked: string): string => {
    const job = segment(http, id, asked);
    return kind === 'blueprints' ? `/api/admin/v2/bulk/export/${job}` : `${JOBS.table}${job}/file`;
  };
  return {
    environment,
    probe: async () => {
      const { content, totalElements } = await pageAt(http, BLUEPRINTS, 0, 1);
      // Any list is a page: that it holds blueprints is what makes it an answer to this.
      for (const row of content) shaped(http, blueprintShape, BLUEPRINTS.asked, row);
      return { blueprints: totalElements ?? content.length };
    },
    opensToAll: () => isOpenToAll(http, BLUEPRINTS),
    blueprints: () => everyPage(http, blueprintShape, BLUEPRINTS),
    lastDeployment: async (blueprint) => {
      const asked = `the deployment history of ${blueprint}`;
      const path = `/api/admin/v1/blueprints/${segment(http, blueprint, asked)}/deployments`;
      // The documentation requires page, size and sort.
      const { content } = await pageAt(http, { path, asked, sort: LATEST_FIRST }, 0, 1);
      return content.length === 0 ? null : shaped(http, deploymentShape, asked, content[0]);
    },
    configurableProducts: () => everyPage(http, productShape, PRODUCTS),
    managedTables: () => everyPage(http, tableShape, TABLES),
    exportBlueprints: (names) =>
      begin({
        path: '/api/admin/v1/bulk/blueprints/export',
        asked: 'the export of blueprints',
        body: JSON.stringify(names),
      }),
    exportTable: async (table) => {
      const asked = `the export of the managed table ${table}`;
      return begin({
        path: `/api/managedTables/v3/managedTables/${segment(http, table, asked)}/export`,
        asked,
        body: '{}',
      });
    },
    job: async (kind, id) => {
      const asked = `job ${id}`;
      const path = JOBS[kind] + segment(http, id, asked);
      return jobIn(await http.json({ method: 'GET', path, asked }), asked);
    },
    download: async (kind, id, path) => {
      const asked = `the file of job ${id}`;
      return downloadTo(http, { path: fileOf(kind, id, asked), asked }, path);
    },
    importBlueprints: async (path) =>
      begin({
        path: '/api/admin/v2/uploadFile',
        asked: `the import of ${basename(path)}`,
        body: await formOf(path, 'GENERIC_IMPORT'),
        ms: FILE_MS,
      }),
    importTable: async (table, path, verb) => {
      const asked = `the import of the managed table ${table}`;
      const to = `/api/managedTables/v2/managedTables/${segment(http, table, asked)}`;
      return begin({ path: to, asked, body: await formOf(path, 'TABLE_IMPORT'), ms: FILE_MS }, verb);
    },
    createTable: async (table, columns) => {
      const body = JSON.stringify({ name: table, description: '', columns });
      await http.json({ method: 'POST', path: TABLES.path, asked: `the managed table ${table}`, body });
    },
  };
};
