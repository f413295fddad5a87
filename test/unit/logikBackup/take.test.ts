import { appendFile, mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { measure } from '../../../src/logikBackup/file.ts';
import { manifestSchema, readManifest, type Manifest } from '../../../src/logikBackup/manifest.ts';
import { takeBackup, type Taken } from '../../../src/logikBackup/take.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';
import { stocked, StubEnvironment } from '../support/logikEnvironment.ts';

const DAY = 24 * 60 * 60_000;
const { make, clear } = directories();

type Bench = {
  directory: string;
  take: (environment: StubEnvironment, parallel?: number) => Promise<Taken>;
  run: typeof place;
};

/** What prepare does with staged files. */
const place = async (directory: string, { staged }: Taken): Promise<void> => {
  for (const { from, path } of staged) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await rename(from, join(directory, path));
  }
};

const bench = async (): Promise<Bench> => {
  const directory = await make();
  let runs = 0;
  return {
    directory,
    run: place,
    take: async (environment, parallel = 2) => {
      const folder = join(directory, `.work.${(runs += 1)}`);
      await mkdir(folder);
      return takeBackup(environment.admin(), { directory, folder, parallel });
    },
  };
};

const partOf = ({ manifest }: Taken, name: string): Manifest['parts'][number] => {
  const part = manifest?.parts.find((each) => each.name === name);
  if (!part) throw new Error(`There is no part ${name}.`);
  return part;
};

type Table = ReturnType<StubEnvironment['tables']['get']>;

describe('the backup of a Logik environment', () => {
  afterEach(clear);

  it('Given exports that are of something else, when they come, then none of them is kept, and the others are', async () => {
    const { take } = await bench();
    const environment = stocked();
    const column = (name: string): NonNullable<NonNullable<Table>['columns']>[number] => ({
      name,
      type: 'text',
      description: '',
    });
    const modified = '2026-02-01T00:00:00Z';
    environment.tables.set('nothing', { content: '[]', modified, columns: [column('code')] });
    environment.tables.set('other', { content: 'this is a page\nof a proxy\n', modified, columns: [column('code')] });
    environment.tables.set('cut', {
      content: 'code,days\nA,1\nB',
      modified,
      columns: [column('code'), column('days')],
    });
    environment.tables.set('good', { content: 'ID,CODE\n1,A\n', modified, columns: [column('code')] });
    const { manifest } = await take(environment);
    const failed = new Map(manifest?.failed.map(({ name, reason }) => [name, reason]));
    expect([...failed.keys()]).to.have.members(['nothing', 'other', 'cut']);
    expect(failed.get('nothing')).to.include('holds nothing');
    expect(failed.get('other')).to.include("none of the table's columns");
    expect(failed.get('cut')).to.include('the last row is cut off');
    expect(manifest?.parts.map(({ name }) => name)).to.include('good');
  });

  it('Given an environment, when it is backed up, then every table and all blueprints are files with their checksums', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    const taken = await take(environment);
    await place(directory, taken);
    const manifest = manifestSchema.parse(
      JSON.parse(await readFile(join(directory, 'preserved/logik/manifest.json'), 'utf8'))
    );
    expect(manifest).to.deep.equal(taken.manifest);
    expect(manifest).to.include({ environment: environment.url, complete: true });
    expect(manifest.parts.map(({ name, rows }) => `${name} ${rows}`)).to.have.members([
      'blueprints 2',
      'prices 2',
      'Prices 1',
      'empty 0',
    ]);
    for (const part of manifest.parts) {
      expect(await measure(join(directory, part.file)), part.file).to.deep.equal({
        bytes: part.bytes,
        sha256: part.sha256,
      });
    }
    expect(await readFile(join(directory, partOf(taken, 'Prices').file), 'utf8')).to.equal('region\n"a ""b""\nc"\n');
    expect(partOf(taken, 'blueprints')).to.deep.include({
      file: 'preserved/logik/blueprints.zip',
      modified: '2026-01-02T00:00:00Z',
    });
    expect(await readdir(join(directory, 'preserved/logik/.partial/tables'))).to.deep.equal([]);
  });

  it('Given many tables, when they are exported, then never more at a time than the limit', async () => {
    const { take } = await bench();
    const environment = stocked();
    environment.turns = 1;
    for (let each = 0; each < 10; each += 1)
      environment.tables.set(`t${each}`, { content: 'a\n', modified: '2026-01-01T00:00:00Z' });
    await take(environment, 3);
    expect(environment.mostAtOnce).to.equal(3);
    expect(environment.exports()).to.have.length(14);
  });

  it('Given one table whose job fails, when the environment is backed up, then it alone is missing, in Logik’s words', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    environment.failing.add('prices');
    const taken = await take(environment);
    expect(taken.failed.map(({ kind, name }) => `${kind} ${name}`)).to.deep.equal(['table prices']);
    expect(taken.failed[0].reason).to.contain('Out of [31m luck today');
    await place(directory, taken);
    expect(await readManifest(directory)).to.deep.include({ complete: false });
    environment.failing.clear();
    const again = await take(environment);
    expect(again).to.deep.include({ failed: [], resumed: 3 });
    expect(environment.exports().slice(4)).to.deep.equal(['export prices']);
    await place(directory, again);
    expect((await readManifest(directory))?.parts).to.have.length(4);
  });

  it('Given a run that was cut off, when prepare runs again, then what was complete is not exported again', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    // Nothing took its place: the run ended before that.
    await take(environment);
    const again = await take(environment);
    expect(again.resumed).to.equal(4);
    expect(environment.exports()).to.have.length(4);
    await place(directory, again);
    for (const part of again.manifest?.parts ?? []) {
      expect((await measure(join(directory, part.file))).sha256).to.equal(part.sha256);
    }
  });

  const spoilt: Array<[string, (directory: string, environment: StubEnvironment) => Promise<void> | void, string]> = [
    [
      'that was modified since',
      (_directory, environment) =>
        void environment.tables.set('prices', { content: 'region,price\n', modified: '2026-03-01T00:00:00Z' }),
      'export prices',
    ],
    [
      'of which Logik no longer tells when it was modified',
      (_directory, environment) => void environment.tables.set('prices', { content: 'a\n', modified: null }),
      'export prices',
    ],
    [
      'whose file is not whole',
      (directory) => writeFile(join(directory, 'preserved/logik/.partial/tables/prices.csv'), 'region,pri'),
      'export prices',
    ],
    [
      'of which a blueprint was modified',
      (_directory, environment) =>
        void environment.blueprints.set('pump', { content: 'x', modified: '2026-03-01T00:00:00Z' }),
      'export blueprints',
    ],
  ];
  for (const [what, spoil, expected] of spoilt) {
    it(`Given a part ${what}, when prepare runs again, then it is exported again, and only it`, async () => {
      const { directory, take } = await bench();
      const environment = stocked();
      await take(environment);
      await spoil(directory, environment);
      const again = await take(environment);
      expect(again.resumed).to.equal(3);
      expect(environment.exports().slice(4)).to.deep.equal([expected]);
    });
  }

  it('Given parts that are older than a day, or of another environment, when prepare runs again, then none is taken over', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    await take(environment);
    const list = join(directory, 'preserved/logik/.partial/parts.ndjson');
    const aged = (await readFile(list, 'utf8')).replaceAll(
      /"exportedAt":"[^"]+"/g,
      `"exportedAt":"${new Date(Date.now() - DAY - 60_000).toISOString()}"`
    );
    await writeFile(list, aged);
    expect((await take(environment)).resumed).to.equal(0);
    expect((await take(stocked('https://other.test01.logik.io'))).resumed).to.equal(0);
  });

  it('Given a list of parts that somebody damaged, when prepare runs again, then what it says is not believed', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    await take(environment);
    const list = join(directory, 'preserved/logik/.partial/parts.ndjson');
    const outside = (await readFile(list, 'utf8')).replaceAll(
      'preserved/logik/tables/',
      'preserved/logik/tables/../../../'
    );
    await writeFile(list, `${outside}{"half`);
    expect((await take(environment)).resumed).to.equal(0);
    // What it lists may be all that is left of an environment: it is not thrown away.
    const names = await readdir(join(directory, 'preserved/logik'));
    const aside = names.find((name) => name.startsWith('.partial-unreadable-')) ?? '';
    expect(await readFile(join(directory, 'preserved/logik', aside, 'parts.ndjson'), 'utf8')).to.contain(outside);
  });

  it('Given a list of parts that ends in half a line, when prepare runs again, then what is before it counts', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    const { manifest } = await take(environment);
    await appendFile(join(directory, 'preserved/logik/.partial/parts.ndjson'), '{"half');
    expect((await take(environment)).resumed).to.equal(manifest?.parts.length);
  });

  for (const link of ['preserved', 'preserved/logik', 'preserved/logik/.partial']) {
    it(`Given ${link} that is a link, when a backup is taken, then nothing is written or removed where it leads`, async () => {
      const { directory, take } = await bench();
      const elsewhere = await make();
      await writeFile(join(elsewhere, 'mine'), 'mine');
      await mkdir(dirname(join(directory, link)), { recursive: true });
      await symlink(elsewhere, join(directory, link));
      const error = await caught(() => take(stocked()));
      expect(error.name).to.equal('LinkInsideError');
      expect(await readdir(elsewhere)).to.deep.equal(['mine']);
    });
  }

  it('Given a manifest that cannot be understood, when a backup is taken, then it is refused and stays as it is', async () => {
    const { directory, take, run } = await bench();
    await run(directory, await take(stocked()));
    const path = join(directory, 'preserved/logik/manifest.json');
    const content = (await readFile(path, 'utf8')).replace('"schemaVersion": 1', '"schemaVersion": 2');
    await writeFile(path, content);
    expect((await caught(() => take(stocked()))).name).to.equal('DamagedManifestError');
    expect(await readFile(path, 'utf8')).to.equal(content);
  });

  it('Given a complete backup, when a new one fails half-way, then the old one stays whole, and the new one goes on later', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    await place(directory, await take(environment));
    const before = await readManifest(directory);
    environment.tables.set('prices', { content: 'region,price\nEMEA,9\n', modified: '2026-04-01T00:00:00Z' });
    environment.failing.add('empty');
    const failed = await take(environment);
    expect(failed).to.deep.include({ staged: [], earlierStays: true, manifest: before });
    expect(await readManifest(directory)).to.deep.equal(before);
    for (const part of before?.parts ?? [])
      expect((await measure(join(directory, part.file))).sha256, part.name).to.equal(part.sha256);
    environment.failing.clear();
    const again = await take(environment);
    expect(again).to.include({ resumed: 3, earlierStays: false });
    await place(directory, again);
    expect(await readFile(join(directory, partOf(again, 'prices').file), 'utf8')).to.contain('EMEA,9');
  });

  it('Given a backup of which a file is damaged, when a new one has gaps, then the damaged one holds nothing up', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    const first = await take(environment);
    await place(directory, first);
    await writeFile(join(directory, partOf(first, 'prices').file), 'region,pri');
    environment.failing.add('empty');
    expect(await take(environment)).to.include({ earlierStays: false });
  });

  it('Given a complete backup, when prepare runs again, then all of it is exported anew: row edits need not show in dates', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    await place(directory, await take(environment));
    expect((await take(environment)).resumed).to.equal(0);
    expect(environment.exports()).to.have.length(8);
  });

  it('Given lists that cannot be read, when the environment is backed up, then each says why, and the rest goes on', async () => {
    const { directory } = await bench();
    const admin = stocked().admin();
    const folder = join(directory, '.work');
    await mkdir(folder);
    const refused = { ...admin, blueprints: () => takeNothing() };
    const taken = await takeBackup(refused, { directory, folder, parallel: 2 });
    expect(taken.failed).to.deep.equal([{ kind: 'blueprints', name: 'blueprints', reason: 'ENOENT' }]);
    expect(taken.manifest?.parts).to.have.length(3);
  });

  it('Given an environment that holds nothing, when it is backed up, then the backup is complete and empty', async () => {
    const { take } = await bench();
    const environment = stocked();
    environment.tables.clear();
    environment.blueprints.clear();
    expect((await take(environment)).manifest).to.deep.include({ complete: true, parts: [] });
  });

  it('Given exports as archives, when tables are backed up, then their CSVs are kept', async () => {
    const { directory, take } = await bench();
    const environment = stocked();
    const { zipSync } = await import('fflate');
    const admin = environment.admin();
    const csv = Buffer.from('region,price\nEMEA,1\n');
    environment.admin = () => ({
      ...admin,
      download: async (kind, id, path) => {
        if (kind !== 'table') return admin.download(kind, id, path);
        await writeFile(path, zipSync({ 'x.csv': csv }));
        return measure(path);
      },
    });
    const taken = await take(environment);
    await place(directory, taken);
    expect(await readFile(join(directory, partOf(taken, 'prices').file), 'utf8')).to.equal(csv.toString());
    expect(partOf(taken, 'prices').sha256).to.equal(
      (await measure(join(directory, partOf(taken, 'prices').file))).sha256
    );
  });

  it('Given a complete backup, when nothing of it is there any more, then it stays as it was, and both lists say why', async () => {
    const { directory, take } = await bench();
    const own = await take(stocked());
    await place(directory, own);
    const before = await readManifest(directory);
    const foreign = new StubEnvironment();
    foreign.tables.set('fabrics', { content: 'a\n1\n', modified: null });
    const taken = await take(foreign);
    expect(taken).to.deep.include({ manifest: before, staged: [], earlierStays: true });
    for (const { reason } of taken.failed) expect(reason).to.match(/another tenant.*preserved\/logik/);
    expect(foreign.exports()).to.deep.equal([]);
    const emptied = await take(new StubEnvironment());
    expect([emptied.earlierStays, emptied.failed.length]).to.deep.equal([true, 2]);
  });
});

/** An error of this machine. */
const takeNothing = (): Promise<never> => utimes('/nowhere/at/all', 0, 0) as Promise<never>;
