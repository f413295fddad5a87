import { expect } from 'chai';
import fc from 'fast-check';
import { ApiError } from '../model.ts';
import type { SfRecord } from '../model.ts';
import { field, id, listTable, object, orgOf, query, values } from './fixture.ts';
import { runQuery } from './index.ts';

type Row = SfRecord & { Name: string | null; Size__c: number | null; Done__c: boolean };
/** A condition in SOQL next to the same in plain JavaScript. */
type Twin = { soql: string; naive: (row: Row) => boolean };

const text = fc.stringMatching(/^[abAB%_\\' ]{0,3}$/);
const name = fc.option(text, { nil: null });
const size = fc.option(fc.integer({ min: -2, max: 2 }), { nil: null });

const row = fc.record({ Name: name, Size__c: size, Done__c: fc.boolean() });
const escape = (raw: string): string => raw.replace(/[\\']/g, '\\$&');
const low = (raw: string | null): string | null => (raw === null || raw === '' ? null : raw.toLowerCase());

const comparison: fc.Arbitrary<Twin> = fc.oneof(
  fc.record({ operator: fc.constantFrom('=', '!='), value: name }).map(({ operator, value }): Twin => {
    const equal = (candidate: Row): boolean => low(candidate.Name) === low(value);
    return {
      soql: `Name ${operator} ${value === null ? 'null' : `'${escape(value)}'`}`,
      naive: (candidate) => equal(candidate) === (operator === '='),
    };
  }),
  fc
    .record({ operator: fc.constantFrom('IN', 'NOT IN'), list: fc.array(text, { minLength: 1, maxLength: 3 }) })
    .map(({ operator, list }): Twin => ({
      soql: `Name ${operator} (${list.map((value) => `'${escape(value)}'`).join(', ')})`,
      naive: (candidate) => list.some((value) => low(value) === low(candidate.Name)) === (operator === 'IN'),
    })),
  fc.record({ prefix: text, suffix: text }).map(({ prefix, suffix }): Twin => ({
    soql: `Name LIKE '${[prefix, suffix].map((part) => escape(part).replace(/[%_]/g, '\\$&')).join('%')}'`,
    naive: ({ Name }) => {
      const value = low(Name);
      if (value === null || value.length < prefix.length + suffix.length) return false;
      return value.startsWith(prefix.toLowerCase()) && value.endsWith(suffix.toLowerCase());
    },
  })),
  fc
    .record({ operator: fc.constantFrom('<', '<=', '>', '>='), value: fc.integer({ min: -2, max: 2 }) })
    .map(({ operator, value }): Twin => ({
      soql: `Size__c ${operator} ${value}`,
      naive: ({ Size__c }) => {
        if (Size__c === null) return false;
        if (operator === '<') return Size__c < value;
        if (operator === '<=') return Size__c <= value;
        return operator === '>' ? Size__c > value : Size__c >= value;
      },
    })),
  fc.boolean().map((value): Twin => ({ soql: `Done__c = ${value}`, naive: ({ Done__c }) => Done__c === value }))
);

const { tree } = fc.letrec<{ tree: Twin; joined: Twin; negated: Twin }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, depthIdentifier: 'tree' }, comparison, tie('joined'), tie('negated')),
  joined: fc
    .record({
      word: fc.constantFrom('AND', 'OR'),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3, depthIdentifier: 'tree' }),
    })
    .map(({ word, parts }) => ({
      soql: parts.map(({ soql }) => `(${soql})`).join(` ${word} `),
      naive: (candidate) =>
        word === 'AND' ? parts.every((p) => p.naive(candidate)) : parts.some((p) => p.naive(candidate)),
    })),
  negated: tie('tree').map(({ soql, naive }) => ({ soql: `NOT (${soql})`, naive: (candidate) => !naive(candidate) })),
}));

const THING = object('Thing__c', 'a01', [field('Name'), field('Size__c', 'int'), field('Done__c', 'boolean')]);

describe('SOQL engine: any filter', () => {
  it('Given random rows and a random tree of AND, OR and NOT, When queried, Then a naive filter finds the same', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), tree, (made, { soql, naive }) => {
        const rows = made.map((values, index): Row => ({ Id: id('a01', index), ...values }));
        const org = orgOf([THING], { Thing__c: listTable(rows) });
        const outcome = runQuery(`SELECT Id FROM Thing__c WHERE ${soql}`, org, { api: 'rest', apiVersion: '65.0' });
        const expected = rows.filter(naive).map(({ Id }) => Id);
        expect([...outcome.records].map(({ Id }) => Id)).to.deep.equal(expected);
        expect(outcome.totalSize).to.equal(expected.length);
      }),
      { numRuns: 500 }
    );
  });

  it('Given a value, When it is written as a literal, Then exactly that value is found', () => {
    const all = values('SELECT Name FROM Product2', 'Name');
    for (const value of all) {
      expect(values(`SELECT Name FROM Product2 WHERE Name = '${escape(String(value))}'`, 'Name')).to.deep.equal([
        value,
      ]);
    }
  });

  it('Given a query with words lost, doubled or swapped, When run, Then it is answered or refused, never a crash', () => {
    const whole =
      `SELECT Id , Owner.Name , toLabel ( Family ) f , ( SELECT Id FROM PricebookEntries WHERE IsActive = true )
      FROM Product2 p WHERE ( Name LIKE 'a%' OR NOT Id IN ( SELECT Product2Id FROM PricebookEntry ) ) AND Launch__c > TODAY
      GROUP BY Family HAVING COUNT ( Id ) > 1 ORDER BY Name DESC NULLS LAST LIMIT 5 OFFSET 1 ALL ROWS`.split(/\s+/);
    const extra = fc.constantFrom(
      '(',
      ')',
      ',',
      'NOT',
      'AND',
      'OR',
      "'",
      "'x'",
      '5',
      'null',
      'COUNT()',
      'Foo.Bar',
      ':x',
      '~',
      ''
    );
    const edit = fc.record({
      at: fc.nat(whole.length - 1),
      drop: fc.nat(25),
      word: fc.option(extra, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const words = [...whole];
        for (const { at, drop, word } of edits) words.splice(at, drop, ...(word === undefined ? [] : [word]));
        try {
          expect(query(words.join(' '))).to.be.an('array');
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          expect(error.body[0]?.errorCode).to.match(/^[A-Z_]+$/);
        }
      }),
      { numRuns: 500 }
    );
  });
});
