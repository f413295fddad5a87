import { readdir, rename, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openCatalog, type CatalogView, type CatalogWork } from '../../../src/catalog/index.ts';
import type { KeptObject } from '../../../src/catalog/kept.ts';
import { DEFAULT_KEYS, type NaturalKeys } from '../../../src/catalog/objects.ts';
import type { ProgressEvent } from '../../../src/catalog/progress.ts';
import type { OrgReader } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { catalogOrg, entry, NO_SUFFIX, priceBook, product, type Rows } from '../support/catalog.ts';
import { directories } from '../support/directory.ts';
import { refusal } from '../support/reader.ts';

const temporary = directories();
let directory: string;
let works: CatalogWork[];
let events: ProgressEvent[];
beforeEach(async () => {
  directory = await temporary.make();
  [works, events] = [[], []];
});
afterEach(async () => {
  for (const work of works) await work.close();
  await temporary.clear();
});

const open = (org: OrgReader, keys: Partial<NaturalKeys> = {}, bulkThreshold = 3): CatalogWork => {
  const settings = { keys: { ...DEFAULT_KEYS, ...keys }, priceBooks: [], productIdField: null, bulkThreshold };
  const work = openCatalog({
    org,
    directory,
    settings,
    userSuffix: NO_SUFFIX,
    progress: (event) => events.push(event),
  });
  works.push(work);
  return work;
};

const SANDBOX: Rows = {
  Product2: ['1', '2', '3'].map((id) => product(`o${id}`, { ProductCode: id, Name: `a "🧰", ${id}\n` })),
  Pricebook2: [priceBook('ob', { IsStandard: 'true' })],
  PricebookEntry: [entry('oe', 'o1', 'ob')],
};
const REFRESHED: Rows = {
  Product2: ['1', '2', '4'].map((id) => product(`n${id}`, { ProductCode: id, Name: `a "🧰", ${id}\n` })),
  Pricebook2: [priceBook('nb', { IsStandard: 'true', Name: 'Book ob' })],
  PricebookEntry: [entry('ne', 'n1', 'nb')],
};

/** Keeps the sandbox and puts the files where prepare would. */
const keep = async (
  rows: Rows = SANDBOX,
  own: Parameters<typeof catalogOrg>[1] = {}
): Promise<CatalogView & { kept: KeptObject[] }> => {
  const work = open(catalogOrg(rows, own));
  const view = await work.keep();
  await mkdir(join(directory, 'catalog'));
  for (const { from, room, name } of view.files)
    if (room === 'catalog') await rename(from, join(directory, room, name));
  await work.close();
  return { ...view, kept: view.kept ?? [] };
};

describe('the catalog of an org', () => {
  it('Given a catalog, when it is kept, then every object is told and staged, large ones read in bulk, and nothing is left over', async () => {
    const { objects, kept, comparison, budget, configurableField } = await keep();
    expect(objects).to.deep.equal([
      { object: 'Product2', rows: 3, via: 'bulk' },
      { object: 'Pricebook2', rows: 1, via: 'rest' },
      { object: 'PricebookEntry', rows: 1, via: 'rest' },
    ]);
    expect(kept.map(({ object, rows, via }) => [object, rows, via])).to.deep.equal([
      ['Product2', 3, 'bulk'],
      ['Pricebook2', 1, 'rest'],
      ['PricebookEntry', 1, 'rest'],
    ]);
    expect([comparison, configurableField]).to.deep.equal([null, 'LGK__IsConfigurable__c']);
    expect(budget.remaining).to.equal(null);
    expect(await readdir(directory)).to.deep.equal(['catalog']);
  });

  it('Given a kept catalog and the refreshed org, when compared, then rows meet by key, and old IDs can be looked up', async () => {
    const { kept } = await keep();
    const { comparison, files } = await open(catalogOrg(REFRESHED)).compare(kept);
    expect(
      comparison?.tallies.map(({ object, changedIds, missing, new: added, changed }) => [
        object,
        changedIds,
        missing.rows,
        added.rows,
        changed.rows,
      ])
    ).to.deep.equal([
      ['Product2', 2, 1, 1, 0],
      ['Pricebook2', 1, 0, 0, 0],
      ['PricebookEntry', 1, 0, 0, 0],
    ]);
    expect(files.map(({ room }) => room))
      .to.include('id-map')
      .and.include('reports')
      .and.not.include('catalog');
    expect(await comparison?.lookUp(['00Q000000000001'])).to.deep.equal(new Map());
    expect(events.map(({ stage }) => stage)).to.include('compare');
  });

  for (const [what, names, newId] of [
    ['a profile whose developer name could be read', ['Admin', 'Admin'], '00e000000000009AAA'],
    ['one of whom an earlier version kept none', [null, 'Admin'], null],
    ['one whose developer name nobody may read by now', ['Admin', null], null],
  ] as const)
    it(`Given ${what}, under another ID and in another language, when compared, then ${newId ? 'it is found again' : 'its name is all there is'}`, async () => {
      const [was, is] = ['00e000000000001AAA', '00e000000000009AAA'];
      const org = (id: string, fullName: string | null): Parameters<typeof catalogOrg>[1] => ({
        components: { Profile: fullName === null ? refusal('INSUFFICIENT_ACCESS') : [{ id, fullName }] },
      });
      const { kept } = await keep(
        { ...SANDBOX, Profile: [{ Id: was, Name: 'Systemadministrator' }] },
        org(was, names[0])
      );
      const refreshed = { ...REFRESHED, Profile: [{ Id: is, Name: 'System Administrator' }] };
      const { comparison } = await open(catalogOrg(refreshed, org(is, names[1]))).compare(kept);
      expect((await comparison?.lookUp([was]))?.get(was.slice(0, 15))?.newId).to.equal(newId);
      expect(comparison?.tallies.find(({ object }) => object === 'Profile')?.changedIds).to.equal(newId ? 1 : 0);
    });

  it('Given no product and one product, when kept and compared, then both work', async () => {
    const { kept } = await keep({ Product2: [], Pricebook2: [], PricebookEntry: [] });
    expect(kept.map(({ rows }) => rows)).to.deep.equal([0, 0, 0]);
    const one = { ...REFRESHED, Product2: [product('n1', { ProductCode: '1' })] };
    const { comparison } = await open(catalogOrg(one)).compare(kept);
    expect(comparison?.tallies[0]).to.deep.include({ before: 0, now: 1 });
  });

  it('Given a key that prepare did not keep, when compared, then it is refused by name; one that came as a default is not', async () => {
    const { kept } = await keep();
    const org = catalogOrg({ ...REFRESHED, Product2: [product('n1', { Code__c: 'x' })] });
    const error = await caught(() => open(org, { Product2: ['Code__c'] }).compare(kept));
    expect(error.name).to.equal('UnkeptKeyFieldError');
    expect(error.message).to.contain('Product2.Code__c');
    const without = kept.map((each) =>
      each.object === 'Product2' ? { ...each, fields: each.fields.filter(({ name }) => name !== 'ExternalId') } : each
    );
    // Its columns are others, then; the key is not what stops it.
    expect((await caught(() => open(catalogOrg(REFRESHED)).compare(without))).name).to.equal('DamagedCatalogError');
  });

  it('Given an object that the org refuses half-way, when kept, then the reason is told, and the workspace goes', async () => {
    const org = catalogOrg(SANDBOX);
    const csv: OrgReader['csv'] = async function* (query, options) {
      yield* org.csv(query, options);
      if (query.object === 'Pricebook2') throw refusal('JOB_ABORTED');
    };
    const work = open({ ...org, csv });
    expect((await caught(() => work.keep())).name).to.equal('OrgRefusedError');
    await work.close();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given too few requests, when kept, then nothing is read and no directory is made', async () => {
    const org = { ...catalogOrg(SANDBOX), apiRequests: () => Promise.resolve({ max: 10, remaining: 1 }) };
    const read = (): never => {
      throw new Error('was read');
    };
    expect((await caught(() => open({ ...org, csv: read }).keep())).name).to.equal('ApiBudgetError');
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given work that was never asked for, when it is closed, then nothing is there', async () => {
    await open(catalogOrg(SANDBOX)).close();
    expect(await readdir(directory)).to.deep.equal([]);
  });
});
