import { expect } from 'chai';
import { query, refusal, smallOrg } from './fixture.ts';
import { runQuery } from './index.ts';

const rows = (soql: string): unknown[] =>
  query(soql).map(({ attributes, ...row }) => {
    expect(attributes).to.deep.equal({ type: 'AggregateResult' });
    return row;
  });

describe('SOQL engine: COUNT()', () => {
  const cases: Array<[tail: string, count: number]> = [
    ['', 4],
    ['LIMIT 3', 3],
    ['LIMIT 9 OFFSET 3', 1],
    ['WHERE IsActive = true', 3],
    ['WHERE IsActive = true LIMIT 2', 2],
    ["WHERE Name = 'nothing'", 0],
  ];
  for (const [tail, count] of cases) {
    it(`Given four products, When counted ${tail || 'all'}, Then the size is ${count} and there are no records`, () => {
      const outcome = runQuery(`SELECT COUNT() FROM Product2 ${tail}`, smallOrg(), { api: 'rest', apiVersion: '65.0' });
      expect(outcome.totalSize).to.equal(count);
      expect([...outcome.records]).to.deep.equal([]);
      expect(outcome.page(0, 2000)).to.deep.equal([]);
    });
  }
});

describe('SOQL engine: aggregates', () => {
  it('Given no GROUP BY, When values are aggregated, Then one row numbers what has no alias', () => {
    const soql =
      'SELECT COUNT(Id), COUNT(Weight__c) w, SUM(Stock__c), AVG(Stock__c), MIN(Name), MAX(Launch__c) FROM Product2';
    expect(rows(soql)).to.deep.equal([{ expr0: 4, w: 3, expr1: 114, expr2: 38, expr3: 'Laptop', expr4: '2026-11-18' }]);
  });

  it('Given no rows, When values are aggregated, Then counts are 0 and the rest is null', () => {
    const soql = "SELECT COUNT(Id) n, SUM(Stock__c) s, MIN(Name) m FROM Product2 WHERE Name = 'nothing'";
    expect(rows(soql)).to.deep.equal([{ n: 0, s: null, m: null }]);
    expect(rows("SELECT Family, COUNT(Id) FROM Product2 WHERE Name = 'nothing' GROUP BY Family")).to.deep.equal([]);
  });

  it('Given families, When grouped, filtered by HAVING and sorted, Then each group has its row', () => {
    const soql = `SELECT Family, COUNT(Id), COUNT_DISTINCT(OwnerId) owners FROM Product2 GROUP BY Family
      HAVING COUNT(Id) > 1 OR Family = 'sw' ORDER BY COUNT(Id) DESC`;
    expect(rows(soql)).to.deep.equal([
      { Family: 'HW', expr0: 2, owners: 2 },
      { Family: 'SW', expr0: 1, owners: 1 },
    ]);
  });

  it('Given HAVING with NOT and parentheses, When grouped, Then it is read like a WHERE', () => {
    const soql = `SELECT Family f FROM Product2 GROUP BY Family
      HAVING (NOT Family = null) AND (MIN(Weight__c) < 1 OR MAX(Stock__c) = 7)`;
    expect(rows(soql)).to.deep.equal([{ f: 'HW' }, { f: 'SW' }]);
  });

  it('Given parents, When grouped by a path, Then the key is the field and nulls are a group', () => {
    const soql = 'SELECT Owner.Name, COUNT(Id) n FROM Product2 GROUP BY Owner.Name ORDER BY Owner.Name NULLS LAST';
    expect(rows(soql)).to.deep.equal([
      { Name: 'Ada', n: 1 },
      { Name: 'Bob', n: 1 },
      { Name: 'Queue', n: 1 },
      { Name: null, n: 1 },
    ]);
  });

  it('Given dates, When grouped by a date function, Then its value is the group', () => {
    const soql = `SELECT CALENDAR_YEAR(LastModifiedDate) y, COUNT(Id) FROM Product2 WHERE LastModifiedDate != null
      GROUP BY CALENDAR_YEAR(LastModifiedDate) ORDER BY CALENDAR_YEAR(LastModifiedDate)`;
    expect(rows(soql)).to.deep.equal([
      { y: 2025, expr0: 1 },
      { y: 2026, expr0: 2 },
    ]);
  });

  it('Given ROLLUP, When grouped, Then subtotals and the total follow, told apart by GROUPING', () => {
    const soql = `SELECT Family, IsActive, COUNT(Id) n, GROUPING(IsActive) g FROM Product2 WHERE Family != null
      GROUP BY ROLLUP(Family, IsActive)`;
    expect(rows(soql)).to.have.deep.members([
      { Family: 'HW', IsActive: true, n: 1, g: 0 },
      { Family: 'HW', IsActive: false, n: 1, g: 0 },
      { Family: 'SW', IsActive: true, n: 1, g: 0 },
      { Family: 'HW', IsActive: null, n: 2, g: 1 },
      { Family: 'SW', IsActive: null, n: 1, g: 1 },
      { Family: null, IsActive: null, n: 3, g: 1 },
    ]);
    expect(rows('SELECT Family, COUNT(Id) n FROM Product2 WHERE Family != null GROUP BY CUBE(Family)')).to.have.length(
      3
    );
  });

  const refused: Array<[soql: string, message: string]> = [
    ['SELECT Name, COUNT(Id) FROM Product2', 'Field must be grouped or aggregated: Name'],
    ['SELECT Name, Family FROM Product2 GROUP BY Family', 'Field must be grouped or aggregated: Name'],
    ['SELECT Family FROM Product2 GROUP BY Family ORDER BY Name', 'Ordered field must be grouped or aggregated: Name'],
    ['SELECT COUNT(Description) FROM Product2', 'field Description does not support aggregate operator COUNT'],
    ['SELECT SUM(Name) FROM Product2', 'field Name does not support aggregate operator SUM'],
    ['SELECT Description FROM Product2 GROUP BY Description', "field 'Description' can not be grouped in a query call"],
    ['SELECT AppName FROM OauthToken GROUP BY AppName', "field 'AppName' can not be grouped in a query call"],
    ['SELECT COUNT(Id) FROM OauthToken', 'field Id does not support aggregate operator COUNT'],
    [
      'SELECT COUNT(Id) FROM Product2 LIMIT 1',
      'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
    ],
    ['SELECT COUNT(Id) n, MAX(Name) n FROM Product2', 'duplicate alias: n'],
  ];
  for (const [soql, message] of refused) {
    it(`Given an aggregate that Salesforce refuses, When it is ${soql}, Then it is MALFORMED_QUERY`, () => {
      const error = refusal(soql);
      expect(error).to.include({ status: 400, code: 'MALFORMED_QUERY' });
      expect(error.message.split('\n').at(-1)).to.equal(message);
    });
  }
});
