import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ensureWritable, isDirectory, readIfThere, writeTogether } from '../../../src/refresh/files.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';

const temporary = directories();
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
    await writeTogether(files);
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
    await writeTogether([{ path, content: 'new' }]);
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
      const error = await caught(() => writeTogether(files));
      expect(error.name).to.equal('OutputNotWritableError');
      expect(await readFile(join(directory, 'a'), 'utf8')).to.equal('old');
      expect(await readdir(directory)).to.have.members(['a', 'b']);
    });

    it(`Given a later file ${name}, when they are written, then the error names that file`, async () => {
      await obstruct(join(directory, 'b'));
      const files = ['a', later].map((file) => ({ path: join(directory, file), content: 'new' }));
      expect((await caught(() => writeTogether(files))).message).to.contain(join(directory, later));
    });
  }

  it('Given content that cannot be written, when files are written, then no half of it is left over', async () => {
    const unwritable = Symbol('no text') as unknown as string;
    const files = [
      { path: join(directory, 'a'), content: 'new' },
      { path: join(directory, 'b'), content: unwritable },
    ];
    expect(await caught(() => writeTogether(files))).to.include({ name: 'OutputNotWritableError' });
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given nothing to write, when it is written, then nothing happens', async () => {
    await writeTogether([]);
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
