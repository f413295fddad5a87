import { createHash } from 'node:crypto';
import { readFile, stat, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { KeptObject } from '../../../../src/catalog/kept.ts';
import { openKeeper } from '../../../../src/catalog/worker/keep.ts';
import { keptRows } from '../../../../src/catalog/worker/keptRows.ts';
import { caught } from '../../support/caught.ts';
import { csvOf, shaped } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';
import { fullDisk } from '../../support/disk.ts';

const temporary = directories();
const SHAPE = shaped('Product2', ['Id', 'Name']);
const ODD = ['a "b", c', 'a\nb', '🧰', 'x'.repeat(32_000), '=1', ''];

let workspace: string;
beforeEach(async () => {
  workspace = await temporary.make();
});
afterEach(temporary.clear);

const kept = async (...names: string[]): Promise<{ path: string; object: KeptObject }> => {
  const keeper = openKeeper(workspace, SHAPE);
  const csv = Buffer.from(
    csvOf(
      names.map((Name, at) => ({ Id: String(at), Name })),
      ['Id', 'Name']
    )
  );
  // In pieces that end in the middle of a row and of a character.
  for (let at = 0; at < csv.length; at += 1001) await keeper.write(csv.subarray(at, at + 1001));
  const object = await keeper.end(names.length, 'bulk');
  return { path: join(workspace, object.file), object };
};
const rowsOf = async (path: string, object: KeptObject): Promise<string[][]> => {
  const rows: string[][] = [];
  for await (const some of keptRows(path, object)) rows.push(...some);
  return rows;
};

describe('openKeeper', () => {
  it('Given rows, when they are kept, then size, checksum, columns and how they were read are told', async () => {
    const { path, object } = await kept('a', 'b');
    const content = await readFile(path);
    expect(object).to.deep.equal({
      object: 'Product2',
      file: 'Product2.csv.gz',
      rows: 2,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      via: 'bulk',
      fields: SHAPE.fields,
    });
    expect(gunzipSync(content).toString()).to.equal('"Id","Name"\n"0","a"\n"1","b"\n');
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
  });

  it('Given a disk that is full, when rows are kept, then it is refused with file and code', async () => {
    const disk = fullDisk();
    try {
      const problem = await caught(() => kept('a'));
      expect(problem).to.deep.include({
        key: 'WriteFailed',
        values: { path: join(workspace, 'Product2.csv.gz'), code: 'ENOSPC' },
      });
    } finally {
      disk.restore();
    }
  });

  it('Given a disk that fills while a large table comes, when pieces are written, then nobody waits for ever', async () => {
    const keeper = openKeeper(workspace, SHAPE);
    const disk = fullDisk();
    // Nothing that could be made smaller: every piece has to go to the disk.
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919 * at) % 251));
    try {
      const problem = await caught(async () => {
        for (let at = 0; at < 50; at += 1) await keeper.write(noise);
      });
      expect(problem).to.deep.include({ key: 'WriteFailed' });
    } finally {
      disk.restore();
    }
  });

  it('Given a file that is there already, when an object is kept, then it is not overwritten', async () => {
    await writeFile(join(workspace, 'Product2.csv.gz'), 'precious');
    expect(await caught(() => kept('a'))).to.deep.include({ key: 'WriteFailed' });
    expect(await readFile(join(workspace, 'Product2.csv.gz'), 'utf8')).to.equal('precious');
  });
});

describe('keptRows', () => {
  for (const [name, values] of [
    ['no row', []],
    ['one row', ['a']],
    ['odd names', ODD],
  ] as Array<[string, string[]]>) {
    it(`Given ${name}, when they are read back, then they are the same`, async () => {
      const { path, object } = await kept(...values);
      expect(await rowsOf(path, object)).to.deep.equal(values.map((value, at) => [String(at), value]));
    });
  }

  it('Given a file of nothing at all, when it is read back, then it has no rows', async () => {
    const keeper = openKeeper(workspace, SHAPE);
    const object = await keeper.end(0, 'rest');
    expect(await rowsOf(join(workspace, object.file), object)).to.deep.equal([]);
  });

  type Damage = (path: string, object: KeptObject) => Promise<unknown>;
  const edited =
    (from: string, to: string): Damage =>
    async (path) =>
      writeFile(
        path,
        gzipSync(
          gunzipSync(await readFile(path))
            .toString()
            .replace(from, to)
        )
      );
  const damages: Array<[name: string, damage: Damage, detail: string | RegExp]> = [
    ['is gone', (path) => unlink(path), 'gone'],
    ['is cut off', async (path) => truncate(path, (await stat(path)).size - 20), /unexpected end/],
    ['is cut to nothing', (path) => truncate(path, 0), /unexpected end/],
    ['is no gzip', (path) => writeFile(path, 'Id,Name\n1,a\n'), /header/],
    ['has another value', edited('"b"', '"x"'), 'checksum'],
    ['has one row less', edited('"1","b"\n', ''), 'checksum'],
    ['has an odd row', edited('"1","b"', '"1"'), /[Cc]olumn|[Ll]ength/],
    ['has a quote that never closes', edited('"b"', '"b'), /[Qq]uote/],
    ['has other columns', edited('"Name"', '"Family"'), 'columns'],
    ['has its columns in another order', edited('"Id","Name"', '"Name","Id"'), 'columns'],
    [
      'has something after its end',
      async (path) => writeFile(path, Buffer.concat([await readFile(path), Buffer.from('x')])),
      /unexpected end|checksum/,
    ],
    [
      'was compressed again',
      async (path) => writeFile(path, gzipSync(gunzipSync(await readFile(path)), { level: 9 })),
      'checksum',
    ],
  ];
  for (const [name, damage, detail] of damages) {
    it(`Given a file that ${name}, when it is read, then the problem says so`, async () => {
      const { path, object } = await kept('a', 'b', ...ODD);
      await damage(path, object);
      const problem = await caught(() => rowsOf(path, object));
      expect(problem).to.deep.include({ key: 'DamagedCatalog' });
      const { values } = problem as unknown as { values: { path: string; detail: string } };
      expect(values.path).to.equal(path);
      if (typeof detail === 'string') expect(values.detail).to.equal(detail);
      else expect(values.detail).to.match(detail);
    });
  }

  for (const rows of [1, 3]) {
    it(`Given a count of ${rows} for two rows, when the file is read, then both numbers are told`, async () => {
      const { path, object } = await kept('a', 'b');
      const problem = await caught(() => rowsOf(path, { ...object, rows }));
      expect(problem).to.deep.include({ values: { path, detail: `rows ${rows} 2` } });
    });
  }

  it('Given a reader that stops half-way, when it does, then nothing is left open and nothing is thrown', async () => {
    const { path, object } = await kept('a', 'b');
    for await (const [row] of keptRows(path, object)) {
      expect(row).to.deep.equal(['0', 'a']);
      break;
    }
  });
});
