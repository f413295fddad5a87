import { expect } from 'chai';
import { catalog } from '../../../../../src/checklist/catalog/catalog/index.ts';
import { idMap } from '../../../../../src/checklist/catalog/idMap/index.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import { priceBookHealth } from '../../../../../src/checklist/catalog/priceBookHealth/index.ts';
import { syncHealth } from '../../../../../src/checklist/catalog/syncHealth/index.ts';
import { catalogContext, catalogView, comparison } from '../../../support/catalogView.ts';
import { countOf, tally } from '../../../support/tally.ts';

const TALLY = tally('Product2', { changedIds: 3, unchangedIds: 2, missing: countOf('a'), new: countOf('b', 'c') });
const CANDIDATE = { id: '1', key: 'k', name: 'n', lastModified: '2027-01-01T00:00:00.000Z' };
const before = catalogContext(catalogView({ kept: [] }));
const after = catalogContext(
  catalogView({ comparison: comparison({ tallies: [TALLY], lostCurrencies: { GBP: 1 }, candidates: [CANDIDATE] }) })
);

describe('the lines that read the catalog', () => {
  it('Given an org before its refresh, when gathered, then there is nothing compared yet', async () => {
    expect(await catalog.gather(before)).to.deep.include({ kept: [], tallies: null, lostCurrencies: {} });
    expect(await idMap.gather(before)).to.deep.equal({ objects: null });
    expect(await syncHealth.gather(before)).to.deep.include({ candidates: null, remaining: 900 });
  });

  it('Given a refreshed org, when gathered, then what became of the catalog is in the facts', async () => {
    expect(await catalog.gather(after)).to.deep.include({ kept: null, tallies: [TALLY], lostCurrencies: { GBP: 1 } });
    expect(await idMap.gather(after)).to.deep.equal({
      objects: [{ object: 'Product2', mapped: 3, unchanged: 2, missing: 1, new: 2, ambiguous: 0 }],
    });
    expect(await syncHealth.gather(after)).to.deep.include({ candidates: [CANDIDATE] });
  });

  it('Given any of them, when gathered, then the facts are of the shape that the baseline allows', async () => {
    for (const item of [catalog, idMap, syncHealth, priceBookHealth]) {
      for (const context of [before, after] satisfies ReadContext[]) {
        const facts: unknown = await item.gather(context);
        expect(item.facts.parse(facts), item.id).to.deep.equal(facts);
      }
    }
  });
});
