import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SfError } from '@salesforce/core';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { logikError } from '../../../src/logik/errors.ts';
import type { LogikAccess, LogikAdmin, LogikJob, TableColumn, TableVerb } from '../../../src/logik/types.ts';
import { noLogik } from '../../../src/logik/none.ts';

export const ENVIRONMENT = 'https://acme-uat.test01.logik.io';
export const NEW_ENVIRONMENT = 'https://acme-new.test01.logik.io';

type Held = { content: string; modified: string | null; columns?: TableColumn[] };

/** How a job ends that does not just complete. */
type End = Partial<Pick<LogikJob, 'status' | 'message' | 'counts'>> & { rows?: number };

/** A Logik environment in memory; `asked` is what it was asked for, in order. */
export class StubEnvironment {
  public readonly tables = new Map<string, Held>();
  public readonly blueprints = new Map<string, Held>();
  public readonly asked: string[] = [];
  /** Jobs about these fail. */
  public readonly failing = new Set<string>();
  /** How imports of these end, and so many rows are taken in then. */
  public readonly ends = new Map<string, End>();
  /** Downloads of these break off. */
  public readonly dropping = new Set<string>();
  /** How often a job is still under way before it is over. */
  public turns = 0;
  public mostAtOnce = 0;
  public readonly url: string;
  private readonly jobs = new Map<string, { about: string; turns: number; make?: () => Uint8Array }>();
  private running = 0;

  public constructor(url = ENVIRONMENT) {
    this.url = url;
  }

  public exports(): string[] {
    return this.asked.filter((each) => each.startsWith('export '));
  }

  public access(): LogikAccess {
    return { ...noLogik, hasAdminKey: true, admin: () => this.admin() };
  }

  public admin(): LogikAdmin {
    return {
      environment: this.url,
      blueprints: () =>
        Promise.resolve(
          [...this.blueprints].map(([variableName, { modified }]) => ({ name: variableName, variableName, modified }))
        ),
      probe: () => Promise.resolve({ blueprints: this.blueprints.size }),
      opensToAll: () => Promise.resolve(false),
      lastDeployment: () => Promise.resolve(null),
      configurableProducts: () => Promise.resolve([]),
      managedTables: () =>
        Promise.resolve(
          [...this.tables].map(([name, { modified, columns = null }]) => ({ name, modified, rows: null, columns }))
        ),
      exportBlueprints: (names) =>
        this.start('blueprints', () =>
          zipSync(
            Object.fromEntries([
              ['blueprint.yaml', strToU8('blueprints')],
              ...names.map(
                (name) => [`fields/${name}.yaml`, strToU8(this.blueprints.get(name)?.content ?? '')] as const
              ),
            ])
          )
        ),
      exportTable: (table) => this.start(table, () => Buffer.from(this.tables.get(table)?.content ?? '')),
      job: (_kind, id) => Promise.resolve(this.state(id)),
      download: async (_kind, id, path) => {
        const job = this.jobs.get(id);
        this.running -= 1;
        if (this.dropping.has(job?.about ?? '')) throw new SfError('The download broke off.', 'LogikUnreachableError');
        const bytes = job?.make?.() ?? new Uint8Array();
        await writeFile(path, bytes);
        return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
      },
      importBlueprints: async (path) => {
        const files = Object.entries(unzipSync(await readFile(path)));
        return this.take('blueprints', `upload ${basename(path)}`, () => {
          for (const [file, content] of files) {
            const name = /^fields\/(.+)\.yaml$/.exec(file)?.[1];
            const modified = new Date().toISOString();
            if (name !== undefined) this.blueprints.set(name, { content: Buffer.from(content).toString(), modified });
          }
        });
      },
      importTable: async (table, path, verb) => {
        const content = await readFile(path, 'utf8');
        const there = this.tables.get(table);
        if (!there) {
          this.asked.push(`${verb} ${table}: not there`);
          throw logikError('LogikNotFound', { environment: this.url, asked: table, variable: 'LOGIK_ADMIN_API_KEY' });
        }
        return this.take(table, `${verb} ${table}`, () => this.rowsInto(table, there, content, verb));
      },
      createTable: (table, columns) => {
        this.asked.push(`create ${table} ${columns.map(({ name, type }) => `${name}:${type}`).join()}`);
        const content = `${columns.map(({ name }) => name).join()}\n`;
        this.tables.set(table, { content, modified: new Date().toISOString(), columns: [...columns] });
        return Promise.resolve();
      },
    };
  }

  private take(about: string, asked: string, work: () => void): LogikJob {
    this.asked.push(asked);
    const id = String(this.jobs.size + 1);
    this.jobs.set(id, { about, turns: 0 });
    if (!this.failing.has(about)) work();
    return this.state(id);
  }

  private rowsInto(table: string, there: Held, content: string, verb: TableVerb): void {
    const most = this.ends.get(table)?.rows ?? Infinity;
    const [header, ...rows] = content.split(/(?<=\n)/);
    const before = verb === 'PUT' ? header : there.content;
    this.tables.set(table, {
      ...there,
      content: before + rows.slice(0, most).join(''),
      modified: new Date().toISOString(),
    });
  }

  private async start(about: string, make: () => Uint8Array): Promise<LogikJob> {
    this.asked.push(`export ${about}`);
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    const id = String(this.jobs.size + 1);
    this.jobs.set(id, { about, turns: this.turns, make });
    await new Promise((resolve) => setImmediate(resolve));
    return { id, status: 'STARTED', message: null, counts: null };
  }

  private state(id: string): LogikJob {
    const job = this.jobs.get(id);
    if (!job) throw new SfError(`There is no job ${id}.`, 'LogikNotFoundError');
    job.turns -= 1;
    if (job.turns >= 0) return { id, status: 'STARTED', message: null, counts: null };
    if (this.failing.has(job.about)) {
      if (job.make) this.running -= 1;
      return { id, status: 'FAILED', message: 'Out of\u001b[31m luck\n today', counts: null };
    }
    const { rows: _, ...end } = (job.make ? undefined : this.ends.get(job.about)) ?? {};
    return { id, status: 'COMPLETED', message: null, counts: null, ...end };
  }
}

/** Two blueprints and three tables. */
export const stocked = (url = ENVIRONMENT): StubEnvironment => {
  const environment = new StubEnvironment(url);
  environment.blueprints.set('pump', { content: 'variableName: pump', modified: '2026-01-01T00:00:00Z' });
  environment.blueprints.set('skid', { content: 'variableName: skid', modified: '2026-01-02T00:00:00Z' });
  environment.tables.set('prices', { content: 'region,price\nEMEA,1\nAPAC,2\n', modified: '2026-02-01T00:00:00Z' });
  environment.tables.set('Prices', { content: 'region\n"a ""b""\nc"\n', modified: '2026-02-01T00:00:00Z' });
  environment.tables.set('empty', { content: 'code\n', modified: '2026-02-01T00:00:00Z' });
  return environment;
};
