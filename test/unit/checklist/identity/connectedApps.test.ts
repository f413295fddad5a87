import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import { connectedApps } from '../../../../src/checklist/identity/connectedApps/index.ts';
import type { ChecklistItem, Finding, Situation } from '../../../../src/checklist/item.ts';
import { statuses } from '../../support/brief.ts';
import { caught } from '../../support/caught.ts';
import { orgStub, refusal, type OrgStub } from '../../support/reader.ts';
import { answers, NOT_REFRESHED, refreshed, sandbox, situation } from '../../support/situation.ts';
import { NAMES } from '../../support/users.ts';

type Facts = typeof connectedApps extends ChecklistItem<infer F> ? F : never;

const USERS = 'Logik Connected App';
const SYNC = 'Logik API User Connected App';
const BOTH = [USERS, SYNC].map((name) => ({ name, adminApprovedOnly: true }));
const usage = (app: string): NonNullable<Facts['usage']>[number] => ({
  app,
  tokens: 2,
  lastUsed: '2027-01-16T08:00:00.000+0000',
  useCount: 7,
});
const facts = (own: Partial<Facts> = {}): Facts => ({ apps: BOTH, appsUnreadable: null, usage: [], ...own });

const check = (now: Facts, own: Partial<Situation<Facts>> = {}): Finding[] =>
  connectedApps.check(situation({ before: facts({ usage: [usage(USERS), usage(SYNC)] }), now, ...own }));
const of = (findings: Finding[], target: string): Finding | undefined =>
  findings.find((finding) => finding.target === target);

describe('connected apps, after the refresh', () => {
  it("Given the apps came with the copy, when checked, then both are manual, and the users' app must be uninstalled first", () => {
    const found = check(facts());
    expect(of(found, USERS)).to.include({ status: 'manual', actual: 'installed' });
    expect(of(found, USERS)?.hint)
      .to.contain('must be uninstalled first')
      .and.contain('Manage Connected Apps > Logik Connected App > Uninstall')
      .and.contain('Connected Apps OAuth Usage');
    expect(of(found, SYNC)).to.include({ status: 'manual' });
    expect(of(found, SYNC)?.hint).not.to.contain('uninstalled');
  });

  it("Given this org's My Domain, when checked, then the approval URLs are ready to be clicked", () => {
    const at = 'https://acme--uat.sandbox.my.salesforce.com/identity/app/AppInstallApprovalPage.apexp';
    const found = check(facts());
    expect(of(found, USERS)?.hint).to.contain(`${at}?app_id=0Ci5e000000bn6b&app_org_id=00D5e000005AHE7`);
    expect(of(found, SYNC)?.hint).to.contain(`${at}?app_id=0Ci5e000000L18c&app_org_id=00D5e000005AHE7`);
  });

  it("Given no My Domain is told, when checked, then the org's own address serves", () => {
    const now = refreshed({ myDomain: null, instanceUrl: 'https://cs174.salesforce.com' });
    const found = check(facts(), { org: { before: sandbox(), now, refreshed: true } });
    expect(of(found, SYNC)?.hint).to.contain('https://cs174.salesforce.com/identity/app/');
  });

  it('Given tokens of an app in the refreshed org, when checked, then they are the proof', () => {
    const found = check(facts({ usage: [usage(USERS)] }));
    expect(of(found, USERS)).to.include({ status: 'pass' });
    expect(of(found, USERS)?.evidence).to.contain('2 OAuth tokens').and.contain('2027-01-16').and.contain('7 times');
    expect(of(found, SYNC)).to.include({ status: 'manual', evidence: null });
  });

  it('Given tokens of an org that was not refreshed, when checked, then they prove nothing', () => {
    const found = check(facts({ usage: [usage(USERS), usage(SYNC)] }), { org: NOT_REFRESHED });
    expect(of(found, USERS)).to.include({ status: 'manual', evidence: null });
  });

  it('Given an app that is not installed, when checked, then it is to be installed, not uninstalled, whatever its tokens say', () => {
    const found = check(facts({ apps: [], usage: [usage(USERS)] }));
    expect(of(found, USERS)).to.include({ status: 'manual', actual: 'not installed' });
    expect(of(found, USERS)?.hint).not.to.contain('Uninstall');
    expect(of(found, SYNC)?.hint).to.contain('not installed');
  });

  it('Given an app that lets everybody in, when checked, then the policy is a warning', () => {
    const found = check(facts({ apps: [{ name: USERS, adminApprovedOnly: false }] }));
    expect(of(found, `${USERS} › Permitted Users`)).to.include({
      status: 'warn',
      expected: 'Admin approved users are pre-authorized',
      actual: 'All users may self-authorize',
    });
  });

  it('Given tokens may not be read, when checked, then the step says that it cannot be seen', () => {
    expect(of(check(facts({ usage: null })), USERS)?.hint).to.contain('Customize Application');
    expect(of(check(facts()), USERS)?.hint).not.to.contain('Customize Application');
  });

  it('Given the apps may not be read, when checked, then that is told, and the rest of the line stands', () => {
    const found = check(facts({ apps: null, appsUnreadable: 'uat refused it', usage: [usage(SYNC)] }));
    expect(statuses(found)).to.deep.equal(['warn Installed connected apps', `manual ${USERS}`, `pass ${SYNC}`]);
    expect(found[0].hint).to.contain('uat refused it');
    expect(found[1]).to.include({ actual: 'could not be read' });
  });

  it('Given an environment that nobody knows, when checked, then the step still reads as a sentence', () => {
    expect(of(check(facts(), { environment: null }), USERS)?.hint).to.contain('Log in to the Logik environment once');
  });
});

describe('connected apps, by their names', () => {
  const app = (name: string): NonNullable<Facts['apps']>[number] => ({ name, adminApprovedOnly: true });

  it('Given the documented app beside others of the vendor, when checked, then it is the one, whatever order', () => {
    const others = [app('Logik Analytics'), ...BOTH, app('Logik.io API User Sandbox Copy')];
    const found = check(facts({ apps: others, usage: [usage('Logik Analytics')] }));
    expect(statuses(found).filter((told) => told.startsWith('manual'))).to.deep.equal([
      `manual ${USERS}`,
      `manual ${SYNC}`,
    ]);
  });

  it("Given the vendor's other name, when checked, then the apps are found by it", () => {
    const now = facts({ apps: [app('ServiceNow CPQ Connected App'), app('ServiceNow CPQ API User Connected App')] });
    expect(check(now).map(({ target, actual }) => [target, actual])).to.deep.include.members([
      ['ServiceNow CPQ Connected App', 'installed'],
      ['ServiceNow CPQ API User Connected App', 'installed'],
    ]);
  });

  it('Given two that could be it, when checked or surveyed, then both are named and none is chosen', () => {
    const now = facts({ apps: [app('Logik.io App'), app('Logik.ai App'), BOTH[1]], usage: [usage('Logik.io App')] });
    expect(of(check(now), USERS)).to.include({ status: 'manual', actual: 'Logik.io App, Logik.ai App' });
    const surveyed = connectedApps.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    expect(of(surveyed, USERS)).to.include({ status: 'warn', actual: 'Logik.io App, Logik.ai App' });
  });
});

describe('connected apps, before the refresh', () => {
  const survey = (now: Facts): Finding[] =>
    connectedApps.survey({ now, production: undefined, answers: answers(), org: sandbox() });

  it('Given both apps, when surveyed, then they pass, with their use as evidence', () => {
    const found = survey(facts({ usage: [usage(USERS)] }));
    expect(found.every(({ status }) => status === 'pass')).to.equal(true);
    expect(of(found, USERS)?.evidence).to.contain('2 OAuth tokens');
  });

  it('Given an app is missing, or the apps cannot be read, when surveyed, then it is a warning', () => {
    expect(statuses(survey(facts({ apps: BOTH.slice(1) })))).to.include(`warn ${USERS}`);
    expect(statuses(survey(facts({ apps: null, appsUnreadable: 'no' })))).to.deep.equal([
      'warn Installed connected apps',
    ]);
  });
});

describe('connected apps, read', () => {
  const APPS = [USERS, SYNC].map((Name) => ({ Name, OptionsAllowAdminApprovedUsersOnly: Name === USERS }));
  const token = (AppName: string, LastUsedDate: string | null, UseCount: number | null): object => ({
    AppName,
    LastUsedDate,
    UseCount,
  });
  const gathering = (queries: OrgStub['queries']): { org: ReturnType<typeof orgStub>; facts: Promise<Facts> } => {
    const org = orgStub({ queries });
    const context = { org, answers: answers(), names: NAMES, ...ELSEWHERE, fingerprint: () => 'mark' };
    return { org, facts: connectedApps.gather(context) };
  };

  it('Given apps and tokens, when read, then the tokens of each app are summed, and no token or user is asked for', async () => {
    const { org, facts: read } = gathering([
      [/FROM ConnectedApplication/, APPS],
      [
        /FROM OauthToken/,
        [
          token(USERS, '2027-01-02T00:00:00.000+0000', 2),
          token(USERS, '2027-01-03T00:00:00.000+0000', null),
          token(SYNC, null, 0),
        ],
      ],
    ]);
    const found = await read;
    expect(found.apps).to.deep.equal([
      { name: USERS, adminApprovedOnly: true },
      { name: SYNC, adminApprovedOnly: false },
    ]);
    expect(found.usage).to.deep.equal([
      { app: USERS, tokens: 2, lastUsed: '2027-01-03T00:00:00.000+0000', useCount: 2 },
      { app: SYNC, tokens: 1, lastUsed: null, useCount: 0 },
    ]);
    expect(connectedApps.facts.parse(found)).to.deep.equal(found);
    expect(org.asked.join()).not.to.match(/AccessToken|RequestToken|DeleteToken|UserId|GROUP BY/);
  });

  it('Given one part may not be read, when read, then the other stands', async () => {
    const noTokens = await gathering([
      [/FROM ConnectedApplication/, APPS],
      [/FROM OauthToken/, refusal('INSUFFICIENT_ACCESS')],
    ]).facts;
    expect(noTokens).to.include({ usage: null, appsUnreadable: null });
    const noApps = await gathering([
      [/FROM ConnectedApplication/, refusal('INVALID_TYPE')],
      [/FROM OauthToken/, []],
    ]).facts;
    expect(noApps.apps).to.equal(null);
    expect(noApps.appsUnreadable).to.contain('INVALID_TYPE');
    expect(noApps.usage).to.deep.equal([]);
  });

  it('Given an org that can no longer be asked, when read, then the run ends', async () => {
    const { facts: read } = gathering([[/./, refusal('INVALID_SESSION_ID', 'run')]]);
    expect((await caught(() => read)).message).to.contain('INVALID_SESSION_ID');
  });
});
