import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import type { LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { clock } from '../../src/refresh/verify/wait.ts';
import { Workbench, type Ran } from '../support/workbench.ts';
import { filesBelow, refreshed, run } from './hostile.ts';

const SYNC_USER = 'logik.sync@acme.example.uat';
const ORIGIN = 'https://acme--uat.sandbox.my.site.com';
const SITE = 'https://acme--uat.sandbox.my.salesforce.com';
const VARIABLE = 'LOGIK_RUNTIME_TOKEN';
const TARGET = `storefront › ${ORIGIN}`;

describe('runtime-smoke', () => {
  const real = { ...clock };
  let bench: Workbench;
  let token: string;
  beforeEach(async () => {
    ({ bench } = await refreshed());
    token = await newClient([ORIGIN]);
  });
  afterEach(async () => {
    Object.assign(clock, real);
    delete process.env[VARIABLE];
    await bench.close();
  });

  const newClient = async (origins: string[], name = 'storefront'): Promise<string> =>
    (await bench.control<{ token: string }>('POST', 'logik/clients', { name, origins })).token;
  const verify = async (given: string | null = token, ...more: string[]): Promise<Ran<LogikRefreshVerifyResult>> => {
    if (given === null) delete process.env[VARIABLE];
    else process.env[VARIABLE] = given;
    return bench.run('verify', '--target-org', 'uat', ...more);
  };
  const of = (ran: Ran<LogikRefreshVerifyResult>, id: string): string[] =>
    (ran.result?.findings ?? []).filter(({ item }) => item === id).map(({ status, target }) => `${status} ${target}`);
  const hintOf = (ran: Ran<LogikRefreshVerifyResult>, id = 'runtime-smoke'): string =>
    (ran.result?.findings ?? [])
      .filter(({ item }) => item === id)
      .map(({ hint }) => hint ?? '')
      .join('\n');
  const sessions = (): Promise<{ count: number; open: number; sessions: Array<{ origin: string; uuid: string }> }> =>
    bench.control('GET', 'logik/sessions');
  /** What a person does in Logik Admin, and the vendor's support on a case. */
  const reset = async (): Promise<void> => {
    await bench.control('POST', 'logik/refresh-token-user', { username: SYNC_USER });
    await bench.control('POST', 'logik/products');
  };
  /** Logik's cache knows products by their IDs, so all of them have to be touched. */
  const touchAll = async (): Promise<void> => {
    await setAnswer('productIdField', 'partner-id');
    await run(bench, 'repoint', '--touch-products');
  };
  const sync = (): Promise<unknown> => bench.control('POST', 'logik/sync');

  it('Given refresh, repoint and reset, When verify waits for the sync, Then products open by their new IDs, and what that proves passes', async () => {
    await touchAll();
    await reset();
    let turns = 0;
    clock.pause = async () => {
      turns += 1;
      if (turns === 2) await sync();
    };
    const pending = await verify();
    expect(of(pending, 'runtime-smoke')).to.deep.equal([`manual ${TARGET}`]);
    expect(hintOf(pending)).to.include('must have brought them by');
    const ran = await verify(token, '--wait', '35');
    expect(of(ran, 'runtime-smoke')).to.deep.equal([`pass ${TARGET}`]);
    expect(of(ran, 'sync-evidence')).to.deep.equal(['pass Product2', 'pass Pricebook2', 'pass PricebookEntry']);
    expect(of(ran, 'runtime-clients')).to.deep.equal(['pass storefront']);
    expect(ran.result?.findings.find(({ item }) => item === 'runtime-clients')?.evidence).to.include(
      `3 of 3 as ${ORIGIN}`
    );
    expect(ran.result?.waited?.outcome).to.equal('settled');
    expect(turns).to.equal(2);
    const ids = new Set((await bench.records('sandbox', 'Product2')).map(({ Id }) => Id));
    const evidence = ran.result?.findings.find(({ item }) => item === 'runtime-smoke')?.evidence ?? '';
    const opened = [...evidence.matchAll(/\((01t\w{15})\)/g)].map(([, id]) => id);
    expect(opened).to.have.length(3);
    expect(opened.every((id) => ids.has(id))).to.equal(true);
    const { count, open } = await sessions();
    expect([count > 0, open]).to.deep.equal([true, 0]);
  });

  it('Given a Logik that refuses with 200 or keeps every session, When verify runs, Then nothing passes by its status, and nothing is left', async () => {
    await run(bench, 'repoint');
    await bench.control('POST', 'logik', { refusesWith200: true });
    const refused = await verify();
    expect(of(refused, 'runtime-smoke')).to.deep.equal([`fail ${TARGET}`]);
    expect(hintOf(refused)).to.include('product cache');
    expect(of(refused, 'runtime-clients')).to.deep.equal(['manual storefront']);
    await touchAll();
    await reset();
    await sync();
    await bench.control('POST', 'logik', { statefulOnly: true });
    expect(of(await verify(), 'runtime-smoke')).to.deep.equal([`pass ${TARGET}`]);
    const { count, open } = await sessions();
    expect([count > 0, open]).to.deep.equal([true, 0]);
  });

  it('Given a client with a wildcard, When verify runs, Then it is proven as the org that the wildcard covers', async () => {
    const wildcard = '*.site.com';
    await setAnswer('runtimeClients', [{ name: 'storefront', origins: [wildcard, ORIGIN, '*.elsewhere.example'] }]);
    token = await newClient([wildcard]);
    await touchAll();
    await reset();
    await sync();
    const ran = await verify();
    expect(of(ran, 'runtime-smoke')).to.deep.equal([
      `pass storefront › ${wildcard}`,
      `pass ${TARGET}`,
      'manual storefront › *.elsewhere.example',
    ]);
    expect(of(ran, 'runtime-clients')).to.deep.equal(['manual storefront']);
  });

  it('Given no token, When verify runs, Then nobody is asked, the hint names the variable, and the exit code is as ever', async () => {
    await run(bench, 'repoint');
    const ran = await verify(null);
    expect(of(ran, 'runtime-smoke')).to.deep.equal(['skip Configurations']);
    expect(hintOf(ran)).to.include(VARIABLE).and.include('docs/logik.md');
    expect(of(ran, 'runtime-clients')).to.deep.equal(['manual storefront']);
    expect((await sessions()).count).to.equal(0);
  });

  it('Given a token that Logik does not know, or an origin that the client does not list, When verify runs, Then the words tell which', async () => {
    await run(bench, 'repoint');
    const wrong = await verify('not-a-token-of-this-environment');
    expect(of(wrong, 'runtime-smoke')).to.deep.equal([`fail ${TARGET}`]);
    expect(hintOf(wrong)).to.include('does not take the token');
    const slash = await verify(await newClient([`${ORIGIN}/`]));
    expect(of(slash, 'runtime-smoke')).to.deep.equal([`fail ${TARGET}`]);
    expect(hintOf(slash)).to.match(
      /refused the origin .*three causes.*first, that the client lists this origin without a trailing slash/
    );
    const own = await newClient([`${ORIGIN}/`, bench.url]);
    expect(hintOf(await verify(own))).to.match(/three causes.*It has not expired: from http:/);
    expect(slash.exitCode).to.equal(1);
    expect(of(slash, 'runtime-clients')).to.deep.equal(['manual storefront']);
  });

  it('Given products that Logik still knows by their old IDs, When verify runs, Then Logik is quoted, and what never comes is told', async () => {
    await run(bench, 'repoint');
    const untouched = await verify();
    expect(of(untouched, 'runtime-smoke')).to.deep.equal([`fail ${TARGET}`]);
    expect(hintOf(untouched)).to.include('--touch-products');
    await touchAll();
    await bench.control('POST', 'logik/refresh-token-user', { username: SYNC_USER });
    await sync();
    const unknown = await verify();
    expect(of(unknown, 'runtime-smoke')).to.deep.equal([`fail ${TARGET}`]);
    expect(hintOf(unknown)).to.match(/LGK-\w+ .*not a Configurable Product/);
  });

  it('Given products and origins in refresh.yaml, When verify runs, Then these are opened, and none of it is saved or told', async () => {
    await bench.close();
    ({ bench } = await refreshed({ prepare: ['--runtime-client', `portal=${SITE}`] }));
    token = await newClient([ORIGIN, SITE]);
    await setAnswer('smoke', { products: ['CTL-1', 'NOPE'] });
    await touchAll();
    await reset();
    await sync();
    const ran = await verify();
    expect(of(ran, 'runtime-smoke')).to.deep.equal([`pass ${TARGET}`, `pass portal › ${SITE}`, 'fail NOPE']);
    const started = await sessions();
    expect(started.sessions.map(({ origin }) => origin)).to.have.members([ORIGIN, SITE]);
    const written = JSON.stringify([ran.result, ran.stdout, ran.stderr, await filesBelow(bench.home)]);
    expect(written).not.to.include(token);
    for (const session of started.sessions) expect(written).not.to.include(session.uuid);
  });

  it("Given production's environment as the sandbox's, When verify runs, Then it is not asked", async () => {
    await bench.close();
    bench = await Workbench.start();
    token = await newClient([ORIGIN]);
    const { error } = await bench.prepare('--source-org', 'prod');
    expect(error).to.equal(undefined);
    const [row] = await bench.records('production', 'LGK__ConfigurationTenant__c');
    const url = String(row.LGK__RuntimeUrl__c);
    await bench.refresh();
    await setAnswer('runtimeUrl', url);
    const ran = await verify();
    expect(of(ran, 'runtime-smoke')).to.deep.equal(['fail Configurations']);
    expect(hintOf(ran)).to.include("production's Logik environment");
    expect((await sessions()).count).to.equal(0);
  });

  const setAnswer = async (key: string, value: unknown): Promise<void> => {
    const path = join(bench.directory, 'refresh.yaml');
    const document = parseDocument(await readFile(path, 'utf8'));
    document.setIn(['logik', key], document.createNode(value));
    await writeFile(path, document.toString());
  };
});
