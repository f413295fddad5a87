import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import type { Workbench } from '../support/workbench.ts';
import { expectRefused, filesBelow, refreshed, run } from './hostile.ts';

type Changes = LogikRefreshRepointResult['changes'];
type Manifest = { schemaVersion: number; objects: Array<{ file: string; sha256: string; rows: number }> };

/** What is read from a kept catalog, and what nothing of may be written where it is damaged. */
const LINES = ['catalog', 'id-map', 'sync-health'];

describe('a kept catalog that is not as prepare wrote it', () => {
  let bench: Workbench;
  let good: string;
  let planned: Changes;
  const at = (name: string): string => join(bench.directory, 'catalog', name);

  before(async () => {
    ({ bench } = await refreshed({ scenario: 'catalog-drift' }));
    good = join(bench.home, 'good');
    await cp(bench.directory, good, { recursive: true });
    const { result } = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
    planned = result?.changes ?? [];
    expect(planned.length).to.be.above(5);
  });
  after(() => bench.close());
  beforeEach(async () => {
    await rm(bench.directory, { recursive: true });
    await cp(good, bench.directory, { recursive: true });
  });

  const edited = async (path: string, change: (text: string) => string): Promise<void> => {
    const text = await readFile(path, 'utf8');
    const after = change(text);
    expect(after, 'a change').not.to.equal(text);
    await writeFile(path, after);
  };
  const content = async (name: string, change: (csv: string) => string): Promise<void> => {
    const csv = gunzipSync(await readFile(at(name))).toString();
    await writeFile(at(name), gzipSync(change(csv), { level: 9 }));
  };
  const manifest = (change: (manifest: Manifest) => void): Promise<void> =>
    edited(at('manifest.json'), (text) => {
      const parsed = JSON.parse(text) as Manifest;
      change(parsed);
      return JSON.stringify(parsed);
    });
  const elsewhere = (text: string): string => text.replaceAll('Product2.csv.gz', '../../etc/passwd');

  const damages: Array<[string, () => Promise<unknown>, RegExp]> = [
    [
      'a file that is cut off',
      () => truncate(at('PricebookEntry.csv.gz'), 200),
      /PricebookEntry\.csv\.gz .*unexpected end/,
    ],
    ['an empty file', () => truncate(at('Product2.csv.gz'), 0), /Product2\.csv\.gz .*(checksum|unexpected end)/],
    ['a file that is gone', () => rm(at('Pricebook2.csv.gz')), /Pricebook2\.csv\.gz .*not there/],
    [
      'a file with another price',
      () => content('PricebookEntry.csv.gz', (csv) => csv.replace(/1890/, '1891')),
      /PricebookEntry.* checksum/,
    ],
    [
      'a file with one row less',
      () => content('Product2.csv.gz', (csv) => csv.replace(/\n"01t[^\n]*\n/, '\n')),
      /Product2.* checksum/,
    ],
    ['the same rows in another compression', () => content('Product2.csv.gz', (csv) => csv), /Product2.* checksum/],
    [
      'other columns',
      () => content('Product2.csv.gz', (csv) => csv.replace('ProductCode', 'Code')),
      /Product2.* columns/,
    ],
    ['what is no archive', () => writeFile(at('Product2.csv.gz'), 'Id,Name\n'), /Product2.* incorrect header/],
    [
      'a directory in place of a file',
      () => rm(at('Product2.csv.gz')).then(() => mkdir(at('Product2.csv.gz'))),
      /Product2.* EISDIR/,
    ],
    ['no manifest', () => rm(at('manifest.json')), /catalog/],
    ['a manifest that is no JSON', () => writeFile(at('manifest.json'), '{"kind":'), /manifest\.json is damaged/],
    [
      'a manifest of a newer version',
      () => manifest((of) => (of.schemaVersion = 2)),
      /manifest\.json was written by a newer version/,
    ],
    [
      'a checksum edited in the manifest',
      () => manifest(({ objects: [one] }) => (one.sha256 = 'f'.repeat(64))),
      /manifest\.json/,
    ],
    ['a count edited in the manifest', () => manifest(({ objects: [one] }) => (one.rows += 1)), /manifest\.json/],
    [
      'a path that leads out of the manifest',
      () => edited(at('manifest.json'), elsewhere),
      /manifest\.json is damaged at objects\[0\]\.file/,
    ],
  ];

  for (const [name, damage, says] of damages) {
    it(`Given ${name}, When verify and repoint run, Then the line fails and says so, no map is made of it, and all else is planned`, async () => {
      await damage();
      await bench.forgetRequests();
      const { result, exitCode, error } = await bench.run('verify', '--target-org', 'uat');
      expect(exitCode, error?.message).to.equal(1);
      for (const line of LINES) {
        const found = result?.findings.filter(({ item }) => item === line) ?? [];
        expect(found.map(({ status, actual }) => [status, actual])).to.deep.equal([['fail', 'could not be read']]);
        expect(found[0].hint)
          .to.match(says)
          .and.match(/[Rr]estore|[Uu]pdate/);
        expect(found[0].hint).not.to.match(/root:|undefined|\[object/);
      }
      const written = Object.keys(await filesBelow(bench.directory));
      expect(
        written.filter((path) => /^id-map|catalog-differences|^reports\/repeated|\.work\./.test(path))
      ).to.deep.equal([]);
      const dry = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
      const ofOthers = (changes: Changes = []): Changes => changes.filter(({ item }) => item !== 'stale-ids');
      expect(ofOthers(dry.result?.changes)).to.deep.equal(ofOthers(planned));
    });
  }

  it('Given a path that leads out of manifest and baseline, When verify and repoint run, Then they refuse the baseline and change nothing', async () => {
    await Promise.all(
      [at('manifest.json'), join(bench.directory, 'baseline.json')].map((path) => edited(path, elsewhere))
    );
    for (const command of ['verify', 'repoint'] as const) {
      await expectRefused(bench, () => run(bench, command), {
        exitCode: 1,
        name: 'DamagedFileError',
        says: ['baseline.json', 'items.catalog', 'file'],
      });
    }
  });

  it('Given a damaged catalog, When repoint applies, Then the rest is repointed, and the exit code says that something is left', async () => {
    await truncate(at('Product2.csv.gz'), 100);
    const { result, exitCode } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--touch-products');
    expect(exitCode).to.equal(68);
    expect(result?.changes.map(({ outcome }) => outcome)).to.deep.equal(planned.map(() => 'applied'));
    expect(result?.findings.find(({ item }) => item === 'catalog')).to.include({ status: 'fail' });
    expect(Object.keys(await filesBelow(bench.directory)).filter((path) => path.startsWith('id-map'))).to.deep.equal(
      []
    );
  });
});
