import { expect } from 'chai';
import { ScenarioError } from './error.ts';
import { inherit } from './inherit.ts';
import { withLists, withoutListWords } from './lists.ts';
import type { JsonObject } from './mergePatch.ts';

const ORG: JsonObject = {
  products: [
    { Name: 'Pump', ProductCode: 'P-1', Family: 'Hardware' },
    { Name: 'Day', Family: 'Service' },
  ],
  pricebooks: [{ Name: 'Standard' }, { Name: 'Partner' }],
  pricebookEntries: [
    { pricebook: 'Standard', prices: { 'P-1': 10, Day: 20 } },
    { pricebook: 'Partner', prices: { 'P-1': 9 } },
  ],
};

describe('Given lists that an org of a scenario inherits', () => {
  it('When rows are changed, Then they are found by code or name, and the rest stays', () => {
    const change = {
      products: { 'P-1': { Name: 'Pump 2' }, Day: { Family: 'None' } },
      pricebookEntries: { Standard: { prices: { Day: 25 } } },
    };
    const { products, pricebookEntries } = withLists({ ...ORG, change }, '/sandbox');
    expect(products).to.deep.equal([
      { Name: 'Pump 2', ProductCode: 'P-1', Family: 'Hardware' },
      { Name: 'Day', Family: 'None' },
    ]);
    expect(pricebookEntries).to.have.deep.property('0', { pricebook: 'Standard', prices: { 'P-1': 10, Day: 25 } });
  });

  it('When a product or price book is removed, Then its prices go with it', () => {
    const byProduct = withLists({ ...ORG, remove: { products: ['P-1'] } }, '/sandbox');
    expect(byProduct).to.deep.include({
      products: [{ Name: 'Day', Family: 'Service' }],
      pricebookEntries: [{ pricebook: 'Standard', prices: { Day: 20 } }],
    });
    const byBook = withLists({ ...ORG, remove: { pricebooks: ['Partner'] } }, '/sandbox');
    expect(byBook['pricebooks']).to.deep.equal([{ Name: 'Standard' }]);
    expect(byBook['pricebookEntries']).to.have.length(1);
  });

  it('When single prices are removed and others added, Then the product and the place of the new rows are kept', () => {
    const words = {
      remove: { pricebookEntries: { Standard: ['P-1'] } },
      add: { pricebookEntries: [{ pricebook: 'Standard', prices: { 'P-1': 11 }, fields: { IsActive: false } }] },
    };
    const { pricebookEntries, products, addedFrom } = withLists({ ...ORG, ...words }, '/sandbox');
    expect(products).to.have.length(2);
    expect(pricebookEntries).to.deep.equal([
      { pricebook: 'Standard', prices: { Day: 20 } },
      { pricebook: 'Partner', prices: { 'P-1': 9 } },
      { pricebook: 'Standard', prices: { 'P-1': 11 }, fields: { IsActive: false } },
    ]);
    expect(addedFrom).to.deep.equal({ pricebookEntries: 2 });
  });

  it('When a row is named that is not there, Then the error says where', () => {
    const wrong = (words: JsonObject): (() => unknown) => {
      return () => withLists({ ...ORG, ...words }, '/sandbox');
    };
    expect(wrong({ change: { products: { 'P-2': {} } } })).to.throw(ScenarioError, '/sandbox/change/products/P-2');
    expect(wrong({ remove: { products: ['P-2'] } })).to.throw(ScenarioError, /\/sandbox\/remove\/products.*"P-2"/);
  });

  it('When the sandbox inherits, Then what production changed is inherited, and the words themselves are not', () => {
    const production = {
      ...ORG,
      myDomain: 'https://a.my.salesforce.com',
      change: { products: { Day: { Id: '01t1' } } },
    };
    const sandbox = { sandboxName: 'uat', change: { products: { 'P-1': { Id: '01t2' } } } };
    const scenario = inherit({ production, sandbox, logik: {} });
    expect(scenario.production.products?.[1]).to.include({ Id: '01t1' });
    expect(scenario.sandbox.products).to.deep.equal([
      { Name: 'Pump', ProductCode: 'P-1', Family: 'Hardware', Id: '01t2' },
      { Name: 'Day', Family: 'Service' },
    ]);
    expect(withoutListWords({ ...sandbox })).to.deep.equal({ sandboxName: 'uat' });
  });
});
