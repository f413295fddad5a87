import { expect } from 'chai';
import { logikHealthSchema, type LogikHealthFacts } from '../../../../src/checklist/environment/logikHealth/facts.ts';
import { gatherLogikHealth } from '../../../../src/checklist/environment/logikHealth/gather.ts';
import { checkLogikHealth, surveyLogikHealth } from '../../../../src/checklist/environment/logikHealth/rules.ts';
import type { Finding, ReadContext, Situation } from '../../../../src/checklist/item.ts';
import type { LogikAccess } from '../../../../src/logik/types.ts';
import { noLogik } from '../../../../src/logik/none.ts';
import { statuses } from '../../support/brief.ts';
import { ELSEWHERE } from '../../support/readContext.ts';
import { answers, situation } from '../../support/situation.ts';
import { orgDefault } from '../../support/tenant.ts';

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
  history: {
    latest: { blueprint: 'pump', at: '2026-10-01T08:00:00.000Z' },
    checked: 1,
    denied: false,
    unreadable: null,
  },
};
const facts = (own: Partial<LogikHealthFacts> = {}): LogikHealthFacts => logikHealthSchema.parse({ ...WELL, ...own });

const check = (now: Partial<LogikHealthFacts>, own: Partial<Situation<LogikHealthFacts>> = {}): Finding[] =>
  checkLogikHealth(situation({ now: facts(now), before: facts(), ...own }));
const of = (findings: Finding[], target: string): Finding | undefined =>
  findings.find((each) => each.target === target);

describe('the health of the Logik environment, judged', () => {
  it('Given all is well, When judged, Then every target passes, and a history of deployments is no state', () => {
    expect(statuses(check({}))).to.deep.equal([
      'pass Logik environment',
      'pass Admin API key',
      'pass Permissions of the key',
      'pass Tenant',
      'skip Deployed blueprint',
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
      const only = { key: null, tables: null, blueprints: null, history: null };
      const findings = check({ ...only, reach });
      expect(statuses(findings)).to.deep.equal([`${status} Logik environment`, 'skip Admin API key']);
      expect(findings[0].hint).to.contain(words);
    });
  }

  it('Given an address that only answers, or refuses without a word, When judged, Then nothing is proved: neither red nor green', () => {
    const nothing = { tables: null, blueprints: null, history: null };
    for (const key of [
      null,
      { outcome: 'unauthorized', detail: 'HTTP 401' },
      { outcome: 'forbidden', detail: '' },
    ] as const) {
      const [environment] = check({ ...nothing, key });
      expect(environment).to.include({ status: 'skip', actual: 'something answers' });
    }
    const runtime = { url: 'https://rt.test01.logik.io', reach: { kind: 'answers' } } as const;
    expect(of(check({ runtime }), 'Runtime Configuration URL')).to.include({ status: 'skip' });
    // What opened a configuration is Logik, at the Runtime URL; so is what refuses in Logik's own words.
    const opened = ['PUMP'];
    expect(check({ ...nothing, key: null, opened })[0]).to.include({ status: 'pass' });
    const both = check({ ...nothing, key: null, opened, runtime });
    expect([both[0].status, both[1].status]).to.deep.equal(['skip', 'pass']);
    const worded = check({ ...nothing, key: { outcome: 'forbidden', detail: '', worded: true } });
    expect(worded[0]).to.include({ status: 'pass' });
  });

  it('Given an answer that somebody without a key gets too, When judged, Then the key is not accepted by it', () => {
    expect(of(check({ key: { ...ANSWERED, openToAll: true } }), 'Admin API key')).to.include({ status: 'warn' });
  });

  it('Given no blueprint before, When there is none now, Then that is no sameness', () => {
    expect(of(check({ blueprints: [] }, { before: facts({ blueprints: [] }) }), 'Tenant')).to.equal(undefined);
  });

  it('Given a key that was not sent, When judged, Then that is skipped, with the reason', () => {
    const findings = check({ key: null, tables: null, blueprints: null, history: null, withheld: 'why not' });
    expect(of(findings, 'Admin API key')).to.include({ status: 'skip', hint: 'why not' });
  });

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

  const deployed = (
    own: Partial<LogikHealthFacts>,
    more: Partial<Situation<LogikHealthFacts>> = {}
  ): Finding | undefined => of(check(own, more), 'Deployed blueprint');
  const NONE = { latest: null, checked: 2, denied: false, unreadable: null };

  it('Given a deployment in the history, When judged, Then its day is told, and that this is no state', () => {
    expect(deployed({})).to.include({ status: 'skip', actual: 'last deployed on 2026-10-01: pump' });
    expect(deployed({})?.hint).to.contain('history').and.to.contain('runtime-smoke');
    const undated = { history: { ...NONE, latest: { blueprint: 'pump', at: null } } };
    expect(deployed(undated)?.actual).to.contain('a day that is not told');
  });

  it('Given configurations that opened in this run, When judged, Then their blueprints are deployed now', () => {
    for (const own of [{}, { history: NONE }, { key: null, history: null }]) {
      expect(deployed({ ...own, opened: ['HX-1', 'HX-2'] })).to.include({
        status: 'pass',
        actual: 'configurations open: HX-1, HX-2',
      });
    }
  });

  it('Given no deployment ever, When judged, Then it warns before and is a step after; with blueprints that were not asked about, it warns', () => {
    const before = surveyLogikHealth({
      ...situation({ now: facts({ history: NONE }) }),
      org: situation({ now: facts() }).org.now,
    });
    expect(of(before, 'Deployed blueprint')?.status).to.equal('warn');
    expect(deployed({ history: NONE })).to.include({
      status: 'manual',
      actual: 'none of 2 blueprints was ever deployed (2 in all)',
    });
    expect(deployed({ history: NONE, blueprints: ['a', 'b', 'c'] })?.status).to.equal('warn');
    expect(deployed({ history: NONE, blueprints: [] })?.actual).to.equal('there is no blueprint');
  });

  it('Given a history that may not be or cannot be read, When judged, Then that is neither red nor green', () => {
    expect(deployed({ history: { ...NONE, denied: true, unreadable: 'HTTP 403' } })?.status).to.equal('skip');
    expect(deployed({ history: { ...NONE, denied: true, unreadable: 'HTTP 403' } })?.hint).to.contain('Deploy');
    expect(deployed({ history: { ...NONE, unreadable: 'no' } })).to.include({ status: 'warn', hint: 'no' });
    expect(deployed({ blueprints: null, history: null })?.status).to.equal('warn');
  });

  it('Given a key that is sent elsewhere, When judged, Then it is not accepted; the same path there is another name of the environment', () => {
    const sent = (same: boolean): Finding[] =>
      check({
        key: { outcome: 'unauthorized', detail: 'HTTP 302', movedTo: { host: 'login.example', same } },
        tables: null,
        blueprints: null,
        history: null,
        reach: { kind: 'moved', to: 'login.example' },
      });
    expect(statuses(sent(false))).to.deep.equal(['warn Logik environment', 'fail Admin API key']);
    expect(statuses(sent(true))).to.deep.equal(['fail Logik environment', 'fail Admin API key']);
    expect(of(sent(true), 'Admin API key')).to.include({ actual: 'not accepted' });
  });

  it('Given facts of the version before, When they are read, Then they are', () => {
    const { history: _, ...rest } = WELL;
    const earlier = { ...rest, deployed: { found: 'pump', checked: 1, unreadable: null } };
    expect(logikHealthSchema.safeParse(earlier).success).to.equal(true);
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
