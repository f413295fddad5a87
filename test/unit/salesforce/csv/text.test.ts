import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { array, assert, constantFrom, integer, property, string } from 'fast-check';
import { encoded } from '../../../../src/salesforce/bytes.ts';
import { countRows, csvText, headerLine } from '../../../../src/salesforce/csv/text.ts';

const awkward = array(constantFrom('a', '"', '\n', '\r\n', ',', '😀', ' ', "'"), { maxLength: 6 }).map((parts) =>
  parts.join('')
);
const rows = array(array(awkward, { minLength: 2, maxLength: 2 }), { maxLength: 8 });

describe('csvText', () => {
  it('Given any rows, when they are spelled, then a CSV parser reads the same', () => {
    assert(property(rows, (some) => void expect(parse(csvText(some))).to.deep.equal(some)));
  });

  it('Given an empty value, when it is spelled, then it stands in quotes like any other', () => {
    expect(csvText([['a', '']])).to.equal('"a",""\n');
  });

  it('Given fields, when they are the header, then they keep their order', () => {
    expect(headerLine(['Id', 'Product2.Name'])).to.equal('"Id","Product2.Name"\n');
  });
});

describe('countRows', () => {
  it('Given any rows, when they are counted, then quoted line breaks end none', () => {
    assert(
      property(
        rows,
        (some) => void expect(countRows(encoded(csvText(some)))).to.deep.equal({ rows: some.length, whole: true })
      )
    );
  });

  it('Given any rows cut anywhere, when they are counted, then it shows', () => {
    assert(
      property(rows, integer({ min: 1, max: 200 }), (some, cut) => {
        const text = encoded(csvText(some));
        if (cut > text.length) return;
        const { rows: left, whole } = countRows(text.slice(0, -cut));
        expect(whole && left === some.length).to.equal(false);
      })
    );
  });

  it('Given any text, when it is counted, then nothing is thrown', () => {
    assert(property(string(), (text) => void expect(countRows(encoded(text)).rows).to.be.at.least(0)));
  });
});
