import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Org, type SfError } from '@salesforce/core';
import { expect } from 'chai';
import { approvePlan } from '../../src/cli/change.ts';
import { loadAttestations } from '../../src/refresh/directory/attestations.ts';
import { checklistState } from '../../src/refresh/directory/checklistState.ts';
import { caseTemplates } from '../../src/refresh/handOff/caseFiles.ts';
import { readJournal } from '../../src/refresh/directory/journal.ts';
import { prepare } from '../../src/refresh/prepare/index.ts';
import { repoint } from '../../src/refresh/repoint/index.ts';
import type { Plan } from '../../src/refresh/plan/plan.ts';
import { rollback } from '../../src/refresh/rollback/index.ts';
import { verify } from '../../src/refresh/verify/index.ts';
import type { Moved } from '../../src/refresh/plan/moved.ts';
import { openOrg, type OpenOrg } from '../../src/salesforce/open.ts';
import { REPOSITORY, runNode } from '../support/sf.ts';
import { Workbench } from '../support/workbench.ts';

const OTHER = 'https://acme-uat2.test01.logik.io';

/** How a run may say that it is not alone; everything else is a fault. */
const REFUSALS = [
  'RunInProgressError',
  'StalePlanError',
  'DirectoryMovedError',
  'NothingToRollBackError',
  // A directory does not know what another one wrote, also where one run comes after the other: it takes the URL for
  // production's, which the refresh may have brought.
  'UrlIsProductionError',
  // prepare of a refreshed sandbox, whoever else runs.
  'BaselineWouldBeLostError',
];

type Work = 'prepare' | 'repoint' | 'elsewhere' | 'rollback' | 'verify' | 'attest' | 'vouch' | 'checklist';

/** Every command; `elsewhere` is repoint to another environment, `attest` and `vouch` are verify with words. */
const COMMANDS: readonly Work[] = ['prepare', 'repoint', 'verify', 'rollback', 'checklist'];
const REFRESHED: readonly Work[] = ['prepare', 'repoint', 'elsewhere', 'verify', 'attest', 'rollback', 'checklist'];

/** Each with each, and with itself. */
const pairsOf = (works: readonly Work[]): Array<[Work, Work]> =>
  works.flatMap((one, at) => works.slice(at).map((other): [Work, Work] => [one, other]));

/**
 * Lines that write to the org and that words are for. What runs get in one another's way with (the lock, the journal, the
 * record, the words, the org's fields) is the same with all of them; one of the processes below runs with all.
 */
const LINES = { only: ['logik-tenant', 'trusted-url', 'runtime-clients', 'refresh-token-user'] as const };

describe('runs at the same time', () => {
  let bench: Workbench;
  let second: string;

  const catalog = { bulkThreshold: 10_000, progress: () => undefined };
  const silent = {
    log: () => undefined,
    table: () => undefined,
    styledHeader: () => undefined,
    logSuccess: () => undefined,
    confirm: () => Promise.resolve(false),
    jsonEnabled: () => true,
  };

  const withUat = async <T>(use: (org: OpenOrg) => Promise<T>): Promise<T> => {
    const org = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: {} });
    return use(org).finally(() => org.close());
  };

  /** What --no-prompt does. */
  const unasked =
    (directory: string) =>
    (plan: Plan, moved?: readonly Moved[]): Promise<boolean> =>
      approvePlan(silent, plan, { label: 'uat', directory, unasked: true, moved });

  const repointTo = (directory: string, url?: string): Promise<unknown> => {
    const given = ['runtimeUrl', 'administrationUrl'].map((name) => ({ path: ['logik', name], value: url }));
    return withUat((org) =>
      repoint({
        org,
        directory,
        given: url === undefined ? [] : given,
        dryRun: false,
        touchProducts: false,
        wanted: LINES,
        catalog,
        approve: unasked(directory),
      })
    );
  };

  const verifyIn = (directory: string, ...attest: string[]): Promise<unknown> =>
    withUat((org) =>
      verify({
        org: org.reader,
        directory,
        attest,
        unattest: [],
        strict: false,
        output: join(directory, 'reports'),
        wanted: LINES,
        catalog,
      })
    );

  const works: Record<Work, (directory: string) => Promise<unknown>> = {
    prepare: (directory) =>
      withUat((org) =>
        prepare({
          org: org.reader,
          directory,
          given: [],
          templates: caseTemplates([]),
          today: new Date().toISOString().slice(0, 10),
          wanted: LINES,
          catalog,
        })
      ),
    repoint: (directory) => repointTo(directory),
    elsewhere: (directory) => repointTo(directory, OTHER),
    rollback: (directory) => withUat((org) => rollback({ org, directory, dryRun: false, approve: unasked(directory) })),
    verify: (directory) => verifyIn(directory),
    attest: (directory) => verifyIn(directory, 'runtime-clients=storefront created, case CS1'),
    checklist: (directory) => checklistState(directory),
    vouch: (directory) => verifyIn(directory, 'refresh-token-user=reset in Logik Admin, case CS2'),
  };

  /** How each ended: `done`, or the name of its error. */
  const atOnce = async (jobs: ReadonlyArray<readonly [Work, string]>): Promise<string[]> => {
    const ended = await Promise.allSettled(jobs.map(([work, directory]) => works[work](directory)));
    return ended.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as SfError).name));
  };

  /** The URLs that the org has in these fields. */
  const urls = async (object: string, ...fields: string[]): Promise<string[]> => {
    const values = (await bench.records('sandbox', object)).flatMap((row) =>
      fields.map((field) => String(row[field] ?? ''))
    );
    return [...new Set(values.filter((url) => url !== ''))].sort();
  };
  const tenant = (): Promise<string[]> =>
    urls('LGK__ConfigurationTenant__c', 'LGK__RuntimeUrl__c', 'LGK__AdministrationUrl__c');
  const trusted = (): Promise<string[]> => urls('CspTrustedSite', 'EndpointUrl');

  /** Nobody's lock, temporary file or half line is left, and what is kept can be read. */
  const isWhole = async (directory: string): Promise<void> => {
    const left = (await readdir(directory)).filter((name) => name === '.lock' || name.endsWith('.tmp'));
    expect(left).to.deep.equal([]);
    await readJournal(directory);
    await loadAttestations(directory);
    JSON.parse(await readFile(join(directory, 'baseline.json'), 'utf8'));
  };

  /** As one of the two would have left it alone, or both one after the other; never half of each. */
  const isSerial = async (jobs: ReadonlyArray<readonly [Work, string]>): Promise<void> => {
    const ended = await atOnce(jobs);
    const told = JSON.stringify([jobs.map(([work]) => work), ended]);
    for (const one of ended) expect(['done', ...REFUSALS], told).to.include(one);
    const mayAllBeRefused = jobs.every(([work]) => work === 'prepare' || work === 'rollback');
    if (!mayAllBeRefused) expect(ended, told).to.include('done');
    // One environment, in both of its fields.
    expect(await tenant(), told).to.have.length(1);
    const [url] = await tenant();
    const isProduction = url.includes('.prod.');
    if (!isProduction) expect(await trusted(), told).to.include(url);
    for (const directory of new Set(jobs.map(([, of]) => of))) await isWhole(directory);
  };

  const start = async (): Promise<void> => {
    bench = await Workbench.start();
    second = join(bench.home, 'second');
    expect((await bench.prepare()).error).to.equal(undefined);
    await cp(bench.directory, second, { recursive: true });
  };
  const refreshed = async (): Promise<void> => {
    await bench.refresh();
  };
  beforeEach(start);
  afterEach(() => bench.close());

  /** Every pair, the first in one directory and the second in the other. */
  const everyPair = async (works: readonly Work[], one: string, other: string): Promise<void> => {
    for (const [first, next] of pairsOf(works)) {
      // There has to be something to take back.
      for (const [work, directory] of [
        [first, one],
        [next, other],
      ] as const)
        if (work === 'rollback' && works.includes('elsewhere')) await atOnce([['elsewhere', directory]]);
      await isSerial([
        [first, one],
        [next, other],
      ]);
    }
  };

  it('Given every pair of commands, When both run at once on one directory, or on two of one org, before the refresh, Then each finishes or says why not', async function () {
    this.timeout(600_000);
    const { directory } = bench;
    await everyPair(COMMANDS, directory, directory);
    await everyPair(COMMANDS, directory, second);
    await isSerial([
      ['prepare', directory],
      ['prepare', directory],
      ['verify', directory],
      ['prepare', directory],
    ]);
  });

  it('Given every pair of commands, When both run at once on one directory of a refreshed sandbox, Then each finishes or says why not, and the org is as after one order of them', async function () {
    this.timeout(600_000);
    await refreshed();
    await everyPair(REFRESHED, bench.directory, bench.directory);
  });

  it('Given every pair of commands, When they run at once on two directories of one org, Then only one environment is named', async function () {
    this.timeout(600_000);
    await refreshed();
    await everyPair(REFRESHED, bench.directory, second);
  });

  it('Given ten runs at once on two directories, When all have ended, Then each finished or said why not, and the org names one environment', async function () {
    this.timeout(600_000);
    await refreshed();
    const { directory } = bench;
    const all: Work[] = ['repoint', 'elsewhere', 'verify', 'attest', 'vouch'];
    await isSerial(all.flatMap((work) => [[work, directory] as const, [work, second] as const]));
    const others: Work[] = ['rollback', 'prepare', 'checklist', 'elsewhere', 'verify'];
    await isSerial(others.flatMap((work) => [[work, directory] as const, [work, second] as const]));
  });

  it('Given two words at once, When one run waits for the other, Then both stand on record', async () => {
    await refreshed();
    const { directory } = bench;
    const words = [
      ['attest', directory],
      ['vouch', directory],
    ] as const;
    const ended = await atOnce(words);
    for (const [at, one] of ended.entries())
      if (one !== 'done') expect(await atOnce([words[at]])).to.deep.equal(['done']);
    expect((await loadAttestations(directory)).map(({ item }) => item)).to.have.members([
      'runtime-clients',
      'refresh-token-user',
    ]);
  });

  it('Given two processes, When both repoint to different environments at once, Then one environment is named and trusted', async function () {
    this.timeout(240_000);
    await refreshed();
    const run = (...args: string[]): ReturnType<typeof runNode> =>
      runNode(
        join(REPOSITORY, 'bin', 'run.js'),
        ['logik', 'refresh', 'repoint', '-o', 'uat', '--no-prompt', '--json', ...args],
        bench.home,
        {
          cwd: bench.home,
        }
      );
    const elsewhere = ['--logik-url', OTHER, '--only', LINES.only.join(',')];
    const ended = await Promise.all([run(), run(...elsewhere), run('--dir', second, ...elsewhere)]);
    const names = ended.map(({ stdout }) => (JSON.parse(stdout) as { name?: string }).name ?? 'done');
    for (const name of names) expect(['done', ...REFUSALS]).to.include(name);
    expect(names).to.include('done');
    const [url, ...others] = await tenant();
    expect(others).to.deep.equal([]);
    expect(await trusted()).to.include(url);
    await isWhole(bench.directory);
    await isWhole(second);
  });
});
