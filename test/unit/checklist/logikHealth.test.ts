import { expect } from 'chai';
import { logikHealthSchema, type LogikHealthFacts } from '../../../src/checklist/logikHealth/facts.ts';
import { gatherLogikHealth } from '../../../src/checklist/logikHealth/gather.ts';
import { checkLogikHealth, surveyLogikHealth } from '../../../src/checklist/logikHealth/rules.ts';
import type { Finding, ReadContext, Situation } from '../../../src/checklist/item.ts';
import type { LogikAccess } from '../../../src/logik/types.ts';
import { noLogik } from '../../../src/logik/none.ts';
import { statuses } from '../support/brief.ts';
import { ELSEWHERE } from '../support/readContext.ts';
import { answers, situation } from '../support/situation.ts';
import { orgDefault } from '../support/tenant.ts';

const URL = 'https://acme-uat.test01.logik.io';
const ANSWERED = { outcome: 'answered', detail: null } as const;
const WELL: LogikHealthFacts = {
  environment: URL,
  notAsked: null,
  reach: { kind: 'answers' },
  runtime: null,
  key: ANSWERED,
  tables: ANSWERED,
  blueprints: ['pump', 'skid'],
  deployed: { found: 'pump', checked: 1, unreadable: null },
};
const facts = (own: Partial<LogikHealthFacts> = {}): LogikHealthFacts => logikHealthSchema.parse({ ...WELL, ...own });

const check = (now: Partial<LogikHealthFacts>, own: Partial<Situation<LogikHealthFacts>> = {}): Finding[] =>
  checkLogikHealth(situation({ now: facts(now), before: facts(), ...own }));
const of = (findings: Finding[], target: string): Finding | undefined =>
  findings.find((each) => each.target === target);

describe('the health of the Logik environment, judged', () => {
  it('Given all is well, When judged, Then every target passes', () => {
    expect(statuses(check({}))).to.deep.equal([
      'pass Logik environment',
      'pass Admin API key',
      'pass Permissions of the key',
      'pass Tenant',
      'pass Deployed blueprint',
    ]);
  });

  for (const [reach, status, words] of [
    [{ kind: 'gone', status: 404 }, 'fail', 'decommissioned'],
    [{ kind: 'moved', to: 'new.test01.logik.io' }, 'warn', 'new.test01.logik.io'],
    [{ kind: 'certificate', detail: 'it has expired' }, 'fail', 'NODE_EXTRA_CA_CERTS'],
    [{ kind: 'unreachable', detail: 'x' }, 'fail', 'NO_PROXY'],
    [{ kind: 'error', status: 503 }, 'fail', 'maintenance'],
  ] as const) {
    it(`Given pages that are ${reach.kind}, When there is only a runtime token, Then it is ${status}`, () => {
      const only = { key: null, tables: null, blueprints: null, deployed: null };
      const findings = check({ ...only, reach });
      expect(statuses(findings)).to.deep.equal([`${status} Logik environment`, 'skip Admin API key']);
      expect(findings[0].hint).to.contain(words);
    });
  }

  it('Given an API that answers, When the pages lead to a login, Then the API counts', () => {
    const [environment] = check({ reach: { kind: 'moved', to: 'login.example' } });
    expect(environment).to.include({ status: 'pass', hint: null });
  });

  it('Given a runtime URL of another host, When it is gone, Then that is a finding of its own', () => {
    const runtime = { url: 'https://rt.test01.logik.io', reach: { kind: 'gone', status: 410 } } as const;
    expect(of(check({ runtime }), 'Runtime Configuration URL')).to.include({ status: 'fail' });
  });

  it('Given none, some or all blueprints of before, When judged, Then the tenant is another, changed, or the same', () => {
    expect(of(check({ blueprints: ['other'] }), 'Tenant')).to.include({ status: 'fail' });
    expect(of(check({ blueprints: [] }), 'Tenant')?.hint).to.contain('emptied');
    const some = of(check({ blueprints: ['pump', 'new'] }), 'Tenant');
    expect(some).to.include({ status: 'warn', actual: '1 of them' });
    expect(some?.hint).to.contain('skid');
    expect(of(check({ blueprints: ['pump', 'skid', 'new'] }), 'Tenant')).to.include({ status: 'pass' });
  });

  it('Given another URL or nothing recorded, When judged, Then nothing is said of the tenant', () => {
    expect(of(check({ environment: 'https://new.test01.logik.io', blueprints: ['other'] }), 'Tenant')).to.equal(
      undefined
    );
    expect(of(check({ blueprints: ['other'] }, { before: undefined }), 'Tenant')).to.equal(undefined);
    expect(of(check({ blueprints: null }), 'Tenant')).to.equal(undefined);
  });

  it('Given nothing deployed, When judged, Then it warns before, fails after, and is a step where the environment is new', () => {
    const none = { deployed: { found: null, checked: 2, unreadable: null } };
    const statusOf = (findings: Finding[]): string | undefined => of(findings, 'Deployed blueprint')?.status;
    expect(
      statusOf(surveyLogikHealth({ ...situation({ now: facts(none) }), org: situation({ now: facts() }).org.now }))
    ).to.equal('warn');
    expect(statusOf(check(none))).to.equal('fail');
    expect(statusOf(check(none, { answers: answers({ refresh: { dataStrategy: 'decommission' } }) }))).to.equal(
      'manual'
    );
    expect(statusOf(check({ ...none, blueprints: ['a', 'b', 'c'] }))).to.equal('warn');
    expect(statusOf(check({ deployed: { found: null, checked: 0, unreadable: 'no' } }))).to.equal('warn');
    expect(statusOf(check({ blueprints: null, deployed: null }))).to.equal('warn');
  });

  it('Given production or nobody to ask, When judged, Then it is skipped, with the reason', () => {
    for (const [notAsked, words] of [
      ['production', 'no key'],
      ['no-credential', 'LOGIK_ADMIN_API_KEY'],
      ['no-environment', 'logik.administrationUrl'],
    ] as const) {
      const findings = check({ notAsked, reach: null, key: null });
      expect(statuses(findings)).to.deep.equal(['skip Logik environment']);
      expect(findings[0].hint).to.contain(words);
    }
  });
});

describe('the health of the Logik environment, read', () => {
  const calls: string[] = [];
  const logik: LogikAccess = {
    ...noLogik,
    hasAdminKey: true,
    admin: (url) => {
      calls.push(`admin ${url}`);
      return null;
    },
    reach: (url) => {
      calls.push(`reach ${url}`);
      return Promise.resolve({ kind: 'answers' });
    },
  };
  const context = (own: Partial<ReadContext>): ReadContext =>
    ({
      ...ELSEWHERE,
      logik,
      answers: answers({ logik: { administrationUrl: URL, runtimeUrl: URL } }),
      recorded: () => undefined,
      ...own,
    }) as ReadContext;

  beforeEach(() => {
    calls.length = 0;
  });

  it('Given no credential, When read, Then nobody is called', async () => {
    const told = await gatherLogikHealth(context({ logik: { ...logik, hasAdminKey: false } }));
    expect(told).to.include({ environment: URL, notAsked: 'no-credential' });
    expect(calls).to.deep.equal([]);
  });

  it("Given production's environment, When read, Then nobody is called", async () => {
    const told = await gatherLogikHealth(context({ recordedOfProduction: () => orgDefault(URL) }));
    expect(told).to.include({ notAsked: 'production' });
    expect(calls).to.deep.equal([]);
  });

  it('Given a key, When read, Then the environment of the answers is asked', async () => {
    await gatherLogikHealth(context({}));
    expect(calls).to.have.members([`admin ${URL}`, `reach ${URL}`]);
  });
});
