import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'chai';
import type { Finding } from '../../src/checklist/item.ts';
import { inDays, Workbench, type Ran } from '../support/workbench.ts';

const lookup = (to: string, more: object = {}): object => ({ type: 'reference', referenceTo: [to], ...more });
const key = { type: 'string', length: 40, externalId: true, unique: true };

const OBJECTS = {
  // Named before what a trigger looks for, and what leads to it.
  Contract_Term__c: { label: 'Term', fields: { Key__c: key, Rule_Code__c: { type: 'string', length: 40 } } },
  Term_Note__c: { label: 'Note', fields: { Key__c: key, Term__c: lookup('Contract_Term__c', { nillable: false }) } },
  Rule__c: { label: 'Rule', fields: { Key__c: key, Chain__c: { type: 'string', length: 40 } } },
  Base__c: { label: 'Base', fields: { Key__c: key } },
  Site__c: {
    label: 'Site',
    fields: {
      Key__c: key,
      Product__c: lookup('Product2', { relationshipName: 'Product__r' }),
      Book__c: lookup('Pricebook2', { relationshipName: 'Book__r', nillable: false }),
    },
  },
};

const QUEUES = [
  { Name: 'Sites', DeveloperName: 'Sites', Type: 'Queue' },
  { Name: 'Leads', DeveloperName: 'Leads', Type: 'Queue' },
];
const SUPPORTED = [
  { QueueId: '@Group:Sites', SobjectType: 'Site__c' },
  { QueueId: '@Group:Leads', SobjectType: 'Lead' },
];
const user = (name: string, more: object = {}): object => ({
  username: `${name}@acme.example`,
  email: `${name}@acme.example`,
  lastName: name,
  profile: 'Standard User',
  ...more,
});
const rule = (name: string, errorCode: string, message: string): object => ({
  object: 'Site__c',
  field: 'OwnerId',
  to: { object: 'User', field: 'Username', value: `${name}@acme.example.uat` },
  errorCode,
  message,
});
const BOOK = { Name: 'Pilot Book', IsActive: true };

const SCENARIO = {
  extends: 'standard',
  production: {
    objects: OBJECTS,
    add: {
      users: [user('frost', { frozen: true }), user('reader'), user('chatter')],
      pricebooks: [{ Name: 'Closed Book', IsActive: false }],
      products: [{ Name: 'Old pump', ProductCode: 'OLD-1', IsActive: false }],
    },
    records: { Group: QUEUES, QueueSobject: SUPPORTED },
    validationRules: [
      {
        object: 'Contract_Term__c',
        when: { field: 'Rule_Code__c', op: 'notBlank' },
        unless: { object: 'Rule__c', field: 'Key__c', equals: 'Rule_Code__c' },
        message: 'There is no such rule.',
      },
      {
        object: 'Rule__c',
        when: { field: 'Chain__c', op: 'notBlank' },
        unless: { object: 'Base__c', field: 'Key__c', equals: 'Chain__c' },
        message: 'There is no such base.',
      },
    ],
    referenceRules: [
      rule(
        'frost',
        'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
        'insufficient access rights on cross-reference id'
      ),
      rule('reader', 'TRANSFER_REQUIRES_READ', 'The new owner must have read permission'),
      rule('chatter', 'OP_WITH_INVALID_USER_TYPE_EXCEPTION', 'Operation not valid for this user type'),
      {
        object: 'Site__c',
        field: 'Product__c',
        to: { object: 'Product2', field: 'IsActive', value: false },
        errorCode: 'FIELD_INTEGRITY_EXCEPTION',
        message: 'field integrity exception: the product is inactive',
      },
      {
        object: 'Site__c',
        field: 'Book__c',
        to: { object: 'Pricebook2', field: 'IsActive', value: false },
        errorCode: 'FIELD_INTEGRITY_EXCEPTION',
        message: 'field integrity exception: the price book is inactive',
        fields: ['Book__c'],
      },
    ],
  },
  sandbox: {
    add: {
      pricebooks: [BOOK],
    },
    records: {
      Group: QUEUES,
      QueueSobject: SUPPORTED,
      Base__c: [{ Name: 'B', Key__c: 'B-1' }],
      Rule__c: [{ Name: 'R', Key__c: 'R-1', Chain__c: 'B-1' }],
      Contract_Term__c: [
        { Name: 'T', Key__c: 'T-1', Rule_Code__c: 'R-1' },
        { Name: 'N', Key__c: 'T-2', Rule_Code__c: 'NEVER' },
      ],
      Term_Note__c: [{ Name: 'TN', Key__c: 'N-1', Term__c: '@Contract_Term__c:T' }],
      Site__c: [
        { Name: 'Queue', Key__c: 'QUEUE', OwnerId: '@Group:Sites', Book__c: '@Pricebook2:Standard Price Book' },
        { Name: 'Other', Key__c: 'OTHER', OwnerId: '@Group:Leads', Book__c: '@Pricebook2:Standard Price Book' },
        ...['frost', 'reader', 'chatter'].map((name) => ({
          Name: name,
          Key__c: name,
          OwnerId: `@User:${name}@acme.example.uat`,
          Book__c: '@Pricebook2:Standard Price Book',
        })),
        { Name: 'P', Key__c: 'PRODUCT', Product__c: '@Product2:OLD-1', Book__c: '@Pricebook2:Standard Price Book' },
        { Name: 'B', Key__c: 'BOOK', Book__c: '@Pricebook2:Closed Book' },
      ],
    },
  },
};

type Failure = { object: string; key: string; code: string; message: string };

describe('records that other objects hold up, and what they lead to that is there and cannot be used', () => {
  let bench: Workbench;
  let home: string;
  let repointed: Awaited<ReturnType<typeof bench.run<'repoint'>>>;
  let failures: Failure[];

  const byKey = async (object: string): Promise<Map<unknown, Record<string, unknown>>> =>
    new Map((await bench.records('sandbox', object)).map((row) => [row.Key__c, row]));
  const told = (key: string): string[] =>
    failures.filter((row) => row.key === key).map(({ code, message }) => `${code} ${message}`);
  const records = ({ result }: Ran<{ findings: Finding[] }>): Finding[] =>
    (result?.findings ?? []).filter(({ item }) => item === 'records');

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'usable-'));
    await writeFile(join(home, 'usable.json'), JSON.stringify(SCENARIO));
    bench = await Workbench.start({ scenario: join(home, 'usable.json') });
    await mkdir(bench.directory, { recursive: true });
    const objects = Object.keys(OBJECTS).map((object) => `    - { object: ${object} }`);
    const head = [
      'schemaVersion: 1',
      `refresh: {date: ${inDays(14)}, dataStrategy: repoint}`,
      'preserve:',
      '  records:',
    ];
    await writeFile(join(bench.directory, 'refresh.yaml'), [...head, ...objects, ''].join('\n'));
    await bench.prepare('--json');
    await bench.refresh();
    repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--json', '--only', 'records');
    const csv = await readFile(join(bench.directory, 'reports', 'restore-failures.csv'), 'utf8');
    failures = parse<Failure>(csv, { columns: true });
  });
  after(async () => {
    await bench.close();
    await rm(home, { recursive: true, force: true });
  });

  it('Given rows that a rule refuses until rows of a later object are there, when put back, then one run puts all of them back', async () => {
    expect((await byKey('Rule__c')).has('R-1')).to.equal(true);
    expect((await byKey('Contract_Term__c')).has('T-1')).to.equal(true);
    const [note, term] = [(await byKey('Term_Note__c')).get('N-1'), (await byKey('Contract_Term__c')).get('T-1')];
    expect(note?.Term__c).to.equal(term?.Id);
    const outcomes = (repointed.result?.changes ?? []).map(({ target, outcome }) => `${target}: ${outcome}`);
    expect(outcomes).to.include.members([
      'Rule__c › rows to put back: applied',
      'Base__c › rows to put back: applied',
      'Term_Note__c › rows to put back: applied',
      'Contract_Term__c › rows to put back: partial',
    ]);
  });

  it('Given a row that is refused for good, when put back, then it is told once, with its reason', () => {
    const [reason, ...others] = told('T-2');
    expect(reason).to.match(/^FIELD_CUSTOM_VALIDATION_EXCEPTION There is no such rule\. A validation rule or a trigger/);
    expect(others).to.deep.equal([]);
    expect(failures.filter(({ object }) => object !== 'Site__c')).to.have.length(1);
  });

  it('Given a queue, when put back, then it owns what it takes; one that takes other objects is told by name and left out', async () => {
    const [sites, queue] = [await byKey('Site__c'), await bench.records('sandbox', 'Group')];
    expect(sites.get('QUEUE')?.OwnerId).to.equal(queue.find(({ Name }) => Name === 'Sites')?.Id);
    expect(sites.has('OTHER')).to.equal(true);
    expect(told('OTHER')[0]).to.match(/^QUEUE_OF_OTHERS OwnerId: the queue Leads is there and takes records of other/);
  });

  it('Given owners who are frozen, or without permission or licence, when the org refuses them, then the records are there and each owner is told by name', async () => {
    const sites = await byKey('Site__c');
    for (const name of ['frost', 'reader', 'chatter']) expect(sites.has(name), name).to.equal(true);
    expect(told('frost')[0]).to.match(/^OWNER_FROZEN OwnerId: frost@acme\.example is there and frozen/);
    expect(told('reader')[0]).to.match(
      /^OWNER_REFUSED OwnerId: reader@acme\.example is there.*must have read permission/
    );
    expect(told('chatter')[0]).to.match(/^OWNER_REFUSED OwnerId: chatter@acme\.example is there.*for this user type/);
  });

  it('Given a product and a price book that are not active, when the org refuses them, then what can go without does, and both are told by name', async () => {
    const sites = await byKey('Site__c');
    expect(sites.get('PRODUCT')?.Product__c).to.equal(null);
    expect(told('PRODUCT')[0]).to.match(/^REFERENCE_INACTIVE Product__c: .* is there and not active/);
    expect(sites.has('BOOK')).to.equal(false);
    expect(told('BOOK')[0]).to.match(
      /^FIELD_INTEGRITY_EXCEPTION .*Book__c leads to Closed Book, which is there and not active/
    );
  });

  it('Given people who mend it, when repointed once more, then each record gets what it had', async () => {
    const users = await bench.records('sandbox', 'User');
    const logins = await bench.records('sandbox', 'UserLogin');
    const supported = await bench.records('sandbox', 'QueueSobject');
    await bench.setRecords(
      'sandbox',
      'UserLogin',
      logins.map((login) => ({ ...login, IsFrozen: false }))
    );
    await bench.setRecords(
      'sandbox',
      'QueueSobject',
      supported.map((each) => ({ ...each, SobjectType: 'Site__c' }))
    );
    for (const object of ['Pricebook2', 'Product2'])
      await bench.setRecords(
        'sandbox',
        object,
        (await bench.records('sandbox', object)).map((row) => ({ ...row, IsActive: true }))
      );
    const again = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--json', '--only', 'records');
    expect(again.exitCode).to.equal(68);
    const sites = await byKey('Site__c');
    expect(sites.has('BOOK')).to.equal(true);
    expect(sites.get('PRODUCT')?.Product__c).to.be.a('string');
    const [leads] = (await bench.records('sandbox', 'Group')).filter(({ Name }) => Name === 'Leads');
    expect(sites.get('OTHER')?.OwnerId).to.equal(leads.Id);
    expect(users.length).to.be.greaterThan(0);
    const verified = records(await bench.run('verify', '--target-org', 'uat', '--json', '--only', 'records'));
    expect(verified.find(({ target }) => target === 'Term_Note__c')?.status).to.equal('pass');
  });
});
