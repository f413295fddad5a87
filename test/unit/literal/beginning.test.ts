import { expect } from 'chai';
import fc from 'fast-check';
import { isBeginningOf } from '../../../src/literal/beginning.ts';

const HEAD = '{"schemaVersion":1,"run":"';

describe('isBeginningOf', () => {
  const entry = fc
    .record({
      run: fc.string({ unit: 'binary' }),
      change: fc.jsonValue(),
      flag: fc.constantFrom(true, false, null, -1.5e-7),
    })
    .map((content) => JSON.stringify({ schemaVersion: 1, ...content }));

  it('Given any entry that breaks off anywhere, then it is the beginning of one', () => {
    fc.assert(
      fc.property(entry, fc.nat(), (line, at) => {
        const cut = line.slice(0, 1 + (at % (line.length - 1)));
        return isBeginningOf(HEAD, cut);
      }),
      { numRuns: 2000 }
    );
  });

  for (const text of [
    '',
    'hello',
    '{"schemaVersion":2,"run":"a',
    '{"run":"a","schemaVersion":1',
    '{"schemaVersion":1,"run":"a"}',
    '{"schemaVersion":1,"run":"a" nonsense',
    '{"schemaVersion":1,"run":"a",,',
    '{"schemaVersion":1,"run":"a"]',
    '{"schemaVersion":1,"run":"a\u0000',
    '<<<<<<< HEAD',
  ]) {
    it(`Given ${JSON.stringify(text)}, then it is none`, () => {
      expect(isBeginningOf(HEAD, text)).to.equal(false);
    });
  }
});
