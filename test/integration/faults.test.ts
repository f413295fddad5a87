import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { JournalEntry } from '../../src/refresh/directory/journal.ts';
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
    // The reads of the plan go through, also those under the lock; those after the writes do not.
    const running = repoint();
    const begun = async (): Promise<boolean> => (await journal().catch(() => [])).length > 0;
    for (let tries = 0; tries < 6000 && !(await begun()); tries += 1) await pause(5);
    await bench.fault({ path: '*', times: 999, action: EXPIRED });
    const ran = await running;
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

  const cutOff = async (
    command: 'repoint' | 'rollback',
    signals: readonly NodeJS.Signals[],
    when: number | { attempts: number; event?: JournalEntry['event']; unread?: boolean; slow?: boolean }
  ): Promise<{ code: number | null; stdout: string; stderr: string }> => {
    const {
      attempts,
      event: awaited = 'attempt',
      unread = false,
      slow = false,
    } = typeof when === 'number' ? { attempts: when } : when;
    const child = spawn(
      process.execPath,
      [join(REPOSITORY, 'bin', 'run.js'), 'logik', 'refresh', command, '-o', 'uat', '--no-prompt'],
      { cwd: bench.home, env: cleanEnvironment(bench.home), stdio: ['ignore', 'pipe', 'pipe'] }
    );
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => (said[name] += chunk));
    const ended = once(child, 'close');
    const begun = async (): Promise<number> =>
      (await journal().catch(() => [])).filter(({ event }) => event === awaited).length;
    for (let tries = 0; tries < 6000 && (await begun()) < attempts; tries += 1) await pause(10);
    if (slow) await bench.fault({ path: '*', times: 99, action: { delayMs: 3000 } });
    if (unread) for (const stream of [child.stdout, child.stderr]) stream.destroy();
    if (slow) await pause(300);
    for (const signal of signals) {
      child.kill(signal);
      await pause(300);
    }
    const [code] = (await ended) as [number | null];
    if (slow) await bench.control('DELETE', 'faults');
    return { code, ...said };
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`Given ${signal} while repoint writes, When it ends, Then with 130, the change under way is confirmed, and what was not written is told`, async () => {
      await bench.fault({ method: 'PATCH', path: '*', after: 1, times: 1, action: { delayMs: 1500 } });
      const { code, stdout, stderr } = await cutOff('repoint', [signal], 2);
      expect(code, stderr).to.equal(130);
      expect(stderr)
        .to.include('nothing further is sent')
        .and.not.to.match(/ExitError|at .*\.js:\d+/);
      const told = stdout.replace(/\s+/g, ' ');
      expect(told).to.match(/Applied 2 of \d+ changes/);
      expect(told).to.include('Not sent: the run was interrupted.');
      expect(told).to.include('Go on with: sf logik refresh repoint --target-org uat');
      const events = (await journal()).map(({ event }) => event);
      expect(events.filter((event) => event === 'confirmed')).to.have.length(2);
      expect(events.filter((event) => event === 'attempt')).to.have.length(2);
      const { result } = await repoint();
      expect(new Set(result?.changes.map(({ outcome }) => outcome))).to.have.all.keys('applied');
      await isDone();
    });
  }

  it('Given a terminal that is closed while repoint writes, When nobody reads what it says any more, Then the change under way is confirmed all the same, and it ends with 130', async () => {
    await bench.fault({ method: 'PATCH', path: '*', after: 1, times: 1, action: { delayMs: 1500 } });
    const { code } = await cutOff('repoint', ['SIGHUP'], { attempts: 2, unread: true });
    expect(code).to.equal(130);
    expect((await journal()).map(({ event }) => event)).to.deep.equal([
      ...['attempt', 'answered'],
      ...['attempt', 'answered'],
      ...['confirmed', 'confirmed'],
    ]);
    await isDone();
  });

  it('Given a log that nobody reads to its end, When repoint writes, Then all of it is written', async () => {
    const { code } = await cutOff('repoint', [], { attempts: 1, unread: true });
    expect(code).to.equal(68);
    expect((await repoint()).result?.changes).to.deep.equal([]);
  });

  it('Given Ctrl-C once all is written, while the org is read again, When it ends, Then with what was written, and without a lock', async () => {
    const count = (await bench.run('repoint', '--target-org', 'uat', '--dry-run')).result?.changes.length ?? 0;
    const { code, stderr } = await cutOff('repoint', ['SIGINT'], { event: 'confirmed', attempts: count, slow: true });
    expect(code, stderr).to.equal(130);
    expect(stderr).to.include(`Written (${count}):`).and.not.include('Not written').and.not.include('nothing further');
    expect(existsSync(join(bench.directory, '.lock'))).to.equal(false);
    await isDone();
  });

  it('Given Ctrl-C twice while repoint writes, When it ends at once, Then with 130 and by name what was written, what is under way and what was not', async () => {
    await bench.fault({ method: 'PATCH', path: '*', after: 1, times: 1, action: { delayMs: 6000 } });
    const { code, stderr } = await cutOff('repoint', ['SIGINT', 'SIGINT'], 2);
    expect(code, stderr).to.equal(130);
    expect(stderr)
      .to.match(/Written \(1\):\n {2}logik-tenant: /)
      .and.match(/Under way, and nobody waited for the answer \(1\):\n {2}logik-tenant: /)
      .and.match(/Not written \(\d+\):\n {2}/);
    await pause(6200);
    await repoint();
    await isDone();
  });

  it('Given a repoint that was cut off and one that finished it, When it is rolled back, Then all of it is, in one rollback, and a rollback that is cut off goes on', async () => {
    const [brought] = await bench.records('sandbox', TENANT);
    await bench.fault({ method: 'PATCH', path: '*', after: 1, times: 1, action: { delayMs: 1500 } });
    await cutOff('repoint', ['SIGINT'], 2);
    await repoint();
    await isDone();
    await bench.fault({ method: 'PATCH', path: '*', after: 1, times: 1, action: { delayMs: 1500 } });
    const before = (await journal()).filter(({ event }) => event === 'attempt').length;
    const first = await cutOff('rollback', ['SIGINT'], before + 2);
    expect(first.code, first.stderr).to.equal(130);
    expect(first.stdout).to.include('Takes back 2 runs of repoint, the newest first');
    const rest = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(rest.exitCode, rest.stdout).to.equal(0);
    const same = ({ LastModifiedDate: _1, SystemModstamp: _2, ...row }: Record<string, unknown>): object => row;
    expect(same((await bench.records('sandbox', TENANT))[0])).to.deep.equal(same(brought));
    const again = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(again.error?.name).to.equal('NothingToRollBackError');
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
      .and.include('No org was changed.')
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
