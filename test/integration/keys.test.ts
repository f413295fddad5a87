import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import type { Finding } from '../../src/checklist/item.ts';
import { LogikServer, json, type Served } from '../unit/support/logikServer.ts';
import { Workbench, type Ran } from '../support/workbench.ts';

const ADMIN = 'LOGIK_ADMIN_API_KEY';
const RUNTIME = 'LOGIK_RUNTIME_TOKEN';
const ONLY = ['--only', 'logik-tenant,logik-health,logik-products,logik-backup,runtime-smoke'];
const WITHHELD = ['logik-health', 'logik-products', 'runtime-smoke'];
const ORIGIN = 'https://acme--uat.sandbox.my.site.com';

type Told = Ran<{ findings: Finding[] }>;

describe('where the keys of Logik go', function () {
  this.timeout(120_000);
  let bench: Workbench;
  /** Answers whatever it is asked as Logik would, and keeps what it was handed. */
  let attacker: LogikServer;
  let logikUrl: string;
  let key: string;
  let token: string;

  beforeEach(async () => {
    [bench, attacker] = await Promise.all([Workbench.start(), LogikServer.start()]);
    attacker.answer(json({ content: [], last: true, totalElements: 0, uuid: 'u' }));
    ({ url: logikUrl } = await bench.control<{ url: string }>('GET', 'logik'));
    const made = { name: 'keys', permissions: ['Read', 'Bulk'] };
    ({ key } = await bench.control<{ key: string }>('POST', 'logik/keys', made));
    const client = { name: 'storefront', origins: [ORIGIN] };
    ({ token } = await bench.control<{ token: string }>('POST', 'logik/clients', client));
  });
  afterEach(async () => {
    give(null);
    delete process.env.LOGIK_ADMIN_HOST;
    delete process.env.LOGIK_RUNTIME_HOST;
    await Promise.all([bench.close(), attacker.close()]);
  });

  const give = (admin: string | null, runtime: string | null = null): void => {
    for (const [name, value] of [
      [ADMIN, admin],
      [RUNTIME, runtime],
    ] as const) {
      if (value === null) delete process.env[name];
      else process.env[name] = value;
    }
  };
  const store = (): string => join(bench.home, '.sf', 'logik-keys.json');
  /** As on a machine that never ran any of this. */
  const forget = (): Promise<void> => rm(store(), { force: true });
  const inDirectory = (path: string): string => join(bench.directory, path);
  const edit = async (path: string, change: (text: string) => string): Promise<void> =>
    writeFile(inDirectory(path), change(await readFile(inDirectory(path), 'utf8')));
  const verify = (): Promise<Told> => bench.run('verify', '--target-org', 'uat', '--json', ...ONLY);
  const repoint = (...more: string[]): Promise<Told> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', ...ONLY, ...more);
  const told = ({ result, error }: Told): string[] => {
    if (error) throw error;
    return (result?.findings ?? []).map(({ item, target, status }) => `${status} ${item}: ${target}`);
  };
  const hintsOf = (ran: Told, item: string): string =>
    (ran.result?.findings ?? [])
      .filter((finding) => finding.item === item)
      .map(({ hint }) => hint ?? '')
      .join('\n');
  /** What was handed over, in any part of any request. */
  const stolen = (): Served[] =>
    attacker.served.filter((request) => {
      const all = JSON.stringify(request);
      return request.headers.authorization !== undefined || all.includes(key) || all.includes(token);
    });

  /** Whoever can edit the repository puts their own host in the place of the environment's. */
  const TAMPERED: Record<string, () => Promise<void>> = {
    'baseline.json': () => edit('baseline.json', (text) => text.replaceAll(logikUrl, attacker.url)),
    'refresh.yaml': () =>
      edit('refresh.yaml', (text) => {
        const yaml = parseDocument(text);
        for (const name of ['runtimeUrl', 'administrationUrl']) yaml.setIn(['logik', name], attacker.url);
        return yaml.toString();
      }),
  };

  for (const [file, tamper] of Object.entries(TAMPERED)) {
    it(`Given ${file} that names another host, When verify, repoint and verify run on a fresh machine, Then no credential leaves, and nothing is red or green by it`, async () => {
      await bench.prepare();
      await bench.refresh();
      await tamper();
      await forget();
      give(key, token);
      for (const run of [verify, repoint, verify]) {
        await forget();
        const ran = await run();
        for (const item of WITHHELD) expect(hintsOf(ran, item), item).to.match(/was not sent to 127\.0\.0\.1:\d+/);
        const ours = told(ran).filter((line) => /Admin API key|runtime-smoke|logik-products/.test(line));
        expect(ours.filter((line) => !line.startsWith('skip '))).to.deep.equal([]);
      }
      expect(hintsOf(await verify(), 'logik-health')).to.contain('LOGIK_ADMIN_HOST');
      expect(stolen()).to.deep.equal([]);
      // The host was asked who it is, so it could have been handed something.
      expect(attacker.served.length).to.be.above(0);
    });

    it(`Given a key that was accepted before, When ${file} names another host afterwards, Then it stays, and the words say so`, async () => {
      give(key, token);
      expect(told(await bench.prepare(...ONLY))).to.include('pass logik-health: Admin API key');
      expect(await readFile(store(), 'utf8'))
        .to.contain(new URL(logikUrl).host)
        .and.not.contain(key);
      await bench.refresh();
      await tamper();
      const ran = await verify();
      expect(hintsOf(ran, 'logik-products')).to.contain('another environment accepted it before');
      await repoint();
      await verify();
      expect(stolen()).to.deep.equal([]);
    });
  }

  it('Given a journal line that names another host, When the run is taken back, Then the key stays', async () => {
    await bench.prepare();
    await bench.refresh();
    await repoint();
    const [line] = (await readFile(inDirectory('journal.ndjson'), 'utf8')).split('\n');
    const entry = JSON.parse(line) as { change: object };
    const write = {
      kind: 'logik',
      environment: attacker.url,
      part: 'table',
      name: 't',
      path: 'x',
      sha256: 'a'.repeat(64),
    };
    const change = {
      ...entry.change,
      item: 'logik-backup',
      target: 'Managed table t',
      before: null,
      after: '1 row',
      write,
    };
    const forged = ['attempt', 'confirmed'].map((event) => JSON.stringify({ ...entry, event, change }));
    await edit('journal.ndjson', (text) => `${text}${forged.join('\n')}\n`);
    for (const forgotten of [false, true]) {
      if (forgotten) await forget();
      give(key, token);
      const ran = await bench.run('rollback', '--target-org', 'uat', '--no-prompt', '--dry-run');
      expect(ran.error).to.equal(undefined);
      expect(JSON.stringify(ran.result?.findings)).to.contain('was not sent');
    }
    expect(stolen()).to.deep.equal([]);
  });

  it("Given refresh.yaml that names another setting of the org as its Logik Tenant, When verify runs on a fresh machine, Then the org's word is not taken from there", async () => {
    await bench.prepare();
    const [row] = await bench.records('sandbox', 'LGK__ConfigurationTenant__c');
    await bench.setRecords('sandbox', 'LGK__ConfigurationTenant__c', [
      { ...row, LGK__CpqEmailRecipientOverride__c: attacker.url },
    ]);
    await TAMPERED['baseline.json']();
    await edit('refresh.yaml', (text) => {
      const yaml = parseDocument(text);
      for (const name of ['runtimeUrlField', 'administrationUrlField'])
        yaml.setIn(['logik', 'tenant', name], 'LGK__CpqEmailRecipientOverride__c');
      return yaml.toString();
    });
    await forget();
    give(key, token);
    await verify();
    expect(stolen()).to.deep.equal([]);
  });

  it('Given a fresh machine without a terminal, When the org itself names its environment, Then the key goes there, and is bound', async () => {
    give(key);
    expect(told(await bench.prepare(...ONLY))).to.include('pass logik-health: Admin API key');
    await forget();
    expect(told(await verify())).to.include('pass logik-health: Admin API key');
    expect(await readFile(store(), 'utf8')).to.match(/"admin:[0-9a-f]{32}"/);
  });

  it('Given a key of a new environment, When repoint is told its URL, Then it goes there and is bound; without, the variable opens the way', async () => {
    await bench.run(
      'prepare',
      '--target-org',
      'uat',
      '--refresh-date',
      '2099-01-01',
      ...bench.decommission,
      '--only',
      'logik-tenant'
    );
    await bench.refresh();
    const { url } = await bench.control<{ url: string }>('GET', 'logik-new');
    const made = { name: 'keys', permissions: ['Read', 'Bulk'] };
    give((await bench.control<{ key: string }>('POST', 'logik-new/keys', made)).key);
    const ran = await repoint('--logik-url', url);
    expect(told(ran)).to.include('pass logik-health: Admin API key');
    expect(told(await verify())).to.include('pass logik-health: Admin API key');
    await forget();
    expect(hintsOf(await verify(), 'logik-products')).to.contain('LOGIK_ADMIN_HOST');
    process.env.LOGIK_ADMIN_HOST = new URL(url).host;
    expect(told(await verify())).to.include('pass logik-health: Admin API key');
  });

  it('Given LOGIK_ADMIN_HOST that names another host, When repoint is told a URL, Then the key stays', async () => {
    give(key);
    await bench.prepare('--only', 'logik-tenant');
    await bench.refresh();
    process.env.LOGIK_ADMIN_HOST = 'acme-uat.test01.logik.io';
    const ran = await repoint('--logik-url', attacker.url, '--dry-run');
    expect(hintsOf(ran, 'logik-products')).to.contain('LOGIK_ADMIN_HOST names another host');
    expect(stolen()).to.deep.equal([]);
  });

  it('Given an environment that answers anybody, When verify asks it, Then that proves neither the key nor the token', async () => {
    await bench.prepare();
    await bench.refresh();
    await TAMPERED['refresh.yaml']();
    Object.assign(process.env, { LOGIK_ADMIN_HOST: attacker.url, LOGIK_RUNTIME_HOST: attacker.url });
    give(key, token);
    const ran = await bench.run(
      'verify',
      '--target-org',
      'uat',
      ...ONLY.map((value) => `${value}`.replace('runtime-smoke', 'runtime-smoke,runtime-clients'))
    );
    expect(told(ran)).to.include.members([
      'warn logik-health: Admin API key',
      `warn runtime-smoke: storefront › ${ORIGIN}`,
      'manual runtime-clients: storefront',
    ]);
  });
});
