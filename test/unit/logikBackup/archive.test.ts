import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { archiveDigest, formatOf, unpackTable } from '../../../src/logikBackup/archive.ts';
import { caught } from '../support/caught.ts';

describe('archives of exports', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logik-archive-'));
  });
  after(() => rm(folder, { recursive: true }));

  const zip = async (name: string, files: Record<string, string>, mtime = '2026-01-01'): Promise<string> => {
    const path = join(folder, name);
    const packed = Object.entries(files).map(([file, text]) => [file, strToU8(text)] as const);
    await writeFile(path, zipSync(Object.fromEntries(packed), { mtime: new Date(mtime) }));
    return path;
  };

  it('Given the same files packed another day in another order, when both are read, then their content is the same', async () => {
    const one = await zip('one', { 'a.yaml': 'x', 'b.yaml': 'y' });
    const other = await zip('other', { 'b.yaml': 'y', 'a.yaml': 'x' }, '2026-06-06');
    expect(await readFile(one)).not.to.deep.equal(await readFile(other));
    expect(await archiveDigest(one)).to.equal(await archiveDigest(other));
    expect(await archiveDigest(one)).not.to.equal(
      await archiveDigest(await zip('third', { 'a.yaml': 'x', 'b.yaml': 'z' }))
    );
  });

  it('Given a table as an archive, when it is unpacked, then its CSV is there as it was', async () => {
    const to = join(folder, 'prices.csv');
    await unpackTable(await zip('table', { 'prices.csv': 'a\n"1\n2"\n' }), to);
    expect(await readFile(to, 'utf8')).to.equal('a\n"1\n2"\n');
  });

  it('Given an archive with two files, or a damaged one, when it is unpacked, then the error says so', async () => {
    const two = await zip('two', { 'a.csv': 'a', 'b.csv': 'b' });
    expect((await caught(() => unpackTable(two, join(folder, 'x')))).message).to.contain('2 files');
    const damaged = join(folder, 'damaged');
    await writeFile(damaged, (await readFile(two)).subarray(0, 40));
    expect((await caught(() => archiveDigest(damaged))).name).to.equal('BadArchiveError');
  });

  it('Given files, when their format is asked for, then their first bytes tell it', async () => {
    const path = join(folder, 'json');
    await writeFile(path, ' {"a":1}');
    expect(await formatOf(path)).to.equal('json');
    await writeFile(path, 'name: x');
    expect(await formatOf(path)).to.equal('bin');
    await writeFile(path, '');
    expect(await formatOf(path)).to.equal('bin');
    expect(await formatOf(await zip('empty', {}))).to.equal('zip');
  });
});
