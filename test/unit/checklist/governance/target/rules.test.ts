import { expect } from 'chai';
import { momentOf, type Copy, type SourceRecord } from '../../../../../src/checklist/shared/copies/facts.ts';
import { readSourceRecord } from '../../../../../src/checklist/shared/copies/read.ts';
import type { Finding } from '../../../../../src/checklist/item.ts';
import { target } from '../../../../../src/checklist/governance/target/index.ts';
import { statuses } from '../../../support/brief.ts';
import { orgStub, refusal } from '../../../support/reader.ts';
import { answers, NEW_ORG_ID, OLD_ORG_ID, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const copy = (own: Partial<Copy> = {}): Copy => ({
  name: 'UAT',
  orgId: OLD_ORG_ID.slice(0, 15),
  status: 'Completed',
  state: 'complete',
  licence: 'FULL',
  requested: '2026-08-16T08:00:00.000+0000',
  started: '2026-08-16T08:05:00.000+0000',
  ended: '2026-08-17T09:00:00.000+0000',
  ...own,
});
const record = (own: Partial<SourceRecord> = {}): SourceRecord => ({
  label: 'prod',
  unreadable: null,
  listed: [{ name: 'UAT', licence: 'FULL' }],
  copies: [copy()],
  ...own,
});
const survey = (source: SourceRecord | null, org = sandbox()): Finding[] =>
  target.survey({ now: { source }, production: undefined, answers: answers(), org });

const SANDBOX = 'pass Is a sandbox';
const KNOWN = 'Sandbox of prod';

describe('target', () => {
  it('Given no source, When surveyed, Then that is said, and it is no failure', () => {
    const findings = survey(null);
    expect(statuses(findings)).to.deep.equal([SANDBOX, 'skip Source org']);
    expect(findings[1].hint).to.contain('--source-org');
  });

  it('Given production, When surveyed, Then it fails whatever the source says', () => {
    expect(statuses(survey(null, sandbox({ isSandbox: false })))[0]).to.equal('fail Is a sandbox');
  });

  it('Given the source knows the organization ID in 15 characters, When surveyed, Then it passes under any name', () => {
    for (const source of [record(), record({ listed: [], copies: [copy({ name: 'OLDNAME' })] })]) {
      expect(statuses(survey(source))).to.deep.equal([SANDBOX, `pass ${KNOWN}`, 'pass Refresh under way']);
    }
  });

  it('Given the source knows the name only, When surveyed, Then it passes and says so', () => {
    for (const source of [record({ copies: [copy({ orgId: null })] }), record({ copies: [] })]) {
      const [, known] = survey(source);
      expect(known).to.include({ status: 'pass', actual: 'uat, by its name' });
    }
  });

  it('Given the source does not know it, When surveyed, Then it fails', () => {
    for (const copies of [[], [copy({ orgId: null, state: 'gone' })]]) {
      const [, known] = survey(record({ listed: [], copies }));
      expect(known).to.include({ status: 'fail', actual: 'not listed' });
    }
  });

  it('Given the source has another org of that name, When surveyed, Then it fails', () => {
    const [, known] = survey(record({ copies: [copy({ orgId: NEW_ORG_ID.slice(0, 15) })] }));
    expect(known).to.include({ status: 'fail', expected: OLD_ORG_ID, actual: NEW_ORG_ID.slice(0, 15) });
  });

  it('Given a refresh is under way, When surveyed, Then that fails and the sandbox is still known', () => {
    const next = copy({ orgId: NEW_ORG_ID.slice(0, 15), status: 'Wird verarbeitet', state: 'underway', ended: null });
    const findings = survey(record({ copies: [next, copy()] }));
    expect(statuses(findings)).to.deep.equal([SANDBOX, `pass ${KNOWN}`, 'fail Refresh under way']);
    expect(findings[2].actual).to.equal('Wird verarbeitet');
  });

  it('Given the latest copy was thrown away, When surveyed, Then none is under way; a locked sandbox is a warning', () => {
    const latest = (state: Copy['state']): string => statuses(survey(record({ copies: [copy({ state }), copy()] })))[2];
    expect(latest('gone')).to.equal('pass Refresh under way');
    expect(latest('locked')).to.equal('warn Refresh under way');
  });

  it('Given a state that nobody can tell, When surveyed, Then somebody has to look, whatever its word says', () => {
    for (const status of ['Completed', 'Processing', 'Deleted', 'Klar']) {
      const odd = copy({ orgId: null, status, state: 'unknown' });
      const [, known, running] = survey(record({ listed: [], copies: [odd] }));
      expect(known, status).to.include({ status: 'manual', actual: `could not be told (${status})` });
      expect(running, status).to.include({ status: 'manual', actual: `could not be told (${status})` });
      expect(running.hint).to.contain('Setup > Sandboxes');
    }
  });

  it('Given the source cannot be read, When surveyed, Then nothing is said of what it knows', () => {
    const findings = survey(record({ unreadable: 'prod refused it', listed: [], copies: [] }));
    expect(statuses(findings)).to.deep.equal([SANDBOX, `manual ${KNOWN}`]);
    expect(findings[1]).to.include({ actual: 'could not be read' });
    expect(findings[1].hint).to.contain('prod refused it');
  });
});

describe('a clone of another sandbox', () => {
  it('Given its source, When surveyed, Then it is named, and is no failure; once it is gone, that is said', () => {
    const [, , clone] = survey(record({ clone: { name: 'dev' } }));
    expect(clone).to.include({ status: 'warn', target: 'Source of the copy', actual: 'dev' });
    expect(clone.hint).to.contain('clone of sandbox dev').and.contain('not compared with prod');
    const [, , gone] = survey(record({ clone: { name: null } }));
    expect(gone).to.include({ status: 'warn', actual: 'a sandbox that is gone' });
    expect(statuses(survey(record({ clone: null })))).to.not.include('warn Source of the copy');
  });

  const info = (Id: string, SandboxName: string, SourceId: string | null): object => ({
    Id,
    SandboxName,
    LicenseType: 'FULL',
    SourceId,
    SandboxInfoId: Id,
    SandboxOrganization: SandboxName === 'was' ? OLD_ORG_ID.slice(0, 15) : null,
    Status: 'Completed',
    CreatedDate: null,
    StartDate: null,
    EndDate: null,
  });
  const [ONE, TWO] = ['0GQ000000000001AAA', '0GQ000000000002AAA'];
  const org = orgStub({ queries: [[/FROM Organization/, [{ Id: OLD_ORG_ID, CreatedDate: null }]]] });
  const cases: Array<[string, object[], SourceRecord['clone']]> = [
    [
      'by name, with an ID in 15 characters',
      [info(ONE, 'UAT', TWO.slice(0, 15)), info(TWO, 'dev', null)],
      { name: 'dev' },
    ],
    ['by the copy that is this org', [info(ONE, 'was', TWO), info(TWO, 'dev', null)], { name: 'dev' }],
    ['of one that is gone', [info(ONE, 'uat', TWO)], { name: null }],
    ['of production', [info(ONE, 'uat', null), info(TWO, 'qa', ONE)], null],
  ];
  for (const [name, tooling, clone] of cases) {
    it(`Given ${name}, When read, Then its source is known`, async () => {
      const found = await readSourceRecord({ org, source: orgStub({ tooling }), names: NAMES });
      expect(found?.clone).to.deep.equal(clone);
      expect(target.facts.safeParse({ source: found }).success).to.equal(true);
    });
  }
});

describe('readSourceRecord', () => {
  const org = orgStub({ queries: [[/FROM Organization/, [{ Id: OLD_ORG_ID, CreatedDate: null }]]] });

  it('Given one read that is refused, When read, Then the others tell what they told, and nothing ends', async () => {
    const info = { Id: '0GQ000000000001AAA', SandboxName: 'UAT', LicenseType: 'FULL', SourceId: null };
    const process = { Id: '0GR', SandboxName: 'OTHER', SandboxOrganization: OLD_ORG_ID.slice(0, 15), Status: 'x' };
    const timeout = refusal('QUERY_TIMEOUT');
    const sourceWith = (infos: object[] | Error, processes: object[] | Error): ReturnType<typeof orgStub> =>
      orgStub({
        toolingQueries: [
          [/FROM SandboxInfo/, infos],
          [/Id, SandboxInfoId/, processes],
        ],
      });
    const silent = orgStub({ queries: [[/FROM Organization/, timeout]], userInfo: { organization_id: OLD_ORG_ID } });
    const whole = await readSourceRecord({ org: silent, source: sourceWith([info], [process]), names: NAMES });
    expect([whole?.unreadable, whole?.copies[0].name]).to.deep.equal([null, 'OTHER']);
    const half = await readSourceRecord({ org: silent, source: sourceWith([info], timeout), names: NAMES });
    expect([half?.unreadable, half?.listed.length, half?.clone]).to.deep.equal([timeout.message, 1, null]);
    const other = await readSourceRecord({ org: silent, source: sourceWith(timeout, [process]), names: NAMES });
    expect([other?.unreadable, other?.copies.length]).to.deep.equal([timeout.message, 1]);
  });

  it('Given sandboxes of all names, When read, Then those of the name or the organization ID are kept, whatever their case', async () => {
    const row = (SandboxName: string, SandboxOrganization: string | null): object => ({
      SandboxName,
      SandboxOrganization,
      Status: 'Completed',
      LicenseType: 'FULL',
      CreatedDate: null,
      StartDate: null,
      EndDate: null,
    });
    const source = orgStub({
      tooling: [row('UAT', null), row('QA', 'x'), row('WAS', OLD_ORG_ID.slice(0, 15))],
    });
    const found = await readSourceRecord({ org, source, names: NAMES });
    expect(found?.listed.map(({ name }) => name)).to.deep.equal(['UAT']);
    expect(found?.copies.map(({ name }) => name)).to.deep.equal(['UAT', 'WAS']);
    expect(target.facts.parse({ source: found })).to.deep.equal({ source: found });
  });

  type Row = {
    Status?: string;
    SandboxOrganization?: string | null;
    EndDate?: string | null;
    ActivatedDate?: string | null;
    CopyProgress?: number | null;
    AutoActivate?: boolean;
  };
  const process = (own: Row): object => ({
    Id: '0GR1',
    SandboxName: 'UAT',
    SandboxOrganization: NEW_ORG_ID.slice(0, 15),
    Status: 'Abgeschlossen',
    LicenseType: 'FULL',
    CreatedDate: '2026-08-16T08:00:00.000+0000',
    StartDate: '2026-08-16T08:00:00.000+0000',
    EndDate: null,
    ActivatedDate: null,
    CopyProgress: null,
    AutoActivate: true,
    ...own,
  });
  /** What becomes of one copy: `code` is what the source knows it by, null one that nobody asks for. */
  const stateOf = async (own: Row, code: string | null, refused?: RegExp): Promise<Copy['state']> => {
    const source = orgStub({
      toolingQueries: [
        ...(refused ? [[refused, refusal('INVALID_FIELD')] as [RegExp, Error]] : []),
        [/Status IN/, []],
        [/FROM SandboxProcess/, [process(own)]],
      ],
    });
    const query = source.toolingQuery.bind(source);
    const toolingQuery = async <T>(statement: string): Promise<T[]> => {
      const asked = /Status IN \(([^)]*)\)/.exec(statement)?.[1];
      const rows = await query<T>(statement);
      return code !== null && asked?.includes(`'${code}'`) ? ([{ Id: '0GR1' }] as T[]) : rows;
    };
    const found = await readSourceRecord({ org, source: { ...source, toolingQuery }, names: NAMES });
    return found?.copies[0].state;
  };

  it('Given a status in any language, When read, Then its code in a condition tells, not its word', async () => {
    for (const Status of ['Completed', 'Abgeschlossen', '完了', 'Deleted']) {
      expect(await stateOf({ Status }, '1'), Status).to.equal('complete');
      expect(await stateOf({ Status }, '2'), Status).to.equal('underway');
      expect(await stateOf({ Status }, 'D'), Status).to.equal('gone');
      expect(await stateOf({ Status }, 'L'), Status).to.equal('locked');
    }
  });

  it('Given a status that no code names, When read, Then dates and progress tell, as far as they do', async () => {
    const ended = '2026-08-17T09:00:00.000+0000';
    expect(await stateOf({ ActivatedDate: ended }, null)).to.equal('complete');
    expect(await stateOf({ EndDate: ended, CopyProgress: 100 }, null)).to.equal('complete');
    expect(await stateOf({ EndDate: ended, CopyProgress: 100, AutoActivate: false }, null)).to.equal('unknown');
    expect(await stateOf({ CopyProgress: 40 }, null)).to.equal('underway');
    expect(await stateOf({}, null)).to.equal('unknown');
  });

  it('Given a code that could not be asked for, When read, Then dates say nothing: a deleted copy has them too', async () => {
    const dates = { ActivatedDate: '2026-08-17T09:00:00.000+0000' };
    expect(await stateOf(dates, null, /'D'/)).to.equal('unknown');
    expect(await stateOf(dates, '1', /'D'/)).to.equal('complete');
    const ours = { ...dates, SandboxOrganization: OLD_ORG_ID.slice(0, 15) };
    expect(await stateOf(ours, null, /'D'/), 'the org behind this login').to.equal('complete');
  });

  it('Given a copy that was activated days after its end, When dated, Then it took over then', () => {
    const [ended, activated] = ['2026-08-17T09:00:00.000+0000', '2026-08-21T07:00:00.000+0000'];
    expect(momentOf(copy({ ended, activated }))).to.equal(activated);
    expect(momentOf(copy({ ended, activated: null }))).to.equal(ended);
    expect(momentOf(copy({ ended }))).to.equal(ended);
  });

  it('Given a login that may not see sandboxes, When read, Then the reason is kept', async () => {
    const found = await readSourceRecord({ org, source: orgStub({ tooling: refusal('INVALID_TYPE') }), names: NAMES });
    expect(found?.unreadable).to.contain('INVALID_TYPE');
    expect(await readSourceRecord({ org, names: NAMES })).to.equal(null);
  });
});
