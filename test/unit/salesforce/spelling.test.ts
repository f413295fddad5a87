import { expect } from 'chai';
import fc from 'fast-check';
import { canonical, sameValueOf } from '../../../src/salesforce/spelling.ts';

/** All of them are one value of the type. */
const SPELLINGS: ReadonlyArray<[type: string, canonical: string, others: string[]]> = [
  ['double', '10000000', ['1.0E7', '10000000.0', '10000000', '1e7', '+10000000', '01.0E+7']],
  ['percent', '12.5', ['12.50', '1.25E1', '12.5']],
  ['currency', '0', ['0.0', '-0.0', '0', '0.00', '.0']],
  ['double', '0.00012', ['1.2E-4', '0.000120']],
  ['int', '-42', ['-42', '-42.0', '-4.2E1']],
  ['double', '123456789012345678', ['1.23456789012345678E17', '123456789012345678.0']],
  [
    'datetime',
    '2026-05-04T03:02:01.000Z',
    [
      '2026-05-04T03:02:01.000+0000',
      '2026-05-04T05:02:01.000+0200',
      '2026-05-04T08:32:01+05:30',
      '2026-05-03T20:02:01.000000-07',
      '2026-05-04 03:02:01Z',
      '2026-05-04t03:02:01z',
    ],
  ],
  ['date', '2026-05-04', ['2026-05-04', '2026-05-04T00:00:00.000Z', '2026-05-04T00:00:00.000+00:00']],
  ['time', '08:30:00.000Z', ['08:30', '08:30:00', '08:30:00.000', '08:30:00.000Z', '08:30:00.000+0000']],
  ['boolean', 'true', ['true', 'True', 'TRUE', '1']],
  ['boolean', 'false', ['false', 'FALSE', '0']],
  ['reference', '00D5e000005AHE7EAO', ['00D5e000005AHE7', '00D5e000005AHE7EAO']],
];

describe('canonical', () => {
  for (const [type, wanted, others] of SPELLINGS) {
    it(`Given ${wanted} of type ${type} in other spellings, when each is spelled anew, then they are one`, () => {
      expect(others.map((value) => canonical(value, type))).to.deep.equal(others.map(() => wanted));
      expect(others.every((value) => sameValueOf(value, wanted, type))).to.equal(true);
    });
  }

  it('Given numbers of more digits than a JavaScript number holds, when they are spelled anew, then two stay two', () => {
    const [one, other] = ['123456789012345678', '123456789012345679'].map((value) => canonical(value, 'double'));
    expect(one).not.to.equal(other);
  });

  it('Given what is no value of its type, and texts, when they are spelled anew, then they stay as they are', () => {
    const odd: Array<[string, string]> = [
      ['n/a', 'double'],
      ['.', 'double'],
      ['1,5', 'double'],
      ['soon', 'datetime'],
      ['1', 'datetime'],
      ['2026-05-04T03:02:01', 'datetime'],
      ['2026-05-04', 'datetime'],
      ['2026-13-04T03:02:01Z', 'datetime'],
      ['04.05.2026', 'date'],
      ['0x10', 'double'],
      ['NaN', 'double'],
      ['1 000', 'double'],
      ['yes', 'boolean'],
      ['00123', 'string'],
      ['1.0E7', 'string'],
      ['2026-05-04T03:02:01.000+0000', 'textarea'],
      ['not an id', 'reference'],
      ['', 'double'],
    ];
    expect(odd.map(([value, type]) => canonical(value, type))).to.deep.equal(odd.map(([value]) => value));
  });

  it('Given any number, when it is spelled as Java or JavaScript would, then it is the same number in one spelling', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const spelled = canonical(String(value), 'double');
        expect(Number(spelled)).to.equal(value === 0 ? 0 : value);
        expect(spelled).to.match(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        expect(canonical(value.toExponential(), 'double')).to.equal(spelled);
      })
    );
  });

  it('Given emails in another case and choices in another order, when they are compared, then they are the same', () => {
    expect(sameValueOf('Ava@Acme.example', 'ava@acme.example', 'email')).to.equal(true);
    expect(sameValueOf('Red;Blue', 'Blue;Red', 'multipicklist')).to.equal(true);
    expect(sameValueOf('Red;Blue', 'Red', 'multipicklist')).to.equal(false);
    expect(sameValueOf('A', 'a', 'string')).to.equal(false);
  });
});
