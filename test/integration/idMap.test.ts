import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Login, type Ran } from '../support/workbench.ts';
import { expectRefused, filesBelow, run } from './hostile.ts';

type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];
type Mapping = Record<'object' | 'key' | 'name' | 'oldId' | 'newId' | 'status', string | null>;
type Judged = { findings: Finding[] };
type Start = { scenario: string; change?: (bench: Workbench) => Promise<void>; prepare?: string[] };

const FORMULAS = ['=HYPERLINK("https://x.example")', '+1', '-2 "A", B', '@SUM(A1)\nnext line', '🧰 ; plain'];

const of = ({ result }: Ran<Judged>, item: string): Finding[] =>
  (result?.findings ?? []).filter((finding) => finding.item === item);
const idBy = (rows: SimulatedRecord[], field: string): Map<string, string> =>
  new Map(rows.map((row) => [String(row[field]), row.Id]));

describe('old IDs and new ones', () => {
  let bench: Workbench;
  let login: Login;
  let former: Record<string, SimulatedRecord[]>;
  let now: Record<string, SimulatedRecord[]>;
  afterEach(() => bench.close());

  const tables = async (): Promise<Record<string, SimulatedRecord[]>> => {
    const objects = ['Product2', 'Pricebook2', 'PricebookEntry', 'User', 'Profile', 'ProductSellingModel'];
    const rows = objects.map(async (name): Promise<[string, SimulatedRecord[]]> => [
      name,
      await bench.records('sandbox', name).catch(() => []),
    ]);
    return Object.fromEntries(await Promise.all(rows));
  };
  const start = async ({ scenario, change = async () => undefined, prepare = [] }: Start): Promise<void> => {
    bench = await Workbench.start({ scenario });
    await change(bench);
    former = await tables();
    const prepared = await bench.prepare(...prepare);
    if (prepared.error) throw prepared.error;
    login = await bench.refresh();
    now = await tables();
  };
  const verify = (...more: string[]): Promise<Ran<Judged>> => bench.run('verify', '--target-org', 'uat', ...more);
  const csvOf = async (object: string): Promise<Mapping[]> =>
    parse<Mapping>(await readFile(join(bench.directory, 'id-map', `${object}.csv`), 'utf8'), { columns: true });
  const linesOf = async (object: string): Promise<Mapping[]> =>
    (await readFile(join(bench.directory, 'id-map', `${object}.ndjson`), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Mapping);

  /** Old and new ID of each row, and what became of it, from the records alone. */
  const truth = (object: string, field: string): string[] => {
    const [old, fresh] = [idBy(former[object], field), idBy(now[object], field)];
    return [...new Set([...old.keys(), ...fresh.keys()])].map((key) => {
      const [was, is] = [old.get(key) ?? null, fresh.get(key) ?? null];
      const known = was === is ? 'unchanged' : 'mapped';
      return `${was} ${is} ${was === null ? 'new' : is === null ? 'missing' : known}`;
    });
  };

  it('Given currencies that production has no entries of, When verified, Then each is told with the number of entries lost, and only they are', async () => {
    await start({
      scenario: 'multi-currency',
      change: async (started) => {
        const entries = await started.records('production', 'PricebookEntry');
        for (const { Id, CurrencyIsoCode } of entries)
          if (CurrencyIsoCode === 'EUR') await started.control('DELETE', `records/production/PricebookEntry/${Id}`);
      },
    });
    const entriesIn = (rows: SimulatedRecord[], currency: string): SimulatedRecord[] =>
      rows.filter((row) => row['CurrencyIsoCode'] === currency);
    const told = of(await verify(), 'catalog').filter(({ target }) => target.includes('› currency '));
    const lost = [...new Set(former.PricebookEntry.map((row) => String(row['CurrencyIsoCode'])))]
      .filter((currency) => entriesIn(now.PricebookEntry, currency).length === 0)
      .map((currency): [string, SimulatedRecord[]] => [currency, entriesIn(former.PricebookEntry, currency)]);
    expect(lost.map(([currency]) => currency)).to.have.members(['EUR', 'GBP']);
    expect(told.map(({ status, target, actual }) => [status, target, actual])).to.have.deep.members(
      lost.map(([currency, rows]) => [
        'warn',
        `Price book entries › currency ${currency}`,
        `${rows.length} rows before, none now`,
      ])
    );
    const missing = (await linesOf('PricebookEntry')).filter(({ status }) => status === 'missing');
    const gone = lost.flatMap(([, rows]) => rows).map(({ Id }) => Id);
    expect(missing.map(({ oldId }) => oldId)).to.include.members(gone);
    for (const { oldId, key } of missing.filter(({ oldId: id }) => id !== null && gone.includes(id)))
      expect(key, String(oldId)).to.match(/ › (EUR|GBP)\b/);
  });

  it('Given a selling model that is another one in production, When verified, Then its entries are not taken for those of the others; users, profiles and models are mapped too', async () => {
    await start({
      scenario: 'selling-models',
      change: async (started) => {
        const models = await started.records('production', 'ProductSellingModel');
        const monthly = models.find((row) => row['Name'] === 'Monthly');
        await started.setRecords('production', 'ProductSellingModel', [{ Id: monthly?.Id, Name: 'Per month' }]);
      },
    });
    const ran = await verify();
    for (const [object, field] of [
      ['User', 'Username'],
      ['Profile', 'Name'],
      ['ProductSellingModel', 'Name'],
    ]) {
      const expected = truth(object, field);
      const map = await linesOf(object);
      expect(map.map(({ oldId, newId, status }) => `${oldId} ${newId} ${status}`)).to.have.members(expected);
      const count = (status: string): number => expected.filter((line) => line.endsWith(` ${status}`)).length;
      const finding = of(ran, 'id-map').find(({ target }) => target === object);
      expect(finding?.actual).to.match(
        new RegExp(`^${count('mapped')} .*, ${count('unchanged')} .*, ${count('missing')} .*, ${count('new')} new`)
      );
    }
    const name = (models: SimulatedRecord[], id: unknown): unknown => models.find(({ Id }) => Id === id)?.['Name'];
    const entries = await linesOf('PricebookEntry');
    const monthly = former.PricebookEntry.filter(
      (row) => name(former.ProductSellingModel, row['ProductSellingModelId']) === 'Monthly'
    );
    expect(monthly).to.not.be.empty;
    for (const { Id } of monthly) expect(entries.find(({ oldId }) => oldId === Id)?.status).to.equal('missing');
    for (const { oldId, newId } of entries.filter(({ status }) => status === 'mapped')) {
      const [one, other] = [former, now].map(({ PricebookEntry, ProductSellingModel, Product2 }, side) => {
        const row = PricebookEntry.find(({ Id }) => Id === [oldId, newId][side]);
        const product = Product2.find(({ Id }) => Id === row?.['Product2Id']);
        return [product?.['ProductCode'], name(ProductSellingModel, row?.['ProductSellingModelId'])];
      });
      expect(other).to.deep.equal(one);
    }
  });

  it('Given names that a spreadsheet runs and Partner Id as product field, When verified, Then the CSV is safe, the NDJSON exact, and the map is the cure', async () => {
    await start({
      scenario: 'standard',
      change: async (started) => {
        const named = FORMULAS.map((Name, at) => ({ Name, ProductCode: `ODD-${at}`, IsActive: true }));
        await started.setRecords('sandbox', 'Product2', named);
        await started.setRecords('production', 'Product2', named);
      },
    });
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = parseDocument(await readFile(path, 'utf8'));
    yaml.setIn(['logik', 'productIdField'], 'partner-id');
    await writeFile(path, String(yaml));
    const products = of(await verify(), 'id-map').find(({ target }) => target === 'Products');
    expect(products?.hint).to.contain('Partner Id').and.contain('id-map/Product2.csv');
    const odd = (rows: Mapping[]): Array<string | null> =>
      rows.filter(({ key }) => key?.includes('ODD-')).map(({ name }) => name);
    expect(odd(await linesOf('Product2'))).to.have.members(FORMULAS);
    expect(odd(await csvOf('Product2'))).to.have.members(
      FORMULAS.map((name) => (/^[=+\-@]/.test(name) ? `'${name}` : name))
    );
    expect(
      (await linesOf('Product2')).map(({ oldId, newId, status }) => `${oldId} ${newId} ${status}`)
    ).to.have.members(truth('Product2', 'Name'));
  });

  it("Given exports of Logik's tables beside settings, full of secrets, When verified and repointed, Then places are told with the new IDs, production's as critical, and no secret is in any file", async () => {
    const tokens: string[] = [];
    await start({
      scenario: 'catalog-drift',
      prepare: ['--source-org', 'prod'],
      change: async (started) => {
        const logins = await started.control<Record<'sandbox' | 'production', Login>>('GET', 'logins');
        tokens.push(logins.sandbox.accessToken, logins.production.accessToken);
      },
    });
    const { accessToken, logikAdminApiKey, logikRuntimeToken } = login as Login & Record<string, string>;
    tokens.push(accessToken, logikAdminApiKey, logikRuntimeToken);
    const secrets = tokens.map((token) => token.slice(token.indexOf('!') + 1));
    expect(secrets.every((secret) => secret.length > 8)).to.equal(true);
    const [hx, user] = [idBy(former.Product2, 'ProductCode').get('HX-100') ?? '', former.User[0].Id];
    const [organization] = await bench.records('production', 'Organization');
    const text = `${secrets.join(' ')} https://u:${secrets[3]}@acme.my.salesforce.com/x?sid=${secrets[2]}&t=${secrets[4]}`;
    const rows = [
      ['Rule', 'Partner Id', 'Script'],
      ['r1', hx, `${secrets.join()}\n"${hx.slice(0, 15)}", ${user}`],
      ['r2', idBy(now.Product2, 'ProductCode').get('HX-100'), 'of now'],
      ['r3', organization.Id, text],
    ];
    const room = join(bench.directory, 'preserved', 'logik', 'tables');
    await mkdir(room, { recursive: true });
    await writeFile(join(room, 'rules.csv'), stringify(rows));
    const [endpoint] = await bench.records('sandbox', 'Integration_Endpoint__c');
    await bench.setRecords('sandbox', 'Integration_Endpoint__c', [
      { Id: endpoint.Id, Notes__c: `${secrets[3]} ${hx}` },
    ]);

    const verified = await verify('--json');
    const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--json', '--touch-products');
    const human = await verify('--result-format', 'junit');
    const file = 'preserved/logik/tables/rules.csv › ';
    const told = of(verified, 'stale-ids').filter(({ target }) => target.startsWith(file));
    const newId = idBy(now.Product2, 'ProductCode').get('HX-100');
    const newUser = idBy(now.User, 'Username').get(String(former.User[0]['Username']));
    expect(told.map(({ target }) => target.slice(file.length))).to.have.members([
      'row 2 › Partner Id',
      'row 2 › Script',
      'row 4 › Partner Id',
      'row 4 › Script',
    ]);
    const place = (part: string): Finding | undefined => told.find(({ target }) => target.endsWith(part));
    expect(place('row 2 › Partner Id')).to.include({ actual: hx, expected: newId, severity: 'normal' });
    expect(place('row 2 › Script')?.expected).to.equal(`${newId}, ${newUser ?? 'no counterpart'}`);
    expect(place('row 4 › Partner Id')).to.include({ severity: 'critical', expected: login.orgId });
    expect(place('row 4 › Script')).to.include({ severity: 'critical', actual: 'acme.my.salesforce.com' });
    expect(of(verified, 'stale-ids').map(({ target }) => target)).to.include(
      'Integration_Endpoint__c › Quote callback › Notes__c'
    );

    const files = Object.entries(await filesBelow(bench.home)).filter(([path]) => !path.endsWith('rules.csv'));
    expect(files.filter(([path]) => path.endsWith('.csv.gz')).length).to.be.above(2);
    for (const [path, content] of files) {
      const whole = path.endsWith('.gz') ? gunzipSync(await readFile(join(bench.home, path))).toString() : content;
      for (const secret of secrets) expect(whole.includes(secret), path).to.equal(false);
    }
    for (const { stdout, stderr, result } of [verified, repointed, human])
      for (const secret of secrets) expect(`${stdout}${stderr}${JSON.stringify(result)}`).not.to.contain(secret);
  });

  it('Given the directory of another sandbox, When verify and repoint run, Then they refuse before a product is read', async () => {
    await start({ scenario: 'catalog-drift' });
    await bench.login('uat', await bench.control<Login>('POST', 'refresh', { sandboxName: 'other' }));
    for (const command of ['verify', 'repoint'] as const) {
      await expectRefused(bench, () => run(bench, command), {
        exitCode: 1,
        name: 'ForeignOrgError',
        says: ['acme--other'],
      });
      const asked = (await bench.requests()).map((request) => decodeURIComponent(JSON.stringify(request)));
      expect(asked.filter((request) => /Product2|PricebookEntry/.test(request))).to.deep.equal([]);
    }
  });
});
