import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { array, assert, constantFrom, integer, property, record, string } from 'fast-check';
import { encoded } from '../../../../src/salesforce/bytes.ts';
import { resultRows, rowError, uploadsOf } from '../../../../src/salesforce/bulk/rows.ts';

describe('uploadsOf', () => {
  it('Given values of every kind, when they are spelled, then nothing means as it is, and null no value', () => {
    const [{ csv }] = uploadsOf(
      [
        { Id: '1', A: true, B: 1.5 },
        { Id: '2', A: null, C: 'x,"y"\n😀' },
        { Id: '3', C: '' },
      ],
      1000
    );
    expect(parse(csv)).to.deep.equal([
      ['Id', 'A', 'B', 'C'],
      ['1', 'true', '1.5', ''],
      ['2', '#N/A', '', 'x,"y"\n😀'],
      ['3', '', '', '#N/A'],
    ]);
  });

  it('Given any rows and any limit, when they are split, then each row stands once, in order, and parts stay below', () => {
    const rows = array(record({ Id: constantFrom('01t1', '01t2'), Name: string({ unit: 'binary', maxLength: 20 }) }), {
      minLength: 1,
      maxLength: 20,
    });
    assert(
      property(rows, integer({ min: 20, max: 200 }), (some, most) => {
        const uploads = uploadsOf(some, most);
        expect(uploads.flatMap((upload) => upload.rows)).to.deep.equal(some);
        for (const { csv, rows: part } of uploads) {
          expect(parse(csv)).to.have.length(part.length + 1);
          if (part.length > 1) expect(Buffer.byteLength(csv)).to.be.at.most(most);
        }
      })
    );
  });

  it('Given no rows, when they are split, then there is nothing to upload', () => {
    expect(uploadsOf([], 100)).to.deep.equal([]);
  });
});

describe('resultRows', () => {
  it('Given a result, when it is parsed, then every row has its columns', () => {
    expect(resultRows(encoded('"sf__Id","sf__Error","Id"\n"","X:y\nz:--","01t1"\n'))).to.deep.equal([
      { sf__Id: '', sf__Error: 'X:y\nz:--', Id: '01t1' },
    ]);
  });

  it('Given a result that is cut off, when it is parsed, then it is none', () => {
    expect(resultRows(encoded('"sf__Id","Id"\n"01t1","01'))).to.equal(undefined);
  });

  it('Given nothing, when it is parsed, then there are no rows', () => {
    expect(resultRows(encoded(''))).to.deep.equal([]);
  });
});

describe('rowError', () => {
  const cases: Array<[string, { code: string; message: string; fields?: string[] }]> = [
    [
      'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 01t1:--',
      { code: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record or 1 records: 01t1' },
    ],
    [
      'FIELD_CUSTOM_VALIDATION_EXCEPTION:Not so: "never":Family Name --',
      { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Not so: "never"', fields: ['Family', 'Name'] },
    ],
    [
      'REQUIRED_FIELD_MISSING:Missing: [Name]:Name --',
      { code: 'REQUIRED_FIELD_MISSING', message: 'Missing: [Name]', fields: ['Name'] },
    ],
    ['ENTITY_IS_DELETED:entity is\ndeleted', { code: 'ENTITY_IS_DELETED', message: 'entity is\ndeleted' }],
    ['something else', { code: 'UNKNOWN', message: 'something else' }],
    ['', { code: 'UNKNOWN', message: '' }],
    ['X_1:token 00D000000000001!AQ0secret.x:--', { code: 'X_1', message: 'token <redacted>' }],
  ];
  for (const [told, expected] of cases) {
    it(`Given ${JSON.stringify(told)}, when it is taken apart, then code, message and fields stand alone`, () => {
      expect(rowError(told)).to.deep.equal(expected);
    });
  }
});
