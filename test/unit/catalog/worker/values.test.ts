import { expect } from 'chai';
import { normaliserFor } from '../../../../src/catalog/worker/values.ts';

const normalised = (type: string, value: string): string | null => normaliserFor([{ name: 'A', type }])([value])[0];

describe('normaliserFor', () => {
  const alike: Array<[type: string, spellings: string[], expected: string | null]> = [
    ['currency', ['10', '10.0', '10.00', '1e1', '+10'], '10'],
    ['double', ['0', '0.0', '-0'], '0'],
    ['percent', ['12.5', '12.50'], '12.5'],
    [
      'datetime',
      ['2026-03-01T08:00:00.000+0000', '2026-03-01T08:00:00.000Z', '2026-03-01T09:00:00+01:00'],
      '2026-03-01T08:00:00.000Z',
    ],
    ['boolean', ['true', 'TRUE', 'True'], 'true'],
    ['currency', [''], null],
    ['datetime', [''], null],
    ['boolean', [''], null],
    ['string', [''], null],
  ];
  for (const [type, spellings, expected] of alike) {
    it(`Given ${type} spelled as ${spellings.join(' | ')}, when normalised, then it is one: ${expected}`, () => {
      for (const spelling of spellings) expect(normalised(type, spelling), spelling).to.equal(expected);
    });
  }

  it('Given a text that looks like a number or a truth, when normalised, then it stays a text', () => {
    for (const text of ['10.0', '007', 'TRUE', ' x ']) expect(normalised('string', text)).to.equal(text);
  });

  it('Given what is no number and no moment, when normalised, then it stays as it is, and two of them differ', () => {
    for (const type of ['currency', 'datetime']) {
      expect(normalised(type, 'edited')).to.equal('edited');
      expect(normalised(type, 'Infinity x')).not.to.equal(normalised(type, 'NaN x'));
    }
  });

  it('Given a row that is too short, when normalised, then what is not there is nothing', () => {
    const both = ['A', 'B'].map((name) => ({ name, type: 'string' }));
    expect(normaliserFor(both)(['a'])).to.deep.equal(['a', null]);
  });
});
