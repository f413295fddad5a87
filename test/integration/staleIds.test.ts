import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';

const own = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'stale-ids');

describe('stale IDs, in an org', () => {
  let bench: Workbench;
  beforeEach(async () => {
    bench = await Workbench.start({ scenario: 'catalog-drift' });
  });
  afterEach(() => bench.close());

  /** The ID that a row of the sandbox has now. */
  const idOf = async (object: string, field: string, value: unknown): Promise<string> => {
    const rows = await bench.records('sandbox', object);
    return rows.find((row) => row[field] === value)?.Id ?? '';
  };

  it('Given IDs of the old sandbox in settings, metadata and labels, When verified, Then each place is told with the new ID', async () => {
    const old = {
      product: await idOf('Product2', 'ProductCode', 'HX-100'),
      book: await idOf('Pricebook2', 'Name', 'EMEA 2026'),
      org: await idOf('Organization', 'IsSandbox', true),
    };
    const prepared = await bench.prepare();
    expect(own(prepared)).to.have.length(1);
    expect(own(prepared)[0]).to.include({ status: 'pass' });
    const { orgId } = await bench.refresh();
    const found = own(await bench.run('verify', '--target-org', 'uat'));
    expect(found.map(({ status, target }) => `${status} ${target}`)).to.have.members([
      'fail Quote_Automation__c › org default › Default_Product__c',
      'fail Quote_Automation__c › org default › Default_Price_Book__c',
      'fail Quote_Automation__c › org default › Approver__c',
      'fail Quote_Automation__c › org default › Allowed_Orgs__c',
      'fail Integration_Endpoint__c › Quote callback › Url__c',
      'fail Integration_Endpoint__c › Quote callback › Notes__c',
      'fail Bundle_Rule__mdt › Pump_In_Skid › Product_Id__c',
      'fail Bundle_Rule__mdt › Pump_In_Skid › Profile_Ids__c',
      'fail Bundle_Rule__mdt › Pump_In_Skid › Condition__c',
      'fail Bundle_Rule__mdt › Pump_In_Skid › Help_Url__c',
      'fail Custom Labels › Pilot_Hint › Value',
    ]);
    const at = (part: string): Finding | undefined => found.find(({ target }) => target.includes(part));
    expect(at('Product_Id__c')).to.include({
      actual: old.product,
      expected: await idOf('Product2', 'ProductCode', 'HX-100'),
    });
    expect(at('Default_Price_Book__c')).to.include({
      actual: old.book.slice(0, 15),
      expected: await idOf('Pricebook2', 'Name', 'EMEA 2026'),
    });
    expect(at('Allowed_Orgs__c')).to.deep.include({ actual: old.org, expected: orgId });
    expect(at('Default_Product__c')).to.include({ expected: null });
  });

  it('Given settings, metadata and labels, When verified, Then they travel with the other reads, and labels by themselves', async () => {
    await bench.prepare();
    await bench.refresh();
    await bench.run('verify', '--target-org', 'uat');
    const requests = await bench.requests();
    const told = (query = ''): string => decodeURIComponent(query).replaceAll('+', ' ');
    const ofItsOwn = requests.filter(({ path, query }) =>
      /Quote_Automation|Integration_Endpoint|Bundle_Rule|ExternalString/.test(path + told(query))
    );
    expect(ofItsOwn.map(({ query }) => /FROM \w+/.exec(told(query))?.[0])).to.deep.equal(['FROM ExternalString']);
    const batches = requests.filter(({ subrequests = [] }) =>
      subrequests.some(({ path }) => /Quote_Automation|Integration_Endpoint|Bundle_Rule/.test(path))
    );
    expect(batches).to.have.length(2);
  });

  it('Given a host of production beside a secret, When verified, Then it is critical and the secret is nowhere', async () => {
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    const url = `https://bob:${SECRET}@acme.prod.logik.io/api?rt=${SECRET}`;
    const [row] = await bench.records('sandbox', 'Integration_Endpoint__c');
    await bench.setRecords('sandbox', 'Integration_Endpoint__c', [{ ...row, Notes__c: `${SECRET} ${url}` }]);
    const verified = await bench.run('verify', '--target-org', 'uat', '--json');
    const critical = own(verified).filter(({ severity }) => severity === 'critical');
    expect(critical.map(({ actual }) => actual)).to.include('acme.prod.logik.io');
    expect(verified.stdout + verified.stderr + JSON.stringify(verified.result)).not.to.contain('sk_live');
  });

  it('Given a setting that the login may not read, When verified, Then one warning names it and the others are judged', async () => {
    await bench.prepare();
    await bench.refresh();
    await bench.restrict('sandbox', ['ExternalString']);
    const found = own(await bench.run('verify', '--target-org', 'uat'));
    expect(found.filter(({ status }) => status === 'warn').map(({ actual }) => actual)).to.deep.equal([
      'ExternalString',
    ]);
    expect(found.filter(({ status }) => status === 'fail')).to.have.length(10);
  });
});
