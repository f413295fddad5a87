import { expect } from 'chai';
import { beginsWithLogik, firstFound, mentionsLogik, namesLogik } from '../../../src/logik/names.ts';

describe("the vendor's names", () => {
  for (const name of [
    'Logik.io Base',
    'Logik.ai Extension',
    'logik tenant',
    'ServiceNow CPQ Connected App',
    'ServiceNow-CPQ',
  ])
    it(`Given "${name}", when asked, then it is the vendor's`, () => {
      expect([namesLogik(name), beginsWithLogik(name), mentionsLogik(name)]).to.deep.equal([true, true, true]);
    });

  for (const name of ['Salesforce CPQ', 'ServiceNow Connector', 'Logikal', 'CPQ', ''])
    it(`Given "${name}", when asked, then it is somebody else's`, () => {
      expect([namesLogik(name), beginsWithLogik(name)]).to.deep.equal([false, false]);
    });

  it('Given the name in the middle, when asked, then only the one that looks anywhere finds it', () => {
    expect([namesLogik('Acme Logik helper'), beginsWithLogik('Acme Logik helper')]).to.deep.equal([true, false]);
    expect(mentionsLogik('AcmeLogikAPIUser')).to.equal(true);
  });

  it('Given groups of candidates, when the first that has any is asked for, then nothing of a later one counts', () => {
    expect(firstFound([[], ['documented'], ['guessed', 'other']])).to.deep.equal(['documented']);
    expect(firstFound([])).to.deep.equal([]);
  });
});
