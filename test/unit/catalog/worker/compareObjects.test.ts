import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_KEYS } from '../../../../src/catalog/objects.ts';
import type { ProgressEvent } from '../../../../src/catalog/progress.ts';
import type { Compared } from '../../../../src/catalog/types.ts';
import { compareObjects, type CompareOptions } from '../../../../src/catalog/worker/compareObjects.ts';
import type { IdMapping } from '../../../../src/catalog/worker/idMap.ts';
import { csvIn, entry, loaded, ndjsonIn, priceBook, product, type Load, type Values } from '../../support/catalog.ts';
import { directories } from '../../support/directory.ts';

const CONFIGURABLE = 'LGK__IsConfigurable__c';
const temporary = directories();
let workspace: string;
beforeEach(async () => {
  workspace = await temporary.make();
});
afterEach(temporary.clear);

type Run = Compared & { events: ProgressEvent[] };
const compared = async (load: Load, own: Partial<CompareOptions> = {}): Promise<Run> => {
  const database = await loaded(workspace, load);
  const events: ProgressEvent[] = [];
  const options = {
    workspace,
    keys: DEFAULT_KEYS,
    configurable: CONFIGURABLE,
    productIdField: null,
    totals: {},
    ...own,
  };
  try {
    return { ...(await compareObjects(database, options, (event) => events.push(event))), events };
  } finally {
    database.close();
  }
};
const mapOf = (object: string): Promise<IdMapping[]> => ndjsonIn<IdMapping>(join(workspace, `${object}.ndjson`));
const brief = (mappings: readonly IdMapping[]): string[] =>
  mappings.map(({ status, oldId, newId }) => `${status} ${oldId ?? '–'} ${newId ?? '–'}`);
const differences = async (): Promise<string[]> =>
  (await csvIn(join(workspace, 'catalog-differences.csv'))).map(({ object, kind, field, before, after }) =>
    `${object} ${kind} ${field} ${before} ${after}`.trim()
  );

const coded = (id: string, ProductCode: string, own: Values = {}): Values =>
  product(id, { ProductCode, Name: 'N', ...own });

describe('compareObjects', () => {
  it('Given profiles called otherwise in another language, when compared, then the ID tells, also against another of that name', async () => {
    await compared({
      before: {
        Profile: [
          { Id: '00e1', Name: 'Standardbenutzer' },
          { Id: '00e3', Name: 'Sales' },
        ],
      },
      now: {
        Profile: [
          { Id: '00e1', Name: 'Standard User' },
          { Id: '00e2', Name: 'Standardbenutzer' },
          { Id: '00e4', Name: 'Sales' },
        ],
      },
    });
    expect(brief(await mapOf('Profile'))).to.have.members(['unchanged 00e1 00e1', 'new – 00e2', 'mapped 00e3 00e4']);
  });

  it('Given profiles with other IDs and names in another language, when compared, then the developer name tells, also against the names', async () => {
    const id = (number: number): string => `00e${String(number).padStart(12, '0')}AAA`;
    const named = (...pairs: Array<[number, string]>): Record<string, string> =>
      Object.fromEntries(pairs.map(([number, name]) => [id(number).slice(0, 15), name]));
    await compared(
      {
        before: {
          Profile: [
            { Id: id(1), Name: 'Systemadministrator' },
            { Id: id(2), Name: 'Standardbenutzer' },
            { Id: id(3), Name: 'Sales' },
            { Id: id(4), Name: 'Partner' },
            { Id: id(5), Name: "L'équipe" },
          ],
        },
        now: {
          Profile: [
            { Id: id(11), Name: 'System Administrator' },
            // Called as another one was.
            { Id: id(12), Name: 'Sales' },
            { Id: id(13), Name: 'Partner' },
            { Id: id(14), Name: 'Standardbenutzer' },
            { Id: id(5), Name: 'The team' },
          ],
        },
      },
      {
        developerNames: {
          before: named([1, 'Admin'], [2, 'Standard'], [3, 'Sales'], [4, 'Partner']),
          now: named([11, 'admin'], [12, 'Standard'], [14, 'Copy']),
        },
      }
    );
    const map = await mapOf('Profile');
    expect(brief(map)).to.have.members([
      `mapped ${id(1)} ${id(11)}`,
      `mapped ${id(2)} ${id(12)}`,
      `missing ${id(3)} –`,
      // Nobody knows its developer name: the name is all there is.
      `mapped ${id(4)} ${id(13)}`,
      `new – ${id(14)}`,
      `unchanged ${id(5)} ${id(5)}`,
    ]);
    expect(map.find(({ newId }) => newId === id(14))?.key).to.equal('Name Standardbenutzer › copy');
  });

  it('Given a user who has another username by now, and another one who has that of before, when compared, then the ID tells', async () => {
    const [one, other] = ['005000000000001AAA', '005000000000002AAA'];
    await compared({
      before: { User: [{ Id: one, Username: 'ada@x.example' }] },
      now: {
        User: [
          { Id: one, Username: 'ada.new@x.example' },
          { Id: other, Username: 'ada@x.example' },
        ],
      },
    });
    expect(brief(await mapOf('User'))).to.have.members([`unchanged ${one} ${one}`, `new – ${other}`]);
  });

  it('Given two empty catalogs, when compared, then every file is there, empty, and nothing is lost', async () => {
    const { tallies, candidates, lostCurrencies, files } = await compared({});
    expect(tallies.map(({ object, before, now }) => [object, before, now])).to.deep.equal([
      ['Product2', 0, 0],
      ['Pricebook2', 0, 0],
      ['PricebookEntry', 0, 0],
    ]);
    expect([candidates, lostCurrencies]).to.deep.equal([[], {}]);
    expect(files.map(({ room, name }) => `${room}/${name}`)).to.deep.equal([
      'id-map/Product2.csv',
      'id-map/Product2.ndjson',
      'id-map/Pricebook2.csv',
      'id-map/Pricebook2.ndjson',
      'id-map/PricebookEntry.csv',
      'id-map/PricebookEntry.ndjson',
      'reports/catalog-differences.csv',
    ]);
    for (const { from } of files.filter(({ name }) => name.endsWith('.csv')))
      expect(await csvIn(from)).to.deep.equal([]);
  });

  it('Given one product under another ID, when compared, then it is mapped, and its entry with it', async () => {
    const { tallies } = await compared({
      before: {
        Product2: [coded('p1', 'A')],
        Pricebook2: [priceBook('b1', { IsStandard: 'true' })],
        PricebookEntry: [entry('e1', 'p1', 'b1', { UnitPrice: '10' })],
      },
      now: {
        Product2: [coded('p2', 'A')],
        Pricebook2: [priceBook('b2', { IsStandard: 'true' })],
        PricebookEntry: [entry('e2', 'p2', 'b2', { UnitPrice: '10.00' })],
      },
    });
    expect(tallies.map(({ changedIds, changed }) => [changedIds, changed.rows])).to.deep.equal([
      [1, 0],
      [1, 1],
      [1, 0],
    ]);
    expect(brief(await mapOf('PricebookEntry'))).to.deep.equal(['mapped e1 e2']);
    expect(await differences()).to.deep.equal(['Pricebook2 changed Name Book b1 Book b2']);
  });

  it('Given what can become of a product, when compared, then map, differences and counts say the same', async () => {
    const { tallies } = await compared({
      before: {
        Product2: [
          coded('same', 'A'),
          coded('old', 'B', { Name: 'Was' }),
          coded('gone', 'C'),
          coded('off', 'D'),
          coded('x1', 'E'),
          coded('x2', 'E'),
        ],
      },
      now: {
        Product2: [
          coded('same', 'A'),
          coded('new', 'B', { Name: 'Is', LastModifiedDate: '2027-02-02T00:00:00.000Z' }),
          coded('off', 'D', { IsActive: 'false' }),
          coded('x3', 'E'),
          coded('fresh', 'F'),
        ],
      },
    });
    expect(tallies[0]).to.deep.include({ before: 6, now: 5, unchangedIds: 2, changedIds: 1 });
    const { missing, new: added, changed, deactivated, ambiguous } = tallies[0];
    expect([missing, added, changed, deactivated, ambiguous].map(({ rows }) => rows)).to.deep.equal([1, 1, 1, 1, 1]);
    expect(brief(await mapOf('Product2'))).to.have.members([
      'unchanged same same',
      'mapped old new',
      'missing gone –',
      'unchanged off off',
      'ambiguous x1 –',
      'ambiguous x2 –',
      'ambiguous – x3',
      'new – fresh',
    ]);
    expect(await differences()).to.have.members([
      'Product2 changed Name Was Is',
      'Product2 missing',
      'Product2 changed IsActive true false',
      'Product2 ambiguous',
      'Product2 ambiguous',
      'Product2 ambiguous',
      'Product2 new',
    ]);
  });

  it('Given an ExternalId that only one org has as a field, when compared, then it makes no difference', async () => {
    const { ExternalId, ...without } = coded('p1', 'A');
    expect(ExternalId).to.equal('');
    const { tallies } = await compared({ before: { Product2: [without] }, now: { Product2: [coded('p2', 'A')] } });
    expect(tallies[0]).to.include({ changedIds: 1 });
    expect(tallies[0].changed.rows).to.equal(0);
  });

  it('Given an ExternalId that was set only on one side, when compared, then nobody guesses: missing here, new there', async () => {
    await compared({
      before: { Product2: [coded('p1', 'A')] },
      now: { Product2: [coded('p2', 'A', { ExternalId: 'A' })] },
    });
    expect(brief(await mapOf('Product2'))).to.deep.equal(['new – p2', 'missing p1 –']);
  });

  it('Given names that are formulas or hold quotes and newlines, when mapped, then NDJSON is exact and CSV is safe', async () => {
    const names = ['=cmd()', 'a "b", c', 'a\nb', '🧰', 'x'.repeat(32_000)];
    const rows = (side: string): Values[] => names.map((Name, at) => coded(`${side}${at}`, `C${at}`, { Name }));
    await compared({ before: { Product2: rows('o') }, now: { Product2: rows('n') } });
    expect((await mapOf('Product2')).map(({ name }) => name)).to.deep.equal(names);
    const csv = await csvIn(join(workspace, 'Product2.csv'));
    expect(csv.map(({ name }) => name)).to.deep.equal(["'=cmd()", ...names.slice(1)]);
    expect(csv[1]).to.include({
      object: 'Product2',
      key: 'ProductCode C1',
      oldId: 'o1',
      newId: 'n1',
      status: 'mapped',
    });
  });

  it('Given users, profiles and selling models, when compared, then they are mapped and not told as differences', async () => {
    const side = (at: string): Load['now'] => ({
      User: [{ Id: `u${at}`, Username: 'a@x.example' }],
      Profile: [{ Id: `r${at}`, Name: 'Sales' }],
      ProductSellingModel: [{ Id: `m${at}`, Name: 'Yearly' }],
    });
    const { tallies } = await compared({
      before: side('1'),
      now: { ...side('2'), User: [{ Id: 'u2', Username: 'b@x.example' }] },
    });
    expect(tallies.map(({ object, changedIds }) => `${object} ${changedIds}`).slice(3)).to.deep.equal([
      'ProductSellingModel 1',
      'User 0',
      'Profile 1',
    ]);
    expect(brief(await mapOf('User'))).to.have.members(['missing u1 –', 'new – u2']);
    expect(await differences()).to.deep.equal([]);
  });

  it('Given a currency that no entry has any more, when compared, then its entries are counted', async () => {
    const entries = (...currencies: string[]): Values[] =>
      currencies.map((CurrencyIsoCode, at) => entry(`e${at}`, 'p', 'b', { CurrencyIsoCode }));
    const load = {
      before: { PricebookEntry: entries('EUR', 'GBP', 'GBP') },
      now: { PricebookEntry: entries('EUR', 'USD') },
    };
    expect((await compared(load)).lostCurrencies).to.deep.equal({ GBP: 2 });
  });

  it('Given an org without several currencies any more, when compared, then none is called lost', async () => {
    const load = {
      before: { PricebookEntry: [entry('e', 'p', 'b', { CurrencyIsoCode: 'EUR' })] },
      now: { PricebookEntry: [entry('e', 'p', 'b')] },
    };
    expect((await compared(load)).lostCurrencies).to.deep.equal({});
  });

  it('Given no Logik package, when compared, then no product waits for its sync', async () => {
    const now = { Product2: [coded('p', 'A', { [CONFIGURABLE]: 'true' })] };
    expect((await compared({ now }, { configurable: undefined })).candidates).to.deep.equal([]);
    workspace = await temporary.make();
    expect((await compared({ now })).candidates.map(({ id }) => id)).to.deep.equal(['p']);
  });

  it('Given totals, when compared, then every object ends with all its rows done', async () => {
    const { events } = await compared({ now: { Product2: [coded('p', 'A')] } }, { totals: { Product2: 1 } });
    expect(events).to.deep.equal([
      { stage: 'compare', object: 'Product2', rows: 1, total: 1 },
      { stage: 'compare', object: 'Pricebook2', rows: 0, total: 0 },
      { stage: 'compare', object: 'PricebookEntry', rows: 0, total: 0 },
    ]);
  });

  it('Given any two catalogs, when mapped, then every old and every new ID stands in the map exactly once', async () => {
    const rows = fc.uniqueArray(
      fc.record({
        Id: fc.constantFrom(...'abcdefghij'),
        ProductCode: fc.constantFrom('A', 'B', 'C', ''),
        Name: fc.constantFrom('A', '', ' '),
      }),
      { selector: ({ Id }) => Id, maxLength: 10 }
    );
    await fc.assert(
      fc.asyncProperty(rows, rows, async (before, now) => {
        workspace = await temporary.make();
        await compared({
          before: { Product2: before.map((row) => product(row.Id, row)) },
          now: { Product2: now.map((row) => product(row.Id, row)) },
        });
        const map = await mapOf('Product2');
        const ids = (side: 'oldId' | 'newId'): string[] => map.map((row) => row[side]).filter((id) => id !== null);
        expect(ids('oldId').sort()).to.deep.equal(before.map(({ Id }) => Id).sort());
        expect(ids('newId').sort()).to.deep.equal(now.map(({ Id }) => Id).sort());
        expect((await csvIn(join(workspace, 'Product2.csv'))).length).to.equal(map.length);
      }),
      { numRuns: 25 }
    );
  });
});
