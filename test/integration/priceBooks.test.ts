import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

type SimulatedRecord = Awaited<ReturnType<Workbench['records']>>[number];
type Judged = { findings: Finding[] };
type Tables = Record<'Product2' | 'Pricebook2' | 'PricebookEntry' | 'SBQQ__ProductOption__c', SimulatedRecord[]>;

const OBJECTS = ['Product2', 'Pricebook2', 'PricebookEntry', 'SBQQ__ProductOption__c'] as const;
const STANDARD = 'Standard Price Book';
/** In which configurable products and options need an entry, besides the standard one. */
const NAMED = 'EMEA 2026';

const healthOf = ({ result }: Ran<Judged>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'pricebook-health');
const at = (ran: Ran<Judged>, target: string): Finding | undefined =>
  healthOf(ran).find((finding) => finding.target === target);
const idsIn = (text: string | null | undefined): string[] => text?.match(/01t\w{15}/g) ?? [];
const rowsText = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);

/** Active products that Logik configures or that are options, and have no active entry in the book. */
const without = (tables: Tables, bookId: string | undefined): SimulatedRecord[] =>
  tables.Product2.filter(
    ({ Id, IsActive, LGK__IsConfigurable__c }) =>
      IsActive === true &&
      (LGK__IsConfigurable__c === true ||
        tables.SBQQ__ProductOption__c.some((option) => option['SBQQ__OptionalSKU__c'] === Id)) &&
      !tables.PricebookEntry.some(
        (entry) => entry['Product2Id'] === Id && entry['Pricebook2Id'] === bookId && entry['IsActive'] === true
      )
  );

describe('prices that the quote line editor needs', () => {
  let bench: Workbench;
  let runs: Record<'prepare' | 'verify' | 'repoint', Ran<Judged>>;
  let truths: Record<'prepare' | 'verify' | 'repoint', Tables>;

  const tablesOf = async (): Promise<Tables> => {
    const rows = await Promise.all(OBJECTS.map((object) => bench.records('sandbox', object)));
    return Object.fromEntries(OBJECTS.map((object, index) => [object, rows[index]])) as Tables;
  };
  const idOf = (tables: Tables, object: 'Product2' | 'Pricebook2', field: string, value: string): string =>
    tables[object].find((row) => row[field] === value)?.Id ?? '';
  const entryOf = (tables: Tables, code: string, book: string): string | undefined =>
    tables.PricebookEntry.find(
      (entry) =>
        entry['Product2Id'] === idOf(tables, 'Product2', 'ProductCode', code) &&
        entry['Pricebook2Id'] === idOf(tables, 'Pricebook2', 'Name', book)
    )?.Id;

  before(async () => {
    bench = await Workbench.start({ scenario: 'catalog-drift' });
    const first = await bench.prepare();
    if (first.error) throw first.error;
    const path = join(bench.directory, 'refresh.yaml');
    const yaml = parseDocument(await readFile(path, 'utf8'));
    yaml.setIn(['catalog', 'priceBooks'], [NAMED, 'Nowhere']);
    await writeFile(path, String(yaml));
    // What is wrong before the refresh is production's to keep or to mend: prepare sees it in the sandbox alone.
    const tables = await tablesOf();
    await bench.setRecords('sandbox', 'PricebookEntry', [{ Id: entryOf(tables, 'HX-200', STANDARD), IsActive: false }]);
    await bench.control('DELETE', `records/sandbox/PricebookEntry/${entryOf(tables, 'CTL-1', NAMED)}`);
    await bench.setRecords('sandbox', 'Pricebook2', [
      { Id: idOf(tables, 'Pricebook2', 'Name', 'Pilot'), IsActive: false },
    ]);
    const before = await tablesOf();
    const prepared = await bench.prepare();
    await bench.refresh();
    const now = await tablesOf();
    const repointed = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
    const verified = await bench.run('verify', '--target-org', 'uat');
    runs = { prepare: prepared, repoint: repointed, verify: verified };
    truths = { prepare: before, repoint: now, verify: now };
  });
  after(() => bench.close());

  for (const [command, status] of [
    ['prepare', 'warn'],
    ['verify', 'fail'],
    ['repoint', 'fail'],
  ] as const) {
    for (const book of [STANDARD, NAMED]) {
      it(`Given products without an active entry in ${book}, When ${command} runs, Then it is a ${status} that names exactly them`, () => {
        const tables = truths[command];
        const lacking = without(tables, idOf(tables, 'Pricebook2', 'Name', book));
        expect(lacking.length).to.be.within(1, 10);
        const finding = at(runs[command], book);
        expect(finding).to.include({
          status,
          actual: `${rowsText(lacking.length)} of Product2 without an active entry`,
        });
        expect(idsIn(finding?.hint)).to.have.members(lacking.map(({ Id }) => Id));
        for (const row of lacking) expect(finding?.hint).to.contain(row['ExternalId'] ?? row['ProductCode']);
      });
    }

    it(`Given a price book of refresh.yaml that is not there, When ${command} runs, Then it is a warning that says where it is named, afterwards as before the refresh`, () => {
      const finding = at(runs[command], 'Nowhere');
      expect(finding).to.include({ status: 'warn', actual: 'not found' });
      expect(finding?.hint?.startsWith('As before the refresh')).to.equal(command !== 'prepare');
      expect(finding?.hint).to.contain('catalog.priceBooks');
    });

    it(`Given active entries in inactive price books, When ${command} runs, Then each book is named with their number, and no other`, () => {
      const { Pricebook2, PricebookEntry } = truths[command];
      const expected = Pricebook2.filter((book) => book['IsActive'] === false).map((book) => {
        const entries = PricebookEntry.filter(
          (entry) => entry['Pricebook2Id'] === book.Id && entry['IsActive'] === true
        );
        return `${String(book['Name'])} (inactive): ${rowsText(entries.length)} of PricebookEntry that are active`;
      });
      expect(expected).to.have.length(1);
      const told = healthOf(runs[command]).filter(({ target }) => target.endsWith('(inactive)'));
      expect(told.map(({ target, actual }) => `${target}: ${actual}`)).to.deep.equal(expected);
      expect(told[0].status).to.equal('warn');
    });
  }

  it('Given an option without an entry, When both are compared, Then it is told before and after, beside what Logik configures', () => {
    const coupling = idOf(truths.verify, 'Product2', 'ProductCode', 'CPL-1');
    expect(idsIn(at(runs.verify, STANDARD)?.hint)).to.include(coupling);
    expect(idsIn(at(runs.prepare, STANDARD)?.hint)).to.deep.equal([
      idOf(truths.prepare, 'Product2', 'ProductCode', 'HX-200'),
    ]);
  });

  it('Given all that, When prepare ended, Then it had kept the catalog nevertheless; verify fails', () => {
    expect(runs.prepare.exitCode).to.equal(0);
    expect(runs.verify.exitCode).to.equal(1);
    expect(healthOf(runs.prepare).map(({ status }) => status)).to.not.include('fail');
  });

  it('Given entries that were added, When verified again, Then the book passes', async () => {
    const tables = await tablesOf();
    const book = idOf(tables, 'Pricebook2', 'Name', NAMED);
    const entries = without(tables, book).map(({ Id }) => ({
      Product2Id: Id,
      Pricebook2Id: book,
      UnitPrice: 1,
      IsActive: true,
    }));
    await bench.setRecords('sandbox', 'PricebookEntry', entries);
    const verified = await bench.run('verify', '--target-org', 'uat');
    expect(at(verified, NAMED)).to.include({ status: 'pass' });
    expect(at(verified, STANDARD)).to.include({ status: 'fail' });
  });
});

describe('an inactive standard price book', () => {
  it('Given it came with the refresh, When verified, Then it fails with the way to activate it, and passes once it is active', async () => {
    const bench = await Workbench.start({ scenario: 'inactive-standard' });
    try {
      const target = 'standard price book';
      expect(at(await bench.prepare(), target)).to.include({ status: 'pass', actual: 'active' });
      await bench.refresh();
      const verify = (): Promise<Ran<Judged>> => bench.run('verify', '--target-org', 'uat');
      const failing = at(await verify(), target);
      expect(failing).to.include({ status: 'fail', expected: 'active', actual: 'inactive' });
      expect(failing?.hint).to.contain('Setup > Price Books');
      // Prepared from an org like this, it is a warning.
      expect(at(await bench.prepare('--dir', 'another'), target)).to.include({ status: 'warn', actual: 'inactive' });
      const book = (await bench.records('sandbox', 'Pricebook2')).find((row) => row['IsStandard'] === true);
      await bench.setRecords('sandbox', 'Pricebook2', [{ Id: book?.Id, IsActive: true }]);
      expect(at(await verify(), target)).to.include({ status: 'pass' });
    } finally {
      await bench.close();
    }
  });
});
