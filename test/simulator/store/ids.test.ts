import { expect } from 'chai';
import { caseSuffix, isId, makeId, toId18 } from './ids.ts';

describe('Given record IDs', () => {
  // Seen in recordings of real orgs (CumulusCI) and in the vendor's documentation.
  for (const id of [
    '0015500001QdQWaAAN',
    '0035500001H9cakAAB',
    '0013B00000ddh3PQAQ',
    '001R00000064wdtIAA',
    '0057e00000RmwSWAAZ',
  ]) {
    it(`When ${id} loses its suffix, Then the same suffix is found again`, () => {
      expect(toId18(id.slice(0, 15))).to.equal(id);
      expect(isId(id)).to.equal(true);
    });
  }

  it('When a suffix is wrong or the length is, Then it is no ID', () => {
    for (const text of ['0015500001QdQWaAAA', '0015500001QdQW', '0015500001QdQW-', 15, null])
      expect(isId(text)).to.equal(false);
  });

  it('When IDs are made in a row, Then each is new and has the prefix', () => {
    const ids = new Set(Array.from({ length: 5_000 }, (_, index) => makeId('01t', index)));
    expect(ids.size).to.equal(5_000);
    for (const id of ids) expect(id).to.match(/^01t\w{15}$/);
    expect(caseSuffix('00D5e000000ABCd')).to.have.length(3);
  });
});
