import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

const KEY = 'LOGIK_ADMIN_API_KEY';
const HOLDS = 'products of Logik';
const DRIFTED = 'IDs of before the refresh';
const GONE = 'products that the org does not have any more';
const LACKING = 'enabled products that Logik lacks';

type Row = Record<'name' | 'blueprint' | 'old ID' | 'new ID' | 'product code' | 'verdict', string>;

describe('the products of Logik', function () {
  this.timeout(60_000);
  let bench: Workbench;
  let key: string;
  const given = process.env[KEY];

  beforeEach(async () => {
    bench = await Workbench.start();
    ({ key } = await bench.control<{ key: string }>('POST', 'logik/keys', { name: 'products', permissions: ['Read'] }));
    process.env[KEY] = key;
  });
  afterEach(async () => {
    if (given === undefined) delete process.env[KEY];
    else process.env[KEY] = given;
    await bench.close();
  });

  /** The line with those that it needs: the environment's URL, and the catalog for the ID map. */
  const ONLY = ['--only', 'logik-products,logik-tenant,catalog'];
  const prepare = (): ReturnType<Workbench['prepare']> => bench.prepare(...ONLY);
  const verify = (): Promise<Ran<{ findings: Finding[] }>> =>
    bench.run('verify', '--target-org', 'uat', '--only', 'logik-products');
  const ours = ({ result, error }: Ran<{ findings: Finding[] }>): Finding[] => {
    expect(error).to.equal(undefined);
    return (result?.findings ?? []).filter(({ item }) => item === 'logik-products');
  };
  const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
    ours(ran)
      .filter(({ status }) => status !== 'warn')
      .map(({ status, target }) => `${status} ${target}`);
  const asked = async (): Promise<string[]> =>
    (await bench.requests()).filter(({ path }) => path.includes('configurableProducts')).map(({ path }) => path);
  const handOff = async (): Promise<Row[]> =>
    parse(await readFile(join(bench.directory, 'hand-off', 'logik-products.csv')), { columns: true });

  it('Given a key, When prepared, refreshed and corrected by support, Then all hold, then all drifted and are mapped, then all hold again', async () => {
    const prepared = await prepare();
    expect(told(prepared)).to.deep.equal([`pass ${HOLDS}`]);
    expect(ours(prepared)[0]).to.include({ expected: 5, actual: 5 });
    const before = await bench.records('sandbox', 'Product2');
    const codeOf = new Map(before.map(({ Id, ProductCode }) => [Id, ProductCode]));

    await bench.refresh();
    const after = await bench.records('sandbox', 'Product2');
    const idOf = new Map(after.map(({ Id, ProductCode }) => [ProductCode, Id]));
    const drifted = await verify();
    const lost = [...codeOf].filter(([, code]) => !idOf.has(code)).map(([, code]) => code);
    const rows = await handOff();
    const held = rows.filter((row) => row['old ID'] !== '');
    expect(held).to.have.length(5);
    for (const row of held) {
      const code = codeOf.get(row['old ID']);
      expect(code, row.name).to.equal(row['product code']);
      expect(row['new ID']).to.equal(idOf.get(code) ?? '');
      expect(row.verdict).to.match(lost.includes(code) ? /^no such product any more/ : /^drifted/);
    }
    const found = ours(drifted).find(({ target }) => target === DRIFTED);
    expect(found?.status).to.equal('fail');
    expect(found?.hint).to.contain('hand-off/logik-products.csv');

    expect(lost).to.include('HX-300');
    expect(told(drifted)).to.deep.equal([`fail ${DRIFTED}`, `fail ${GONE}`]);

    await bench.setRecords('sandbox', 'Product2', [
      { Name: 'Hydra Pilot', ProductCode: 'HX-300', IsActive: true, LGK__IsConfigurable__c: true },
      { Name: 'Valve', ProductCode: 'VLV-1', IsActive: true, LGK__IsConfigurable__c: true },
    ]);
    expect(told(await verify())).to.deep.equal([`fail ${DRIFTED}`]);

    await bench.control('POST', 'logik/products', {});
    const corrected = await verify();
    expect(ours(corrected).map(({ status, target, actual }) => [status, target, actual])).to.deep.equal([
      ['pass', HOLDS, 5],
      ['warn', LACKING, 1],
    ]);
    expect((await handOff()).map(({ verdict }) => verdict)).to.deep.equal([
      ...Array<string>(5).fill('holds'),
      'not in Logik',
    ]);
  });

  it('Given the Product Id Field, When it is the product code, Then drift only warns', async () => {
    await prepare();
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = parseDocument(await readFile(path, 'utf8'));
    yaml.setIn(['logik', 'productIdField'], 'product-code');
    await writeFile(path, yaml.toString());
    await bench.refresh();
    expect(ours(await verify()).find(({ target }) => target === DRIFTED)?.status).to.equal('warn');
  });

  it('Given no key, When prepared and verified, Then the line is skipped, Logik is not asked, and there is no file', async () => {
    delete process.env[KEY];
    const prepared = await prepare();
    expect(told(prepared)).to.deep.equal([`skip ${HOLDS}`]);
    await bench.refresh();
    const ran = await verify();
    expect(told(ran)).to.deep.equal([`skip ${HOLDS}`]);
    expect(ran.exitCode).to.equal(0);
    expect(ours(ran)[0].hint).to.contain(KEY).and.contain('docs/logik.md');
    expect(await asked()).to.deep.equal([]);
    expect(Object.keys(await filesBelow(bench.directory)).join()).not.to.contain('logik-products.csv');
  });

  it('Given a weak key, a wrong one and an environment that is gone, When verified, Then each fails in words, and no key is anywhere', async () => {
    await prepare();
    await bench.refresh();
    const { key: weak } = await bench.control<{ key: string }>('POST', 'logik/keys', {
      name: 'weak',
      permissions: ['Edit'],
    });
    for (const [used, says] of [
      [weak, /needs Read/],
      ['wrong-key-of-nobody', /wrong, has expired/],
    ] as const) {
      process.env[KEY] = used;
      const ran = await verify();
      expect(told(ran)).to.deep.equal([`fail ${HOLDS}`]);
      expect(ours(ran)[0].hint).to.match(says);
      expect(ran.stdout + ran.stderr).not.to.contain(used);
    }
    process.env[KEY] = key;
    await bench.control('POST', 'logik', { gone: true });
    expect(told(await verify())).to.deep.equal([`fail ${HOLDS}`]);
    const files = JSON.stringify(await filesBelow(bench.directory));
    for (const secret of [key, weak, 'wrong-key-of-nobody']) expect(files).not.to.contain(secret);
  });

  it('Given a sandbox that names production’s environment, When prepared with the source org, Then it is not asked', async () => {
    const [row] = await bench.records('production', 'LGK__ConfigurationTenant__c');
    const [own] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    const urls = {
      LGK__RuntimeUrl__c: own.LGK__RuntimeUrl__c,
      LGK__AdministrationUrl__c: own.LGK__AdministrationUrl__c,
    };
    await bench.setRecords('production', 'LGK__ConfigurationTenant__c', [{ ...row, ...urls }]);
    const prepared = await bench.prepare(...ONLY, '--source-org', 'prod');
    expect(told(prepared)).to.deep.equal([`skip ${HOLDS}`]);
    expect(await asked()).to.deep.equal([]);
  });
});
