import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { compareBackup, type Compared, type Seen } from '../../../src/logikBackup/compare.ts';
import type { Manifest, Part } from '../../../src/logikBackup/manifest.ts';
import { preImageOf, presentWords, putBack } from '../../../src/logikBackup/restore.ts';
import { measure } from '../../../src/logikBackup/file.ts';
import { takeBackup } from '../../../src/logikBackup/take.ts';
import { contentWords } from '../../../src/logikBackup/words.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';
import { NEW_ENVIRONMENT, stocked, StubEnvironment } from '../support/logikEnvironment.ts';

const RUN = '00000000-0000-4000-8000-000000000001';
const { make, clear } = directories();

type Kept = { directory: string; folder: string; manifest: Manifest; part: (name: string) => Part };

const kept = async (environment: StubEnvironment): Promise<Kept> => {
  const directory = await make();
  const folder = join(directory, '.work');
  await mkdir(folder);
  const { manifest, staged } = await takeBackup(environment.admin(), { directory, folder, parallel: 2 });
  if (!manifest) throw new Error('Nothing was kept.');
  for (const { from, path } of staged) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await rename(from, join(directory, path));
  }
  const part = (name: string): Part => {
    const found = manifest.parts.find((each) => each.name === name);
    if (!found) throw new Error(`There is no part ${name}.`);
    return found;
  };
  return { directory, folder, manifest, part };
};

const compare = (
  { directory, folder, manifest }: Kept,
  there: StubEnvironment,
  seen: Seen = new Map()
): Promise<Compared[]> => compareBackup(there.admin(), manifest, { directory, folder, parallel: 2, seen });

const states = (compared: readonly Compared[]): string[] => compared.map(({ name, state }) => `${state} ${name}`);

const put = (
  { directory, folder, part }: Kept,
  there: StubEnvironment,
  name: string,
  before: string | null
): Promise<string[]> => {
  const { kind, file: path, sha256 } = part(name);
  return putBack(there.admin(), { kind, name, path, sha256 }, { directory, folder, before, run: RUN });
};

const ALL_SAME = ['same blueprints', 'same prices', 'same Prices', 'same empty'];

describe('a backup beside an environment', () => {
  afterEach(clear);

  it('Given nothing was modified since, when compared, then all is the same and nothing is exported', async () => {
    const there = stocked();
    const backup = await kept(there);
    const before = there.exports().length;
    expect(states(await compare(backup, there))).to.deep.equal(ALL_SAME);
    expect(there.exports()).to.have.length(before);
  });

  it('Given a table that was modified and has the same rows, when compared, then it is the same', async () => {
    const there = stocked();
    const backup = await kept(there);
    there.tables.set('prices', { content: 'region,price\nAPAC,2\nEMEA,1\n', modified: '2026-11-01T00:00:00Z' });
    expect(states(await compare(backup, there))).to.deep.equal(ALL_SAME);
  });

  it('Given a table with other rows, when compared, then they are counted, and that it was modified later', async () => {
    const there = stocked();
    const backup = await kept(there);
    there.tables.set('prices', { content: 'region,price\nAPAC,2\nLATAM,3\nMEA,4\n', modified: '2026-11-01T00:00:00Z' });
    const [, prices] = await compare(backup, there);
    expect(prices).to.deep.include({ state: 'different', rows: 3, extra: 2, lacking: 1, later: ['prices'] });
    expect(prices.before).to.match(/^3 rows/);
    expect(prices.after).to.match(/^2 rows/);
  });

  it('Given an empty environment, when compared, then all is missing; then put back, then all is the same', async () => {
    const backup = await kept(stocked());
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    expect(states(await compare(backup, there))).to.deep.equal(ALL_SAME.map((each) => each.replace('same', 'missing')));
    for (const name of ['blueprints', 'prices', 'Prices', 'empty']) await put(backup, there, name, null);
    expect(states(await compare(backup, there))).to.deep.equal(ALL_SAME);
    expect(there.tables.get('Prices')?.content).to.equal('region\n"a ""b""\nc"\n');
    const words = await presentWords(there.admin(), backup.part('prices'), backup);
    expect(words).to.equal(contentWords('table', backup.part('prices')));
  });

  it('Given the same state, when compared twice in a run, then it is exported once', async () => {
    const there = stocked();
    const backup = await kept(there);
    there.tables.set('prices', { content: 'a\n', modified: '2026-11-01T00:00:00Z' });
    const seen: Seen = new Map();
    const before = there.exports().length;
    const first = await compare(backup, there, seen);
    expect(await compare(backup, there, seen)).to.deep.equal(first);
    expect(there.exports().slice(before)).to.deep.equal(['export prices']);
    there.tables.set('prices', { content: 'b\n', modified: '2026-11-02T00:00:00Z' });
    await compare(backup, there, seen);
    expect(there.exports().slice(before)).to.deep.equal(['export prices', 'export prices']);
  });

  it('Given a table that cannot be exported, when compared, then it alone is unreadable, with the reason', async () => {
    const there = stocked();
    const backup = await kept(there);
    there.tables.set('prices', { content: 'a\n', modified: '2026-11-01T00:00:00Z' });
    there.failing.add('prices');
    const [, prices, ...others] = await compare(backup, there);
    expect(prices.state).to.equal('unreadable');
    expect(prices.reason).to.contain('luck today');
    expect(states(others)).to.deep.equal(ALL_SAME.slice(2));
  });
});

describe('putting a backup back', () => {
  afterEach(clear);

  it('Given rows that stand there, when they are replaced, then they are kept first, and can be put back', async () => {
    const backup = await kept(stocked());
    const there = stocked(NEW_ENVIRONMENT);
    there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
    const before = await presentWords(there.admin(), backup.part('prices'), backup);
    await put(backup, there, 'prices', before);
    expect(there.tables.get('prices')?.content).to.contain('APAC,2');
    const image = await preImageOf(backup.directory, RUN, 'prices', before);
    expect(image?.path).to.equal(`rollback/${RUN}/logik/tables/prices.csv`);
    expect(await readFile(join(backup.directory, image?.path ?? ''), 'utf8')).to.equal('region,price\nEMEA,7\n');
    const words = contentWords('table', backup.part('prices'));
    await putBack(
      there.admin(),
      { kind: 'table', name: 'prices', path: '', sha256: '', ...image },
      { ...backup, before: words, run: RUN.replace('1', '2') }
    );
    expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,7\n');
    await writeFile(join(backup.directory, image?.path ?? ''), 'region,price\nEMEA,8\n');
    expect(await preImageOf(backup.directory, RUN, 'prices', before)).to.equal(undefined);
  });

  const writes = ({ asked }: StubEnvironment): string[] => asked.filter((each) => !each.startsWith('export'));

  it('Given a table that is there, when it is put back, then its rows are replaced; one that is missing is made with its columns', async () => {
    const source = stocked();
    const columns = [
      { name: 'region', type: 'text', description: 'Sales' },
      { name: 'price', type: 'number', description: '' },
    ];
    const [prices, empty] = [source.tables.get('prices'), source.tables.get('empty')];
    if (!prices || !empty) throw new Error('They are there.');
    source.tables.set('prices', { ...prices, columns });
    source.tables.set('empty', { ...empty, columns: [{ name: 'code', type: 'text', description: '' }] });
    const backup = await kept(source);
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    expect(await put(backup, there, 'prices', null)).to.deep.equal([]);
    expect(await put(backup, there, 'empty', null)).to.deep.equal([]);
    expect(writes(there)).to.deep.equal([
      'create prices region:text,price:number',
      'POST prices',
      'create empty code:text',
    ]);
    expect(there.tables.get('prices')).to.deep.include({ content: prices.content, columns });
    there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
    await put(backup, there, 'prices', await presentWords(there.admin(), backup.part('prices'), backup));
    expect(writes(there).at(-1)).to.equal('PUT prices');
    expect(there.tables.get('prices')?.content).to.equal(prices.content);
  });

  it('Given a backup that does not tell the columns, when its table is missing, then the environment is asked first, and what is made has to be looked at', async () => {
    const backup = await kept(stocked());
    expect(backup.part('prices')).not.to.have.property('columns');
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    const warnings = await put(backup, there, 'prices', null);
    expect(writes(there)).to.deep.equal([
      'POST prices: not there',
      'create prices region:text,price:text',
      'POST prices',
    ]);
    expect(warnings.join()).to.contain('type text');
  });

  it('Given a job that is over and counted errors or warnings, when a part is put back, then it fails or warns with the messages', async () => {
    const backup = await kept(stocked());
    const there = stocked(NEW_ENVIRONMENT);
    there.blueprints.clear();
    const counts = { success: 2, error: 0, warning: 1, total: 2 };
    there.ends.set('blueprints', { counts, message: 'pump has no layout' });
    expect((await put(backup, there, 'blueprints', null)).join()).to.contain('pump has no layout');
    expect(writes(there)).to.deep.equal(['upload blueprints.zip']);
    const failed = { status: 'FAILED', counts: { ...counts, success: 0, error: 2 }, message: 'Bad YAML' } as const;
    there.ends.set('blueprints', failed);
    there.blueprints.clear();
    expect((await caught(() => put(backup, there, 'blueprints', null))).message).to.contain('2 of 2 failed: Bad YAML');
  });

  it('Given blueprints that Logik cannot import, when they are to be put back, then nothing is asked and nothing is sent', async () => {
    const backup = await kept(stocked());
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    const { file } = backup.part('blueprints');
    await writeFile(join(backup.directory, file), zipSync({ 'export/blueprint.yaml': strToU8('x') }));
    const { sha256 } = await measure(join(backup.directory, file));
    const error = await caught(() =>
      putBack(
        there.admin(),
        { kind: 'blueprints', name: 'blueprints', path: file, sha256 },
        { ...backup, before: null, run: RUN }
      )
    );
    expect(error.name).to.equal('NotImportableError');
    expect(error.message).to.contain('export/blueprint.yaml');
    expect(there.asked).to.deep.equal([]);
  });

  it('Given a manifest that cannot be read, when blueprints are to be put back, then that is not taken for none that are there', async () => {
    const backup = await kept(stocked());
    const there = stocked(NEW_ENVIRONMENT);
    await writeFile(join(backup.directory, 'preserved/logik/manifest.json'), '{');
    const error = await caught(() => put(backup, there, 'blueprints', null));
    expect(error.name).to.equal('DamagedManifestError');
    expect(writes(there)).to.deep.equal([]);
  });

  it('Given a file that somebody changed, when it is to be put back, then it is not sent', async () => {
    const backup = await kept(stocked());
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    await writeFile(join(backup.directory, backup.part('prices').file), 'region,price\nEMEA,666\n');
    const error = await caught(() => put(backup, there, 'prices', null));
    expect(error.name).to.equal('TamperedError');
    expect(there.asked).to.deep.equal([]);
    const gone = await caught(() =>
      putBack(
        there.admin(),
        { ...backup.part('prices'), path: 'preserved/logik/tables/gone.csv' },
        { ...backup, before: null, run: RUN }
      )
    );
    expect(gone.message).to.contain('ENOENT');
  });

  for (const path of [
    '../secrets/logik/tables/a.csv',
    'baseline.json',
    'preserved/logik/tables/../../../x.csv',
    'preserved/logik/.partial/x.csv',
  ]) {
    it(`Given a journal or a plan that names ${path}, when it is to be sent, then it is refused`, async () => {
      const backup = await kept(stocked());
      const there = new StubEnvironment(NEW_ENVIRONMENT);
      const error = await caught(() =>
        putBack(there.admin(), { ...backup.part('prices'), path }, { ...backup, before: null, run: RUN })
      );
      expect(error.name).to.equal('NotOursError');
      expect(there.asked).to.deep.equal([]);
    });
  }

  it('Given rows that came after the plan was shown, when it is carried out, then nothing is sent', async () => {
    const backup = await kept(stocked());
    const there = stocked(NEW_ENVIRONMENT);
    there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
    for (const before of [null, '1 rows (content 000000000000)']) {
      const error = await caught(() => put(backup, there, 'prices', before));
      expect(error.name).to.equal('ChangedSincePlanError');
    }
    expect(there.asked.filter((each) => !each.startsWith('export'))).to.deep.equal([]);
    expect(there.tables.get('prices')?.content).to.contain('EMEA,7');
  });

  it('Given a job that fails, when a table is put back, then the error has Logik’s words, and no copy is left', async () => {
    const backup = await kept(stocked());
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    there.failing.add('prices');
    const error = await caught(() => put(backup, there, 'prices', null));
    expect(error.message).to.contain('luck today');
    expect(there.tables.get('prices')?.content, 'no row').to.equal('region,price\n');
  });
});
