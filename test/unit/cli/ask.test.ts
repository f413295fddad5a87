import { expect } from 'chai';
import { newHostAnswer } from '../../../src/cli/ask.ts';

describe('the question for the new host', () => {
  it('Given Enter, when it is answered, then nothing is kept; a host is; anything else is refused', () => {
    expect(newHostAnswer('  ')).to.deep.equal([]);
    expect(newHostAnswer('acme-uat2.test01.logik.io ')).to.deep.equal([
      { path: ['logik', 'newHost'], value: 'acme-uat2.test01.logik.io' },
    ]);
    expect(() => newHostAnswer('https://user@x/y')).to.throw();
  });
});
