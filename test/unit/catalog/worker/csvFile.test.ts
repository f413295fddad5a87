import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { openCsvFile } from '../../../../src/catalog/worker/csvFile.ts';
import { Problem } from '../../../../src/catalog/worker/problem.ts';
import { openTextFile } from '../../../../src/catalog/worker/textFile.ts';
import { cellText } from '../../../../src/literal/csv.ts';
import { caught } from '../../support/caught.ts';
import { csvIn } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';
import { fullDisk } from '../../support/disk.ts';

const temporary = directories();
let path: string;
beforeEach(async () => {
  path = join(await temporary.make(), 'a.csv');
});
afterEach(temporary.clear);

const written = async (...names: Array<string | null>): Promise<string> => {
  const file = openCsvFile(path, ['id', 'name'] as const);
  for (const [at, name] of names.entries()) await file.add({ id: String(at), name });
  await file.end();
  return readFile(path, 'utf8');
};

describe('openCsvFile', () => {
  it('Given no record, when the file is ended, then it is the header, for its owner only', async () => {
    expect(await written()).to.equal('id,name\n');
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  const names = ['a "b"', 'a,b', 'a\nb', 'a\r\nb', '🧰', 'x'.repeat(32_000), "it's", '', ' padded '];
  it('Given quotes, commas, newlines, emoji and long names, when they are read back, then they are the same, as they were', async () => {
    await written(...names);
    expect((await csvIn(path)).map(({ name }) => name)).to.deep.equal(names);
  });

  for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
    it(`Given a name that begins as the formula ${JSON.stringify(formula)}, when written, then no spreadsheet runs it`, async () => {
      await written(formula);
      expect((await csvIn(path))[0].name).to.equal(`'${formula.replace('\t', ' ').replace('\r', '\n')}`);
    });
  }

  it('Given booleans, numbers and nothing, when written, then they read as such', async () => {
    const file = openCsvFile(path, ['yes', 'no', 'number', 'none'] as const);
    await file.add({ yes: true, no: false, number: 0, none: null });
    await file.end();
    expect(await csvIn(path)).to.deep.equal([{ yes: 'true', no: 'false', number: '0', none: '' }]);
  });

  it('Given more records than are made at a time, when written, then all are there in their order', async () => {
    const many = Array.from({ length: 2500 }, (_, at) => `row ${at}`);
    await written(...many);
    expect((await csvIn(path)).map(({ name }) => name)).to.deep.equal(many);
  });

  it('Given any text that is no formula, when it is read back, then it is the same but for what steers a terminal', async () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value));
    const texts = fc.sample(text, 100);
    const content = await written(...texts);
    const rows = parse(content, { record_delimiter: '\n' });
    expect(rows.slice(1).map(([, name]) => name)).to.deep.equal(texts.map(cellText));
  });
});

describe('openTextFile', () => {
  it('Given lines, when fewer than a piece are written, then nobody has to wait', async () => {
    const file = openTextFile(path);
    expect(file.write('a\n')).to.equal(undefined);
    await file.end();
    expect(await readFile(path, 'utf8')).to.equal('a\n');
  });

  it('Given more than a piece, when written, then all of it is there', async () => {
    const file = openTextFile(path);
    for (let at = 0; at < 5; at += 1) await file.write(`${at}`.repeat(50_000));
    await file.end();
    expect((await readFile(path, 'utf8')).length).to.equal(250_000);
  });

  const places: Array<[name: string, broken: () => string, code: string]> = [
    ['a directory that is gone', () => join(path, 'gone', 'b'), 'ENOENT'],
    ['a file that is there already', () => path, 'EEXIST'],
  ];
  for (const [name, place, code] of places) {
    it(`Given ${name}, when the file is ended, then the problem names file and code`, async () => {
      await written();
      const where = name.includes('already') ? place() : join(path, '..', 'gone', 'b');
      const file = openTextFile(where);
      void file.write('a');
      const problem = await caught(() => file.end());
      expect(problem).to.be.instanceOf(Problem);
      expect(problem).to.deep.include({ key: 'WriteFailed', values: { path: where, code } });
    });
  }

  it('Given a disk that is full, when pieces are written, then one of them is refused, and so is the end', async () => {
    const file = openTextFile(path);
    await file.write('x'.repeat(70_000));
    const disk = fullDisk();
    try {
      const problem = await caught(async () => {
        for (let at = 0; at < 10; at += 1) await file.write('x'.repeat(70_000));
      });
      expect(problem).to.deep.include({ key: 'WriteFailed', values: { path, code: 'ENOSPC' } });
      expect(await caught(() => file.end())).to.deep.include({ key: 'WriteFailed' });
    } finally {
      disk.restore();
    }
  });

  it('Given a disk that is full, when little was written, then the end says so', async () => {
    const file = openTextFile(path);
    const disk = fullDisk();
    try {
      void file.write('a');
      expect(await caught(() => file.end())).to.deep.include({ values: { path, code: 'ENOSPC' } });
    } finally {
      disk.restore();
    }
  });
});
