import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import type { ChangeResult } from '../../src/refresh/write/execute.ts';
import { FEW, PRESERVE, recordsScenario } from '../support/recordsScenario.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const own = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
  (result?.findings ?? []).filter(({ item }) => item === 'records');
const told = (ran: Ran<{ findings: Finding[] }>): string[] =>
  own(ran).map(({ status, target }) => `${status} ${target}`);
const changes = ({ result }: Ran<{ changes: ChangeResult[] }>): string[] =>
  (result?.changes ?? [])
    .filter(({ item }) => item === 'records')
    .map(({ outcome, target, before }) => `${outcome} ${target.replace(' › rows to put back', '')} ${before}`);

describe('records that are kept, in an org', () => {
  let bench: Workbench;
  let home: string;
  const start = async (records: object = FEW, more: object = {}): Promise<void> => {
    bench = await Workbench.start({ scenario: await recordsScenario(home, records, more) });
    if (records !== FEW) return;
    // The circle is closed once both are there.
    const [europe, lyon] = [await named('Region__c', 'Europe'), await named('Site__c', 'Plant Lyon')];
    await bench.setRecords('sandbox', 'Region__c', [{ ...europe, Lead_Site__c: lyon.Id }]);
  };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'records-'));
  });
  afterEach(async () => {
    await bench.close();
    await rm(home, { recursive: true, force: true });
  });

  const prepare = async (entries: readonly string[] = PRESERVE): ReturnType<Workbench['prepare']> => {
    await mkdir(bench.directory, { recursive: true });
    const head = [
      'schemaVersion: 1',
      `refresh: {date: ${inDays(14)}, dataStrategy: repoint}`,
      'preserve:',
      '  records:',
    ];
    await writeFile(join(bench.directory, 'refresh.yaml'), [...head, ...entries, ''].join('\n'));
    return bench.prepare('--json');
  };
  const kept = async (object: string): Promise<Array<Record<string, unknown>>> =>
    gunzipSync(await readFile(join(bench.directory, 'preserved', 'records', `${object}.ndjson.gz`)))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const repoint = (): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--json');
  const verify = (): ReturnType<typeof bench.run<'verify'>> => bench.run('verify', '--target-org', 'uat', '--json');
  const named = async (object: string, name: string): Promise<Record<string, unknown>> => {
    const found = (await bench.records('sandbox', object)).find(({ Name }) => Name === name);
    if (!found) throw new Error(`No ${object} ${name}.`);
    return found;
  };

  it('Given records that refer to one another, when the sandbox is refreshed and repointed, then they are back with every lookup, and once more nothing is planned', async () => {
    await start();
    const prepared = await prepare();
    expect(told(prepared)).to.deep.equal([
      'pass Asset_Line__c',
      'pass Region__c',
      'pass Site__c',
      'skip Site__c › formulas',
      'warn Site__c › encrypted fields',
      'warn Site__c › files',
    ]);
    const [france] = (await kept('Region__c')).filter(({ values }) => (values as { Name: string }).Name === 'France');
    expect(france.refs).to.deep.equal({ OwnerId: ['dana.ortiz@acme.example'], Parent__c: ['EU'] });
    expect(france.values).to.deep.equal({ Name: 'France', Key__c: 'FR' });
    const [line] = await kept('Asset_Line__c');
    expect((line.refs as Record<string, unknown>).Site__c).to.deep.equal(['FR', '1']);

    await bench.refresh();
    expect(await bench.records('sandbox', 'Region__c')).to.deep.equal([]);
    expect(told(await verify()).filter((each) => !each.includes('›'))).to.deep.equal([
      'fail Asset_Line__c',
      'fail Region__c',
      'fail Site__c',
    ]);
    const done = await repoint();
    expect(changes(done)).to.deep.equal([
      'applied Region__c 2',
      'applied Site__c 3',
      'applied Asset_Line__c 4',
      'applied Region__c › lookups 1',
    ]);
    const [europe, fr] = [await named('Region__c', 'Europe'), await named('Region__c', 'France')];
    const [lyon, office] = [await named('Site__c', 'Plant Lyon'), await named('Site__c', 'Office Lyon')];
    expect([fr.Parent__c, europe.Lead_Site__c, europe.Budget__c]).to.deep.equal([europe.Id, lyon.Id, 10.5]);
    expect([lyon.Region__c, office.Open__c]).to.deep.equal([fr.Id, true]);
    const types = await bench.records('sandbox', 'RecordType');
    expect(lyon.RecordTypeId).to.equal(types.find(({ DeveloperName }) => DeveloperName === 'Plant')?.Id);
    const products = await bench.records('sandbox', 'Product2');
    expect(office.Product__c).to.equal(products.find(({ ProductCode }) => ProductCode === 'HX-200')?.Id);
    const users = await bench.records('sandbox', 'User');
    expect(fr.OwnerId).to.equal(users.find(({ Username }) => Username === 'dana.ortiz@acme.example.uat')?.Id);
    expect((await named('Asset_Line__c', 'Line 1')).Note__c).to.equal('one\ntwo, "three"');

    const verified = await verify();
    expect(own(verified).map(({ status, target, actual }) => [status, target, actual])).to.deep.equal([
      ['pass', 'Asset_Line__c', 4],
      ['pass', 'Region__c', 2],
      ['pass', 'Site__c', 3],
    ]);
    expect(changes(await repoint())).to.deep.equal([]);
    expect((await bench.requests()).filter(({ method }) => method === 'DELETE')).to.deep.equal([]);
  });

  const mistakes: Array<[string, string[], RegExp]> = [
    [
      'a query that is none',
      ['    - query: SELECT Id FORM Site__c', '      key: [Name]'],
      /line 5, preserve\.records\[0\].* line 1, column 16: Site__c/,
    ],
    [
      'an unknown field',
      [
        '    - query: |',
        '        SELECT Name',
        '        FROM Site__c',
        "        WHERE Nope__c = 'x'",
        '      key: [Name]',
      ],
      /no field Nope__c.*\(line 3, column 7/,
    ],
    ['an unknown object', ['    - object: Nope__c'], /no object Nope__c/],
    ['an unknown field as a key', ['    - object: Site__c', '      key: [Nope__c]'], /no field Nope__c/],
    ['a formula as a key', ['    - object: Site__c', '      key: [Label__c]'], /Label__c cannot be a key/],
    ['a query with a limit', ['    - query: SELECT Name FROM Site__c LIMIT 5'], /LIMIT at line 1, column 26/],
    ['an object twice', ['    - object: Site__c', '    - object: Site__c'], /preserve\.records\[1\].*earlier entry/],
    ['users', ['    - object: User'], /User is not kept among the records/],
  ];
  it('Given mistakes in refresh.yaml, when it is prepared, then each is told with its place, the rest is kept, and that is 68', async () => {
    await start();
    for (const [what, entries, message] of mistakes) {
      const prepared = await prepare([...entries, '    - object: Region__c']);
      expect([what, prepared.exitCode]).to.deep.equal([what, 68]);
      const wrong = own(prepared).find(({ status, hint }) => status === 'fail' && message.test(hint ?? ''));
      expect(wrong?.target, what).to.match(/^refresh\.yaml, line \d+, preserve\.records\[\d\]$/);
      expect(told(prepared), what).to.include('pass Region__c');
    }
  });

  it('Given keys that collide or are empty, an owner and a record type that are gone, and a rule that refuses, when records are put back, then each is told per row, and a run after the repair continues', async () => {
    await start(
      {
        Region__c: [
          { Name: 'Twin one', Key__c: 'TW' },
          { Name: 'Twin two', Key__c: 'tw' },
          { Name: 'Nobody' },
          { Name: 'Refused', Key__c: 'NO', Budget__c: -1 },
          { Name: 'Child', Key__c: 'CH', Parent__c: '@Region__c:Refused' },
          { Name: 'Orphan', Key__c: 'OR', OwnerId: '@User:dana.ortiz@acme.example.uat' },
        ],
        Site__c: [{ Name: 'S', Code__c: '1', Region__c: '@Region__c:Orphan', RecordTypeId: '@RecordType:Plant' }],
      },
      {
        validationRules: [
          {
            object: 'Region__c',
            when: { field: 'Budget__c', op: '<', value: 0 },
            message: 'A budget is not negative.',
          },
        ],
      }
    );
    const prepared = await prepare(['    - object: Region__c', ...PRESERVE.slice(3)]);
    expect(prepared.exitCode).to.equal(68);
    expect(told(prepared)).to.include('fail Region__c › keys');
    expect(own(prepared).find(({ target }) => target === 'Region__c › keys')?.hint).to.include('TW; tw');
    expect(await kept('Region__c')).to.have.length(6);

    await bench.refresh();
    const [dana] = (await bench.records('sandbox', 'User')).filter(
      ({ Username }) => Username === 'dana.ortiz@acme.example.uat'
    );
    await bench.setRecords('sandbox', 'User', [{ ...dana, Username: 'somebody.else@acme.example' }]);
    for (const type of await bench.records('sandbox', 'RecordType'))
      await bench.control('DELETE', `records/sandbox/RecordType/${type.Id}`);
    const first = await repoint();
    expect(changes(first)).to.deep.equal(['partial Region__c 3']);
    expect(first.exitCode).to.equal(68);
    const failures = await readFile(join(bench.directory, 'reports', 'restore-failures.csv'), 'utf8');
    expect(failures).to.match(/Region__c,NO,,FIELD_CUSTOM_VALIDATION_EXCEPTION,A budget is not negative\./);
    expect(failures).to.match(/Region__c,CH,a\w+,REFERENCE_NOT_FOUND,/);
    expect(failures).to.match(/Region__c,OR,,OWNER_NOT_FOUND,.*dana\.ortiz@acme\.example/);
    const differences = await readFile(join(bench.directory, 'reports', 'record-differences.csv'), 'utf8');
    expect(differences).to.match(/Site__c,OR \/ 1,,missing,,.*record type Plant/);
    expect((await bench.records('sandbox', 'Region__c')).map(({ Name }) => Name)).to.have.members(['Child', 'Orphan']);
    const [finding] = own(await verify()).filter(({ target }) => target === 'Region__c');
    expect([finding.status, finding.expected, finding.actual]).to.deep.equal(['fail', 3, 0]);

    await bench.setRecords('sandbox', 'User', [dana]);
    await bench.setRecords('sandbox', 'RecordType', [
      { Name: 'Plant', DeveloperName: 'Plant', SobjectType: 'Site__c' },
    ]);
    const second = await repoint();
    expect(changes(second)).to.deep.equal(['partial Region__c 3', 'applied Site__c 1']);
    const [orphan] = (await bench.records('sandbox', 'Region__c')).filter(({ Name }) => Name === 'Orphan');
    expect(orphan.OwnerId).to.equal(dana.Id);
  });

  it('Given records that are there, some of them changed or locked, when the sandbox is repointed, then only what differs is written, also at the second attempt, and a rollback leaves it', async () => {
    await start();
    await prepare();
    await bench.refresh();
    await repoint();
    const [europe, line] = [await named('Region__c', 'Europe'), await named('Asset_Line__c', 'Line 1')];
    await bench.setRecords('sandbox', 'Region__c', [{ ...europe, Name: 'Eurasia' }]);
    await bench.setRecords('sandbox', 'Asset_Line__c', [{ ...line, Site__c: null }]);
    await bench.control('POST', 'locks', { org: 'sandbox', ids: [europe.Id], times: 1 });
    await bench.forgetRequests();
    expect(changes(await repoint())).to.deep.equal(['applied Region__c 1', 'applied Asset_Line__c 1']);
    const writes = (await bench.requests()).filter(({ write, path }) => write && path.includes('/composite/sobjects'));
    expect(writes).to.have.length(3);
    expect((await named('Asset_Line__c', 'Line 1')).Site__c).to.equal(line.Site__c);
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt', '--json');
    expect(told(back)).to.include.members([
      'skip Region__c › rows to put back',
      'skip Asset_Line__c › rows to put back',
    ]);
    expect(changes(back)).to.deep.equal([]);
    expect((await named('Region__c', 'Europe')).Id).to.equal(europe.Id);
  });

  it('Given an answer that gets lost after the org created the records, when they are put back, then none is there twice', async () => {
    await start();
    await prepare();
    await bench.refresh();
    await bench.fault({
      method: 'POST',
      path: '/services/data/*/composite/sobjects',
      times: 2,
      action: { drop: 'after' },
    });
    const done = await repoint();
    expect(changes(done).map((each) => each.split(' ')[0])).to.deep.equal(['applied', 'applied', 'applied', 'applied']);
    const names = async (object: string): Promise<unknown[]> =>
      (await bench.records('sandbox', object)).map(({ Name }) => Name);
    expect(await names('Site__c')).to.have.members(['Plant Lyon', 'Office Lyon', 'Office Oslo']);
    expect(await names('Asset_Line__c')).to.have.members(['Line 1', 'Line 2', 'Line 3', 'Other']);
  });

  it('Given a field that production requires by now, when the sandbox is repointed, then verify names it and each row is refused', async () => {
    await start();
    await prepare(['    - query: SELECT Name, Code__c FROM Site__c', '      key: [Name]']);
    await bench.refresh();
    const findings = told(await verify());
    expect(findings).to.include('warn Site__c › fields that are required now');
    expect(changes(await repoint())).to.deep.equal(['failed Site__c 3']);
    expect(await readFile(join(bench.directory, 'reports', 'restore-failures.csv'), 'utf8')).to.match(
      /Site__c,Plant Lyon,,REQUIRED_FIELD_MISSING,.*Region__c/
    );
  });

  it('Given a run that only put records back, when it is rolled back, then the error says that they stay, and nothing is written', async () => {
    await start();
    await prepare();
    await bench.refresh();
    await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--only', 'records');
    const there = await bench.records('sandbox', 'Site__c');
    expect(there).to.have.length(3);
    const { error, exitCode } = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect([error?.name, exitCode]).to.deep.equal(['NothingToRollBackError', 1]);
    expect(error?.actions?.join(' ')).to.contain('Records that were put back').and.contain('stay');
    expect(await bench.records('sandbox', 'Site__c')).to.deep.equal(there);
  });

  it('Given a row that was refused and that people then put back by hand, when the sandbox is repointed again, then no file says any more that it is missing', async () => {
    const refused = { Name: 'Refused', Key__c: 'NO', Budget__c: -1 };
    const rule = { object: 'Region__c', when: { field: 'Budget__c', op: '<', value: 0 }, message: 'Not negative.' };
    await start({ Region__c: [refused] }, { validationRules: [rule] });
    await prepare(['    - object: Region__c']);
    await bench.refresh();
    const report = (): Promise<string> => readFile(join(bench.directory, 'reports', 'restore-failures.csv'), 'utf8');
    await repoint();
    expect(await report()).to.contain('Not negative.');
    await bench.setRecords('sandbox', 'Region__c', [refused]);
    expect(changes(await repoint())).to.deep.equal([]);
    expect(await report()).to.equal('object,key,id,code,message\n');
  });

  describe('with few API requests left', () => {
    const left = (remaining: number): Promise<unknown> =>
      bench.control('POST', 'limits', { org: 'sandbox', max: 5000, remaining });

    it('Given too few to keep the records, when it is prepared again, then none is begun, the earlier ones stay, and other lines are recorded', async () => {
      await start();
      await prepare();
      const lines = await kept('Asset_Line__c');
      const [line] = await bench.records('sandbox', 'Asset_Line__c');
      await bench.setRecords('sandbox', 'Asset_Line__c', [{ ...line, Note__c: 'later' }]);
      await left(1);
      await bench.forgetRequests();
      const again = await prepare();
      expect(again.exitCode).to.equal(68);
      const failed = own(again).find(({ status }) => status === 'fail');
      expect(failed?.hint).to.match(
        /takes about 3 API requests, and the org has \d of 5000 left.*none of it was begun/
      );
      expect(own(again).map(({ status }) => status)).to.include('warn');
      expect(again.result?.findings.some(({ item, status }) => item === 'logik-tenant' && status === 'pass')).to.equal(
        true
      );
      const read = (await bench.requests()).filter((each) => JSON.stringify(each).includes('Note__c'));
      expect(read).to.deep.equal([]);
      expect(await kept('Asset_Line__c')).to.deep.equal(lines);
      await left(5000);
      await bench.refresh();
      expect(changes(await repoint())).to.include('applied Asset_Line__c 4');
    });

    it('Given too few to put the records back, when it is repointed, then none is begun and the finding says so; with more of them all are', async () => {
      await start();
      await prepare();
      await bench.refresh();
      await left(20);
      const none = await repoint();
      expect(changes(none)).to.deep.equal([]);
      expect((none.result?.changes ?? []).filter(({ outcome }) => outcome === 'applied')).not.to.deep.equal([]);
      expect(await bench.records('sandbox', 'Region__c')).to.deep.equal([]);
      for (const { hint } of own(none)) expect(hint).to.match(/takes about \d+ API requests, and the org has \d+ left/);
      await left(1000);
      const dry = await bench.run('repoint', '--target-org', 'uat', '--dry-run', '--json');
      const reason = dry.result?.changes.find(({ item }) => item === 'records')?.reason;
      const [, needed, remaining] = /about (\d+) of the (\d+) API requests that are left/.exec(reason ?? '') ?? [];
      expect(Number(remaining)).to.be.within(900, 1000);
      await bench.forgetRequests();
      expect(changes(await repoint()).map((each) => each.split(' ')[0])).to.deep.equal([
        'applied',
        'applied',
        'applied',
        'applied',
      ]);
      expect(Number(needed)).to.be.within(20, 100);
    });
  });

  it('Given a kept file that was changed, when the sandbox is verified, then this object fails and the others are judged', async () => {
    await start();
    await prepare();
    await bench.refresh();
    await repoint();
    await writeFile(join(bench.directory, 'preserved', 'records', 'Asset_Line__c.ndjson.gz'), 'x');
    expect(told(await verify())).to.deep.equal(['fail Asset_Line__c', 'pass Region__c', 'pass Site__c']);
  });

  it('Given an empty list, when it is prepared and repointed, then the line is skipped and nothing is in its way', async () => {
    await start();
    expect(told(await prepare(['    []']))).to.deep.equal(['skip Records to keep']);
    expect((await repoint()).exitCode).not.to.equal(2);
  });

  it('Given 20,000 records with two levels of lookups and one to themselves, when they are put back, then it takes few requests', async () => {
    await start({});
    const regions = Array.from({ length: 40 }, (_, index) => ({ Name: `R${index}`, Key__c: `R${index}` }));
    await bench.setRecords('sandbox', 'Region__c', regions);
    const regionIds = (await bench.records('sandbox', 'Region__c')).map(({ Id }) => Id);
    const sites = Array.from({ length: 400 }, (_, index) => ({
      Name: `S${index}`,
      Code__c: `${index}`,
      Region__c: regionIds[index % regionIds.length],
    }));
    await bench.setRecords('sandbox', 'Site__c', sites);
    const siteIds = (await bench.records('sandbox', 'Site__c')).map(({ Id }) => Id);
    const lineId = (index: number): string => `aZZ${String(index).padStart(12, '0')}`;
    const lines = Array.from({ length: 20_000 }, (_, index) => ({
      Name: `L${index}`,
      Site__c: siteIds[index % siteIds.length],
      Note__c: lineId(index),
    }));
    await bench.setRecords('sandbox', 'Asset_Line__c', lines);
    const written = await bench.records('sandbox', 'Asset_Line__c');
    await bench.setRecords(
      'sandbox',
      'Asset_Line__c',
      written.map((line, index) => (index % 4 === 0 ? line : { ...line, Before__c: written[index - 1].Id }))
    );
    expect((await prepare()).exitCode).not.to.equal(2);
    await bench.refresh();
    expect(changes(await repoint())).to.deep.equal([
      'applied Region__c 40',
      'applied Site__c 400',
      'applied Asset_Line__c 20000',
    ]);
    const back = await bench.records('sandbox', 'Asset_Line__c');
    expect(back.filter(({ Before__c }) => Before__c !== null)).to.have.length(15_000);
    const requests = (await bench.requests()).filter(
      ({ method, path }) => !(method === 'GET' && /jobs\/ingest\/\w+$|jobs\/query\/\w+$/.test(path))
    );
    expect(requests.length).to.be.below(150);
  }).timeout(180_000);
});
