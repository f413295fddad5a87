import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

type Judged = Ran<{ findings: Finding[] }>;

const of = ({ result }: Judged): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'pricebook-health');
const told = (ran: Judged): string[] => of(ran).map(({ status, target }) => `${status} ${target}`);

describe('price books, before and after a refresh', () => {
  let bench: Workbench;
  const start = async (scenario: string): Promise<void> => {
    bench = await Workbench.start({ scenario });
  };
  afterEach(() => bench.close());
  const verify = (): Promise<Judged> => bench.run('verify', '--target-org', 'uat');

  it('Given price books that are in order, When prepared and verified, Then both say so', async () => {
    await start('standard');
    expect(of(await bench.prepare()).every(({ status }) => status === 'pass')).to.equal(true);
    await bench.refresh();
    expect(of(await verify()).every(({ status }) => status === 'pass')).to.equal(true);
  });

  it('Given an inactive standard price book, When prepared, Then it is a warning; when verified, Then a failure', async () => {
    await start('inactive-standard');
    const before = told(await bench.prepare());
    await bench.refresh();
    const after = await verify();
    expect([...before, ...told(after)].filter((line) => /^(warn|fail) .*[Ss]tandard/.test(line))).to.not.be.empty;
    expect(told(after).some((line) => /^fail .*[Ss]tandard/.test(line))).to.equal(true);
    expect(after.exitCode).to.equal(1);
  });

  it('Given products without an active entry and entries in an inactive book, When verified, Then each product is named, and only those', async () => {
    await start('catalog-drift');
    await bench.prepare();
    await bench.refresh();
    const [products, entries, books] = await Promise.all(
      ['Product2', 'PricebookEntry', 'Pricebook2'].map((object) => bench.records('sandbox', object))
    );
    const options = await bench.records('sandbox', 'SBQQ__ProductOption__c');
    const standard = books.find((book) => book['IsStandard'] === true)?.Id;
    const needing = products.filter(
      (product) =>
        product['IsActive'] === true &&
        (product['LGK__IsConfigurable__c'] === true ||
          options.some((option) => option['SBQQ__OptionalSKU__c'] === product.Id))
    );
    const without = needing.filter(
      ({ Id }) =>
        !entries.some(
          (entry) => entry['Product2Id'] === Id && entry['Pricebook2Id'] === standard && entry['IsActive'] === true
        )
    );
    expect(without).to.not.be.empty;
    const ran = await verify();
    const found = of(ran).filter(({ status }) => status === 'fail');
    const hints = found.map(({ hint, actual }) => `${hint} ${actual}`).join('\n');
    for (const { Id } of without) expect(hints).to.contain(Id);
    for (const { Id } of needing.filter((product) => !without.includes(product))) expect(hints).not.to.contain(Id);
    const inactive = books.filter((book) => book['IsActive'] === false).map((book) => String(book['Name']));
    expect(inactive).to.not.be.empty;
    const notPassed = of(ran).filter(({ status }) => status !== 'pass');
    for (const name of inactive) expect(notPassed.map(({ target }) => target).join()).to.contain(name);
  });
});
