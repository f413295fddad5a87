import { expect } from 'chai';
import { buildSimulation } from './index.ts';

const options = { baseUrl: 'http://127.0.0.1:7777', products: 5000, entriesPerProduct: 3 };
const first = '01tOvG000000000';

describe('the catalog generator', () => {
  it('Given a size, When it generates, Then there are as many products and entries beside those of the scenario', () => {
    const small = buildSimulation('standard', { baseUrl: options.baseUrl }).sandbox;
    const { sandbox } = buildSimulation('standard', options);
    expect(sandbox.table('Product2').size - small.table('Product2').size).to.equal(5000);
    expect(sandbox.table('PricebookEntry').size - small.table('PricebookEntry').size).to.equal(15_000);
    expect(sandbox.table('Pricebook2').size - small.table('Pricebook2').size).to.equal(2);
  });

  it('Given the same size, When it generates again, Then every row is the same', () => {
    const rows = (): string =>
      JSON.stringify([...buildSimulation('standard', options).sandbox.table('Product2').rows()].slice(0, 500));
    expect(rows()).to.equal(rows());
  });

  it('Given both orgs, When it generates, Then codes and prices are alike and IDs differ', () => {
    const { production, sandbox } = buildSimulation('standard', options);
    const [here] = sandbox.table('PricebookEntry').rows();
    const [there] = production.table('PricebookEntry').rows();
    expect(here?.['ProductCode']).to.equal(there?.['ProductCode']);
    expect(here?.['UnitPrice']).to.equal(there?.['UnitPrice']);
    for (const field of ['Id', 'Product2Id', 'Pricebook2Id']) expect(here?.[field]).not.to.equal(there?.[field]);
  });

  it('Given a generated entry, When its references are followed, Then product and price book exist and codes agree', () => {
    const { sandbox } = buildSimulation('standard', options);
    let checked = 0;
    for (const entry of sandbox.table('PricebookEntry').rows()) {
      const product = sandbox.table('Product2').get(String(entry['Product2Id']));
      expect(product?.['ProductCode']).to.equal(entry['ProductCode']);
      expect(sandbox.table('Pricebook2').get(String(entry['Pricebook2Id']))).not.to.equal(undefined);
      if ((checked += 1) === 300) break;
    }
  });

  it('Given any position, When its row is asked for by 15 or 18 characters, Then it is that row and takes no scan', () => {
    const { sandbox } = buildSimulation('standard', { ...options, products: 1_000_000 });
    const table = sandbox.table('Product2');
    const started = performance.now();
    for (let round = 0; round < 10_000; round += 1) expect(table.get(first)?.['ProductCode']).to.equal('GEN-000001');
    expect(performance.now() - started, 'milliseconds for 10,000 look-ups').to.be.below(3000);
    const row = table.get(first);
    expect(table.get(row?.Id ?? '')).to.deep.equal(row);
    expect(table.get('01tOvGzzzzzzzzz')).to.equal(undefined);
  });

  it('Given a generated row that was changed, When it is read, Then the change is there and nothing else changed', () => {
    const { sandbox, production } = buildSimulation('standard', options);
    const table = sandbox.table('Product2');
    const { size } = table;
    const row = table.get(first);
    sandbox.load('Product2', { ...row, Name: 'Changed' });
    expect(table.get(first)?.['Name']).to.equal('Changed');
    expect(table.size).to.equal(size);
    expect([...table.rows()].filter((one) => one['ProductCode'] === 'GEN-000001')).to.have.lengthOf(1);
    expect([...production.table('Product2').rows()].some((one) => one['Name'] === 'Changed')).to.equal(false);
  });

  it('Given a million entries, When the simulation is built, Then it is quick and small', () => {
    const before = process.memoryUsage().heapUsed;
    const started = performance.now();
    const { sandbox } = buildSimulation('standard', { ...options, products: 200_000, entriesPerProduct: 5 });
    expect(performance.now() - started, 'milliseconds').to.be.below(3000);
    expect(sandbox.table('PricebookEntry').size).to.be.above(1_000_000);
    expect(process.memoryUsage().heapUsed - before, 'bytes').to.be.below(200 * 1024 * 1024);
  });
});
