import { expect } from 'chai';
import { refreshTokenUser } from '../../../../../src/checklist/people/refreshTokenUser/index.ts';
import {
  refreshTokenUserSchema,
  type RefreshTokenUserFacts,
} from '../../../../../src/checklist/people/refreshTokenUser/facts.ts';
import type { Finding, Situation } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';
import { userFacts } from '../../../support/users.ts';

const SYNC = 'logik.sync@acme.example.uat';
const SAID = answers({ logik: { refreshTokenUser: SYNC } });
const TOKEN = { app: 'Logik API User Connected App', lastUsed: '2027-01-16T08:00:00.000Z', useCount: 3 };

const facts = (own: Partial<RefreshTokenUserFacts> = {}): RefreshTokenUserFacts => ({
  username: SYNC,
  users: [userFacts(SYNC)],
  tokens: [],
  lastLogin: null,
  missing: [],
  ...own,
});
const check = (now: RefreshTokenUserFacts, own: Partial<Situation<RefreshTokenUserFacts>> = {}): Finding[] =>
  refreshTokenUser.check(situation({ before: facts(), now, answers: SAID, ...own }));
const survey = (now: RefreshTokenUserFacts, said = SAID): Finding[] =>
  refreshTokenUser.survey({ now, production: undefined, answers: said, org: sandbox() });
const reset = (findings: readonly Finding[]): Finding => findings[findings.length - 1];

type Pulls = NonNullable<RefreshTokenUserFacts['pulls']>;
const pulled = (object: Pulls[number]['object'], at: string): Pulls => [
  { object, last: { id: '750A', at, state: 'JobComplete' }, failed: null },
];

describe('refresh token user: what the sync does without a permission', () => {
  const SINCE = '2026-11-21T19:00:00.000Z';
  const EARLIER = '2026-11-20T19:00:00.000Z';
  const MISSING = ['Product2: View All', 'Product2.Family: Read', 'Pricebook2: Read', 'API Enabled'];
  const brief = (findings: readonly Finding[]): string[] =>
    findings
      .filter(({ actual }) => actual === 'missing')
      .map(({ status, target }) => `${status} ${target.split(' › ')[1]}`);

  it('Given a pull since the connection, when checked, then permissions on that object warn with the job, and no others', () => {
    const findings = check(facts({ missing: MISSING, pulls: pulled('Product2', SINCE) }));
    expect(brief(findings)).to.deep.equal([
      'warn Product2: View All',
      'warn Product2.Family: Read',
      'fail Pricebook2: Read',
      'fail API Enabled',
    ]);
    const [first] = findings.filter(({ actual }) => actual === 'missing');
    expect(first.evidence).to.equal(`bulk query job 750A of Product2 by ${SYNC} on 2026-11-21 19:00 UTC`);
    expect(first.hint).to.contain('since Logik was connected');
  });

  it('Given a pull that prepare saw, when checked, then it proves what was missing then, and nothing that is missing since', () => {
    const before = facts({ missing: ['Product2: View All'], pulls: pulled('Product2', EARLIER) });
    const findings = check(facts({ missing: ['Product2: View All', 'Product2.Family: Read'] }), { before });
    expect(brief(findings)).to.deep.equal(['warn Product2: View All', 'fail Product2.Family: Read']);
    expect(findings.find(({ evidence }) => evidence)?.hint).to.contain('before the refresh');
  });

  it('Given a job from before the connection that prepare did not see, when checked, then it proves nothing', () => {
    const findings = check(facts({ missing: ['Product2: View All'], pulls: pulled('Product2', EARLIER) }));
    expect(brief(findings)).to.deep.equal(['fail Product2: View All']);
  });

  it('Given prepare, when surveyed, then a pull that the org lists proves it too', () => {
    const now = facts({ missing: MISSING.slice(0, 3), pulls: pulled('Product2', EARLIER) });
    expect(brief(survey(now))).to.deep.equal([
      'warn Product2: View All',
      'warn Product2.Family: Read',
      'fail Pricebook2: Read',
    ]);
  });

  it('Given a permission that no pull has proved yet, when waited for, then for a pull of its object', () => {
    const pulls: Pulls = [{ object: 'Product2', last: null, failed: null }];
    const seen = situation({ before: facts(), now: facts({ missing: MISSING, pulls }), answers: SAID });
    expect(refreshTokenUser.awaits?.(seen).map(({ target }) => target)).to.deep.equal([
      'Refresh Token Username in Logik Admin',
      `${SYNC} › Product2: View All`,
      `${SYNC} › Product2.Family: Read`,
    ]);
  });

  it('Given the facts of an earlier version, when they are loaded, then they hold', () => {
    expect(refreshTokenUserSchema.safeParse(facts({ missing: MISSING })).success).to.equal(true);
  });
});

describe('refresh token user: after the refresh', () => {
  it('Given a token of the sync app in the refreshed org, when checked, then the reset is proven by it', () => {
    const finding = reset(check(facts({ tokens: [TOKEN], lastLogin: '2027-01-16T08:01:00.000Z' })));
    expect(finding).to.include({ status: 'pass', hint: null });
    expect(finding.evidence).to.contain('Logik API User Connected App').and.contain('2027-01-16T08:00:00.000Z');
  });

  it('Given a token of the old org, when checked before the refresh, then it proves nothing', () => {
    expect(reset(check(facts({ tokens: [TOKEN] }), { org: NOT_REFRESHED })).status).to.equal('manual');
  });

  it('Given a token that was never used, or not since Logik was connected, when checked, then it proves nothing and the hint says so', () => {
    const unused = reset(check(facts({ tokens: [{ ...TOKEN, lastUsed: null }] })));
    expect(unused).to.include({ status: 'manual', evidence: null });
    expect(unused.hint).to.contain('never used').and.contain('Refresh Token Username');
    const before = reset(check(facts({ tokens: [{ ...TOKEN, lastUsed: '2026-11-21T17:59:59.000Z' }] })));
    expect(before).to.include({ status: 'manual', evidence: null });
    expect(before.hint).to.contain('before Logik was connected (2026-11-21T18:00:00.000Z)');
    const both = reset(check(facts({ tokens: [{ ...TOKEN, lastUsed: null }, TOKEN] })));
    expect(both.status).to.equal('pass');
  });

  it('Given a connection that nobody recorded, when checked, then a token used since prepare is the proof', () => {
    const own = { connectedAt: null, preparedAt: '2027-01-16T07:00:00.500Z' };
    expect(reset(check(facts({ tokens: [TOKEN] }), own)).status).to.equal('pass');
    expect(reset(check(facts({ tokens: [TOKEN] }), { ...own, preparedAt: '2027-01-16T09:00:00Z' })).status).to.equal(
      'manual'
    );
  });

  it('Given a token of another user, when checked, then it proves nothing and names that user', () => {
    const finding = reset(check(facts({ otherTokens: ['ava@acme.example.uat'] })));
    expect(finding).to.include({ status: 'manual', evidence: null });
    expect(finding.hint).to.contain('another user: ava@acme.example.uat');
  });

  it('Given a step that the sync will prove, when waited for, then for that, and for nothing that cannot come or be seen', () => {
    const awaited = (now: RefreshTokenUserFacts, own: Partial<Situation<RefreshTokenUserFacts>> = {}): string[] =>
      (refreshTokenUser.awaits?.(situation({ before: facts(), now, answers: SAID, ...own })) ?? []).map(
        ({ target }) => target
      );
    expect(awaited(facts())).to.deep.equal(['Refresh Token Username in Logik Admin']);
    for (const [now, own] of [
      [facts({ tokens: [TOKEN] }), {}],
      [facts({ tokens: null }), {}],
      [facts({ users: [] }), {}],
      [facts(), { connected: false }],
      [facts({ username: null }), { answers: answers(), before: undefined }],
    ] as const) {
      expect(awaited(now, own)).to.deep.equal([]);
    }
  });

  it("Given a token of Logik's other app, when checked, then it proves nothing", () => {
    expect(reset(check(facts({ tokens: [{ ...TOKEN, app: 'Logik Connected App' }] }))).status).to.equal('manual');
  });

  it('Given no token, when checked, then the step names the place and the username', () => {
    const { status, hint } = reset(check(facts()));
    expect(status).to.equal('manual');
    expect(hint).to.contain('https://acme-uat.test01.logik.io').and.contain(SYNC).and.contain('/refreshToken');
  });

  it('Given tokens that may not be read, when checked, then it says that nobody can see it', () => {
    expect(reset(check(facts({ tokens: null }))).hint).to.contain('Customize Application');
  });

  it('Given a user under a new name, when checked, then the step names the new name', () => {
    const now = facts({ users: [userFacts('logik.sync@acme.example.uat2')] });
    const org = { before: sandbox(), now: sandbox({ sandboxName: 'uat2' }), refreshed: true };
    expect(reset(check(now, { org })).hint).to.contain('logik.sync@acme.example.uat2');
  });

  it('Given a user who is gone, when checked, then user and reset are told, permissions are not', () => {
    expect(statuses(check(facts({ users: [] })))).to.deep.equal([
      `fail ${SYNC}`,
      'manual Refresh Token Username in Logik Admin',
    ]);
  });

  it('Given missing permissions, when checked, then each is a finding of its own', () => {
    expect(statuses(check(facts({ missing: ['API Enabled', 'Product2: Read'] })))).to.deep.equal([
      `pass ${SYNC}`,
      `fail ${SYNC} › API Enabled`,
      `fail ${SYNC} › Product2: Read`,
      'manual Refresh Token Username in Logik Admin',
    ]);
  });

  it('Given permissions that may not be read, when checked, then that is for people to look at, not a pass', () => {
    expect(statuses(check(facts({ missing: null })))).to.include(`manual ${SYNC} › permissions`);
  });

  it('Given nobody named and nobody found, when checked, then it is a manual step that says how to name one', () => {
    const nobody = facts({ username: null, users: [] });
    const findings = check(nobody, { before: nobody, answers: answers() });
    expect(statuses(findings)).to.deep.equal(['manual Refresh Token Username']);
    expect(findings[0].hint).to.contain('--refresh-token-user');
  });

  it('Given nobody named, when prepare found one, then that one counts after the refresh', () => {
    const findings = check(facts({ username: null }), { answers: answers() });
    expect(findings[0].target).to.equal(SYNC);
  });

  it('Given a broken email and a freeze, when planned, then both are mended', () => {
    const broken = userFacts(SYNC, {
      email: 'logik.sync@acme.example.invalid',
      login: { id: '0Yw1', isFrozen: true, isPasswordLocked: false },
    });
    const changes = refreshTokenUser.plan?.(
      situation({ before: facts(), now: facts({ users: [broken] }), answers: SAID })
    );
    expect(changes?.map(({ target }) => target)).to.deep.equal([`${SYNC} › Frozen`, `${SYNC} › Email`]);
  });
});

describe('refresh token user: before the refresh', () => {
  it('Given the user found by its token, when surveyed, then the finding says how it was found', () => {
    expect(survey(facts(), answers())[0].evidence).to.contain('found through the OAuth token');
    expect(survey(facts())[0].evidence).to.equal(null);
  });

  it('Given nobody, when surveyed, then it is a warning, for the reset can wait', () => {
    expect(statuses(survey(facts({ username: null, users: [] }), answers()))).to.deep.equal([
      'warn Refresh Token Username',
    ]);
  });

  it('Given an inactive user, when surveyed and named, then it fails alone, and prepare refuses it', () => {
    const now = facts({ users: [userFacts(SYNC, { isActive: false })], missing: ['API Enabled'] });
    expect(statuses(survey(now))).to.deep.equal([`fail ${SYNC}`]);
    expect(refreshTokenUser.refuse?.({ now, production: undefined, answers: SAID, org: sandbox() })).to.include({
      name: 'InactiveUserError',
    });
  });

  it('Given facts, when they go through their schema, then they come back as they were', () => {
    expect(refreshTokenUserSchema.parse(facts({ tokens: [TOKEN] }))).to.deep.equal(facts({ tokens: [TOKEN] }));
  });
});

describe('refresh token user: tokens that nobody may see', () => {
  const tokens = (now: RefreshTokenUserFacts): string[] =>
    survey(now)
      .filter(({ target }) => target.endsWith('OAuth tokens'))
      .map(({ status, hint }) => `${status} ${hint?.includes('--attest')}`);

  it('Given tokens that could not be read, When surveyed, Then it is told before the refresh; none, or no user: nothing', () => {
    expect(tokens(facts({ tokens: null }))).to.deep.equal(['warn true']);
    expect(tokens(facts())).to.deep.equal([]);
    expect(tokens(facts({ tokens: null, users: [] }))).to.deep.equal([]);
  });
});
