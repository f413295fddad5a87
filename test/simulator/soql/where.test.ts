import { expect } from 'chai';
import { id, query, values } from './fixture.ts';

function codes(where: string): unknown[] {
  return values(`SELECT Name FROM Product2 WHERE ${where}`, 'Name').map((name) => String(name).slice(0, 3));
}

/** Each condition and the first letters of the products it finds: Laptop, Tom's 100% Mouse, suite, Écran. */
const CASES: Array<[where: string, found: string[]]> = [
  ["Name = 'LAPTOP'", ['Lap']],
  ["Name = 'Tom\\'s 100% Mouse'", ['Tom']],
  ["Name = 'Tom\\'s 100\\% mouse'", ['Tom']],
  ["ProductCode = 'c:\\\\suite'", ['sui']],
  ["Name = '\\u00c9CRAN'", ['Écr']],
  ["Name != 'Laptop'", ['Tom', 'sui', 'Écr']],
  ["Name <> 'Laptop'", ['Tom', 'sui', 'Écr']],
  ["Family != 'HW'", ['sui', 'Écr']],
  ["Name < 'm'", ['Lap']],
  ["Name >= 'SUITE' AND Name <= 'suite'", ['sui']],
  ["Name > 'suite'", ['Tom', 'Écr']],
  ["Name LIKE 'l%'", ['Lap']],
  ["Name LIKE '%100\\%%'", ['Tom']],
  ["Name LIKE '_aptop'", ['Lap']],
  ["Name LIKE 'Lapto_%'", ['Lap']],
  ["Name LIKE 'aptop'", []],
  ["ProductCode LIKE 'MOU\\_2'", ['Tom']],
  ["ProductCode LIKE 'LAP\\_1'", []],
  ["ProductCode LIKE '%\\\\%'", ['sui']],
  ["Family LIKE '%'", ['Lap', 'Tom', 'sui']],
  ["(NOT Family LIKE 'H%')", ['sui', 'Écr']],
  ["Name IN ('suite', 'LAPTOP')", ['Lap', 'sui']],
  ["Name NOT IN ('suite', 'laptop')", ['Tom', 'Écr']],
  ["Family IN ('SW', null)", ['sui', 'Écr']],
  ['Family = null', ['Écr']],
  ["ProductCode = ''", ['Écr']],
  ['ProductCode != NULL', ['Lap', 'Tom', 'sui']],
  ['Weight__c > 1', ['Lap', 'Écr']],
  ['Weight__c >= 1.5', ['Lap', 'Écr']],
  ['Weight__c < +1.5', ['Tom']],
  ['Weight__c <= 0.1', ['Tom']],
  ['Weight__c > -5', ['Lap', 'Tom', 'Écr']],
  ['Weight__c = null', ['sui']],
  ['Weight__c IN (4, 0.1)', ['Tom', 'Écr']],
  ['Stock__c = 7', ['Lap', 'sui']],
  ['IsActive = TRUE', ['Lap', 'sui', 'Écr']],
  ['IsActive != true', ['Tom']],
  ['IsActive = null', ['Tom']],
  ["Regions__c INCLUDES ('US')", ['Lap', 'Écr']],
  ["Regions__c INCLUDES ('EU;US', 'apac')", ['Lap', 'Écr']],
  ["Regions__c EXCLUDES ('US')", ['Tom', 'sui']],
  ["Regions__c = 'EU'", ['Tom']],
  [`Id = '${id('01t', 3)}'`, ['sui']],
  [`Id = '${id('01t', 3).slice(0, 15)}'`, ['sui']],
  [`Id IN ('${id('01t', 4)}', '${id('01t', 1)}', '${id('01t', 1).slice(0, 15)}', '${id('01t', 99)}')`, ['Lap', 'Écr']],
  [`Id IN ('${id('01t', 2)}', '${id('01t', 1)}') AND IsActive = false`, ['Tom']],
  [`Id = '${id('01t', 1)}' OR Name = 'suite'`, ['Lap', 'sui']],
  [`Id != '${id('01t', 1)}'`, ['Tom', 'sui', 'Écr']],
  [`Id > '${id('01t', 2)}'`, ['sui', 'Écr']],
  ['OwnerId = null', ['Écr']],
  ["OwnerId = ''", ['Écr']],
  [`OwnerId = '${id('005', 1).slice(0, 15)}'`, ['Lap']],
  ["Owner.Name = 'ADA'", ['Lap']],
  ["Owner.Profile.Name LIKE 'system%'", ['Lap']],
  ['Owner.Profile.Name = null', ['Tom', 'sui', 'Écr']],
  ["Owner.Type = 'Group'", ['Tom']],
  ["Base__r.Base__r.Name = 'Laptop'", ['sui']],
  ['Base__r.IsActive = false', ['Lap', 'sui', 'Écr']],
  ["Product2.Name = 'Laptop'", ['Lap']],
  ["toLabel(Family) = 'software'", ['sui']],
  ["(IsActive = true AND (Family = 'SW' OR Weight__c = 4))", ['sui', 'Écr']],
  ["NOT (Family = 'HW' OR Name = 'suite')", ['Écr']],
  ["((NOT ((Family = 'HW'))) AND (NOT (Name = 'suite')))", ['Écr']],
  ["(NOT (NOT Name = 'Laptop'))", ['Lap']],
  ["NOT Family = 'HW'", ['sui', 'Écr']],
  ["Name = 'a' OR (Name = 'Laptop' AND IsActive = true) OR Name = 'SUITE'", ['Lap', 'sui']],
];

describe('SOQL engine: WHERE', () => {
  for (const [where, found] of CASES) {
    it(`Given four products, When the filter is ${where}, Then it finds ${found.join(', ') || 'none'}`, () => {
      expect(codes(where)).to.deep.equal(found);
    });
  }

  it('Given an alias, When fields carry it, Then they mean the object itself', () => {
    const found = query("SELECT p.Name FROM Product2 p WHERE p.Name = 'suite' ORDER BY p.Name");
    expect(found.map(({ Name }) => Name)).to.deep.equal(['suite']);
  });

  it('Given keywords and names in any case, When queried, Then names come back as the definition has them', () => {
    const [record] = query("select NAME, owner.NAME from PRODUCT2 where name = 'Laptop' limit 1");
    expect(Object.keys(record ?? {})).to.deep.equal(['attributes', 'Name', 'Owner']);
  });
});

describe('SOQL engine: semi-joins', () => {
  const names = (where: string): unknown[] => values(`SELECT Name FROM PermissionSet WHERE ${where}`, 'Name');

  it('Given assignments, When Id IN a sub-select, Then only the assigned sets are found', () => {
    expect(names('Id IN (SELECT PermissionSetId FROM PermissionSetAssignment)')).to.deep.equal(['PS1', 'PS2']);
  });

  it('Given assignments, When the sub-select filters through a parent, Then the set follows it', () => {
    const inner = "SELECT PermissionSetId FROM PermissionSetAssignment WHERE Assignee.Name = 'Ada'";
    expect(names(`Id IN (${inner}) AND Name LIKE 'PS%'`)).to.deep.equal(['PS1']);
    expect(names(`Id NOT IN (${inner})`)).to.deep.equal(['PS2', 'PS3']);
  });

  it('Given a lookup on the left, When it is compared with IDs, Then its rows are found', () => {
    const soql =
      "SELECT UnitPrice FROM PricebookEntry WHERE Pricebook2Id IN (SELECT Id FROM Pricebook2 WHERE Name = 'Partner')";
    expect(values(soql, 'UnitPrice')).to.deep.equal([900]);
  });
});
