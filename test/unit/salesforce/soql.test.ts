import { parseQuery } from '@jetstreamapp/soql-parser-js';
import { expect } from 'chai';
import fc from 'fast-check';
import { escapeLike, escapeSoql, soql, soqlNames } from '../../../src/salesforce/soql.ts';

const QUOTED = /'((?:[^'\\]|\\.)*)'/gs;

/** What Salesforce makes of a quoted text: its escape sequences, read by somebody who did not write them. */
const unescape = (quoted: string): string =>
  quoted.replace(/\\(.)/gs, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char);

/** The value of the only condition of a statement, as the parser of the Salesforce community reads it. */
const boundValue = (statement: string): string => {
  const { where } = parseQuery(statement);
  const literal = where && 'left' in where && where.left && 'value' in where.left ? String(where.left.value) : '';
  return unescape(literal.slice(1, -1));
};

const tricky = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom("'", '\\', '\n', '\r', '%', '_', '"', ' ', 'a', 'é', '日', '😀', ')', 'OR 1=1') })
);

describe('soql', () => {
  it('Given any text, when it is bound, then a SOQL parser reads the same text', () => {
    fc.assert(
      fc.property(tricky, (value) => {
        expect(boundValue(soql`SELECT Id FROM User WHERE Username = ${value}`)).to.equal(value);
      })
    );
  });

  it('Given any text, when it is bound, then nothing of it stands outside the quotes', () => {
    fc.assert(
      fc.property(fc.array(tricky, { minLength: 1 }), (values) => {
        const statement = soql`SELECT Id FROM User WHERE Username IN ${values}`;
        const read = [...statement.matchAll(QUOTED)].map(([, quoted]) => unescape(quoted));
        expect(read).to.deep.equal(values);
        expect(statement.replace(QUOTED, '?')).to.equal(
          `SELECT Id FROM User WHERE Username IN (${values.map(() => '?').join(', ')})`
        );
      })
    );
  });

  it('Given numbers, booleans and null, when they are bound, then they stand unquoted', () => {
    expect(soql`SELECT Id FROM A WHERE B = ${3} AND C = ${true} AND D = ${null}`).to.equal(
      'SELECT Id FROM A WHERE B = 3 AND C = true AND D = null'
    );
  });

  it('Given API names, when they go in through soqlNames, then they stand unquoted, separated by commas', () => {
    expect(soql`SELECT ${soqlNames('Id', 'LGK__RuntimeUrl__c', 'Profile.Name')} FROM ${soqlNames('User')}`).to.equal(
      'SELECT Id, LGK__RuntimeUrl__c, Profile.Name FROM User'
    );
  });

  for (const name of ['', ' Id', "Id'", 'Id, (SELECT Id FROM Users)', 'Id FROM User--', '1d', 'Id.', 'Id\n']) {
    it(`Given ${JSON.stringify(name)} instead of an API name, when it is to go in, then it is refused`, () => {
      expect(() => soqlNames('Id', name)).to.throw(RangeError, 'Not an API name');
    });
  }
});

describe('escapeLike', () => {
  it('Given any text, when it is matched with LIKE, then its own % and _ are no wildcards', () => {
    fc.assert(
      fc.property(tricky, (value) => {
        expect(unescape(escapeLike(value))).to.equal(value);
        expect(escapeLike(value).replace(/\\./gs, '')).not.to.match(/[%_']/);
      })
    );
  });

  it('Given a text without anything special, when it is escaped, then it stays as it is', () => {
    expect(escapeSoql('ava@acme.example.uat')).to.equal('ava@acme.example.uat');
  });
});
