import { expect } from 'chai';
import { desiredUrl, tenantOwnership } from '../../../../../src/checklist/connection/logikTenant/lines.ts';
import { checkTenant, planTenant, surveyTenant, vetoTenant } from '../../../../../src/checklist/connection/logikTenant/rules.ts';
import type { TenantFacts } from '../../../../../src/checklist/connection/logikTenant/facts.ts';
import type { Change, Finding, Situation } from '../../../../../src/checklist/item.ts';
import { steps } from '../../../support/brief.ts';
import { writtenTo } from '../../../support/changes.ts';
import { answers, NEW_ORG_ID, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';
import {
  ADMIN,
  EMAIL,
  NEW_URL,
  orgDefault,
  ORG_DEFAULT,
  PRODUCTION_URL,
  profile,
  row,
  RUNTIME,
  SANDBOX_URL,
  SKIP,
  tenant,
  THIRD_URL,
  user,
} from '../../../support/tenant.ts';

type Case = Partial<Situation<TenantFacts>> & Pick<Situation<TenantFacts>, 'now'>;
const seen = (own: Case): Situation<TenantFacts> => situation({ before: orgDefault(SANDBOX_URL), ...own });
const plan = (own: Case): Change[] => planTenant(seen(own));
const check = (own: Case): Finding[] => checkTenant(seen(own));
const of = (findings: readonly Finding[], target: string): Finding => {
  const found = findings.find((finding) => finding.target === target);
  if (!found) throw new Error(`No finding for ${target}`);
  return found;
};

const RUNTIME_TARGET = 'org default › Runtime Configuration URL';
const ADMIN_TARGET = 'org default › Administration URL';
const both = (before: string | null, after: string): string[] => [
  `${RUNTIME_TARGET}: ${before} → ${after}`,
  `${ADMIN_TARGET}: ${before} → ${after}`,
];

describe('Logik Tenant: the org default', () => {
  it("Given production's URL, known from the source org, when planned, then both URLs go back, as critical", () => {
    const changes = plan({ now: orgDefault(PRODUCTION_URL), production: orgDefault(PRODUCTION_URL) });
    expect(steps(changes)).to.deep.equal(both(PRODUCTION_URL, SANDBOX_URL));
    expect(changes.map(({ severity }) => severity)).to.deep.equal(['critical', 'critical']);
    expect(changes[0].reason).to.contain("production's");
  });

  it("Given production's URL, nowhere recorded, when checked after the refresh, then it is recognised and shouted", () => {
    const findings = check({ now: orgDefault(PRODUCTION_URL) });
    expect(of(findings, ADMIN_TARGET)).to.include({
      status: 'fail',
      severity: 'critical',
      expected: SANDBOX_URL,
      actual: PRODUCTION_URL,
    });
    expect(of(findings, ADMIN_TARGET).hint).to.contain('STILL POINTS AT PRODUCTION');
  });

  for (const spelled of [
    'https://ACME.us01.logik.io',
    `${PRODUCTION_URL}/`,
    'acme.us01.logik.io',
    'http://acme.us01.logik.io/x',
  ]) {
    it(`Given production spelled ${spelled}, when checked, then it is recognised`, () => {
      const findings = check({ now: orgDefault(spelled), production: orgDefault(PRODUCTION_URL) });
      expect(of(findings, RUNTIME_TARGET).severity).to.equal('critical');
    });
  }

  it('Given the old environment, when planned, then there is nothing to do, and every URL passes', () => {
    const now = orgDefault(SANDBOX_URL);
    expect(plan({ now })).to.deep.equal([]);
    expect(of(check({ now }), RUNTIME_TARGET)).to.include({ status: 'pass', hint: null, severity: 'normal' });
  });

  it("Given a third environment beside production's known one, when planned, then it changes without alarm", () => {
    const changes = plan({ now: orgDefault(THIRD_URL), production: orgDefault(PRODUCTION_URL) });
    expect(steps(changes)).to.deep.equal(both(THIRD_URL, SANDBOX_URL));
    expect(changes.map(({ severity }) => severity)).to.deep.equal(['normal', 'normal']);
  });

  it('Given a value that somebody changed before any refresh, when checked, then nobody takes it for production', () => {
    const findings = check({ now: orgDefault(THIRD_URL), org: NOT_REFRESHED });
    expect(of(findings, ADMIN_TARGET)).to.include({ status: 'fail', severity: 'normal' });
  });

  it('Given empty URLs, when planned, then they are filled, and the reason says so', () => {
    const changes = plan({ now: orgDefault(null) });
    expect(steps(changes)).to.deep.equal(both(null, SANDBOX_URL));
    expect(changes[0].reason).to.equal('is empty');
  });

  it('Given only one wrong URL, when planned, then only that one changes', () => {
    const now = orgDefault(SANDBOX_URL, { admin: PRODUCTION_URL });
    expect(steps(plan({ now }))).to.deep.equal([`${ADMIN_TARGET}: ${PRODUCTION_URL} → ${SANDBOX_URL}`]);
  });

  it('Given no row at all, when planned, then a new row of the new org holds both URLs', () => {
    const changes = plan({ now: tenant() });
    expect(steps(changes)).to.deep.equal(both(null, SANDBOX_URL));
    for (const { write } of changes) {
      expect(write).to.deep.include({ id: null, defaults: { SetupOwnerId: NEW_ORG_ID } });
    }
  });

  it('Given a URL with a trailing slash before, when it comes back without, then it is restored as it was', () => {
    const before = orgDefault(`${SANDBOX_URL}/`);
    expect(steps(plan({ before, now: orgDefault(SANDBOX_URL) }))).to.deep.equal(both(SANDBOX_URL, `${SANDBOX_URL}/`));
  });
});

describe('Logik Tenant: what the URLs must be', () => {
  const before = orgDefault(SANDBOX_URL, { runtime: THIRD_URL });

  it('Given repoint, when nothing else is said, then each URL is carried over for itself', () => {
    expect(desiredUrl(answers(), before, 'runtimeUrl')).to.equal(THIRD_URL);
    expect(desiredUrl(answers(), before, 'administrationUrl')).to.equal(SANDBOX_URL);
  });

  it('Given --new-host, when the URL is asked, then it is that host for both', () => {
    const said = answers({ logik: { newHost: 'acme-uat2.test01.logik.io' } });
    expect(desiredUrl(said, before, 'runtimeUrl')).to.equal(NEW_URL);
    expect(desiredUrl(said, before, 'administrationUrl')).to.equal(NEW_URL);
  });

  it('Given an explicit URL beside --new-host, when the URL is asked, then the explicit one wins', () => {
    const said = answers({ logik: { newHost: 'acme-uat2.test01.logik.io', runtimeUrl: THIRD_URL } });
    expect(desiredUrl(said, before, 'runtimeUrl')).to.equal(THIRD_URL);
    expect(desiredUrl(said, before, 'administrationUrl')).to.equal(NEW_URL);
  });

  it('Given decommission without a new URL, when checked, then the old one does not come back, and the URL is asked for', () => {
    const own = { now: orgDefault(PRODUCTION_URL), answers: answers({ refresh: { dataStrategy: 'decommission' } }) };
    expect(plan(own)).to.deep.equal([]);
    const finding = of(check(own), ADMIN_TARGET);
    expect(finding).to.include({ status: 'fail', severity: 'critical', expected: null });
    expect(finding.hint).to.contain('--logik-url');
  });

  it('Given decommission with a new host, when planned, then both URLs name it', () => {
    const said = answers({
      refresh: { dataStrategy: 'decommission' },
      logik: { newHost: 'acme-uat2.test01.logik.io' },
    });
    expect(steps(plan({ now: orgDefault(PRODUCTION_URL), answers: said }))).to.deep.equal(
      both(PRODUCTION_URL, NEW_URL)
    );
  });

  it('Given a baseline with empty URLs, when planned, then nothing is invented', () => {
    expect(plan({ before: orgDefault(null), now: orgDefault(PRODUCTION_URL) })).to.deep.equal([]);
  });

  it('Given no baseline for the line, when a URL is said, then it is planned all the same', () => {
    const own = {
      before: undefined,
      now: orgDefault(PRODUCTION_URL),
      answers: answers({ logik: { newHost: 'x.test01.logik.io' } }),
    };
    expect(steps(plan(own))).to.deep.equal(both(PRODUCTION_URL, 'https://x.test01.logik.io'));
  });
});

describe("Logik Tenant: production's URL is never written", () => {
  const production = orgDefault(PRODUCTION_URL);

  it("Given an answer that names production's host, when planned, then nothing is, and the finding is critical", () => {
    const own = {
      now: orgDefault(SANDBOX_URL),
      production,
      answers: answers({ logik: { administrationUrl: PRODUCTION_URL, runtimeUrl: PRODUCTION_URL } }),
    };
    expect(plan(own)).to.deep.equal([]);
    expect(of(check(own), ADMIN_TARGET)).to.include({ status: 'fail', severity: 'critical' });
    expect(of(check(own), ADMIN_TARGET).hint).to.contain('never written');
  });

  it("Given a sandbox that worked on production's environment before, when checked, then even no change is critical", () => {
    const own = { before: orgDefault(PRODUCTION_URL), now: orgDefault(PRODUCTION_URL), production };
    expect(plan(own)).to.deep.equal([]);
    expect(of(check(own), RUNTIME_TARGET)).to.include({ status: 'fail', severity: 'critical' });
  });

  it("Given a production org without a URL, when checked, then an empty value is nobody's environment", () => {
    const own = { now: orgDefault(null), production: orgDefault(null) };
    expect(of(check(own), RUNTIME_TARGET)).to.include({ severity: 'normal' });
  });
});

describe('Logik Tenant: a new environment after the refresh', () => {
  const said = answers({ logik: { runtimeUrl: NEW_URL, administrationUrl: NEW_URL } });

  it('Given the new URL applied, without a recorded source org, when checked, then it is not taken for production', () => {
    const own = { now: orgDefault(NEW_URL), answers: said };
    expect(check(own).map(({ status }) => status)).not.to.include('fail');
    expect(plan(own)).to.deep.equal([]);
  });

  it("Given production's URL still in one field, when checked, then that one is recognised still", () => {
    const findings = check({ now: orgDefault(NEW_URL, { runtime: PRODUCTION_URL }), answers: said });
    expect(of(findings, RUNTIME_TARGET).severity).to.equal('critical');
    expect(of(findings, ADMIN_TARGET).status).to.equal('pass');
  });
});

describe('Logik Tenant: profile and user rows', () => {
  const withRow = (owner: ReturnType<typeof profile>, url: string | null, general: string = SANDBOX_URL): TenantFacts =>
    tenant(row(ORG_DEFAULT, general), row(owner, url));

  it("Given a profile row that the copy brought, when planned, then it goes to the sandbox's environment", () => {
    expect(steps(plan({ now: withRow(profile('Partner'), PRODUCTION_URL) }))).to.deep.equal([
      `profile Partner › Runtime Configuration URL: ${PRODUCTION_URL} → ${SANDBOX_URL}`,
      `profile Partner › Administration URL: ${PRODUCTION_URL} → ${SANDBOX_URL}`,
    ]);
  });

  it('Given a row without URLs, when planned, then it stays empty, for it falls back to the org default', () => {
    const now = withRow(profile('Partner'), null);
    expect(plan({ now })).to.deep.equal([]);
    expect(check({ now }).map(({ target }) => target)).not.to.include('profile Partner › Administration URL');
  });

  it('Given a row with an environment of its own before, when the copy replaced it, then its own comes back', () => {
    const before = withRow(profile('Partner'), THIRD_URL);
    const now = withRow(profile('Partner'), PRODUCTION_URL, PRODUCTION_URL);
    expect(steps(plan({ before, now })).slice(2)).to.deep.equal([
      `profile Partner › Runtime Configuration URL: ${PRODUCTION_URL} → ${THIRD_URL}`,
      `profile Partner › Administration URL: ${PRODUCTION_URL} → ${THIRD_URL}`,
    ]);
  });

  it('Given a row that named the same environment as the default, when a new host is said, then the row follows', () => {
    const before = withRow(profile('Partner'), SANDBOX_URL);
    const said = answers({ logik: { newHost: 'acme-uat2.test01.logik.io' } });
    expect(steps(plan({ before, now: before, answers: said })).at(-1)).to.equal(
      `profile Partner › Administration URL: ${SANDBOX_URL} → ${NEW_URL}`
    );
  });

  it('Given a user row under a new suffix, when planned, then it is the same row', () => {
    const before = withRow(user('ava@acme.example.uat'), THIRD_URL);
    const now = withRow(user('AVA@acme.example.uat2'), PRODUCTION_URL);
    const org = { before: sandbox(), now: sandbox({ orgId: NEW_ORG_ID, sandboxName: 'uat2' }), refreshed: true };
    expect(steps(plan({ before, now, org }))[0]).to.contain(`→ ${THIRD_URL}`);
    expect(
      check({ before, now, org })
        .map(({ hint }) => hint)
        .join()
    ).not.to.contain('is gone');
  });

  it('Given a row that somebody added before any refresh, when planned, then it is left alone and warned about', () => {
    const now = withRow(profile('Partner'), THIRD_URL);
    expect(plan({ now, org: NOT_REFRESHED })).to.deep.equal([]);
    expect(of(check({ now, org: NOT_REFRESHED }), 'profile Partner › override').status).to.equal('warn');
  });

  it('Given any override, when checked, then it is called out by its owner', () => {
    const finding = of(check({ now: withRow(profile('Partner'), SANDBOX_URL) }), 'profile Partner › override');
    expect(finding).to.include({ status: 'warn', actual: SANDBOX_URL });
    expect(finding.hint).to.contain('profile Partner');
  });

  it('Given an override that the refresh lost, when checked, then that is said once, as a warning', () => {
    const findings = check({ before: withRow(profile('Partner'), THIRD_URL), now: orgDefault(SANDBOX_URL) });
    const about = findings.filter(({ target }) => target.startsWith('profile Partner'));
    expect(about.map(({ status }) => status)).to.deep.equal(['warn']);
    expect(about[0].hint).to.contain('gone');
  });

  it('Given a profile row whose profile has another name in the language of who asks, when planned, then its ID tells', () => {
    const of = (name: string, url: string, setupOwnerId: string): ReturnType<typeof row> => ({
      ...row(profile(name), url),
      setupOwnerId,
    });
    const before = tenant(row(ORG_DEFAULT, SANDBOX_URL), of('Standardbenutzer', THIRD_URL, '00e000000000001AAA'));
    const now = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      of('Standard User', PRODUCTION_URL, '00e000000000001'),
      of('Standardbenutzer', PRODUCTION_URL, '00e000000000009AAA')
    );
    expect(steps(plan({ before, now }))).to.include.members([
      `profile Standard User › Administration URL: ${PRODUCTION_URL} → ${THIRD_URL}`,
    ]);
  });

  it('Given a profile row whose profile has another ID, when planned, then its developer name tells, and no name that is another’s', () => {
    const of = (name: string, key: string, url: string, setupOwnerId: string): ReturnType<typeof row> => ({
      ...row({ ...profile(name), key }, url),
      setupOwnerId,
    });
    const before = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      of('Standardbenutzer', 'Standard', THIRD_URL, '00e000000000001AAA')
    );
    const custom = of('Standardbenutzer', 'Standardbenutzer', SANDBOX_URL, '00e000000000008AAA');
    const now = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      custom,
      of('Standard User', 'Standard', PRODUCTION_URL, '00e000000000009AAA')
    );
    const found = steps(plan({ before, now }));
    expect(found).to.include(`profile Standard User › Administration URL: ${PRODUCTION_URL} → ${THIRD_URL}`);
    expect(found.join()).not.to.contain('profile Standardbenutzer');
  });

  it('Given two rows of the same name, one a profile, one a user, when planned, then they are not mixed up', () => {
    const before = tenant(row(ORG_DEFAULT, SANDBOX_URL), row(profile('x'), THIRD_URL), row(user('x'), SANDBOX_URL));
    const now = tenant(
      row(ORG_DEFAULT, SANDBOX_URL),
      row(profile('x'), PRODUCTION_URL),
      row(user('x'), PRODUCTION_URL)
    );
    expect(steps(plan({ before, now }))).to.include.members([
      `profile x › Administration URL: ${PRODUCTION_URL} → ${THIRD_URL}`,
      `user x › Administration URL: ${PRODUCTION_URL} → ${SANDBOX_URL}`,
    ]);
  });
});

describe('Logik Tenant: the other fields', () => {
  const before = orgDefault(SANDBOX_URL, { others: { [EMAIL]: 'qa@acme.example', [SKIP]: true } });

  it("Given production's settings after the copy, when planned, then the sandbox's come back", () => {
    const now = orgDefault(SANDBOX_URL, { others: { [EMAIL]: 'sales@acme.example', [SKIP]: false } });
    expect(steps(plan({ before, now }))).to.deep.equal([
      'org default › Email Override: sales@acme.example → qa@acme.example',
      'org default › Skip Trigger: false → true',
    ]);
  });

  it('Given a field that was empty before, when the copy filled it, then it is emptied', () => {
    const changes = plan({ now: orgDefault(SANDBOX_URL, { others: { [EMAIL]: 'sales@acme.example' } }) });
    expect(changes.map(({ after }) => after)).to.deep.equal([null]);
  });

  it('Given empty text for null, when compared, then they are the same', () => {
    expect(plan({ now: orgDefault(SANDBOX_URL, { others: { [EMAIL]: '' } }) })).to.deep.equal([]);
  });

  it('Given a row that must be created, when planned, then only what is not empty is written', () => {
    const onlyMail = orgDefault(SANDBOX_URL, { others: { [EMAIL]: 'qa@acme.example' } });
    expect(plan({ before: onlyMail, now: tenant() }).map((change) => writtenTo(change).field)).to.deep.equal([
      RUNTIME,
      ADMIN,
      EMAIL,
    ]);
  });

  it('Given a field that the package no longer has, when planned, then it is not written', () => {
    const full = orgDefault(SANDBOX_URL);
    const now = { ...full, others: full.others.filter(({ name }) => name !== EMAIL) };
    expect(plan({ before, now }).map((change) => writtenTo(change).field)).to.deep.equal([SKIP]);
  });

  it('Given a field that the package has only since, when planned, then it is left alone', () => {
    const fresh = orgDefault(SANDBOX_URL, { others: { NEW__c: 'x' } });
    const now = { ...fresh, others: [...fresh.others, { name: 'NEW__c', label: 'New', secret: false }] };
    expect(plan({ now })).to.deep.equal([]);
  });
});

describe('Logik Tenant: the runtime token', () => {
  const TOKEN_TARGET = 'org default › Runtime Client Token';
  const cases: Array<[string, string | null, string | null, string, RegExp | null]> = [
    ['the same token as before', 'aa', 'aa', 'pass', null],
    ['another token than before', 'aa', 'bb', 'manual', /Create the runtime client anew/],
    ['no token, where one was', 'aa', null, 'manual', /Create the runtime client anew/],
    ["production's token, where none was", null, 'bb', 'manual', /Clear it/],
    ['no token on either side', null, null, 'pass', null],
  ];
  for (const [name, was, is, status, hint] of cases) {
    it(`Given ${name}, when checked, then it is ${status}`, () => {
      const findings = check({
        before: orgDefault(SANDBOX_URL, { token: was }),
        now: orgDefault(SANDBOX_URL, { token: is }),
      });
      const finding = of(findings, TOKEN_TARGET);
      expect(finding.status).to.equal(status);
      if (hint) expect(finding.hint).to.match(hint);
      else expect(finding.hint).to.equal(null);
    });
  }

  it('Given any token, when planned and checked, then its mark neither is written nor shown', () => {
    const own = {
      before: orgDefault(SANDBOX_URL, { token: 'f1ngerpr1nt' }),
      now: orgDefault(SANDBOX_URL, { token: 'bb' }),
    };
    expect(plan(own)).to.deep.equal([]);
    expect(JSON.stringify(check(own))).not.to.contain('f1ngerpr1nt');
  });

  it("Given no refresh yet, when checked, then the token is nobody's business", () => {
    const own = { before: orgDefault(SANDBOX_URL, { token: 'aa' }), now: orgDefault(SANDBOX_URL, { token: 'bb' }) };
    expect(check({ ...own, org: NOT_REFRESHED }).map(({ target }) => target)).not.to.include(TOKEN_TARGET);
  });
});

describe('Logik Tenant: before the refresh', () => {
  const survey = (now: TenantFacts, production?: TenantFacts): Finding[] =>
    surveyTenant({ now, production, answers: answers(), org: sandbox() });

  it('Given both URLs in form, when surveyed, then both pass', () => {
    expect(survey(orgDefault(SANDBOX_URL), orgDefault(PRODUCTION_URL)).map(({ status }) => status)).to.deep.equal([
      'pass',
      'pass',
    ]);
  });

  const cases: Array<[string, string | null, string, string]> = [
    ['an empty URL', null, 'fail', 'normal'],
    ["production's URL", PRODUCTION_URL, 'fail', 'critical'],
    ["production's URL in capitals", PRODUCTION_URL.toUpperCase(), 'fail', 'critical'],
    ["production's host without a scheme", 'acme.us01.logik.io', 'fail', 'critical'],
    ['a trailing slash', `${SANDBOX_URL}/`, 'warn', 'normal'],
    ['a path', `${SANDBOX_URL}/ui/configure`, 'warn', 'normal'],
    ['something that is no URL', 'TODO', 'warn', 'normal'],
    ['an unknown host', 'https://logik.acme.example', 'warn', 'normal'],
  ];
  for (const [name, url, status, severity] of cases) {
    it(`Given ${name}, when surveyed, then it is ${severity} ${status}`, () => {
      const finding = of(survey(orgDefault(url), orgDefault(PRODUCTION_URL)), ADMIN_TARGET);
      expect(finding).to.include({ status, severity });
      expect(finding.hint).to.be.a('string').that.is.not.empty;
    });
  }

  it('Given no row at all, when surveyed, then both URLs are missing', () => {
    expect(survey(tenant()).map(({ status }) => status)).to.deep.equal(['fail', 'fail']);
  });

  it('Given a profile row, when surveyed, then it is called out', () => {
    const findings = survey(tenant(row(ORG_DEFAULT, SANDBOX_URL), row(profile('Partner'), SANDBOX_URL)));
    expect(of(findings, 'profile Partner › override').status).to.equal('warn');
  });
});

describe('tenantOwnership', () => {
  const SAID = answers({ logik: { newHost: 'acme-uat2.test01.logik.io' } });
  const hosts = (own: Partial<Parameters<typeof tenantOwnership>[0]>): [boolean, ...string[]] => {
    const { hosts: found, told } = tenantOwnership({
      before: orgDefault(SANDBOX_URL),
      now: orgDefault(PRODUCTION_URL, { admin: NEW_URL }),
      production: undefined,
      answers: answers(),
      org: { refreshed: true },
      ...own,
    });
    return [told, ...found];
  };

  it('Given a recorded source org, when hosts are asked, then they are those of its rows, every row of it', () => {
    const production = tenant(row(ORG_DEFAULT, PRODUCTION_URL), row(profile('x'), 'https://partner.us01.logik.io'));
    expect(hosts({ production })).to.deep.equal([true, 'acme.us01.logik.io', 'partner.us01.logik.io']);
  });

  it('Given none, when the org is refreshed, then every host that was not there before is suspected', () => {
    expect(hosts({})).to.deep.equal([false, 'acme.us01.logik.io', 'acme-uat2.test01.logik.io']);
  });

  it("Given none, when people named a host as the sandbox's, then it is not suspected", () => {
    expect(hosts({ answers: SAID })).to.deep.equal([false, 'acme.us01.logik.io']);
  });

  it('Given none, when the org is not refreshed or was never recorded, then no host is suspected', () => {
    expect(hosts({ org: { refreshed: false } })).to.deep.equal([false]);
    expect(hosts({ before: undefined })).to.deep.equal([false]);
  });
});

describe('vetoTenant', () => {
  const production = orgDefault(PRODUCTION_URL);
  const answered = (logik: Parameters<typeof answers>[0]): Case => ({
    now: orgDefault(PRODUCTION_URL),
    production,
    answers: answers(logik),
  });

  for (const logik of [
    { newHost: 'ACME.us01.logik.io' },
    { runtimeUrl: PRODUCTION_URL },
    { administrationUrl: PRODUCTION_URL },
  ]) {
    it(`Given ${JSON.stringify(logik)}, which is production's, when repoint starts, then it is refused`, () => {
      const error = vetoTenant(seen(answered({ logik })));
      expect(error).to.include({ name: 'UrlIsProductionError' });
      expect(error?.message).to.contain('acme.us01.logik.io');
    });
  }

  it('Given a host of its own, or no answer, when repoint starts, then nothing is refused', () => {
    expect(vetoTenant(seen(answered({ logik: { newHost: 'acme-uat2.test01.logik.io' } })))).to.equal(undefined);
    expect(vetoTenant(seen(answered({})))).to.equal(undefined);
  });
});

describe('an org default that was empty', () => {
  const rowsOnly = (...urls: string[]): TenantFacts =>
    tenant(row(ORG_DEFAULT, null), ...urls.map((url, at) => row(profile(`P${at}`), url)));
  const ONE = rowsOnly(SANDBOX_URL, `${SANDBOX_URL}/`);
  const expectedAt = (own: Case): unknown[] =>
    checkTenant(seen(own))
      .filter(({ target }) => /^org default › (Runtime Configuration|Administration) URL/.test(target))
      .map(({ status, expected }) => `${status} ${String(expected)}`);

  it('Given profile rows that all name one environment, when the URL is asked for, then it is that one; of two, none', () => {
    for (const role of ['runtimeUrl', 'administrationUrl'] as const) {
      expect(desiredUrl(answers(), ONE, role)).to.equal(SANDBOX_URL);
      expect(desiredUrl(answers(), rowsOnly(SANDBOX_URL, THIRD_URL), role)).to.equal(undefined);
      expect(desiredUrl(answers(), tenant(row(user('x@acme.example'), null, { runtime: THIRD_URL })), role)).to.equal(
        THIRD_URL
      );
      expect(desiredUrl(answers({ refresh: { dataStrategy: 'decommission' } }), ONE, role)).to.equal(undefined);
      expect(desiredUrl(answers({ logik: { runtimeUrl: NEW_URL, administrationUrl: NEW_URL } }), ONE, role)).to.equal(
        NEW_URL
      );
    }
  });

  it('Given the refresh brought a value, or took every row, when checked, then everybody is to get that environment', () => {
    for (const now of [orgDefault(PRODUCTION_URL), orgDefault(null)])
      expect(expectedAt({ before: ONE, now })).to.deep.equal([`fail ${SANDBOX_URL}`, `fail ${SANDBOX_URL}`]);
    expect(planTenant(seen({ before: ONE, now: orgDefault(PRODUCTION_URL) }))[0]).to.include({
      severity: 'critical',
      after: SANDBOX_URL,
    });
  });

  it('Given the rows are still there, when checked, then it may stay empty', () => {
    expect(expectedAt({ before: ONE, now: ONE })).to.deep.equal(['pass null', 'pass null']);
  });

  it('Given rows that name two environments, when checked, then people are asked', () => {
    const two = rowsOnly(SANDBOX_URL, THIRD_URL);
    expect(expectedAt({ before: two, now: two })).to.deep.equal(['fail null', 'fail null']);
  });

  it('Given one environment on rows only, when surveyed, then it is a warning that names it, no failure', () => {
    const survey = surveyTenant({ now: ONE, production: undefined, answers: answers(), org: sandbox() });
    expect(survey.slice(0, 2).map(({ status, hint }) => [status, hint?.includes(SANDBOX_URL)])).to.deep.equal([
      ['warn', true],
      ['warn', true],
    ]);
  });
});
