import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { restore, stub } from 'sinon';
import type { Finding } from '../../src/checklist/item.ts';
import { clock } from '../../src/salesforce/clock.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow, writesTo } from './hostile.ts';

type Judged = { findings: Finding[] };

const catalogLine = ({ result, error }: Ran<Judged>): Finding => {
  const found = result?.findings.find(({ item, status }) => item === 'catalog' && status === 'fail');
  if (!found) throw new Error(`No failing line catalog: ${error?.message ?? JSON.stringify(result?.findings)}`);
  return found;
};

/** Files of the catalog, by name with their content, so that one changed byte shows. */
const catalogOf = async (directory: string): Promise<Record<string, string>> => {
  const names = await readdir(join(directory, 'catalog')).catch(() => []);
  const read = async (name: string): Promise<[string, string]> => [
    name,
    (await readFile(join(directory, 'catalog', name))).toString('base64'),
  ];
  return Object.fromEntries(await Promise.all(names.map(read)));
};

const ERROR_401 = { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] };

describe('the catalog on a bad wire', () => {
  let bench: Workbench;
  let good: Record<string, string>;
  let baseline: string;
  let runs = 0;

  before(async () => {
    stub(clock, 'pause').callsFake((ms) => pause(Math.min(ms, 5)));
    bench = await Workbench.start({ scenario: 'catalog-drift' });
    const { exitCode, error } = await bench.prepare('--bulk-threshold', '1');
    expect(exitCode, error?.message).to.equal(0);
    good = await catalogOf(bench.directory);
    baseline = await readFile(join(bench.directory, 'baseline.json'), 'utf8');
    expect(Object.keys(good)).to.include.members(['manifest.json', 'Product2.csv.gz', 'PricebookEntry.csv.gz']);
  });
  after(async () => {
    restore();
    await bench.close();
  });
  afterEach(async () => {
    await bench.control('DELETE', 'faults');
    await bench.control('DELETE', 'bulk');
  });

  const keptBy = (text: string): unknown =>
    (JSON.parse(text) as { items: { catalog: { facts: { kept: unknown } } } }).items.catalog.facts.kept;

  /** Nothing of the catalog in a new directory; in the earlier one all of it as it was, and the baseline speaks of it. */
  const expectNothingLost = async (fresh: string): Promise<void> => {
    expect(await catalogOf(fresh)).to.deep.equal({});
    expect(await catalogOf(bench.directory)).to.deep.equal(good);
    expect(keptBy(await readFile(join(bench.directory, 'baseline.json'), 'utf8'))).to.deep.equal(keptBy(baseline));
    const files = Object.keys(await filesBelow(bench.home));
    expect(files.filter((path) => /\.work\.|\.tmp$/.test(path))).to.deep.equal([]);
  };

  /** Prepares into a new directory, and again into the one with the good catalog; `only`: where retries take seconds. */
  const bothWays = async (
    trouble: () => Promise<unknown>,
    only?: 'earlier'
  ): Promise<{ ran: Array<Ran<Judged>>; fresh: string }> => {
    runs += 1;
    const fresh = join(bench.home, `fresh-${runs}`);
    const ran: Array<Ran<Judged>> = [];
    for (const directory of only ? [bench.directory] : [fresh, bench.directory]) {
      await bench.control('DELETE', 'faults');
      await trouble();
      await bench.forgetRequests();
      ran.push(await bench.prepare('--output-dir', directory, '--bulk-threshold', '1'));
      expect(await writesTo(bench)).to.deep.equal([]);
    }
    return { ran, fresh };
  };

  const bulk = (behaviour: object) => () => bench.control('POST', 'bulk', behaviour);
  const fault =
    (action: object, more: object = {}) =>
    (): Promise<void> =>
      bench.fault({ method: 'GET', path: '*/jobs/query/*/results*', after: 1, times: 99, action, ...more });

  const notKept: Array<[string, () => Promise<unknown>, string | RegExp]> = [
    [
      'a job that fails',
      bulk({ failJob: { object: 'PricebookEntry', message: 'InternalServerError : 4711' } }),
      '4711',
    ],
    ['jobs that an admin aborts', bulk({ abortedByAdmin: true }), /750\w{15}.*aborted|aborted.*750\w{15}/],
    ['a job that is aborted half-way', bulk({ abortAfterRecords: 3 }), 'aborted'],
    [
      'a result that is short of rows',
      fault({ status: 200, body: '"Id"\n', headers: { 'Sforce-Locator': 'null', 'Sforce-NumberOfRecords': '9' } }),
      /750\w{15}.*came damaged.*HTTPS_PROXY/,
    ],
    // The org answers everything else: what concerns these pages alone ends no run.
    ['connections that drop for good', fault({ drop: 'after' }), /cannot be reached.*answers other requests/],
    ['bodies that are cut off for good', fault({ truncateBody: true }), /cannot be reached.*answers other requests/],
    [
      'pages that are answered 503 for good',
      fault({ status: 503, body: '<html>Down</html>' }),
      /ERROR_HTTP_503.*answers other requests/,
    ],
  ];
  for (const [name, trouble, says] of notKept) {
    it(`Given ${name}, When prepare runs, Then the catalog counts as not kept, says why, and an earlier one stays`, async () => {
      const { ran, fresh } = await bothWays(trouble);
      for (const each of ran) {
        expect(each.exitCode, each.error?.message).to.equal(68);
        const line = catalogLine(each);
        expect(line.actual).to.equal('not kept');
        expect(line.hint).to.match(typeof says === 'string' ? new RegExp(says) : says);
      }
      const kept = ran[1].result?.findings.filter(({ item, status }) => item === 'catalog' && status === 'warn');
      expect(kept?.map(({ hint }) => hint).join()).to.match(/earlier/);
      await expectNothingLost(fresh);
    });
  }

  const ends: Array<[string, () => Promise<unknown>, string, 'earlier'?]> = [
    ['a session that ends mid-way', fault(ERROR_401), 'SessionExpiredError'],
    [
      'an org that answers 503 for good from then on',
      () => bench.fault({ path: '*', after: 20, times: 9999, action: { status: 503, body: '<html>Down</html>' } }),
      'OrgMaintenanceError',
      'earlier',
    ],
  ];
  for (const [name, trouble, error, only] of ends) {
    it(`Given ${name}, When prepare runs, Then it ends, leaves nothing half-written, and an earlier catalog stays`, async () => {
      const { ran, fresh } = await bothWays(trouble, only);
      for (const each of ran) {
        expect(each.error?.name, JSON.stringify(each.result?.findings.slice(0, 2))).to.equal(error);
        expect(each.exitCode).to.equal(1);
        expect(each.error?.actions).to.not.be.empty;
      }
      await expectNothingLost(fresh);
    });
  }

  for (const [name, action] of [
    ['a dropped connection', { drop: 'after' }],
    ['a body that is cut off', { truncateBody: true }],
    ['a burst of 503', { status: 503, body: '<html>Down</html>' }],
  ] as const) {
    it(`Given ${name} that passes, When prepare runs, Then the catalog is whole`, async () => {
      const fresh = join(bench.home, `whole-${name.replaceAll(' ', '-')}`);
      await fault(action, { times: 2 })();
      const { exitCode, error } = await bench.prepare('--output-dir', fresh, '--bulk-threshold', '1');
      expect(exitCode, error?.message).to.equal(0);
      expect(await bench.control('GET', 'faults')).to.deep.equal([]);
      const lines = (catalog: Record<string, string>, file: string): string[] =>
        gunzipSync(Buffer.from(catalog[file], 'base64')).toString().split('\n').sort();
      const kept = await catalogOf(fresh);
      for (const file of ['Product2.csv.gz', 'PricebookEntry.csv.gz']) {
        expect(lines(kept, file), file).to.deep.equal(lines(good, file));
      }
    });
  }

  describe('with few API requests left', () => {
    const left = (org: object): Promise<unknown> => bench.control('POST', 'limits', { org: 'sandbox', ...org });
    afterEach(() => left({ max: 15_000 }));

    it('Given fewer than it takes, When prepare runs, Then it says both numbers, asks for no row of the catalog, and an earlier one stays', async () => {
      const { ran, fresh } = await bothWays(() => left({ max: 5000, remaining: 40 }));
      for (const each of ran) {
        expect(each.exitCode, each.error?.message).to.equal(68);
        const [, needed, remaining] =
          /takes about (\d+) API requests, and the org has (\d+) of 5000 left/.exec(catalogLine(each).hint ?? '') ?? [];
        expect(Number(needed)).to.be.above(40);
        expect(Number(remaining)).to.be.within(1, 40);
      }
      const asked = (await bench.requests()).filter(({ method, path }) => method === 'POST' && path.includes('/jobs/'));
      expect(asked).to.deep.equal([]);
      await expectNothingLost(fresh);
    });

    it('Given enough, When prepare runs, Then the baseline tells how many it needed and how many there were', async () => {
      await left({ max: 5000, remaining: 900 });
      const fresh = join(bench.home, 'enough');
      const { exitCode } = await bench.prepare('--output-dir', fresh, '--bulk-threshold', '1');
      expect(exitCode).to.equal(0);
      const { items } = JSON.parse(await readFile(join(fresh, 'baseline.json'), 'utf8')) as {
        items: { catalog: { facts: { budget: { needed: number; remaining: number; max: number } } } };
      };
      const { needed, remaining, max } = items.catalog.facts.budget;
      expect(needed).to.be.within(50, 200);
      expect(remaining).to.be.within(800, 900);
      expect(max).to.equal(5000);
    });
  });
});
