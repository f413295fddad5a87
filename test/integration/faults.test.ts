import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { JournalEntry } from '../../src/refresh/journal.ts';
import { cleanEnvironment, REPOSITORY } from '../support/sf.ts';
import { inDays, type Ran, type Workbench } from '../support/workbench.ts';
import { expectRefusal, refreshed, run, writesTo } from './hostile.ts';

const TENANT = 'LGK__ConfigurationTenant__c';
const DATED = ['--refresh-date', inDays(14), '--data-strategy', 'repoint'];
const EXPIRED = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };

describe('repoint when things break', () => {
  let bench: Workbench;
  let logikUrl: string;
  beforeEach(async () => {
    const start = await refreshed();
    bench = start.bench;
    ({ logikUrl } = start.login);
  });
  afterEach(() => bench.close());

  const repoint = (): Promise<Ran<LogikRefreshRepointResult>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt');
  const outcomes = (changes: Array<{ item: string; outcome: string }> | undefined, item: string): string[] =>
    (changes ?? []).filter((change) => change.item === item).map(({ outcome }) => outcome);
  const journal = async (): Promise<JournalEntry[]> =>
    (await readFile(join(bench.directory, 'journal.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JournalEntry);
  const eventsOf = (entries: JournalEntry[], target: string): string[] =>
    entries.filter(({ change }) => change.target === target).map(({ event }) => event);
  const isDone = async (): Promise<void> => {
    const again = await repoint();
    expect(again.result?.changes).to.satisfy((all: Array<{ outcome: string }>) =>
      all.every(({ outcome }) => outcome === 'applied')
    );
    const [tenant, ...others] = await bench.records('sandbox', TENANT);
    expect(others).to.deep.equal([]);
    expect(tenant).to.include({ LGK__RuntimeUrl__c: logikUrl, LGK__AdministrationUrl__c: logikUrl });
    expect((await repoint()).result?.changes).to.deep.equal([]);
  };

  const RUNTIME = 'org default › Runtime Configuration URL';
  const lost: Array<[string, object, 'applied' | 'failed', string[]]> = [
    ['is lost before it arrives', { drop: 'before' }, 'failed', ['attempt', 'refused', 'unconfirmed']],
    ['arrives, and its answer is lost', { drop: 'after' }, 'applied', ['attempt', 'refused', 'confirmed']],
    ['is accepted and has no effect', { status: 204 }, 'failed', ['attempt', 'answered', 'unconfirmed']],
    [
      'meets a maintenance page',
      { status: 503, body: '<html>Down</html>' },
      'failed',
      ['attempt', 'refused', 'unconfirmed'],
    ],
  ];
  for (const [name, action, outcome, events] of lost) {
    it(`Given a write that ${name}, When repoint reads the org again, Then that decides: ${outcome}`, async () => {
      await bench.fault({ method: 'PATCH', path: `*/sobjects/${TENANT}/*`, action });
      await bench.forgetRequests();
      const { result, error } = await repoint();
      expect(error).to.equal(undefined);
      const changes = result?.changes ?? [];
      expect(changes.find(({ target }) => target === RUNTIME)?.outcome).to.equal(outcome);
      expect(changes.filter((change) => change.outcome !== 'applied' && change.target !== RUNTIME)).to.deep.equal([]);
      expect(eventsOf(await journal(), RUNTIME)).to.deep.equal(events);
      // Once for each change: a write is never sent again by itself.
      expect((await writesTo(bench)).filter((request) => request.includes(TENANT))).to.have.length(
        changes.filter(({ item }) => item === 'logik-tenant').length
      );
      await isDone();
    });
  }

  for (const [name, action, rows] of [
    ['is lost before it arrives', { drop: 'before' }, 0],
    ['arrives, and its answer is lost', { drop: 'after' }, 1],
  ] as const) {
    it(`Given a new row whose creation ${name}, When repoint runs again, Then there is exactly one row`, async () => {
      const [row] = await bench.records('sandbox', TENANT);
      await bench.control('DELETE', `records/sandbox/${TENANT}/${row.Id}`);
      await bench.fault({ method: 'POST', path: `*/sobjects/${TENANT}`, action });
      const { result } = await repoint();
      expect(await bench.records('sandbox', TENANT)).to.have.length(rows);
      expect(new Set(outcomes(result?.changes, 'logik-tenant'))).to.have.all.keys(rows === 1 ? 'applied' : 'failed');
      await isDone();
    });
  }

  it('Given a login that ends in the middle, When repoint goes on, Then the rest is not sent, and nothing done is forgotten', async () => {
    await bench.fault({ method: 'PATCH', path: '*', after: 2, action: EXPIRED });
    const { result, exitCode } = await repoint();
    // The remote site, which was not sent, still leads to production: that is worse than incomplete.
    expect(exitCode).to.equal(1);
    const all = (result?.changes ?? []).map(({ outcome }) => outcome);
    // The third, a named credential, is no PATCH.
    expect(all.slice(0, 4)).to.deep.equal(['applied', 'applied', 'applied', 'failed']);
    expect(new Set(all.slice(4))).to.have.all.keys('skipped');
    await isDone();
  });

  it('Given a login that ends for good, When repoint cannot read the org again, Then it says so and the journal is complete', async () => {
    await bench.fault({ method: 'PATCH', path: '*', action: { drop: 'after' } });
    await bench.fault({ method: 'PATCH', path: '*', action: EXPIRED });
    // The reads of the plan go through, those after the writes do not.
    await bench.forgetRequests();
    await bench.run('repoint', '--target-org', 'uat', '--dry-run');
    const reads = (await bench.requests()).length;
    await bench.fault({ path: '*', times: 99, after: reads, action: EXPIRED });
    const ran = await repoint();
    expectRefusal(ran, { exitCode: 1, name: 'SessionExpiredError', says: ['uat'] });
    const events = (await journal()).map(({ event }) => event);
    expect(events.slice(0, 4)).to.deep.equal(['attempt', 'refused', 'attempt', 'refused']);
    await bench.control('DELETE', 'faults');
    await isDone();
  });

  it('Given a maintenance page that passes, and connections that drop once, When reads meet them, Then they are sent again', async () => {
    await bench.fault({ method: 'GET', path: '*', action: { status: 503, body: '<html>Down</html>' } });
    await bench.fault({
      method: 'POST',
      path: '*/composite/batch',
      action: { status: 503, body: '<html>Down</html>' },
    });
    await bench.fault({ method: 'POST', path: '*/composite/batch', action: { drop: 'before' } });
    const { result, error } = await repoint();
    expect(error).to.equal(undefined);
    expect(result?.changes[0].outcome).to.equal('applied');
  });

  it('Given any run, When its journal is read, Then every write was announced on disk before it left', async () => {
    await repoint();
    const entries = await journal();
    const targets = new Set(entries.map(({ change }) => change.target));
    expect(targets.size).to.be.greaterThan(4);
    for (const target of targets) {
      expect(eventsOf(entries, target)).to.deep.equal(['attempt', 'answered', 'confirmed']);
    }
    expect(
      entries.every(
        ({ orgId, at, schemaVersion }) => orgId.startsWith('00D') && at.endsWith('Z') && schemaVersion === 1
      )
    ).to.equal(true);
  });

  it('Given a process that is killed between two writes, When repoint runs again, Then it continues and the journal still reads', async () => {
    await bench.fault({ method: 'PATCH', path: '*', after: 2, action: { delayMs: 6000 } });
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'bin', 'run.js'), 'logik', 'refresh', 'repoint', '-o', 'uat', '--no-prompt'],
      { cwd: bench.home, env: cleanEnvironment(bench.home), stdio: 'ignore' }
    );
    const ended = once(child, 'exit');
    const attempts = async (): Promise<number> =>
      (await journal().catch(() => [])).filter(({ event }) => event === 'attempt').length;
    for (let tries = 0; tries < 3000 && (await attempts()) < 4; tries += 1) await pause(10);
    child.kill('SIGKILL');
    expect(await ended).to.deep.equal([null, 'SIGKILL']);
    // Two records, a component, and the third record.
    expect((await journal()).map(({ event }) => event)).to.deep.equal([
      ...['attempt', 'answered'],
      ...['attempt', 'answered'],
      ...['attempt', 'answered'],
      'attempt',
    ]);
    // The fourth write is on its way; what comes of it, only the org knows.
    await pause(6200);
    const { result, exitCode } = await repoint();
    expect(exitCode).to.equal(68);
    expect(result?.changes.map(({ target }) => target)).to.not.include(RUNTIME);
    expect(new Set(result?.changes.map(({ outcome }) => outcome))).to.have.all.keys('applied');
    expect(new Set((await journal()).map(({ run: id }) => id)).size).to.equal(2);
    await isDone();
  });

  it('Given Ctrl-C while prepare reads, When it ends, Then with 130 and one line, no stack, and nothing half written', async () => {
    await bench.fault({ path: '*', times: 99, action: { delayMs: 3000 } });
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'bin', 'run.js'), 'logik', 'refresh', 'prepare', '-o', 'uat', '--dir', 'fresh', ...DATED],
      { cwd: bench.home, env: cleanEnvironment(bench.home), stdio: ['ignore', 'ignore', 'pipe'] }
    );
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'exit');
    await bench.forgetRequests();
    for (let tries = 0; tries < 3000 && (await bench.requests()).length === 0; tries += 1) await pause(10);
    child.kill('SIGINT');
    expect(await ended).to.deep.equal([130, null]);
    expect(stderr)
      .to.include('Interrupted.')
      .and.not.to.match(/ExitError|at .*\.js:\d+/);
    expect(existsSync(join(bench.home, 'fresh'))).to.equal(false);
  });

  it('Given a journal that ends in half a line, When repoint runs again, Then the half line is gone and every line is whole', async () => {
    await appendFile(join(bench.directory, 'journal.ndjson'), '{"schemaVersion":1,"event":"att');
    await repoint();
    const lines = (await readFile(join(bench.directory, 'journal.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as JournalEntry).schemaVersion)).to.satisfy((all: number[]) =>
      all.every((version) => version === 1)
    );
    expect((await run(bench, 'verify')).error).to.equal(undefined);
  });
});
