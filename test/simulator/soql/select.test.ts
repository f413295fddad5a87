import { expect } from 'chai';
import { id, query, smallOrg, values } from './fixture.ts';
import { runQuery } from './index.ts';

const REST = { api: 'rest', apiVersion: '65.0' } as const;
const url = (name: string, record: string): string => `/services/data/v65.0/sobjects/${name}/${record}`;

describe('SOQL engine: SELECT', () => {
  it('Given a product, When its fields are selected, Then they come in that order behind the attributes', () => {
    const [record] = query("SELECT Name, Id, IsActive, Weight__c FROM Product2 WHERE Name = 'suite'");
    expect(JSON.stringify(record)).to.equal(
      JSON.stringify({
        attributes: { type: 'Product2', url: url('Product2', id('01t', 3)) },
        Name: 'suite',
        Id: id('01t', 3),
        IsActive: true,
        Weight__c: null,
      })
    );
  });

  it('Given a datetime ending in Z, When it is selected, Then it has the form of the API', () => {
    expect(values('SELECT LastModifiedDate FROM Product2 WHERE Stock__c = 100', 'LastModifiedDate')).to.deep.equal([
      '2026-11-17T23:59:59.000+0000',
    ]);
  });

  it('Given parents, When their fields are selected, Then one nested record holds them, null without a parent', () => {
    const records = query('SELECT Base__r.Name, Id, Base__r.Base__r.Name, Base__r.IsActive FROM Product2 LIMIT 2');
    expect(records).to.deep.equal([
      { attributes: { type: 'Product2', url: url('Product2', id('01t', 1)) }, Base__r: null, Id: id('01t', 1) },
      {
        attributes: { type: 'Product2', url: url('Product2', id('01t', 2)) },
        Base__r: {
          attributes: { type: 'Product2', url: url('Product2', id('01t', 1)) },
          Name: 'Laptop',
          Base__r: null,
          IsActive: true,
        },
        Id: id('01t', 2),
      },
    ]);
  });

  it('Given polymorphic owners, When selected, Then each nested record has its own type', () => {
    const owners = query('SELECT Owner.Name, Owner.Type FROM Product2 ORDER BY Id').map(({ Owner }) => Owner);
    expect(owners.slice(1)).to.deep.equal([
      { attributes: { type: 'Group', url: url('Group', id('00G', 1)) }, Name: 'Queue', Type: 'Group' },
      { attributes: { type: 'User', url: url('User', id('005', 2)) }, Name: 'Bob', Type: 'User' },
      null,
    ]);
  });

  it('Given polymorphic owners, When TYPEOF is selected, Then each type has its own fields', () => {
    const soql = 'SELECT TYPEOF Owner WHEN User THEN Email ELSE Name END FROM Product2 LIMIT 2';
    const owners = query(soql).map(({ Owner }) => Object.keys(Owner ?? {}).at(-1));
    expect(owners).to.deep.equal(['Email', 'Name']);
  });

  it('Given children, When a subquery filters, sorts and limits, Then each parent has its own result or null', () => {
    const child =
      'SELECT UnitPrice, Pricebook2.Name FROM PricebookEntries WHERE IsActive = true ORDER BY UnitPrice LIMIT 1';
    const entries = query(`SELECT Name, (${child}) FROM Product2`).map((record) => record.PricebookEntries);
    expect(entries).to.deep.equal([
      {
        totalSize: 1,
        done: true,
        records: [
          {
            attributes: { type: 'PricebookEntry', url: url('PricebookEntry', id('01u', 2)) },
            UnitPrice: 900,
            Pricebook2: { attributes: { type: 'Pricebook2', url: url('Pricebook2', id('01s', 2)) }, Name: 'Partner' },
          },
        ],
      },
      null,
      {
        totalSize: 1,
        done: true,
        records: [
          {
            attributes: { type: 'PricebookEntry', url: url('PricebookEntry', id('01u', 4)) },
            UnitPrice: 50,
            Pricebook2: { attributes: { type: 'Pricebook2', url: url('Pricebook2', id('01s', 1)) }, Name: 'Standard' },
          },
        ],
      },
      null,
    ]);
  });

  it('Given picklist labels, When toLabel is selected, Then labels stand where the field would, or under an alias', () => {
    const soql = 'SELECT Family, toLabel(Family) label, toLabel(Base__r.Family), FORMAT(Weight__c) w FROM Product2';
    const [, mouse, suite] = query(soql);
    expect(mouse).to.include({ Family: 'HW', label: 'Hardware', w: 0.1 });
    expect(suite?.Base__r).to.include({ Family: 'Hardware' });
    expect(values('SELECT toLabel(Family) FROM Product2', 'Family')).to.deep.equal([
      'Hardware',
      'Hardware',
      'Software',
      null,
    ]);
  });

  it('Given FIELDS(…), When a user may not see a field, Then all others are selected', () => {
    const org = smallOrg('Product2.Name');
    const [all] = query('SELECT FIELDS(ALL) FROM Product2 LIMIT 200', org);
    expect(Object.keys(all ?? {}))
      .to.include.members(['Id', 'Weight__c'])
      .and.not.include('Name');
    const [custom] = query('SELECT FIELDS(CUSTOM) FROM Product2 LIMIT 1');
    expect(Object.keys(custom ?? {})).to.deep.equal([
      'attributes',
      'Weight__c',
      'Stock__c',
      'Launch__c',
      'Regions__c',
      'Base__c',
    ]);
    const [standard] = query('SELECT FIELDS(STANDARD) FROM Pricebook2');
    expect(Object.keys(standard ?? {})).to.deep.equal(['attributes', 'Id', 'Name', 'IsStandard']);
  });

  it('Given the Tooling API, When it is asked, Then it shows its own objects under its own address', () => {
    const options = { api: 'tooling', apiVersion: '64.0' } as const;
    expect(query('SELECT Name FROM ApexClass', smallOrg(), options)).to.deep.equal([
      {
        attributes: {
          type: 'ApexClass',
          url: `/services/data/v64.0/tooling/sobjects/ApexClass/${id('01p', 1)}`,
        },
        Name: 'Hello',
      },
    ]);
  });

  it('Given clauses that change nothing here, When they are used, Then the query is answered', () => {
    for (const tail of ['ALL ROWS', 'LIMIT 4 ALL ROWS', 'FOR VIEW', 'FOR UPDATE', 'WITH SECURITY_ENFORCED']) {
      expect(query(`SELECT Id FROM Product2 ${tail}`), tail).to.have.length(4);
    }
    expect(query("SELECT Id FROM Product2 USING SCOPE mine WHERE Name = 'suite'")).to.have.length(1);
  });
});

describe('SOQL engine: ORDER BY, LIMIT, OFFSET', () => {
  const names = (tail: string): unknown[] => values(`SELECT Name FROM Product2 ${tail}`, 'Name');
  const [laptop, mouse, suite, screen] = ['Laptop', "Tom's 100% Mouse", 'suite', 'Écran'];

  const cases: Array<[tail: string, expected: unknown[]]> = [
    ['ORDER BY Name', [laptop, suite, mouse, screen]],
    ['ORDER BY Name DESC', [screen, mouse, suite, laptop]],
    ['ORDER BY Weight__c', [suite, mouse, laptop, screen]],
    ['ORDER BY Weight__c NULLS LAST', [mouse, laptop, screen, suite]],
    ['ORDER BY Weight__c DESC', [suite, screen, laptop, mouse]],
    ['ORDER BY Weight__c DESC NULLS LAST', [screen, laptop, mouse, suite]],
    ['ORDER BY Stock__c DESC NULLS LAST, Name DESC', [mouse, suite, laptop, screen]],
    ['ORDER BY Owner.Name NULLS LAST, Name', [laptop, suite, mouse, screen]],
    ['ORDER BY Base__r.Name ASC NULLS FIRST, Name ASC', [laptop, screen, mouse, suite]],
    ['ORDER BY LastModifiedDate DESC NULLS LAST', [laptop, mouse, suite, screen]],
    ['ORDER BY IsActive, Name LIMIT 2', [mouse, laptop]],
    ['ORDER BY Name LIMIT 2 OFFSET 1', [suite, mouse]],
    ['LIMIT 2', [laptop, mouse]],
    ['LIMIT 2 OFFSET 3', [screen]],
    ['OFFSET 4', []],
    ['LIMIT 0', []],
    ['WHERE IsActive = true LIMIT 1 OFFSET 1', [suite]],
    ['WHERE IsActive = true LIMIT 0', []],
  ];
  for (const [tail, expected] of cases) {
    it(`Given four products, When the query ends in ${tail}, Then ${expected.length} come in the right order`, () => {
      expect(names(tail)).to.deep.equal(expected);
    });
  }

  it('Given a result, When it is read by pages, Then the pages add up, forwards and again from the start', () => {
    const outcome = runQuery('SELECT Name FROM Product2 LIMIT 3', smallOrg(), REST);
    expect(outcome.totalSize).to.equal(3);
    const page = (start: number): unknown[] => outcome.page(start, 2).map(({ Name }) => Name);
    expect([page(0), page(2), page(4), page(1)]).to.deep.equal([[laptop, mouse], [suite], [], [mouse, suite]]);
    expect([...outcome.records]).to.have.length(3);
    expect([...outcome.records]).to.have.length(3);
  });
});
