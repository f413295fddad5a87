import { expect } from 'chai';
import fc from 'fast-check';
import { halvesOf, selectionIn } from '../../../src/salesforce/statement.ts';
import { idSuffix } from '../../../src/salesforce/spelling.ts';
import { soql, soqlNames } from '../../../src/salesforce/soql.ts';

describe('selectionIn', () => {
  it('Given a statement of plain fields, when it is taken apart, then fields, object and the rest stand alone', () => {
    expect(selectionIn("SELECT Id, Owner.Name FROM Site__c WHERE Name = 'a FROM b, c' ORDER BY Id")).to.deep.equal({
      fields: ['Id', 'Owner.Name'],
      object: 'Site__c',
      from: "FROM Site__c WHERE Name = 'a FROM b, c' ORDER BY Id",
    });
  });

  for (const statement of [
    'SELECT COUNT() FROM Site__c',
    'SELECT Name, COUNT(Id) n FROM Site__c GROUP BY Name',
    'SELECT Name FROM Site__c GROUP BY Name',
    'SELECT Id, (SELECT Id FROM Lines__r) FROM Site__c',
    'SELECT Id, toLabel(Status) FROM Case',
    'SELECT Id alias FROM Case',
  ]) {
    it(`Given ${statement}, when it is taken apart, then nobody may cut its fields`, () => {
      expect(selectionIn(statement)).to.equal(undefined);
    });
  }
});

describe('halvesOf', () => {
  it('Given lists that every record must meet, when halved, then it is the longest, and the rest stays', () => {
    expect(halvesOf("SELECT Id FROM A WHERE B IN ('x', 'y, (z)', '\\'') AND C IN (1, 2) ORDER BY D")).to.deep.equal([
      "SELECT Id FROM A WHERE B IN ('x', 'y, (z)') AND C IN (1, 2) ORDER BY D",
      "SELECT Id FROM A WHERE B IN ('\\'') AND C IN (1, 2) ORDER BY D",
    ]);
  });

  it('Given values that a query takes for one, when halved, then they are together: no record is found twice', () => {
    expect(halvesOf("SELECT COUNT() FROM A WHERE B IN ('x', 'X', 'y')")).to.deep.equal([
      "SELECT COUNT() FROM A WHERE B IN ('x', 'X')",
      "SELECT COUNT() FROM A WHERE B IN ('y')",
    ]);
    expect(halvesOf('SELECT COUNT() FROM A WHERE B IN (1.0E7, 10000000)')).to.equal(undefined);
  });

  for (const statement of [
    "SELECT Id FROM A WHERE B NOT IN ('x', 'y')",
    "SELECT Id FROM A WHERE NOT B IN ('x', 'y')",
    "SELECT Id FROM A WHERE B IN ('x', 'y') OR C = 1",
    "SELECT Id FROM A WHERE (B IN ('x', 'y') OR C = 1) AND D = 2",
    "SELECT Id FROM A WHERE B IN (SELECT C FROM D WHERE E IN ('x', 'y'))",
    "SELECT Id FROM A WHERE B IN ('x', 'y') LIMIT 5",
    "SELECT Id FROM A WHERE B IN ('x')",
    "SELECT Id FROM A WHERE B = ' IN (1, 2)'",
    'SELECT Id FROM A',
  ]) {
    it(`Given ${statement}, when halved, then there are no halves`, () => {
      expect(halvesOf(statement)).to.equal(undefined);
    });
  }

  it('Given values that differ in case only, when halved, then all of them are asked for, since a field may tell them apart', () => {
    expect(halvesOf("SELECT Id FROM A WHERE B IN ('Ab1', 'c', 'aB1', 'Ab1', 'd')")).to.deep.equal([
      "SELECT Id FROM A WHERE B IN ('Ab1', 'aB1', 'c')",
      "SELECT Id FROM A WHERE B IN ('d')",
    ]);
    expect(
      halvesOf("SELECT Id FROM A WHERE Id IN ('a0100000000000A', 'a0100000000000a', 'a0100000000000B')")
    ).to.deep.equal([
      "SELECT Id FROM A WHERE Id IN ('a0100000000000A', 'a0100000000000a')",
      "SELECT Id FROM A WHERE Id IN ('a0100000000000B')",
    ]);
    expect(halvesOf("SELECT Id FROM A WHERE B IN ('Ab1', 'aB1')")).to.equal(undefined);
  });

  it('Given an ID in 15 and in 18 characters, when halved, then both are in one half: its record is counted once', () => {
    const [short, other] = ['001000000000abC', '001000000000xyz'];
    const long = short + idSuffix(short);
    expect(halvesOf(`SELECT COUNT() FROM A WHERE Id IN ('${short}', '${other}', '${long}')`)).to.deep.equal([
      `SELECT COUNT() FROM A WHERE Id IN ('${short}', '${long}')`,
      `SELECT COUNT() FROM A WHERE Id IN ('${other}')`,
    ]);
    expect(halvesOf("SELECT Id FROM A WHERE B IN ('PRODUCTNAME0000001', 'PRODUCTNAME0000002')")).not.to.equal(
      undefined
    );
  });

  it('Given any values, when halved to the end, then each value is asked for once, beside those alone that are equal but for case', () => {
    const listed = (statement: string): string[] => statement.match(/'[^']*'/g) ?? [];
    const all = (statement: string): string[] => halvesOf(statement)?.flatMap(all) ?? [statement];
    const value = fc.string({ unit: fc.constantFrom(...'aAbB'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), (names) => {
        const parts = all(soql`SELECT ${soqlNames('Id')} FROM A WHERE Name IN ${[...new Set(names)]}`).map(listed);
        expect(parts.flat()).to.have.members([...new Set(names)].map((name) => `'${name}'`));
        const keys = parts.map((part) => [...new Set(part.map((name) => name.toLowerCase()))]);
        expect(keys.flat()).to.have.length(new Set(names.map((name) => name.toLowerCase())).size);
      })
    );
  });

  it('Given any values that differ by more than case, when halved to the end, then each is asked for by itself and nothing else is', () => {
    const all = (statement: string): string[] => halvesOf(statement)?.flatMap(all) ?? [statement];
    const value = fc.string({ minLength: 1, maxLength: 8 }).map((text) => `${text}`);
    fc.assert(
      fc.property(
        fc.uniqueArray(value, { minLength: 1, maxLength: 20, selector: (one) => one.toLowerCase() }),
        (names) => {
          const whole = soql`SELECT ${soqlNames('Id')} FROM A WHERE Name IN ${names}`;
          expect(all(whole)).to.have.members(names.map((name) => soql`SELECT Id FROM A WHERE Name IN ${[name]}`));
        }
      )
    );
  });
});
