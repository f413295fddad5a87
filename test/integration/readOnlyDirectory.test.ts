import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Workbench } from '../support/workbench.ts';
import { NOBODY, withoutPower } from '../unit/support/withoutPower.ts';
import { filesBelow, refreshed, run } from './hostile.ts';

describe('a refresh directory that may only be read', () => {
  let bench: Workbench;
  const sh = (...command: string[]): void => {
    const { status, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
    expect(status, stderr).to.equal(0);
  };
  before(async () => {
    ({ bench } = await refreshed());
    if (process.geteuid?.() === 0) sh('chown', '-R', String(NOBODY), bench.home);
    sh('chmod', '-R', 'a-w', bench.directory);
  });
  after(async () => {
    sh('chmod', '-R', 'u+w', bench.directory);
    await bench.close();
  });

  it('Given reports that go elsewhere, When verify runs, Then it judges as ever, and all that it makes is there', async () => {
    const before = await filesBelow(bench.directory);
    const { error, result } = await withoutPower(() => run(bench, 'verify', '--output-dir', 'out'));
    expect(error?.message).to.equal(undefined);
    expect((result as { findings: unknown[] }).findings).not.to.be.empty;
    const names = await readdir(join(bench.home, 'out'));
    expect(names).to.include.members(['verify.json', 'verify.tap', 'verify.md', 'verify-junit.xml']);
    expect(names.filter((name) => name.startsWith('.'))).to.deep.equal([]);
    expect(await filesBelow(bench.directory)).to.deep.equal(before);
  });

  it('Given the same, When repoint plans only, Then it plans', async () => {
    const { error, result } = await withoutPower(() => run(bench, 'repoint', '--dry-run'));
    expect(error?.message).to.equal(undefined);
    expect((result as { changes: unknown[] }).changes).not.to.be.empty;
  });

  it('Given the same, When prepare is to write there, Then it says so before it reads the org', async () => {
    await bench.forgetRequests();
    const { error } = await withoutPower(() => run(bench, 'prepare'));
    expect(error?.name).to.equal('OutputNotWritableError');
    expect(error?.message).to.contain(bench.directory).and.contain('EACCES');
  });
});
