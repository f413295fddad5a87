import { spawnSync } from 'node:child_process';
import { link, lstat, mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ownName } from '../../../../src/files/own.ts';
import { ensureWritable, isDirectory, readIfThere, writeTogether } from '../../../../src/refresh/directory/files.ts';
import { locked, unlocked } from '../../../../src/refresh/directory/lock.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
/** What a killed run of this machine has left. */
const leftBy = (pid: number | undefined): string => ownName('tmp').replace(/\.\d+\./, `.${pid}.`);

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('writeTogether', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  it('Given several files, when they are written, then all are there, only for their owner', async () => {
    const files = ['a.json', join('deep', 'b.md')].map((name) => ({
      path: join(directory, name),
      content: `${name} ✓`,
    }));
    await writeTogether(files, directory);
    for (const { path, content } of files) {
      expect(await readFile(path, 'utf8')).to.equal(content);
      expect(await modeOf(path)).to.equal(0o600);
    }
    expect(await modeOf(join(directory, 'deep'))).to.equal(0o700);
    expect(await readdir(directory)).to.have.members(['a.json', 'deep']);
  });

  it('Given a file that everybody could read, when it is written again, then it is for its owner only', async () => {
    const path = join(directory, 'a.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await writeTogether([{ path, content: 'new' }], directory);
    expect(await modeOf(path)).to.equal(0o600);
  });

  const obstacles: Array<[string, (path: string) => Promise<unknown>, string]> = [
    ['whose place a directory has taken', (path) => mkdir(path), 'b'],
    ['whose directory is a file', (path) => writeFile(path, ''), join('b', 'c')],
  ];
  for (const [name, obstruct, later] of obstacles) {
    it(`Given a later file ${name}, when they are written, then nothing is replaced and nothing left over`, async () => {
      await writeFile(join(directory, 'a'), 'old');
      await obstruct(join(directory, 'b'));
      const files = ['a', later].map((file) => ({ path: join(directory, file), content: 'new' }));
      const error = await caught(() => writeTogether(files, directory));
      expect(error.name).to.equal('OutputNotWritableError');
      expect(await readFile(join(directory, 'a'), 'utf8')).to.equal('old');
      expect(await readdir(directory)).to.have.members(['a', 'b']);
    });

    it(`Given a later file ${name}, when they are written, then the error names that file`, async () => {
      await obstruct(join(directory, 'b'));
      const files = ['a', later].map((file) => ({ path: join(directory, file), content: 'new' }));
      expect((await caught(() => writeTogether(files, directory))).message).to.contain(join(directory, later));
    });
  }

  it('Given content that cannot be written, when files are written, then no half of it is left over', async () => {
    const unwritable = Symbol('no text') as unknown as string;
    const files = [
      { path: join(directory, 'a'), content: 'new' },
      { path: join(directory, 'b'), content: unwritable },
    ];
    expect(await caught(() => writeTogether(files, directory))).to.include({ name: 'OutputNotWritableError' });
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given nothing to write, when it is written, then nothing happens', async () => {
    await writeTogether([], directory);
    expect(await readdir(directory)).to.deep.equal([]);
  });
});

describe('the other ways to files', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  it('Given a directory that is not there, when it must be writable, then it is made, only for its owner', async () => {
    await ensureWritable(join(directory, 'a', 'b'));
    expect(await modeOf(join(directory, 'a', 'b'))).to.equal(0o700);
  });

  it('Given a file where a directory must be, when it must be writable, then the error names it', async () => {
    await writeFile(join(directory, 'a'), '');
    const error = await caught(() => ensureWritable(join(directory, 'a')));
    expect(error.name).to.equal('OutputNotWritableError');
    expect(error.message).to.contain(join(directory, 'a'));
  });

  it('Given no file, when it is read, then it is undefined; a directory in its place is an error', async () => {
    expect(await readIfThere(join(directory, 'nope'))).to.equal(undefined);
    expect(await caught(() => readIfThere(directory))).to.include({ name: 'FileUnreadableError' });
  });

  it('Given a directory, a file and nothing, when asked, then only the first is a directory', async () => {
    await writeFile(join(directory, 'a'), '');
    const asked = [directory, join(directory, 'a'), join(directory, 'nope')];
    expect(await Promise.all(asked.map(isDirectory))).to.deep.equal([true, false, false]);
  });
});

describe('what is not written through, and what is not read', () => {
  let directory: string;
  let elsewhere: string;
  beforeEach(async () => {
    [directory, elsewhere] = [await temporary.make(), await temporary.make()];
  });
  afterEach(temporary.clear);
  const write = (...names: string[]): Promise<Error> =>
    caught(() => writeTogether([{ path: join(directory, ...names), content: 'new' }], directory));

  it('Given a directory that is a link, when a file below it is written, then nothing is, and the error names the link', async () => {
    await symlink(elsewhere, join(directory, 'reports'));
    const error = await write('reports', 'verify.json');
    expect(error.name).to.equal('LinkInsideError');
    expect(error.message).to.contain(join(directory, 'reports'));
    expect(await readdir(elsewhere)).to.deep.equal([]);
  });

  it('Given a directory deep down that is a link to nothing, when a file is written, then the error names it', async () => {
    await mkdir(join(directory, 'a'));
    await symlink(join(elsewhere, 'new'), join(directory, 'a', 'b'));
    expect((await write('a', 'b', 'c', 'd')).message).to.contain(join(directory, 'a', 'b'));
    expect(await readdir(elsewhere)).to.deep.equal([]);
  });

  it('Given a file that is a link, when it is written, then what it leads to stays, and so does the link', async () => {
    await writeFile(join(elsewhere, 'mine'), 'mine');
    await symlink(join(elsewhere, 'mine'), join(directory, 'a'));
    expect((await write('a')).name).to.equal('LinkInsideError');
    expect(await readFile(join(elsewhere, 'mine'), 'utf8')).to.equal('mine');
    expect((await lstat(join(directory, 'a'))).isSymbolicLink()).to.equal(true);
  });

  it('Given a file with a second name elsewhere, when it is written, then the other one stays as it was', async () => {
    await writeFile(join(elsewhere, 'mine'), 'mine');
    await link(join(elsewhere, 'mine'), join(directory, 'a'));
    await writeTogether([{ path: join(directory, 'a'), content: 'new' }], directory);
    expect(await readFile(join(elsewhere, 'mine'), 'utf8')).to.equal('mine');
    expect(await readFile(join(directory, 'a'), 'utf8')).to.equal('new');
  });

  it('Given a path that leads out of the directory, when it is written, then it is refused', async () => {
    expect((await write('..', 'a')).name).to.equal('OutsideError');
  });

  it('Given a refresh directory that is itself reached by a link, when a file is written, then it is', async () => {
    await symlink(directory, join(elsewhere, 'door'));
    await writeTogether([{ path: join(elsewhere, 'door', 'a'), content: 'new' }], join(elsewhere, 'door'));
    expect(await readdir(directory)).to.deep.equal(['a']);
  });

  it('Given a named pipe, a device and a file that is too large, when they are read, then at once the error says what it is', async () => {
    const pipe = join(directory, 'pipe');
    expect(spawnSync('mkfifo', [pipe]).status).to.equal(0);
    await writeFile(join(directory, 'large'), 'x'.repeat(1025));
    const said = await Promise.all(
      [pipe, '/dev/zero', join(directory, 'large')].map(
        async (path) => (await caught(() => readIfThere(path, 1024))).message
      )
    );
    expect(said[0]).to.contain(pipe).and.contain('named pipe');
    expect(said[1]).to.contain('device');
    expect(said[2]).to.contain('too large');
  });

  it('Given what killed runs left, when the next one writes, then it goes; what a running one has, or anybody else, stays', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    const [, machine] = /refresh\.(\w+)\./.exec(ownName('tmp')) ?? [];
    const name = (pid: number | undefined, kind: string, host = machine): string =>
      `.logik-refresh.${host}.${pid}.aaaaaaaaaaaa.${kind}`;
    await mkdir(join(directory, 'reports', name(gone, 'work')), { recursive: true });
    await writeFile(join(directory, 'reports', name(gone, 'work'), 'half'), '');
    const left = [name(gone, 'tmp'), name(process.pid, 'tmp')];
    const stays = [name(process.ppid, 'tmp'), name(gone, 'tmp', '00000000'), '.0123456789ab.tmp', '.mine.tmp'];
    for (const each of [...left, ...stays, '.ba9876543210.tmp']) await writeFile(join(directory, each), '');
    await utimes(join(directory, '.ba9876543210.tmp'), 1, 1);
    await locked(directory, async () => undefined);
    expect(await readdir(directory)).to.have.members(['reports', ...stays]);
    expect(await readdir(join(directory, 'reports'))).to.deep.equal([]);
  });

  it('Given a directory for reports that somebody named, when it is written to, then what lies below it is not looked at', async () => {
    const { pid: gone } = spawnSync(process.execPath, ['-e', '']);
    await mkdir(join(elsewhere, 'deep', `.work.${gone}.aaaaaaaa`), { recursive: true });
    await writeFile(join(elsewhere, leftBy(gone)), '');
    await unlocked(directory, [elsewhere], async () => undefined);
    expect(await readdir(elsewhere)).to.deep.equal(['deep']);
    expect(await readdir(join(elsewhere, 'deep'))).to.have.length(1);
  });

  it('Given whoever entered a directory, when files are written in it, then nobody looks for leftovers once more', async () => {
    const left = leftBy(spawnSync(process.execPath, ['-e', '']).pid);
    const write = (): Promise<void> => writeTogether([{ path: join(directory, 'a'), content: 'new' }], directory);
    for (const enter of [
      (work: () => Promise<void>) => locked(directory, work),
      (work: () => Promise<void>) => unlocked(directory, [], work),
    ]) {
      await enter(async () => {
        await writeFile(join(directory, left), '');
        await write();
        expect(await readdir(directory)).to.include(left);
      });
      await enter(async () => undefined);
      expect(await readdir(directory)).to.not.include(left);
    }
  });
});
