import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { SfError } from '@salesforce/core';
import { strToU8, unzipSync, zipSync } from 'fflate';
import type { LogikAccess, LogikAdmin, LogikJob } from '../../../src/logik/types.ts';
import { noLogik } from '../../../src/logik/none.ts';

export const ENVIRONMENT = 'https://acme-uat.test01.logik.io';
export const NEW_ENVIRONMENT = 'https://acme-new.test01.logik.io';

type Held = { content: string; modified: string | null };

/** A Logik environment in memory; `asked` is what it was asked for, in order. */
export class StubEnvironment {
  public readonly tables = new Map<string, Held>();
  public readonly blueprints = new Map<string, Held>();
  public readonly asked: string[] = [];
  /** Jobs about these fail. */
  public readonly failing = new Set<string>();
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
      deployments: () => Promise.resolve(0),
      configurableProducts: () => Promise.resolve([]),
      managedTables: () =>
        Promise.resolve([...this.tables].map(([name, { modified }]) => ({ name, modified, rows: null }))),
      exportBlueprints: (names) =>
        this.start('blueprints', () =>
          zipSync(
            Object.fromEntries(names.map((name) => [`${name}.yaml`, strToU8(this.blueprints.get(name)?.content ?? '')]))
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
      upload: async (path) => {
        const name = basename(path);
        this.asked.push(`upload ${name}`);
        const id = String(this.jobs.size + 1);
        this.jobs.set(id, { about: name, turns: 0 });
        if (!this.failing.has(name)) this.takeIn(name, await readFile(path));
        return this.state(id);
      },
    };
  }

  private takeIn(name: string, bytes: Buffer): void {
    const modified = new Date().toISOString();
    if (name.endsWith('.csv')) this.tables.set(name.slice(0, -4), { content: bytes.toString(), modified });
    else {
      for (const [file, content] of Object.entries(unzipSync(bytes)))
        this.blueprints.set(file.slice(0, -5), { content: Buffer.from(content).toString(), modified });
    }
  }

  private async start(about: string, make: () => Uint8Array): Promise<LogikJob> {
    this.asked.push(`export ${about}`);
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    const id = String(this.jobs.size + 1);
    this.jobs.set(id, { about, turns: this.turns, make });
    await new Promise((resolve) => setImmediate(resolve));
    return { id, status: 'STARTED', message: null };
  }

  private state(id: string): LogikJob {
    const job = this.jobs.get(id);
    if (!job) throw new SfError(`There is no job ${id}.`, 'LogikNotFoundError');
    job.turns -= 1;
    if (job.turns >= 0) return { id, status: 'STARTED', message: null };
    if (this.failing.has(job.about)) {
      if (job.make) this.running -= 1;
      return { id, status: 'FAILED', message: 'Out of\u001b[31m luck\n today' };
    }
    return { id, status: 'COMPLETED', message: null };
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
