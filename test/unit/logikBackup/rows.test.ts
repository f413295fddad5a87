import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { columnNames, rowDifference, tableContent, type Content } from '../../../src/logikBackup/rows.ts';
import { caught } from '../support/caught.ts';

describe('rows of managed tables', () => {
  let folder: string;
  let count = 0;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logik-rows-'));
  });
  after(() => rm(folder, { recursive: true }));

  const file = async (csv: string): Promise<string> => {
    const path = join(folder, String((count += 1)));
    await writeFile(path, csv);
    return path;
  };
  const content = async (csv: string): Promise<Content> => tableContent(await file(csv));
  const differ = async (one: string, other: string): Promise<object> =>
    rowDifference(await file(one), await file(other));

  it('Given rows and columns in another order, when both are read, then they are the same content', async () => {
    const one = await content('region,price\nEMEA,1\nAPAC,2\n');
    expect(one.rows).to.equal(2);
    expect(await content('\ufeffprice,region\r\n2,APAC\r\n1,EMEA\r\n')).to.deep.equal(one);
  });

  it('Given a table whose last row is cut off, when it is read, then it is no table, whole as it looks', async () => {
    const cut = await caught(async () => content('region,price,grade\nEMEA,1,A\nAPAC,2'));
    expect(cut.name).to.equal('NotCsvError');
    expect(cut.message).to.include('the last row is cut off');
    expect((await content('region,price\nEMEA,1\nAPAC,\n')).rows).to.equal(2);
    expect((await content('region\nEMEA\n\n')).rows).to.equal(2);
  });

  it('Given columns that Logik keeps itself, when they differ, then the content is the same', async () => {
    const own = 'ID,DATE_CREATED,DATE_MODIFIED,code';
    expect(await content(`${own}\n1,2026-01-01,2026-01-01,A\n`)).to.deep.equal(await content('code\nA\n'));
    expect(await content('ID,code\n1,A\n')).not.to.deep.equal(await content('ID,code\n2,A\n'));
  });

  for (const [what, one, other] of [
    ['a cell', 'a,b\n1,2\n', 'a,b\n1,3\n'],
    ['a column', 'a,b\n1,2\n', 'a,c\n1,2\n'],
    ['where a cell ends', 'a,b\n12,3\n', 'a,b\n1,23\n'],
    ['how often a row is there', 'a\n1\n1\n', 'a\n1\n'],
    ['an empty row of one column', 'a\n\n', 'a\n'],
    ['a space', 'a\n1\n', 'a\n1 \n'],
  ] as const) {
    it(`Given tables that differ in ${what}, when they are read, then their content differs`, async () => {
      expect((await content(one)).digest).not.to.equal((await content(other)).digest);
    });
  }

  it('Given no rows, or nothing at all, when it is read, then there are 0 rows', async () => {
    expect((await content('code\n')).rows).to.equal(0);
    expect((await content('')).rows).to.equal(0);
  });

  it('Given two tables, when their rows are compared, then those of each alone are counted', async () => {
    expect(await differ('a\n1\n2\n2\n', 'a\n2\n3\n')).to.deep.equal({ extra: 1, lacking: 2 });
    expect(await differ('a\n1\n', 'a\n1\n')).to.deep.equal({ extra: 0, lacking: 0 });
    expect(await differ('a\n1\n', 'b\n1\n1\n')).to.deep.equal({ extra: 1, lacking: 0 });
  });

  it('Given what is no CSV, when it is read, then the error says so and shows nothing of it', async () => {
    const error = await caught(() => content('a,b\n"never closed, tok3n\n'));
    expect(error.name).to.equal('NotCsvError');
    expect(error.message).not.to.contain('tok3n');
    const names = await caught(async () => columnNames(await file('"a, tok3n')));
    expect(names.name).to.equal('NotCsvError');
    expect(names.message).not.to.contain('tok3n');
  });

  it('Given any cells, when their rows are shuffled, then the content is the same', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'Größe · 東京 · 🚚', '=1+1'));
    const table = fc.array(fc.tuple(cell, cell), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const write = (lines: readonly string[][]): string => stringify([['one', 'two'], ...lines], { quoted: true });
        const there = await content(write(rows));
        expect(there.rows).to.equal(rows.length);
        expect(await content(write(rows.toReversed()))).to.deep.equal(there);
      }),
      { numRuns: 60 }
    );
  });
});
