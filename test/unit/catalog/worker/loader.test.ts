import { join } from 'node:path';
import { expect } from 'chai';
import type { CatalogDatabase } from '../../../../src/catalog/worker/database.ts';
import { openKeeper } from '../../../../src/catalog/worker/keep.ts';
import { keptRows } from '../../../../src/catalog/worker/keptRows.ts';
import { loaderFor, openIntake, type UserSuffix } from '../../../../src/catalog/worker/loader.ts';
import { openDatabase } from '../../../../src/catalog/worker/database.ts';
import { caught } from '../../support/caught.ts';
import { csvOf, loaded, NO_SUFFIX, shaped } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
let workspace: string;
let database: CatalogDatabase | undefined;
beforeEach(async () => {
  workspace = await temporary.make();
});
afterEach(async () => {
  database?.close();
  database = undefined;
  await temporary.clear();
});

describe('the key of a user', () => {
  const keysWith = async (suffix: UserSuffix, before: string, now: string): Promise<unknown[]> => {
    const User = (Username: string): Array<Record<string, string>> => [{ Id: '1', Username }];
    database = await loaded(workspace, { before: { User: User(before) }, now: { User: User(now) }, suffix });
    return ['before', 'now'].map(
      (side) => [...database!.rows(`SELECT natural_key FROM "${side}_User"`)][0].natural_key
    );
  };

  const cases: Array<[name: string, suffix: UserSuffix, before: string, now: string, expected: [string, string]]> = [
    [
      'the same sandbox name',
      { before: 'uat', now: 'uat' },
      'a@x.example.uat',
      'a@x.example.uat',
      ['a@x.example', 'a@x.example'],
    ],
    [
      'another sandbox name',
      { before: 'uat', now: 'qa' },
      'a@x.example.uat',
      'a@x.example.qa',
      ['a@x.example', 'a@x.example'],
    ],
    ['upper case', { before: 'UAT', now: 'uat' }, 'A@X.example.uat', 'a@x.example.UAT', ['a@x.example', 'a@x.example']],
    ['no sandbox name', NO_SUFFIX, 'a@x.example.uat', 'a@x.example', ['a@x.example.uat', 'a@x.example']],
    [
      'a user of the sandbox alone',
      { before: 'uat', now: 'uat' },
      'a@uat',
      'a@x.uat.example',
      ['a@uat', 'a@x.uat.example'],
    ],
  ];
  for (const [name, suffix, before, now, expected] of cases) {
    it(`Given ${name}, when users are loaded, then their keys are ${expected.join(' and ')}`, async () => {
      expect(await keysWith(suffix, before, now)).to.deep.equal(expected);
    });
  }
});

describe('openIntake', () => {
  const SHAPE = shaped('Product2', ['Id', 'Name']);
  const NAMES = ['a "b", c', 'a\nb', 'a\r\nb', '🧰🧰', 'x'.repeat(32_000), '=1'];
  const CSV = Buffer.from(csvOf(NAMES.map((Name, at) => ({ Id: String(at), Name }))));

  for (const size of [1, 7, 4096, CSV.length]) {
    it(`Given CSV in pieces of ${size} bytes, when taken in, then every row is there and is kept, once`, async () => {
      database = await openDatabase(workspace);
      const intake = openIntake(loaderFor(database, 'now', SHAPE, NO_SUFFIX), openKeeper(workspace, SHAPE));
      const csv = size < 100 ? CSV.subarray(0, 60) : CSV;
      const whole = size < 100 ? Buffer.concat([csv.subarray(0, csv.lastIndexOf('\n') + 1)]) : csv;
      for (let at = 0; at < whole.length; at += size) await intake.write(whole.subarray(at, at + size));
      const kept = await intake.end('rest');
      const rows = [...database.rows('SELECT "Id", "Name" FROM now_Product2 ORDER BY "Id"')];
      const expected = NAMES.slice(0, rows.length).map((Name, at) => ({ Id: String(at), Name }));
      expect(rows.length).to.be.above(1);
      expect(rows.map(({ Id, Name }) => ({ Id, Name }))).to.deep.equal(expected);
      expect(kept?.rows).to.equal(rows.length);
      const again: string[][] = [];
      if (kept) for await (const some of keptRows(join(workspace, kept.file), kept)) again.push(...some);
      expect(again).to.deep.equal(expected.map(({ Id, Name }) => [Id, Name]));
    });
  }

  it('Given a header only, when taken in, then there are no rows, and nothing is kept where nothing is to be', async () => {
    database = await openDatabase(workspace);
    const intake = openIntake(loaderFor(database, 'now', SHAPE, NO_SUFFIX), undefined);
    await intake.write(Buffer.from('"Id","Name"\n'));
    expect(await intake.end('rest')).to.equal(undefined);
    expect(database.has('now', 'Product2')).to.equal(true);
    expect([...database.rows('SELECT * FROM now_Product2')]).to.deep.equal([]);
  });

  for (const [name, csv, expected] of [
    ['a row too short', '"Id","Name"\n"1"\n', /a row of 1 columns where 2 were expected/],
    ['a quote that never closes', '"Id","Name"\n"1","a\n', /quote/],
    ['a quote in the middle of a value', '"Id","Name"\n"1","a"b""\n', /quote/],
  ] as const) {
    it(`Given ${name}, when taken in, then whoever writes or ends is told, and nobody waits for ever`, async () => {
      database = await openDatabase(workspace);
      const intake = openIntake(loaderFor(database, 'now', SHAPE, NO_SUFFIX), undefined);
      const error = await caught(async () => {
        await intake.write(Buffer.from(csv));
        await new Promise((resolve) => setImmediate(resolve));
        await intake.write(Buffer.from('"2","b"\n'));
        await intake.end('rest');
      });
      expect(error.name).to.equal('RangeError');
      expect(error.message).to.match(expected);
    });
  }
});
