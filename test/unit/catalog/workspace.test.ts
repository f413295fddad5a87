import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { closeWorkspace, openWorkspace } from '../../../src/catalog/workspace.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';
import { withoutPower } from '../support/withoutPower.ts';

const temporary = directories();
let directory: string;
beforeEach(async () => {
  directory = await temporary.make();
});
afterEach(temporary.clear);

describe('the workspace', () => {
  it('Given a refresh directory, when a workspace is opened, then it is in it, for its owner only, and goes with all in it', async () => {
    const workspace = await openWorkspace(directory);
    expect((await stat(workspace.path)).mode & 0o777).to.equal(0o700);
    await writeFile(join(workspace.path, 'a'), 'x');
    await closeWorkspace(workspace);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given directories that are not there, when a workspace is opened and closed, then none of them is left', async () => {
    const workspace = await openWorkspace(join(directory, 'deep', 'er'));
    await closeWorkspace(workspace);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given directories that were created and used, when closed, then they stay', async () => {
    const workspace = await openWorkspace(join(directory, 'deep', 'er'));
    await writeFile(join(directory, 'deep', 'baseline.json'), '{}');
    await closeWorkspace(workspace);
    expect(await readdir(join(directory, 'deep'))).to.deep.equal(['baseline.json']);
  });

  it('Given what a run that was killed left, when a workspace is opened, then it goes; that of a running one stays', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
    const names = [`.work.${dead}.aa`, `.work.${process.ppid}.bb`, '.work.odd.cc', 'catalog'];
    for (const name of names) await mkdir(join(directory, name));
    const workspace = await openWorkspace(directory);
    await closeWorkspace(workspace);
    expect(await readdir(directory)).to.have.members(names.slice(1));
  });

  it('Given what a killed run left that had the same process ID, as in a container, when a workspace is opened, then it goes', async () => {
    await mkdir(join(directory, `.work.${process.pid}.aa`));
    await closeWorkspace(await openWorkspace(directory));
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it("Given two runs at once, when both open one, then neither has the other's", async () => {
    const [one, other] = await Promise.all([openWorkspace(directory), openWorkspace(directory)]);
    expect(one.path).not.to.equal(other.path);
    await closeWorkspace(one);
    expect(await readdir(directory)).to.have.length(1);
  });

  it('Given a file where the directory should be, when a workspace is opened, then the error names it', async () => {
    const path = join(directory, 'file');
    await writeFile(path, '');
    const error = await caught(() => openWorkspace(path));
    expect(error.name).to.equal('WorkspaceError');
    expect(error.message).to.contain(path).and.contain('ENOTDIR');
  });

  it('Given a process that is told to end, when it does, then its workspace goes with it', async () => {
    const room = JSON.stringify(new URL('../../../src/catalog/workspace.ts', import.meta.url).href);
    const program = `const { openWorkspace } = await import(${room});
      await openWorkspace(${JSON.stringify(directory)});
      process.exit(130);`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(status, stderr).to.equal(130);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given many workspaces, when they are opened and closed, then none is waited for any more', async () => {
    const before = process.listenerCount('exit');
    for (let count = 0; count < 12; count += 1) await closeWorkspace(await openWorkspace(directory));
    expect(process.listenerCount('exit')).to.equal(before);
  });

  it('Given a directory that may only be read, when a workspace is opened, then it is where the machine has room, and goes', async () => {
    await mkdir(join(directory, 'record'), { mode: 0o555 });
    await chmod(directory, 0o755);
    await withoutPower(async () => {
      const workspace = await openWorkspace(join(directory, 'record'));
      expect(dirname(workspace.path)).to.equal(tmpdir());
      await writeFile(join(workspace.path, 'a'), 'x');
      await closeWorkspace(workspace);
      expect(existsSync(workspace.path)).to.equal(false);
    });
  });
});
