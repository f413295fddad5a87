import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CatalogView } from '../../../../../src/catalog/index.ts';
import type { FormerId } from '../../../../../src/catalog/worker/lookUp.ts';
import { answersSchema } from '../../../../../src/checklist/answers/index.ts';
import type { Place, StaleIdsFacts } from '../../../../../src/checklist/catalog/staleIds/facts.ts';
import { gatherStaleIds } from '../../../../../src/checklist/catalog/staleIds/gather.ts';
import { checkStaleIds } from '../../../../../src/checklist/catalog/staleIds/rules.ts';
import { encoded } from '../../../../../src/salesforce/bytes.ts';
import { directories } from '../../../support/directory.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { fieldOf, objectOf, orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { OLD_ORG_ID, situation } from '../../../support/situation.ts';

const OLD_PRODUCT = '01tOv000000A001IAC';
const OLD_PROFILE = '00eOv000000A004IAC';
const CURRENT = '01t5e000000A001AAC';
const SECRET = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc';

const FORMER = new Map<string, FormerId>([
  [OLD_PRODUCT.slice(0, 15), { object: 'Product2', key: 'BOLT-100', newId: CURRENT, isCurrent: false }],
  [OLD_PROFILE.slice(0, 15), { object: 'Profile', key: 'Sales', newId: null, isCurrent: false }],
  [CURRENT.slice(0, 15), { object: 'Product2', key: 'SAME', newId: CURRENT, isCurrent: true }],
]);

const TENANT = objectOf('LGK__ConfigurationTenant__c', [
  fieldOf('SetupOwnerId', 'Location', { type: 'reference' }),
  fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
  fieldOf('LGK__AdminUrl__c', 'Administration URL'),
  fieldOf('LGK__Note__c', 'Note'),
]);
const TENANT_ROW = {
  Id: 'a00000000000001AAA',
  SetupOwnerId: OLD_ORG_ID,
  LGK__RuntimeUrl__c: 'https://acme.us01.logik.io',
  LGK__AdminUrl__c: 'https://acme.us01.logik.io',
  LGK__Note__c: null as string | null,
};

const rooms = directories();
afterEach(() => rooms.clear());

type Given = OrgStub & { refreshed?: boolean; scan?: string[]; directory?: string };

const NOBODY: Array<[RegExp, unknown[]]> = [
  [/FROM LGK__ConfigurationTenant__c/, [TENANT_ROW]],
  [/FROM (Profile|User) /, []],
];

const asked: string[] = [];

const gather = async ({ refreshed = true, scan = [], directory, ...stub }: Given): Promise<StaleIdsFacts> => {
  const org = orgStub({
    ...stub,
    objects: [TENANT, ...(stub.objects ?? [])],
    queries: [...(stub.queries ?? []), ...NOBODY],
  });
  const answers = answersSchema.parse({
    schemaVersion: 1,
    refresh: { date: '2027-01-15', dataStrategy: 'repoint' },
    catalog: { scan },
  });
  const lookUp = (ids: Iterable<string>): Promise<Map<string, FormerId>> =>
    Promise.resolve(new Map([...FORMER].filter(([id]) => [...ids].includes(id))));
  const view = { comparison: refreshed ? { lookUp } : null } as unknown as CatalogView;
  const facts = await gatherStaleIds({
    ...ELSEWHERE,
    org,
    answers,
    names: { before: 'uat', now: 'uat' },
    fingerprint: () => 'mark',
    catalog: () => Promise.resolve(view),
    directory: directory ?? '/nowhere',
  });
  asked.splice(0, asked.length, ...org.asked);
  return facts;
};

const told = ({ places }: StaleIdsFacts): string[] =>
  (places ?? []).map(({ object, row, field, ids, hosts }: Place) =>
    [object, `${row.kind}:${row.name}`, field, ...ids, ...hosts].join(' ')
  );

const LIST = objectOf('My_List__c', [
  fieldOf('Name', 'Name', { nillable: false }),
  fieldOf('SetupOwnerId', 'Location', { type: 'reference' }),
  fieldOf('Text__c'),
  fieldOf('Long__c', 'Long', { type: 'textarea' }),
  fieldOf('Secret__c', 'API Key', { type: 'encryptedstring' }),
  fieldOf('Count__c', 'Count', { type: 'double' }),
]);
const listRow = (own: object): object => ({
  Id: 'a01000000000001AAA',
  SetupOwnerId: OLD_ORG_ID,
  Name: 'Default',
  ...own,
});

describe('reading the places where IDs hide', () => {
  it('Given custom settings of both kinds, when gathered, then each row is told by what people know it by', async () => {
    const list = [
      listRow({ Text__c: OLD_PRODUCT }),
      listRow({ Name: OLD_PRODUCT, Text__c: 'keyed by ID' }),
      listRow({ Name: 'a01000000000001', Text__c: OLD_PRODUCT }),
    ];
    const rows = [
      listRow({ Name: null, Text__c: OLD_PRODUCT }),
      listRow({ Name: 'Somebody named it', Text__c: OLD_PRODUCT }),
      listRow({ Name: null, SetupOwnerId: '00e000000000001AAA', Text__c: OLD_PRODUCT }),
      listRow({ Name: null, SetupOwnerId: '005000000000001AAA', Text__c: OLD_PRODUCT }),
      listRow({ Name: null, SetupOwnerId: '005000000000009AAA', Text__c: OLD_PRODUCT }),
    ];
    const hierarchy = objectOf('My_Hierarchy__c', [
      fieldOf('Name', 'Name', { nillable: true }),
      ...LIST.fields.filter(({ name }) => name !== 'Name'),
    ]);
    const facts = await gather({
      objects: [LIST, hierarchy],
      queries: [
        [/FROM My_List__c/, list],
        [/FROM My_Hierarchy__c/, rows],
        [/FROM Profile/, [{ Id: '00e000000000001AAA', Name: 'Sales' }]],
        [/FROM User/, [{ Id: '005000000000001AAA', Username: 'ava@acme.example.uat' }]],
      ],
    });
    const places = told(facts).filter((place) => place.startsWith('My_'));
    expect(places).to.deep.equal([
      `My_List__c name:Default Text__c ${OLD_PRODUCT}`,
      `My_List__c name:${OLD_PRODUCT} Name ${OLD_PRODUCT}`,
      `My_List__c name:a01000000000001 Text__c ${OLD_PRODUCT}`,
      `My_Hierarchy__c organization: Text__c ${OLD_PRODUCT}`,
      `My_Hierarchy__c organization: Text__c ${OLD_PRODUCT}`,
      `My_Hierarchy__c profile:Sales Text__c ${OLD_PRODUCT}`,
      `My_Hierarchy__c user:ava@acme.example.uat Text__c ${OLD_PRODUCT}`,
      `My_Hierarchy__c user:005000000000009AAA Text__c ${OLD_PRODUCT}`,
    ]);
    expect(facts.scanned.find(({ kind }) => kind === 'settings')).to.deep.include({ objects: 3, rows: 9 });
  });

  it('Given fields of many types, when gathered, then those that hold texts are read, and no owner', async () => {
    await gather({ objects: [LIST], queries: [[/FROM My_List__c/, [listRow({})]]] });
    expect(asked.find((statement) => statement.includes('FROM My_List__c'))).to.equal(
      'SELECT Id, Name, SetupOwnerId, Text__c, Long__c, Secret__c FROM My_List__c'
    );
    expect(asked.filter((statement) => /FROM (Profile|User)/.test(statement))).to.deep.equal([]);
  });

  it('Given IDs that the org still has and words that are none, when gathered, then there is no place', async () => {
    const rows = [listRow({ Text__c: CURRENT, Long__c: `01tNotAnId ${OLD_PRODUCT}x ${OLD_PRODUCT.slice(0, 15)}AAA` })];
    expect(told(await gather({ objects: [LIST], queries: [[/FROM My_List__c/, rows]] }))).to.deep.equal([]);
  });

  it('Given a place of the Logik Tenant, when gathered, then its two URLs are left to their own line', async () => {
    const own = { ...TENANT_ROW, LGK__Note__c: 'https://acme.us01.logik.io' };
    const facts = await gather({ queries: [[/FROM LGK__ConfigurationTenant__c/, [own]]] });
    expect(told(facts)).to.deep.equal(['LGK__ConfigurationTenant__c organization: LGK__Note__c acme.us01.logik.io']);
    expect(facts.environments?.hosts).to.deep.equal(['acme.us01.logik.io']);
  });

  it('Given secrets in every field, when gathered and checked, then none is in facts or findings, only what was looked for', async () => {
    const session = `${OLD_ORG_ID.slice(0, 15)}!AQoAQ.${SECRET}`;
    const rows = [
      listRow({
        Secret__c: session,
        Text__c: SECRET,
        Long__c: `https://bob:${SECRET}@acme.us01.logik.io/?rt=${SECRET}`,
      }),
    ];
    const now = await gather({ objects: [LIST], queries: [[/FROM My_List__c/, rows]] });
    expect(told(now)).to.deep.equal([
      'My_List__c name:Default Long__c acme.us01.logik.io',
      `My_List__c name:Default Secret__c ${OLD_ORG_ID.slice(0, 15)}`,
    ]);
    const foreign = { hosts: new Set(['acme.us01.logik.io']), told: true, org: null };
    const findings = checkStaleIds(situation({ now, foreign }));
    expect(findings.map(({ status }) => status)).to.deep.equal(['fail', 'fail']);
    expect(JSON.stringify([now, findings])).not.to.match(/sk_live|AQoAQ|bob/);
  });

  it('Given custom metadata and labels, when gathered, then rows are told by name', async () => {
    const rule = objectOf('Rule__mdt', [fieldOf('QualifiedApiName'), fieldOf('DeveloperName'), fieldOf('Text__c')], {
      customSetting: false,
    });
    const facts = await gather({
      objects: [rule, objectOf('Account', [fieldOf('Text__c')], { customSetting: false })],
      queries: [[/FROM Rule__mdt/, [{ Id: 'm00000000000001AAA', QualifiedApiName: 'ns__Bolt', Text__c: OLD_PRODUCT }]]],
      tooling: [
        { Name: 'Hint', Value: `see ${OLD_PROFILE}` },
        { Name: 'Empty', Value: null },
      ],
    });
    expect(told(facts)).to.deep.equal([
      `Rule__mdt name:ns__Bolt Text__c ${OLD_PRODUCT}`,
      `ExternalString name:Hint Value ${OLD_PROFILE}`,
    ]);
    expect(facts.former[OLD_PROFILE.slice(0, 15)]).to.deep.equal({ object: 'Profile', key: 'Sales', newId: null });
  });

  it('Given objects and labels that refuse, when gathered, then each is named and the others are read', async () => {
    const facts = await gather({
      objects: [LIST, { ...LIST, name: 'Closed__c' }],
      queries: [
        [/FROM Closed__c/, refusal('INSUFFICIENT_ACCESS')],
        [/FROM My_List__c/, [listRow({ Text__c: OLD_PRODUCT })]],
      ],
      tooling: refusal('INVALID_TYPE'),
      scan: ['Missing__c.Text__c', 'My_List__c.Nothing__c'],
    });
    expect(facts.unreadable.map(({ name }) => name)).to.deep.equal([
      'Closed__c',
      'ExternalString',
      'Missing__c',
      'My_List__c.Nothing__c',
    ]);
    expect(told(facts)).to.deep.equal([`My_List__c name:Default Text__c ${OLD_PRODUCT}`]);
  });

  it('Given an org that cannot be asked at all, when gathered, then the run ends', async () => {
    const gone = refusal('INVALID_SESSION_ID', 'run');
    const answer = await gather({ objects: [LIST], queries: [[/FROM My_List__c/, gone]] }).catch(
      (error: unknown) => error
    );
    expect(answer).to.equal(gone);
  });

  it('Given places of refresh.yaml in another spelling, when gathered, then the org’s own names are asked for', async () => {
    const rule = objectOf('Rule__c', [fieldOf('Formula__c')], { customSetting: false });
    const facts = await gather({
      objects: [rule],
      counts: { Rule__c: 3 },
      queries: [[/FROM Rule__c/, [{ Id: 'a09000000000001AAA', Formula__c: OLD_PRODUCT }]]],
      scan: ['Rule__c.FORMULA__C'],
    });
    expect(asked).to.include('SELECT Id, Formula__c FROM Rule__c');
    expect(told(facts)).to.deep.equal([`Rule__c name:a09000000000001AAA Formula__c ${OLD_PRODUCT}`]);
  });

  it('Given a named place with many rows, when gathered, then it is read page by page, and before a refresh counted only', async () => {
    const given: Given = {
      objects: [objectOf('Rule__c', [fieldOf('Formula__c')], { customSetting: false })],
      counts: { Rule__c: 2500 },
      csv: {
        Rule__c: [
          { bytes: encoded(`"Id","Formula__c"\n"a1","none"\n`), rows: 1 },
          { bytes: encoded(`"a2","first ""line""\nand ${OLD_PRODUCT}"\n`), rows: 1 },
        ],
      },
      scan: ['Rule__c.Formula__c'],
    };
    expect(told(await gather(given))).to.deep.equal([`Rule__c name:a2 Formula__c ${OLD_PRODUCT}`]);
    const before = await gather({ ...given, refreshed: false });
    expect(asked).not.to.include('csv Rule__c');
    expect(before.places).to.equal(null);
    expect(before.scanned.find(({ kind }) => kind === 'named')).to.deep.include({ objects: 1, rows: 2500 });
  });

  it('Given a field of another type of a custom setting that refresh.yaml names, when gathered, then it is read once', async () => {
    await gather({ objects: [LIST], queries: [[/FROM My_List__c/, []]], scan: ['My_List__c.Count__c'] });
    expect(asked.filter((statement) => statement.includes('My_List__c'))).to.deep.equal([
      'SELECT Id, Name, SetupOwnerId, Text__c, Long__c, Secret__c, Count__c FROM My_List__c',
    ]);
  });
});

describe('reading what was exported of Logik', () => {
  const exported = async (files: Record<string, string>): Promise<StaleIdsFacts> => {
    const directory = await rooms.make();
    for (const [name, content] of Object.entries(files)) {
      const path = join(directory, 'preserved', 'logik', name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    return gather({ directory });
  };

  it('Given CSV files, when gathered, then places are told by file, row and column', async () => {
    const facts = await exported({
      'rules.csv': `\uFEFFname,product id\nfirst,none\n"second\nline",${OLD_PRODUCT}\n`,
      'tables/b.CSV': `x\r\n${CURRENT}\r\n${OLD_PROFILE},${OLD_PRODUCT}\r\n`,
      'notes.txt': OLD_PRODUCT,
    });
    expect(told(facts)).to.deep.equal([
      `preserved/logik/rules.csv number:3 product id ${OLD_PRODUCT}`,
      `preserved/logik/tables/b.CSV number:3 x ${OLD_PROFILE}`,
      `preserved/logik/tables/b.CSV number:3 2 ${OLD_PRODUCT}`,
    ]);
    expect(facts.scanned.find(({ kind }) => kind === 'exports')).to.deep.include({ objects: 2, rows: 4 });
  });

  it('Given a file that is no CSV, when gathered, then it is named without its content, and the others are read', async () => {
    const facts = await exported({ 'a.csv': `x\n"${SECRET}" oops\n`, 'b.csv': `x\n${OLD_PRODUCT}\n` });
    expect(facts.unreadable.map(({ name }) => name)).to.deep.equal(['preserved/logik/a.csv']);
    expect(told(facts)).to.deep.equal([`preserved/logik/b.csv number:2 x ${OLD_PRODUCT}`]);
    expect(JSON.stringify(facts)).not.to.contain('sk_live');
  });

  it('Given no export at all, when gathered, then there is nothing to read and nothing wrong', async () => {
    const facts = await exported({});
    expect(facts.unreadable).to.deep.equal([]);
    expect(facts.scanned.find(({ kind }) => kind === 'exports')).to.deep.include({ objects: 0, rows: 0 });
  });

  it('Given very many places, when gathered, then a thousand are kept and the others counted', async () => {
    const rows = Array.from({ length: 7000 }, (_, index) => (index < 3000 ? OLD_PRODUCT : 'https://tax.example/x'));
    const { places, more } = await exported({ 'big.csv': `x\n${rows.join('\n')}\n` });
    expect(places).to.have.length(2000);
    expect(more).to.deep.equal({ stale: 2000, others: [{ marks: ['tax.example'], places: 3000 }] });
  });
});
