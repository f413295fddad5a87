import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { checklist } from '../../src/checklist/index.ts';
import type { LogikRefreshChecklistResult } from '../../src/commands/logik/refresh/checklist.ts';
import { Workbench } from '../support/workbench.ts';
import { expectRefused } from './hostile.ts';

type Item = LogikRefreshChecklistResult['items'][number];

describe('sf logik refresh checklist', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start();
  });
  afterEach(() => bench.close());

  const itemOf = async (id: string, ...more: string[]): Promise<Item | undefined> =>
    (await bench.run('checklist', ...more)).result?.items.find((item) => item.id === id);

  it('Given no refresh directory, when it lists, then all lines are there in their order, with words, and no org is asked', async () => {
    const { result, stdout, exitCode } = await bench.run('checklist');
    expect(exitCode).to.equal(0);
    expect(result?.directory).to.equal(null);
    expect(result?.items.map(({ id, source }) => [id, source])).to.deep.equal(
      checklist.map(({ id, source }) => [id, source])
    );
    for (const { id, reads, source, state } of result?.items ?? []) {
      expect(reads, id).to.match(/^\S.{10,}/);
      expect(state).to.equal(null);
      expect(stdout).to.include(` ${id} (prepare`).and.include(`Reads: ${reads}`).and.include(`Rule: ${source}`);
    }
    expect(stdout)
      .not.to.include('State:')
      .and.not.match(/undefined|\{\w+\}|%s/);
    expect(await bench.requests()).to.deep.equal([]);
  });

  it('Given lines of every kind, when it lists, then it tells which commands look at them and what they change', async () => {
    expect(await itemOf('policy')).to.deep.include({ commands: ['prepare'], changes: null });
    expect(await itemOf('packages')).to.deep.include({ commands: ['prepare', 'verify'], changes: null });
    const tenant = await itemOf('logik-tenant');
    expect(tenant?.commands).to.deep.equal(['prepare', 'repoint', 'verify']);
    expect(tenant?.changes).to.include('both URLs');
  });

  it('Given lines of hygiene and of the connection, when it lists, then it tells which close the gate all the same', async () => {
    expect((await itemOf('pricebook-health'))?.asBefore).to.equal('hygiene');
    expect((await itemOf('trusted-url'))?.asBefore).to.equal('connection');
    expect((await itemOf('refresh-token-user'))?.asBefore).to.equal('both');
    const { stdout } = await bench.run('checklist');
    expect(stdout).to.include('As before the refresh: only warns').and.include('fails all the same');
  });

  it('Given a refresh directory, when it lists, then each line tells what is recorded and what the last verify found', async () => {
    await bench.prepare('--skip', 'packages');
    expect((await itemOf('logik-tenant'))?.state).to.deep.include({ lastStatus: null, waived: 0 });
    expect((await itemOf('packages'))?.state?.recordedAt).to.equal(null);
    await bench.refresh();
    await bench.run('verify', '--target-org', 'uat', '--skip', 'remote-site');
    const { result, stdout } = await bench.run('checklist', '--dir', bench.directory);
    const states = new Map(result?.items.map(({ id, state }) => [id, state]));
    const { preparedAt } = JSON.parse(await readFile(join(bench.directory, 'baseline.json'), 'utf8')) as {
      preparedAt: string;
    };
    expect(states.get('logik-tenant')).to.deep.equal({ recordedAt: preparedAt, lastStatus: 'fail', waived: 0 });
    expect(states.get('runtime-clients')?.lastStatus).to.equal('manual');
    expect(states.get('remote-site')?.lastStatus).to.equal(null);
    expect(result?.directory).to.equal(bench.directory);
    expect(stdout)
      .to.include(`State of ${bench.directory}`)
      .and.include('last verify: FAIL')
      .and.include('not verified yet');
  });

  it('Given several refresh directories, when none is named, then it tells the state of none', async () => {
    await bench.prepare();
    expect((await bench.run('checklist')).result?.directory).to.equal(bench.directory);
    await mkdir(join(bench.home, 'logik-refresh', 'other'));
    expect((await bench.run('checklist')).result?.directory).to.equal(null);
  });

  it('Given a directory that is none, or a damaged report, when it is to tell the state, then it says what is wrong', async () => {
    await expectRefused(bench, () => bench.run('checklist', '--dir', 'nowhere'), {
      exitCode: 1,
      name: 'NoRefreshDirectoryError',
      says: ['nowhere'],
    });
    await bench.prepare();
    await mkdir(join(bench.directory, 'reports'), { recursive: true });
    for (const [content, field] of [
      ['{"findings": [', '(the file)'],
      ['{"findings": [{"item": "policy", "status": "odd"}]}', 'findings[0].status'],
    ]) {
      await writeFile(join(bench.directory, 'reports', 'verify.json'), content);
      await expectRefused(bench, () => bench.run('checklist', '--dir', bench.directory), {
        exitCode: 1,
        name: 'DamagedFileError',
        says: ['verify.json is damaged at', field],
      });
    }
  });
});
