import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import {
  archiveDigest,
  formatOf,
  saysNothing,
  unpackTable,
  whyNotImportable,
} from '../../../src/logikBackup/archive.ts';
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
    await unpackTable(await zip('table', { 'prices.csv': 'a\n"1\n2"\n' }), to, 'prices');
    expect(await readFile(to, 'utf8')).to.equal('a\n"1\n2"\n');
  });

  it('Given an archive with two files, or a damaged one, when it is unpacked, then the error says so', async () => {
    const two = await zip('two', { 'a.csv': 'a', 'b.csv': 'b' });
    expect((await caught(() => unpackTable(two, join(folder, 'x'), 'prices'))).message).to.contain('2 files');
    const damaged = join(folder, 'damaged');
    await writeFile(damaged, (await readFile(two)).subarray(0, 40));
    expect((await caught(() => archiveDigest(damaged))).name).to.equal('BadArchiveError');
  });

  for (const [what, packed] of [
    ['what it holds', undefined],
    ['what is packed in it, too', 800 * 1024 * 1024],
  ] as const)
    it(`Given a small archive that claims hundreds of megabytes for ${what}, when it is read, then no room is made for them`, async () => {
      const path = await zip('claim', { 'a.csv': 'a\n1\n' });
      const bytes = await readFile(path);
      const central = bytes.indexOf(Buffer.from('PK\u0001\u0002'));
      if (packed !== undefined) bytes.writeUInt32LE(packed, central + 20);
      bytes.writeUInt32LE(900 * 1024 * 1024, central + 24);
      await writeFile(path, bytes);
      const before = process.memoryUsage().arrayBuffers;
      expect((await caught(() => archiveDigest(path))).name).to.equal('BadArchiveError');
      expect(process.memoryUsage().arrayBuffers - before).to.be.below(100 * 1024 * 1024);
    });

  it('Given an archive with more than the table, when it is unpacked, then its CSV is found by its kind or its name', async () => {
    const to = join(folder, 'found.csv');
    for (const files of [
      { 'export/prices.CSV': 'a\n1\n', 'metadata.json': '{}' },
      { 'prices.csv': 'a\n1\n', 'other.csv': 'b\n' },
      { 'prices.csv': 'a\n1\n', '__MACOSX/._prices.csv': 'x' },
      { prices: 'a\n1\n' },
    ] as Array<Record<string, string>>) {
      await unpackTable(await zip('more', files), to, 'prices');
      expect(await readFile(to, 'utf8'), Object.keys(files).join()).to.equal('a\n1\n');
    }
    expect((await caught(async () => unpackTable(await zip('none', {}), to, 'prices'))).message).to.contain('0 files');
  });

  it('Given a ZIP of blueprints, when it is to be imported, then its top level and its size tell whether it can be', async () => {
    const head = { 'blueprint.yaml': 'blueprints: []', 'fields/a.yaml': 'x' };
    expect(await whyNotImportable(await zip('good', head))).to.equal(undefined);
    expect(await whyNotImportable(await zip('alone', { 'blueprint.yaml': 'x' }))).to.equal(undefined);
    const nested = Object.fromEntries(Object.entries(head).map(([name, text]) => [`export/${name}`, text]));
    expect(await whyNotImportable(await zip('nested', nested))).to.contain('but at export/blueprint.yaml');
    for (const name of ['blueprint.yml', 'Blueprint.yaml', 'blueprints/pump/fields.yaml']) {
      expect(await whyNotImportable(await zip('other', { [name]: 'x' })), name).to.contain('not at the top level');
    }
    const json = join(folder, 'blueprints.json');
    await writeFile(json, '{}');
    expect(await whyNotImportable(json)).to.contain('no ZIP');
    const large = await zip('large', head);
    await truncate(large, 75 * 1024 * 1024 + 1);
    expect(await whyNotImportable(large))
      .to.contain('75.1 MB')
      .and.to.contain('75 MB at most');
  });

  it('Given what came as an export, when it holds nothing, then that is told, whatever status it came with', async () => {
    const path = join(folder, 'said');
    for (const nothing of ['', ' \n', '[]', '{}', 'null', ' [ ] ']) {
      await writeFile(path, nothing);
      expect(await saysNothing(path), JSON.stringify(nothing)).to.equal(true);
    }
    for (const something of ['code\n', '{"a":1}', '[1]', 'name: x', '0']) {
      await writeFile(path, something);
      expect(await saysNothing(path), something).to.equal(false);
    }
    expect(await saysNothing(await zip('none', {}))).to.equal(false);
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
