import { expect } from 'chai';
import type { Json, SfRecord } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { buildSimulation, type ScenarioSimulation } from './index.ts';

const rows = (org: OrgStore, object: string): SfRecord[] => [...org.table(object).rows()];
const keyOf = (product: SfRecord): string => `${String(product['ProductCode'])} ${String(product['Name'])}`;
const textsOf = (org: OrgStore): string =>
  ['Quote_Automation__c', 'Integration_Endpoint__c', 'Bundle_Rule__mdt', 'ExternalString']
    .flatMap((object) => rows(org, object).flatMap((row) => Object.values(row)))
    .filter((value): value is string => typeof value === 'string')
    .join('\n');

describe('Given the scenario catalog-drift', () => {
  let simulation: ScenarioSimulation;
  let old: OrgStore;
  let after: OrgStore;
  beforeEach(() => {
    simulation = buildSimulation('catalog-drift', { baseUrl: 'http://127.0.0.1:7777' });
    old = simulation.sandbox;
    refreshSandbox(simulation, {});
    after = simulation.sandbox;
  });
  const product = (org: OrgStore, code: string): SfRecord | undefined =>
    rows(org, 'Product2').find((row) => row['ProductCode'] === code);
  const entry = (org: OrgStore, code: string, book: string): SfRecord | undefined =>
    rows(org, 'PricebookEntry').find(
      (row) =>
        row['ProductCode'] === code && org.table('Pricebook2').get(String(row['Pricebook2Id']))?.['Name'] === book
    );

  it('When the sandbox is refreshed, Then products are missing, new, and kept under other IDs, one under its own', () => {
    const codes = (org: OrgStore): Json[] => rows(org, 'Product2').map((row) => row['ProductCode'] ?? '');
    const only = (one: OrgStore, other: OrgStore): Json[] => codes(one).filter((code) => !codes(other).includes(code));
    expect(only(old, after)).to.deep.equal(['HX-300', 'TST-1']);
    expect(only(after, old)).to.deep.equal(['NX-100', 'NX-200', 'NX-300', 'NX-400', 'NX-900']);
    const same = rows(old, 'Product2').filter((row) => after.table('Product2').get(row.Id));
    expect(same.map((row) => row['ProductCode'])).to.deep.equal(['VLV-20']);
    const isNew = (row: SfRecord): boolean => String(row['ProductCode']).startsWith('NX-');
    const configurable = rows(after, 'Product2').filter((row) => isNew(row) && row['LGK__IsConfigurable__c'] === true);
    const daysOld = configurable.map((row) => (Date.now() - Date.parse(String(row['LastModifiedDate']))) / 86_400_000);
    expect(daysOld.map(Math.floor)).to.deep.equal([200, 150, 90, 0]);
  });

  it('When both catalogs are compared, Then names, families, prices, products and price books have changed', () => {
    expect([product(old, 'HX-200')?.['Name'], product(after, 'HX-200')?.['Name']]).to.deep.equal([
      'Hydra Pump HX-200',
      'Hydra Pump HX-200 "R2"',
    ]);
    expect([product(old, 'SW-MON')?.['Family'], product(after, 'SW-MON')?.['Family']]).to.deep.equal([
      'Service',
      'Software',
    ]);
    expect([product(old, 'CTL-1')?.['IsActive'], product(after, 'CTL-1')?.['IsActive']]).to.deep.equal([true, false]);
    const prices = [old, after].map((org) => entry(org, 'HX-900', 'EMEA 2026')?.['UnitPrice']);
    expect(prices).to.deep.equal([29500, 30672]);
    const books = (org: OrgStore): string[] =>
      rows(org, 'Pricebook2').map((row) => `${String(row['Name'])} ${String(row['IsActive'])}`);
    expect(books(old)).to.deep.equal(['Standard Price Book true', 'EMEA 2026 true', 'Partner true', 'Pilot true']);
    expect(books(after)).to.deep.equal([
      'Standard Price Book true',
      'EMEA 2026 true',
      'Partner false',
      'Direct 2027 true',
    ]);
    const emea = [entry(old, 'VLV-20', 'EMEA 2026'), entry(after, 'VLV-20', 'EMEA 2026')];
    expect(emea.map((one) => one === undefined)).to.deep.equal([false, true]);
  });

  it('When products lack what a quote needs, Then they do so after the refresh', () => {
    const active = (code: string): Json[] =>
      rows(after, 'PricebookEntry')
        .filter((row) => row['ProductCode'] === code && row['IsActive'] === true)
        .map((row) => after.table('Pricebook2').get(String(row['Pricebook2Id']))?.['Name'] ?? null);
    expect(active('NX-200')).to.deep.equal(['Partner']);
    expect(active('NX-300')).to.deep.equal([]);
    expect(active('CPL-1')).to.deep.equal([]);
    const options = rows(after, 'SBQQ__ProductOption__c').map((row) => row['SBQQ__OptionalSKU__c']);
    expect(options).to.include(product(after, 'CPL-1')?.Id ?? '');
  });

  it('When keys are hard to read, Then both orgs have them: twice the same code, none, and names with all of CSV', () => {
    for (const org of [old, after]) {
      const keys = rows(org, 'Product2').map(keyOf);
      expect(keys).to.include.members([
        'DUP-7 Gasket Kit',
        'DUP-7 Gasket Kit, long',
        'null Commissioning Day',
        'SEAL-V Seal "Viton", 3/4"',
        'HOSE-12 Hose\n12 m',
        'KIT,1 Service Kit 🧰, größer; 100 % “Plus”',
      ]);
    }
  });

  it('When texts name the old sandbox, Then they still do after the refresh', () => {
    const texts = textsOf(after);
    expect(texts).to.not.include('${');
    const book = rows(old, 'Pricebook2').find((row) => row['Name'] === 'EMEA 2026');
    const ids = [product(old, 'HX-300')?.Id, product(old, 'HX-200')?.Id.slice(0, 15), book?.Id.slice(0, 15)];
    for (const id of ids) expect(texts).to.include(id);
    expect(texts).to.include(old.facts.orgId);
    expect(texts).to.include(`${old.facts.myDomain}/lightning/r/Product2/`);
    expect(texts).to.include('http://127.0.0.1:7777/ui/configure?product=');
    const approver = String(rows(after, 'Quote_Automation__c')[0]?.['Approver__c']);
    expect(old.table('User').get(approver)?.['Username']).to.equal('dana.ortiz@acme.example.uat');
    const [profile = ''] = String(rows(after, 'Bundle_Rule__mdt')[0]?.['Profile_Ids__c']).split(',');
    expect(old.table('Profile').get(profile)?.['Name']).to.equal('CPQ Administrator');
    expect(after.table('Profile').get(profile)).to.equal(undefined);
  });
});
