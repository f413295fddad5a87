import { expect } from 'chai';
import type { MetadataChange, UncommittedWorkFacts } from '../../../../../src/checklist/governance/uncommittedWork/facts.ts';
import { uncommittedWork } from '../../../../../src/checklist/governance/uncommittedWork/index.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import type { OrgReader } from '../../../../../src/salesforce/types.ts';
import { statuses } from '../../../support/brief.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { answers, OLD_ORG_ID, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const DANA = '005000000000001AAA';
const CREATED = '2026-08-17T10:00:00.000+0000';
type Answer = Array<[RegExp, unknown[] | Error]>;

const BASE: Answer = [
  [/FROM Organization/, [{ Id: OLD_ORG_ID, CreatedDate: CREATED }]],
  [/FROM User /, [{ Id: DANA, Username: 'dana@acme.example.uat' }]],
];

/** An org whose Tooling API answers by pattern too. */
const orgOf = (queries: Answer, tooling: Answer): OrgReader & { asked: string[] } => {
  const rest = orgStub({ queries: [...queries, ...BASE] as OrgStub['queries'] });
  const tools = orgStub({ queries: tooling });
  return {
    ...rest,
    asked: rest.asked,
    toolingQuery: <T>(soql: string) => (rest.asked.push(soql), tools.query<T>(soql)),
  };
};
const gather = async (org: OrgReader, source?: OrgReader): Promise<UncommittedWorkFacts> =>
  uncommittedWork.facts.parse(
    await uncommittedWork.gather({
      ...ELSEWHERE,
      org,
      source,
      answers: answers(),
      names: NAMES,
      fingerprint: () => '',
    })
  );

const seen = (now: UncommittedWorkFacts): Parameters<typeof uncommittedWork.survey>[0] => ({
  now,
  production: undefined,
  answers: answers(),
  org: sandbox(),
});
const survey = (now: UncommittedWorkFacts): Finding[] => uncommittedWork.survey(seen(now));
const list = (now: UncommittedWorkFacts): string | undefined => uncommittedWork.documents?.(seen(now))[0]?.content;

const member = (MemberType: string, MemberName: string, own: object = {}): object => ({
  MemberType,
  MemberName,
  ChangedBy: DANA.slice(0, 15),
  IsNameObsolete: false,
  ...own,
});
const change = (by: string, name: string, own: Partial<MetadataChange> = {}): MetadataChange => ({
  by,
  type: 'ApexClass',
  name,
  at: null,
  deleted: false,
  ...own,
});
const facts = (own: Partial<UncommittedWorkFacts> = {}): UncommittedWorkFacts => ({
  evidence: 'source-tracking',
  since: null,
  changes: [],
  cut: [],
  unreadable: [],
  ...own,
});

const UNTRACKED: [RegExp, Error] = [/FROM SourceMember/, refusal('INVALID_TYPE')];

describe('uncommitted work, as read', () => {
  it('Given source tracking, When read, Then it is the evidence, deletions too, with usernames for IDs', async () => {
    const rows = [
      member('ApexClass', 'Nightly'),
      member('Flow', 'Old', { IsNameObsolete: true, ChangedBy: 'Kim Larsen' }),
    ];
    const now = await gather(orgOf([], [[/FROM SourceMember/, rows]]));
    expect(now.evidence).to.equal('source-tracking');
    expect(now.changes).to.deep.equal([
      change('dana@acme.example.uat', 'Nightly'),
      change('Kim Larsen', 'Old', { type: 'Flow', deleted: true }),
    ]);
  });

  it('Given source tracking that lists nothing, When read, Then nothing else is asked: it is empty, not unread', async () => {
    const org = orgOf([], [[/FROM SourceMember/, []]]);
    expect(await gather(org)).to.include({ evidence: 'source-tracking' });
    expect(org.asked.filter((soql) => /LastModifiedDate/.test(soql))).to.deep.equal([]);
  });

  const row = (Name: string, own: object = {}): object => ({
    Name,
    LastModifiedDate: '2026-11-01T10:00:00.000+0000',
    LastModifiedBy: { Username: 'dana@acme.example.uat' },
    ...own,
  });

  it('Given no source tracking, When read, Then what was changed after the org was created counts, of no package', async () => {
    const org = orgOf(
      [
        [/FROM ApexClass/, [row('Nightly')]],
        [/FROM Apex|FROM StaticResource/, []],
      ],
      [UNTRACKED, [/FROM Flow/, [row('', { MasterLabel: 'Approve', LastModifiedBy: null })]], [/./, []]]
    );
    const now = await gather(org);
    expect(now).to.deep.include({
      evidence: 'last-modified',
      since: { at: CREATED, by: 'organization' },
      unreadable: [],
    });
    expect(now.changes.map(({ by, type, name }) => `${by} ${type} ${name}`)).to.deep.equal([
      'dana@acme.example.uat ApexClass Nightly',
      ' Flow Approve',
    ]);
    const asked = org.asked.filter((soql) => /LastModifiedDate >/.test(soql));
    expect(asked).to.have.length(8);
    for (const soql of asked)
      expect(soql).to.match(/> 2026-08-17T10:00:00Z AND (NamespacePrefix = null|Manageab\w+ = 'u\w+') /);
  });

  it('Given the source tells when this org was copied, When read, Then that counts; a copy of another org does not', async () => {
    const copy = (SandboxOrganization: string, EndDate: string): object => ({
      Id: SandboxOrganization,
      SandboxName: 'UAT',
      SandboxOrganization,
      Status: 'Completed',
      LicenseType: 'FULL',
      CreatedDate: null,
      StartDate: null,
      EndDate,
    });
    const since = async (...copies: object[]): Promise<unknown> =>
      (
        await gather(
          orgOf([], [[/FROM SourceMember/, []]]),
          orgStub({ toolingQueries: [[/Status IN/, []]], tooling: copies })
        )
      ).since;
    const ours = copy(OLD_ORG_ID.slice(0, 15), '2026-08-18T00:00:00.000+0000');
    expect(await since(ours)).to.deep.equal({ at: '2026-08-18T00:00:00.000+0000', by: 'source' });
    expect(await since({ ...ours, ActivatedDate: '2026-08-20T00:00:00.000+0000' })).to.deep.equal({
      at: '2026-08-20T00:00:00.000+0000',
      by: 'source',
    });
    expect(await since(copy('00DOTHER0000000', '2026-11-01T00:00:00Z'))).to.deep.equal({
      at: CREATED,
      by: 'organization',
    });
  });

  it('Given some types, or all, that cannot be read, When read, Then the others stand; all is no evidence at all', async () => {
    const some = await gather(
      orgOf(
        [
          [/FROM ApexClass/, [row('Nightly')]],
          [/./, refusal('INVALID_TYPE')],
        ],
        [[/./, refusal('INVALID_TYPE')]]
      )
    );
    expect(some.evidence).to.equal(null);
    const one = await gather(
      orgOf(
        [
          [/FROM ApexClass/, [row('Nightly')]],
          [/FROM Apex|FROM Static/, refusal('INVALID_TYPE')],
        ],
        [[/./, refusal('INVALID_TYPE')]]
      )
    );
    expect(one.evidence).to.equal('last-modified');
    expect(one.changes).to.have.length(1);
    expect(one.unreadable).to.have.length(7);
  });

  it('Given more than a page, When read, Then it says that it is cut', async () => {
    const rows = Array.from({ length: 2000 }, (_, n) => member('ApexClass', `C${n}`));
    expect((await gather(orgOf([], [[/FROM SourceMember/, rows]]))).cut).to.deep.equal(['SourceMember']);
  });
});

describe('uncommitted work, before the refresh', () => {
  it('Given nothing changed, When surveyed, Then it passes and says by what; the list is empty', () => {
    const [finding, ...more] = survey(facts());
    expect(more).to.deep.equal([]);
    expect(finding).to.include({ status: 'pass', actual: 'none' });
    expect(finding.evidence).to.contain('source tracking');
    expect(list(facts())).to.equal('"by","type","name","changedAt","deleted"\n');
  });

  it('Given nothing could be read, When surveyed, Then nothing passes, and there is no list', () => {
    const dark = facts({ evidence: null, unreadable: [{ type: 'ApexClass', reason: 'refused' }] });
    expect(statuses(survey(dark))).to.deep.equal(['manual Unread']);
    expect(survey(dark)[0]).to.include({ actual: 'could not be read' });
    expect(list(dark)).to.equal(undefined);
    const partly = facts({
      evidence: 'last-modified',
      unreadable: [{ type: 'Flow', reason: 'refused' }],
      cut: ['ApexClass'],
    });
    expect(statuses(survey(partly))).to.deep.equal(['manual Unread', 'manual Too many changes']);
  });

  it('Given work of several people, When surveyed, Then each has a finding, the most first, with counts and names', () => {
    const changes = [
      change('kim', 'A'),
      ...['B', 'C', 'D', 'E'].map((name) => change('dana', name)),
      change('dana', 'Approve', { type: 'Flow' }),
    ];
    const since = { at: CREATED, by: 'organization' as const };
    const [dana, kim] = survey(facts({ evidence: 'last-modified', since, changes }));
    expect(dana).to.include({ status: 'manual', target: 'dana', actual: 'ApexClass 4, Flow 1' });
    expect(dana.hint).to.contain('ApexClass B, ApexClass C, ApexClass D and 2 more');
    expect(dana.evidence).to.match(/2026-08-17.*inferred/);
    expect(kim).to.include({ target: 'kim', actual: 'ApexClass 1' });
  });

  it('Given work of a crowd, When surveyed, Then nineteen stand alone and the rest share a finding', () => {
    const changes = Array.from({ length: 30 }, (_, n) => change(`user${n}`, 'A'));
    const findings = survey(facts({ changes }));
    expect(findings).to.have.length(20);
    expect(findings[19]).to.include({ target: '11 other people', actual: 'ApexClass 11' });
  });

  it('Given names with quotes, breaks and formulas, When listed, Then each row is one record and no formula', () => {
    const content = list(facts({ changes: [change('=cmd()', 'a"b', { at: CREATED, deleted: true })] })) ?? '';
    expect(content.split('\n')[1]).to.equal(`"'=cmd()","ApexClass","a""b","${CREATED}","true"`);
  });
});
