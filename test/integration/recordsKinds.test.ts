import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const lookup = (...to: string[]): object => ({ type: 'reference', referenceTo: to });
const key = { type: 'string', length: 40, externalId: true, unique: true };

const OBJECTS = {
  Quote__c: {
    label: 'Quote',
    keyPrefix: 'a7Q',
    fields: { Name: { label: 'Quote Number', autoNumber: 'Q-{00000}' }, Customer__c: { type: 'string' } },
  },
  Line__c: {
    label: 'Line',
    fields: {
      Key__c: key,
      Quote__c: lookup('Quote__c'),
      Locked__c: { type: 'string', createable: false, updateable: false },
    },
  },
  Site__c: { label: 'Site', fields: { Code__c: key, City__c: { type: 'string' } } },
  Task: {
    label: 'Task',
    keyPrefix: '00T',
    fields: {
      Subject: { type: 'string', nameField: true },
      Key__c: key,
      WhatId: { ...lookup('Quote__c', 'Site__c', 'Product2', 'Contact'), relationshipName: 'What' },
      OwnerId: { ...lookup('Group', 'User'), relationshipName: 'Owner' },
    },
  },
  Account: {
    label: 'Account',
    fields: {
      IsPersonAccount: { type: 'boolean', createable: false, updateable: false },
      FirstName: { type: 'string', length: 40 },
      LastName: { type: 'string', length: 80 },
      Code__c: key,
    },
  },
};

/** A quote that the sandbox has from production, so with its ID and moment of creation. */
const SHARED = { Id: 'a7Q5e000000AAAAEA4', CreatedDate: '2026-01-05T08:00:00.000+0000', Customer__c: 'Shared' };

const QUEUE = { Name: 'Triage', DeveloperName: 'Triage', Type: 'Queue' };

const SCENARIO = {
  extends: 'standard',
  production: {
    objects: OBJECTS,
    records: {
      Quote__c: [SHARED, { Customer__c: 'A customer of production' }],
      // Nothing that goes by accounts of the scenario below.
      SBQQ__Quote__c: [],
      SBQQ__QuoteLine__c: [],
      Opportunity: [],
      Group: [QUEUE],
      Site__c: [{ Name: 'Old', Code__c: 'OLD', City__c: 'Lyon' }],
    },
    duplicateRules: [
      { object: 'Site__c', fields: ['City__c'], action: 'allow' },
      { object: 'Account', fields: ['Phone'], action: 'block' },
    ],
  },
  sandbox: {
    records: {
      // Nothing that goes by accounts of the scenario below.
      SBQQ__Quote__c: [],
      SBQQ__QuoteLine__c: [],
      Opportunity: [],
      Group: [QUEUE],
      Quote__c: [SHARED, { Customer__c: 'A pilot of the sandbox' }],
      Line__c: [
        { Name: 'Shared', Key__c: 'L-1', Quote__c: SHARED.Id, Locked__c: 'by an integration' },
        { Name: 'Pilot', Key__c: 'L-2', Quote__c: '@Quote__c:Q-00002' },
      ],
      Site__c: [{ Name: 'New', Code__c: 'NEW', City__c: 'Lyon' }],
      Task: [
        { Name: 'Site', Subject: 'Site', Key__c: 'T-1', WhatId: '@Site__c:NEW', OwnerId: '@Group:Triage' },
        { Name: 'Product', Subject: 'Product', Key__c: 'T-2', WhatId: '@Product2:HX-200' },
        { Name: 'Shared quote', Subject: 'Shared quote', Key__c: 'T-3', WhatId: SHARED.Id },
        { Name: 'Nothing', Subject: 'Nothing', Key__c: 'T-4' },
      ],
      Account: [
        { Name: 'Ada Lind', FirstName: 'Ada', LastName: 'Lind', IsPersonAccount: true, Code__c: 'P-1', Phone: '1' },
        { Name: 'Pilot Ltd', Code__c: 'C-1', Phone: '2' },
        { Name: 'Pilot Twin Ltd', Code__c: 'C-2', Phone: '2' },
      ],
    },
  },
};

describe('records whose values an org guards, generates or shares, from prepare to verify', () => {
  let bench: Workbench;
  let home: string;
  let prepared: Awaited<ReturnType<Workbench['prepare']>>;
  let repointed: Awaited<ReturnType<typeof bench.run<'repoint'>>>;

  const told = ({ result }: Ran<{ findings: Finding[] }>): string[] =>
    (result?.findings ?? [])
      .filter(({ item, status }) => item === 'records' && status !== 'pass')
      .map(({ status, target, actual }) => `${status} ${target}: ${String(actual)}`);
  const written = (path: string): Promise<string> => readFile(join(bench.directory, path), 'utf8');
  const byKey = async (object: string, field: string): Promise<Map<unknown, Record<string, unknown>>> =>
    new Map((await bench.records('sandbox', object)).map((row) => [row[field], row]));

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'kinds-'));
    await writeFile(join(home, 'kinds.json'), JSON.stringify(SCENARIO));
    bench = await Workbench.start({ scenario: join(home, 'kinds.json') });
    await mkdir(bench.directory, { recursive: true });
    const records = ['Line__c', 'Site__c', 'Task', 'Account'].map((object) => `    - { object: ${object} }`);
    const head = [
      'schemaVersion: 1',
      `refresh: {date: ${inDays(14)}, dataStrategy: repoint}`,
      'preserve:',
      '  records:',
    ];
    await writeFile(
      join(bench.directory, 'refresh.yaml'),
      [...head, ...records, '    - { object: Quote__c, key: [Name] }', ''].join('\n')
    );
    prepared = await bench.prepare('--json');
    await bench.refresh();
    repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--json', '--only', 'records');
  });
  after(async () => {
    await bench.close();
    await rm(home, { recursive: true, force: true });
  });

  it('Given a key that the org counts itself, and what cannot be kept, when prepared, then each is told with its place or by record, 68', async () => {
    expect(prepared.exitCode).to.equal(68);
    expect(told(prepared)).to.deep.equal([
      'fail Line__c › fields that this login cannot write: Locked__c',
      'fail Line__c › lookups to records without a key of their own: Quote__c',
      'fail Task › lookups to records without a key of their own: WhatId',
      'fail refresh.yaml, line 9, preserve.records[4]: could not be read',
    ]);
    const refused = prepared.result?.findings.find(({ target }) => target.includes('preserve.records[4]'));
    expect(refused?.hint).to.match(/Name cannot be a key of Quote__c.*each org.*key: \[/);
    const lines = (await written('preserved/records/not-kept.csv')).trim().split('\n').slice(1);
    expect(lines.map((line) => line.replace(/,a\w{17},|,00T\w{15},/, ' ').replace(/,$/, ''))).to.have.members([
      'Line__c,L-1 Locked__c',
      'Line__c,L-1 Quote__c',
      'Line__c,L-2 Quote__c',
      'Task,T-3 WhatId',
    ]);
  });

  it('Given a number that both orgs counted, when put back, then a lookup goes to the very same record or to none, and is a step for people', async () => {
    const lines = await byKey('Line__c', 'Key__c');
    expect(lines.get('L-1')?.Quote__c).to.equal(SHARED.Id);
    expect(lines.get('L-2')?.Quote__c).to.equal(null);
    expect(await written('reports/restore-failures.csv')).to.match(/Line__c,L-2,,SAME_NOT_FOUND,/);
  });

  it('Given lookups to several objects and a queue as owner, when put back, then each leads to its object again', async () => {
    const [tasks, sites, products] = [
      await byKey('Task', 'Key__c'),
      await byKey('Site__c', 'Code__c'),
      await byKey('Product2', 'ProductCode'),
    ];
    expect(['T-1', 'T-2', 'T-3', 'T-4'].map((task) => tasks.get(task)?.WhatId)).to.deep.equal([
      sites.get('NEW')?.Id,
      products.get('HX-200')?.Id,
      SHARED.Id,
      null,
    ]);
    const queue = (await byKey('Group', 'DeveloperName')).get('Triage');
    expect(tasks.get('T-1')?.OwnerId).to.equal(queue?.Id);
  });

  it('Given duplicate rules, when put back, then what was there before is saved, and what a rule blocks all the same is told as that', async () => {
    expect((await byKey('Site__c', 'Code__c')).has('NEW')).to.equal(true);
    const accounts = await byKey('Account', 'Code__c');
    expect([accounts.has('C-1'), accounts.has('C-2')]).to.deep.equal([true, false]);
    expect(await written('reports/restore-failures.csv')).to.match(
      /Account,C-2,,DUPLICATES_DETECTED,"A duplicate rule of the org blocks/
    );
  });

  it('Given a person account, when put back, then it is a person again, by first and last name', async () => {
    const ada = (await byKey('Account', 'Code__c')).get('P-1');
    expect([ada?.Name, ada?.IsPersonAccount]).to.deep.equal(['Ada Lind', true]);
  });

  it('Given all that, when repointed once more, then only what is blocked is planned; verify leaves the lookup to people', async () => {
    expect(repointed.exitCode).to.equal(68);
    const again = await bench.run('repoint', '--target-org', 'uat', '--dry-run', '--json', '--only', 'records');
    expect(again.result?.changes.map(({ target, before }) => `${target} ${String(before)}`)).to.deep.equal([
      'Account › rows to put back 1',
    ]);
    const verified = await bench.run('verify', '--target-org', 'uat', '--json', '--only', 'records');
    expect(told(verified)).to.include('manual Line__c › lookups to records without a key of their own: Quote__c');
    expect(told(verified)).not.to.include('manual Task › lookups to records without a key of their own: WhatId');
    // Once people have set it, it is theirs.
    const line = (await byKey('Line__c', 'Key__c')).get('L-2');
    await bench.setRecords('sandbox', 'Line__c', [{ ...line, Id: String(line?.Id), Quote__c: SHARED.Id }]);
    const settled = await bench.run('verify', '--target-org', 'uat', '--json', '--only', 'records');
    expect(told(settled).filter((one) => one.includes('without a key of their own'))).to.deep.equal([]);
  });
});
