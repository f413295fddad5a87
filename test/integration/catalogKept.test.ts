import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { Workbench } from '../support/workbench.ts';
import { writesTo } from './hostile.ts';

type Kept = {
  object: string;
  file: string;
  rows: number;
  bytes: number;
  sha256: string;
  via: string;
  fields: Array<{ name: string; type: string }>;
};
type Manifest = { kind: string; schemaVersion: number; orgId: string; objects: Kept[] };
type Row = Record<string, string>;

const LONG = `long ${'«ä😀",\n'.repeat(4000)}`.slice(0, 31_999).trimEnd().padEnd(32_000, '.');
const NAMES = [
  'say "hi", you',
  '"',
  ',',
  'two\nlines',
  'three\r\nlines\r\n\r\nand more',
  'a lone\rcarriage return',
  '😀 naïve — 日本 \u{1F469}\u200D\u{1F52C}',
  '=SUM(A1:A9)',
  "'quoted'",
  'back\\slash \\" and \\n',
  '#N/A',
  'null',
  LONG,
];
const made = NAMES.map((Name, index) => ({ Name, ProductCode: `AWK-${index}`, IsActive: index % 2 === 0 }));

const jsonOf = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;
const manifestOf = (directory: string): Promise<Manifest> => jsonOf(join(directory, 'catalog', 'manifest.json'));
const rowsOf = (text: string | Buffer): Row[] => parse(text, { columns: true });
const keptRows = async (directory: string, object: string): Promise<Row[]> =>
  rowsOf(gunzipSync(await readFile(join(directory, 'catalog', `${object}.csv.gz`))));

/** One spelling for what REST, Bulk API and the simulator spell differently: 250 and 250.0, +0000 and Z, null and empty. */
const plain = (value: unknown, type: string): string => {
  if (value === null || value === undefined || value === '') return '';
  if (['currency', 'double', 'int'].includes(type)) return String(Number(value));
  return type === 'datetime' ? new Date(String(value)).toISOString() : String(value);
};
const sorted = (rows: string[][]): string[][] => rows.sort(([a], [b]) => (a < b ? -1 : 1));

describe('the catalog that prepare keeps', () => {
  let bench: Workbench;
  const directories = { rest: '', bulk: '' };
  const requests: Record<'rest' | 'bulk', string[]> = { rest: [], bulk: [] };

  before(async () => {
    bench = await Workbench.start({ scenario: 'catalog-drift' });
    await bench.setRecords('sandbox', 'Product2', made);
    // Production's rows have IDs of their own, as they have in real orgs.
    const others = made.map((row, index) => ({ ...row, Id: `01t5e0000AWK${String(index).padStart(3, '0')}AAA` }));
    await bench.setRecords('production', 'Product2', others);
    for (const [way, threshold] of [
      ['rest', '1000000'],
      ['bulk', '1'],
    ] as const) {
      directories[way] = join(bench.home, way);
      await bench.forgetRequests();
      const { exitCode, error } = await bench.prepare('--output-dir', directories[way], '--bulk-threshold', threshold);
      expect(exitCode, error?.message).to.equal(0);
      requests[way] = await writesTo(bench);
      const jobs = (await bench.requests()).filter(({ method, path }) => method === 'POST' && /\/jobs\//.test(path));
      expect(jobs.every(({ path }) => path.endsWith('/jobs/query'))).to.equal(true);
      expect(jobs.length > 0).to.equal(way === 'bulk');
    }
  });
  after(() => bench.close());

  for (const way of ['rest', 'bulk'] as const) {
    it(`Given a catalog read by ${way}, When prepare has kept it, Then the files hold each row as it is in the org`, async () => {
      const { objects } = await manifestOf(directories[way]);
      expect(objects.map(({ object }) => object)).to.include.members(['Product2', 'Pricebook2', 'PricebookEntry']);
      for (const { object, fields, rows, via } of objects) {
        const kept = await keptRows(directories[way], object);
        const records = await bench.records('sandbox', object);
        const inOrg = records.map((record) => fields.map(({ name, type }) => plain(record[name], type)));
        const inFile = kept.map((row) => fields.map(({ name, type }) => plain(row[name], type)));
        expect(sorted(inFile), object).to.deep.equal(sorted(inOrg));
        expect(rows, object).to.equal(records.length);
        expect(via, object).to.equal(way);
      }
    });

    it(`Given a catalog read by ${way}, When prepare has kept it, Then the manifest is right and only its owner reads the files`, async () => {
      const catalog = join(directories[way], 'catalog');
      const { kind, schemaVersion, objects, orgId } = await manifestOf(directories[way]);
      const logins = await bench.control<{ sandbox: { orgId: string } }>('GET', 'logins');
      expect({ kind, schemaVersion, orgId }).to.deep.equal({
        kind: 'logik-refresh-catalog',
        schemaVersion: 1,
        orgId: logins.sandbox.orgId,
      });
      for (const { file, bytes, sha256, fields } of objects) {
        const content = await readFile(join(catalog, file));
        expect(sha256, file).to.equal(createHash('sha256').update(content).digest('hex'));
        expect(bytes, file).to.equal(content.length);
        const [header] = parse(gunzipSync(content), { to_line: 1 });
        expect(header, file).to.deep.equal(fields.map(({ name }) => name));
      }
      const files = await readdir(catalog);
      expect(files).to.have.members(['manifest.json', 'repeated-keys.csv', ...objects.map(({ file }) => file)]);
      for (const file of files) expect((await stat(join(catalog, file))).mode & 0o777, file).to.equal(0o600);
      expect((await stat(catalog)).mode & 0o777).to.equal(0o700);
      expect((await readdir(directories[way])).filter((name) => name.startsWith('.'))).to.deep.equal([
        '.gitattributes',
      ]);
    });

    it(`Given a catalog read by ${way}, When prepare has kept it, Then nothing was sent that changes an org`, () => {
      // The baseline's reads travel by composite batches of GETs; query jobs are no writes.
      expect(requests[way]).to.deep.equal([]);
    });
  }

  it('Given both ways, When their files are compared, Then they hold the same rows', async () => {
    const [rest, bulk] = await Promise.all([manifestOf(directories.rest), manifestOf(directories.bulk)]);
    const told = ({ objects }: Manifest): unknown =>
      objects.map(({ object, rows, fields }) => ({ object, rows, fields }));
    expect(told(bulk)).to.deep.equal(told(rest));
  });

  it('Given awkward names, When prepare keeps them, Then they stand in the file character by character', async () => {
    for (const way of ['rest', 'bulk'] as const) {
      const byCode = new Map((await keptRows(directories[way], 'Product2')).map((row) => [row.ProductCode, row.Name]));
      for (const { ProductCode, Name } of made) expect(byCode.get(ProductCode) === Name, ProductCode).to.equal(true);
    }
  });

  describe('after the refresh', () => {
    let now: Map<string, string>;
    let old: Map<string, string>;
    const idsByCode = async (): Promise<Map<string, string>> =>
      new Map((await bench.records('sandbox', 'Product2')).map(({ Id, ProductCode }) => [String(ProductCode), Id]));

    before(async () => {
      old = await idsByCode();
      await bench.refresh();
      now = await idsByCode();
    });

    for (const [way, command] of [
      ['rest', 'repoint'],
      ['bulk', 'verify'],
    ] as const) {
      it(`Given awkward names, When ${command} maps IDs, Then CSV and NDJSON hold names and IDs as they are`, async () => {
        const directory = directories[way];
        const more = command === 'repoint' ? ['--no-prompt'] : ['--output-dir', join(bench.home, 'reports')];
        const { result, error } = await bench.run(command, '--target-org', 'uat', '--dir', directory, ...more);
        expect(result, error?.message).not.to.equal(undefined);
        const csv = rowsOf(await readFile(join(directory, 'id-map', 'Product2.csv')));
        const lines = (await readFile(join(directory, 'id-map', 'Product2.ndjson'), 'utf8')).trimEnd().split('\n');
        const ndjson = lines.map((line) => JSON.parse(line) as Row);
        expect(csv).to.have.length(ndjson.length);
        for (const { Name, ProductCode } of made) {
          const expected = { oldId: old.get(ProductCode), newId: now.get(ProductCode), status: 'mapped' };
          expect(expected.oldId).not.to.equal(expected.newId);
          const [fromCsv, fromJson] = [csv, ndjson].map((rows) =>
            rows.find(({ oldId }) => oldId === old.get(ProductCode))
          );
          expect(fromCsv, ProductCode).to.include(expected);
          expect(fromJson, ProductCode).to.include({
            ...expected,
            key: `ProductCode ${ProductCode}`,
            object: 'Product2',
          });
          expect(fromJson?.name === Name, `${ProductCode} in NDJSON`).to.equal(true);
          // A name that begins like a formula has an apostrophe before it; a carriage return alone would steer a terminal.
          const calm = Name.replace(/\r(?!\n)/g, '\n');
          const shown = /^[=+\-@\t\r]/.test(Name) ? `'${calm}` : calm;
          expect(fromCsv?.name === shown, `${ProductCode} in CSV`).to.equal(true);
        }
      });
    }

    it('Given more fields than names, When both maps of all objects are read, Then every row of both orgs is in them once', async () => {
      for (const { object } of (await manifestOf(directories.rest)).objects) {
        const map = rowsOf(await readFile(join(directories.rest, 'id-map', `${object}.csv`)));
        const before = (await keptRows(directories.rest, object)).map(({ Id }) => Id);
        const after = (await bench.records('sandbox', object)).map(({ Id }) => Id);
        expect(map.map(({ oldId }) => oldId).filter(Boolean), object).to.have.members(before);
        expect(map.map(({ newId }) => newId).filter(Boolean), object).to.have.members(after);
      }
    });
  });
});
