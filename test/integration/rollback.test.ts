import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Workbench } from '../support/workbench.ts';

describe('rollback', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
    await bench.prepare();
    await bench.refresh();
  });
  afterEach(() => bench.close());

  const tenant = async (): Promise<object> => (await bench.records('sandbox', 'LGK__ConfigurationTenant__c'))[0];
  const rollBack = (...more: string[]): ReturnType<typeof bench.run<'rollback'>> =>
    bench.run('rollback', '--target-org', 'uat', '--no-prompt', ...more);

  it('Given a repointed sandbox, When it is rolled back, Then every field holds what it held before, and a second rollback finds nothing', async () => {
    const brought = await tenant();
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(await tenant()).not.to.include({ LGK__RuntimeUrl__c: 'https://acme.prod.logik.io' });

    const rolledBack = await rollBack();
    expect(rolledBack.exitCode, rolledBack.stderr).to.equal(0);
    const { LastModifiedDate: _1, SystemModstamp: _2, ...now } = (await tenant()) as Record<string, unknown>;
    expect(brought).to.deep.include(now);

    const again = await rollBack();
    expect(again.error?.name).to.equal('NothingToRollBackError');
    expect(again.exitCode).to.equal(1);
  });

  it('Given a rollback that was killed behind its last write, When it runs again, Then it finds nothing, and leaves no lock and no half line', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    await rollBack();
    const inDirectory = (name: string): string => join(bench.directory, name);
    const whole = await readFile(inDirectory('journal.ndjson'), 'utf8');
    const leave = async (): Promise<void> => {
      await writeFile(inDirectory('.lock'), JSON.stringify({ pid: 2 ** 22 + 1, at: '2026-01-01T00:00:00.000Z' }));
      await writeFile(inDirectory('journal.ndjson'), `${whole}{"schemaVersion":1,"run":"`);
    };
    await leave();
    const dry = await rollBack('--dry-run');
    expect(dry.error?.name).to.equal('NothingToRollBackError');
    // A dry run changes nothing, not even what is left over.
    expect(existsSync(inDirectory('.lock'))).to.equal(true);
    const again = await rollBack();
    expect(again.error?.name).to.equal('NothingToRollBackError');
    expect(existsSync(inDirectory('.lock'))).to.equal(false);
    expect(await readFile(inDirectory('journal.ndjson'), 'utf8')).to.equal(whole);
  });

  it('Given a rollback that was killed behind its last write and has something for people to do, When it runs again, Then it leaves no lock and no half line', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    const [{ Id }] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { Id, LGK__RuntimeUrl__c: 'https://by-hand.test01.logik.io' },
    ]);
    await rollBack();
    const inDirectory = (name: string): string => join(bench.directory, name);
    const whole = await readFile(inDirectory('journal.ndjson'), 'utf8');
    await writeFile(inDirectory('.lock'), JSON.stringify({ pid: 2 ** 22 + 1, at: '2026-01-01T00:00:00.000Z' }));
    await writeFile(inDirectory('journal.ndjson'), `${whole}{"schemaVersion":1,"run":"`);
    const dry = await rollBack('--dry-run');
    expect(dry.result?.changes).to.deep.equal([]);
    expect(existsSync(inDirectory('.lock'))).to.equal(true);
    const again = await rollBack();
    expect(again.exitCode).to.equal(68);
    expect(again.result?.changes).to.deep.equal([]);
    expect(existsSync(inDirectory('.lock'))).to.equal(false);
    expect(await readFile(inDirectory('journal.ndjson'), 'utf8')).to.equal(whole);
  });

  it('Given a repoint that was killed within the last line of its journal, When it runs again and finds nothing to change, Then it leaves no half line', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    const path = join(bench.directory, 'journal.ndjson');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, `${whole}{"schemaVersion":1,"run":"`);
    const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    expect(again.result?.changes).to.deep.equal([]);
    expect(await readFile(path, 'utf8')).to.equal(whole);
  });

  it('Given two runs of repoint, When they are rolled back, Then both are, newest first; with --last-run only the newest', async () => {
    const brought = await tenant();
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    const { LGK__RuntimeUrl__c: own } = (await tenant()) as { LGK__RuntimeUrl__c: string };
    await bench.run(
      'repoint',
      '--target-org',
      'uat',
      '--no-prompt',
      '--logik-url',
      'https://acme-uat2.test01.logik.io'
    );
    expect(await tenant()).to.include({ LGK__RuntimeUrl__c: 'https://acme-uat2.test01.logik.io' });

    const last = await rollBack('--last-run', '--dry-run');
    expect(last.result?.runs).to.have.length(1);
    const all = await rollBack('--dry-run');
    expect(all.result?.runs.map(({ at }) => at)).to.deep.equal(
      all.result?.runs
        .map(({ at }) => at)
        .toSorted()
        .reverse()
    );
    const runtime = (ran: typeof all): unknown =>
      ran.result?.changes.find(({ target }) => /Runtime/.test(target))?.after;
    expect([runtime(last), runtime(all)]).to.deep.equal([own, 'https://acme.prod.logik.io']);

    await rollBack('--last-run');
    expect(await tenant()).to.include({ LGK__RuntimeUrl__c: own });
    expect((await rollBack('--last-run')).error?.name).to.equal('NothingToRollBackError');
    const rest = await rollBack();
    expect(rest.exitCode, rest.stderr).to.equal(0);
    expect(rest.result?.runs).to.have.length(1);
    const { LastModifiedDate: _1, SystemModstamp: _2, ...now } = (await tenant()) as Record<string, unknown>;
    expect(brought).to.deep.include(now);
  });

  it('Given a field that somebody changed since, When rolling back, Then it is left alone, reported, and the exit code says partial', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const [{ Id }] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { Id, LGK__RuntimeUrl__c: 'https://by-hand.test01.logik.io' },
    ]);

    const rolledBack = await rollBack();
    expect(rolledBack.exitCode).to.equal(68);
    expect(rolledBack.result?.findings).to.have.length(1);
    expect(rolledBack.result?.findings[0]).to.include({ status: 'warn', actual: 'https://by-hand.test01.logik.io' });
    expect(await tenant()).to.include({ LGK__RuntimeUrl__c: 'https://by-hand.test01.logik.io' });
  });

  it('Given all that was written was changed since, When rolling back, Then a dry run answers as the run would: all is left to people', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'logik-tenant');
    const [{ Id }] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    const url = 'https://by-hand.test01.logik.io';
    const written = (await rollBack('--dry-run')).result?.changes.map(({ before }) => before) ?? [];
    const byHand = Object.entries((await tenant()) ?? {})
      .filter(([name, value]) => name.startsWith('LGK__') && written.includes(value as string))
      .map(([name, value]) => [
        name,
        typeof value === 'number' ? 7 : String(value).startsWith('http') ? url : 'by@hand.example',
      ]);
    const changed: object = { Id, ...(Object.fromEntries(byHand) as object) };
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [changed]);
    const tried = await rollBack('--dry-run');
    expect(tried.result?.changes).to.deep.equal([]);
    expect(tried.result?.findings).not.to.deep.equal([]);
    expect([tried.exitCode, (await rollBack()).exitCode]).to.deep.equal([68, 68]);
  });

  it('Given a run that was killed before it read anything again, When it is rolled back, Then what it wrote is taken back and production is named last', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    const path = join(bench.directory, 'journal.ndjson');
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, lines.filter((line) => line.includes('"event":"attempt"')).join('\n') + '\n{"schemaV');
    const sites = (await bench.records('sandbox', 'CspTrustedSite')).length;

    const rolledBack = await rollBack();
    expect(rolledBack.exitCode, rolledBack.stderr).to.equal(0);
    expect(await tenant()).to.include({ LGK__RuntimeUrl__c: 'https://acme.prod.logik.io' });
    expect(await bench.records('sandbox', 'CspTrustedSite')).to.have.length(sites);
    expect(rolledBack.stdout.trim().split('\n').at(-1)).to.match(/points at production's Logik environment again/);
  });

  it('Given a dry run, When rolling back, Then nothing is written', async () => {
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    await bench.forgetRequests();
    const journal = await readFile(join(bench.directory, 'journal.ndjson'), 'utf8');
    const dry = await rollBack('--dry-run');
    expect(dry.result?.changes).not.to.have.length(0);
    expect((await bench.requests()).filter(({ write }) => write)).to.deep.equal([]);
    expect(await readFile(join(bench.directory, 'journal.ndjson'), 'utf8')).to.equal(journal);
  });
});
