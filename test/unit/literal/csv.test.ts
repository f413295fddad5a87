import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import fc from 'fast-check';
import { csvLines } from '../../../src/literal/csv.ts';
import { harmless } from '../../../src/literal/printable.ts';

// eslint-disable-next-line no-control-regex -- to find them is what this is for
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

describe('csvLines', () => {
  it('Given any names, when they become CSV for people, then no cell steers a terminal or is a formula, and all are there', () => {
    const odd = fc.constantFrom(
      '=cmd|A1',
      '+1',
      '-1',
      '@x',
      '\t=1',
      '\r\n=1',
      '\u001b[2J',
      '\u009b31m',
      'a\u202eb',
      '\u200e',
      '"',
      ',',
      '\ufeff=1',
      '＝1'
    );
    const text = fc
      .array(fc.oneof(odd, fc.string({ unit: 'binary' })), { maxLength: 4 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
        const read: string[][] = parse(csvLines(rows));
        expect(read.length).to.equal(rows.length);
        for (const cell of read.flat()) {
          expect(cell.replaceAll('\r\n', '\n')).not.to.match(STEERING);
          expect(cell).not.to.match(FORMULA);
        }
      }),
      { numRuns: 500 }
    );
  });

  it('Given numbers, yes and no, and nothing, then they stand as they are', () => {
    expect(csvLines([['n', -5, true, null]])).to.equal('n,-5,true,\n');
  });
});

describe('harmless', () => {
  it('Given a text of ours with names of others, then only its own line breaks are left', () => {
    expect(harmless('a\u001b[31mb\r\nc\td\u202e\u200f\u0085')).to.equal('a\ufffd[31mb\nc d\ufffd\ufffd\ufffd');
  });
});
