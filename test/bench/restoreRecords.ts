/**
 * Putting 20,000 records back after a refresh, with two levels of lookups and one self-reference, beside SFDMU with the
 * same records: `node test/bench/restoreRecords.ts <directory> [--sites 10000] [--pairs 5] [--latency 50]`, after
 * `npm run compile` and, in that directory, `npm init --yes && npm install sfdmu`.
 */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inDays, type Login } from '../support/workbench.ts';
import { forgetRequests, openHome, prepareArgs, requestsOf, startOrg } from './support/benchOrg.ts';
import { median, numbers, say, sayMachine, seconds, spread } from './support/figures.ts';

const [directory] = process.argv.splice(2, 1);
const { sites, pairs, latency } = numbers({ sites: 10_000, pairs: 5, latency: 50 });

type Row = { Id: string } & Record<string, unknown>;
type Table = { object: string; prefix: string; fields: string[]; lookups: Record<string, string> };

const TABLES: Table[] = [
  { object: 'Region__c', prefix: 'GR-', fields: ['Name'], lookups: {} },
  {
    object: 'Site__c',
    prefix: 'GS-',
    fields: ['Name', 'Headcount__c'],
    lookups: { Region__c: 'Region__c', Parent_Site__c: 'Site__c' },
  },
  { object: 'Asset_Line__c', prefix: 'GL-', fields: ['Name'], lookups: { Site__c: 'Site__c' } },
];
const queryOf = ({ object, prefix, fields, lookups }: Table): string =>
  `SELECT Code__c, ${[...fields, ...Object.keys(lookups)].join(', ')} FROM ${object} WHERE Code__c LIKE '${prefix}%'`;

/** Drift and steps that are left are what a refreshed org has. */
const FOUND = [0, 1, 68];

const plugin = join(resolve(directory), 'node_modules', 'sfdmu');
const { version } = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as { version: string };
const more = ['--scenario', 'preserved', '--sites', String(sites)];
const org = await startOrg({ products: 0, entriesPerProduct: 0, latencyMs: latency, more });
const home = await openHome();

/** What the records say, with keys instead of IDs. */
const contents = async (): Promise<string[]> => {
  const tables = await Promise.all(TABLES.map(({ object }) => org.control<Row[]>('GET', `records/sandbox/${object}`)));
  const codes = new Map(tables.flat().map((row) => [row.Id, String(row['Code__c'])]));
  return TABLES.flatMap(({ object, prefix, fields, lookups }, at) =>
    tables[at]
      .filter((row) => String(row['Code__c']).startsWith(prefix))
      .map((row) =>
        JSON.stringify([
          object,
          row['Code__c'],
          ...fields.map((field) => row[field] ?? null),
          ...Object.keys(lookups).map((field) => codes.get(String(row[field])) ?? null),
        ])
      )
  ).sort();
};

try {
  await home.sf(['plugins', 'link', '--no-install', plugin]);
  await home.login(org);
  const truth = await contents();
  const record = join(home.path, 'record');
  const room = join(home.path, 'sfdmu');
  await mkdir(record, { recursive: true });
  const entries = TABLES.map((table) => `    - {query: "${queryOf(table)}", key: [Code__c]}`);
  await writeFile(
    join(record, 'refresh.yaml'),
    [
      'schemaVersion: 1',
      `refresh: {date: ${inDays(14)}, dataStrategy: repoint}`,
      'preserve:',
      '  records:',
      ...entries,
      '',
    ].join('\n')
  );
  await home.sf(prepareArgs(record), { codes: FOUND });

  const script = (login: Login, target: 'csvfile' | 'org'): object => ({
    orgs: [
      { name: 'uat', orgUserName: login.username, instanceUrl: login.instanceUrl, accessToken: login.accessToken },
    ],
    objects: TABLES.map((table) => ({
      query: queryOf(table),
      operation: target === 'csvfile' ? 'Readonly' : 'Upsert',
      externalId: 'Code__c',
    })),
    bulkApiVersion: '2.0',
    allOrNone: false,
    promptOnMissingParentObjects: false,
    promptOnIssuesInCSVFiles: false,
  });
  const sfdmu = async (login: Login, source: string, target: 'csvfile' | 'org'): Promise<void> => {
    await writeFile(join(room, 'export.json'), JSON.stringify(script(login, target)));
    const from = target === 'csvfile' ? ['uat', 'csvfile'] : ['csvfile', 'uat'];
    const run = ['sfdmu', 'run', '--path', room, '--sourceusername', from[0], '--targetusername', from[1]];
    const finished = await home.sf([...run, '--noprompt'], { codes: [0, 1, 2, 3, 4, 5] });
    await writeFile(join(home.path, `${source}.log`), `${finished.stdout}${finished.stderr}`);
  };
  await mkdir(room);
  await sfdmu(org.login, 'export', 'csvfile');

  const walls = { ours: [] as number[], peer: [] as number[] };
  const asked = { ours: 0, peer: 0 };
  const differences = { ours: new Set<number>(), peer: new Set<number>() };
  const differing = async (): Promise<number> => {
    const now = new Set(await contents());
    return truth.filter((line) => !now.has(line)).length;
  };
  let serial = 0;
  const once = async (who: 'ours' | 'peer'): Promise<void> => {
    const login = await org.control<Login>('POST', 'refresh', {});
    await home.login(org, login);
    serial += 1;
    const copy = join(home.path, `record-${serial}`);
    await cp(record, copy, { recursive: true });
    await forgetRequests(org);
    const repoint = ['logik', 'refresh', 'repoint', '-o', 'uat', '--dir', copy, '--only', 'records'];
    walls[who].push(
      await seconds(() =>
        who === 'ours'
          ? home.sf([...repoint, '--no-prompt', '--json'], { codes: FOUND })
          : sfdmu(login, 'import', 'org')
      )
    );
    asked[who] = await requestsOf(org);
    differences[who].add(await differing());
    await rm(copy, { recursive: true });
  };
  for (let pair = 0; pair < pairs; pair += 1) {
    await once(pair % 2 === 0 ? 'ours' : 'peer');
    await once(pair % 2 === 0 ? 'peer' : 'ours');
  }
  const perSecond = (all: number[]): string => Math.round(truth.length / median(all)).toLocaleString('en');
  sayMachine(`Putting ${truth.length} records back; SFDMU ${version}; ${latency} ms a request`);
  for (const [who, name] of [
    ['ours', 'sf logik refresh repoint --only records'],
    ['peer', 'sf sfdmu run'],
  ] as const) {
    const left = [...differences[who]].join(', ');
    say(
      `${name}: ${spread(walls[who])} s, ${perSecond(walls[who])} records/s, ${asked[who]} requests; records that differ afterwards: ${left}`
    );
  }
  say(`ratio, pair by pair: ${spread(walls.ours.map((wall, at) => wall / walls.peer[at]))}`);
} finally {
  if (process.env.KEEP_HOME) say(home.path);
  else await home.remove();
  await org.stop();
}
