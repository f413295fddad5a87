import { expect } from 'chai';
import { runtimeSmoke } from '../../../../../src/checklist/environment/runtimeSmoke/index.ts';
import type { RuntimeSmokeFacts, SmokeAttempt } from '../../../../../src/checklist/environment/runtimeSmoke/facts.ts';
import type { Finding, Situation } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { answers, sandbox, situation } from '../../../support/situation.ts';
import { smokeAttempt as tried, smokeFacts, smokeProduct } from '../../../support/smoke.ts';

const CLIENTS = [{ name: 'storefront', origins: ['https://a.example'] }];
const judged = (
  now: RuntimeSmokeFacts,
  own: Partial<Situation<RuntimeSmokeFacts>> = {}
): Situation<RuntimeSmokeFacts> =>
  situation({
    now,
    reconnectedAt: '2027-01-15T10:00:00.000Z',
    answers: answers({ logik: { runtimeClients: CLIENTS } }),
    ...own,
  });
const check = (now: RuntimeSmokeFacts, own: Partial<Situation<RuntimeSmokeFacts>> = {}): Finding[] =>
  runtimeSmoke.check(judged(now, own));
const awaited = (now: RuntimeSmokeFacts, own: Partial<Situation<RuntimeSmokeFacts>> = {}): string[] =>
  (runtimeSmoke.awaits?.(judged(now, own)) ?? []).map(({ target }) => target);
const only = (attempt: Partial<SmokeAttempt>, own: Partial<RuntimeSmokeFacts> = {}): Finding =>
  check(smokeFacts([tried(attempt)], own))[0];
const TARGET = 'storefront › https://a.example';

describe('runtime-smoke', () => {
  it('Given configurations that opened, when checked, then each origin passes, with the products and their new IDs', () => {
    const findings = check(smokeFacts([tried(), tried({ product: 'HX-2' }), tried({ origin: 'https://b.example' })]));
    expect(statuses(findings)).to.deep.equal([`pass ${TARGET}`, 'pass storefront › https://b.example']);
    expect(findings[0]).to.include({ expected: 'opens HX-1, HX-2', actual: 'opened 2 of 2', hint: null });
    expect(findings[0].evidence).to.include('HX-1 (01tHX-1), HX-2 (01tHX-2)').and.include('2027-01-15T10:10');
  });

  it('Given 401 and 403, when checked, then the words tell token and origin apart, the trailing slash first', () => {
    const token = only({ outcome: 'token', detail: 'HTTP 401 LGK-401 Invalid token' });
    expect(token.status).to.equal('fail');
    expect(token.hint).to.include('does not take the token (HTTP 401 LGK-401 Invalid token)');
    const origin = only({ outcome: 'origin', detail: 'HTTP 403' });
    expect(origin.status).to.equal('fail');
    expect(origin.hint).to.include('refused the origin https://a.example');
    expect(origin.hint).to.match(/first, .*trailing slash.*then, that the token/);
    for (const outcome of ['token', 'origin', 'error', 'unreachable'] as const) {
      expect(awaited(smokeFacts([tried({ outcome, detail: 'no' })]))).to.deep.equal([]);
    }
  });

  it('Given 403, when checked, then its three causes are named, and what can be told apart is told', () => {
    const refused = { outcome: 'origin', detail: 'HTTP 403' } as const;
    const alone = only(refused).hint ?? '';
    expect(alone).to.include('three causes').and.include('has not expired').and.include('no other one');
    const own = { ownHost: { origin: 'https://acme-uat.test01.logik.io', taken: true } };
    expect(only(refused, own).hint).to.include('has not expired: from https://acme-uat.test01.logik.io');
    expect(only(refused, { ownHost: { ...own.ownHost, taken: false } }).hint).to.equal(alone);
    for (const outcome of ['opened', 'not-cached'] as const) {
      const [, second] = check(smokeFacts([tried({ outcome }), tried({ origin: 'https://c.example', ...refused })]));
      expect(second.status).to.equal('fail');
      expect(second.hint).to.include('takes the same token from https://a.example').and.not.include('three causes');
    }
  });

  it('Given a session that could not be ended, when checked, then that is told beside what else there is', () => {
    expect(only({ mayBeOpen: true })).to.include({ status: 'pass' });
    expect(only({ mayBeOpen: true }).hint).to.include('30 minutes');
    expect(only({ outcome: 'error', detail: 'HTTP 200 No', mayBeOpen: true }).hint).to.match(/HTTP 200 No.*30 minutes/);
  });

  it('Given a wildcard that covers nothing known, when checked, then it is a step, and another origin still passes', () => {
    const untried = [{ client: 'storefront', origin: '*.b.example' }];
    const findings = check(smokeFacts([tried()], { untried }));
    expect(statuses(findings)).to.deep.equal([`pass ${TARGET}`, 'manual storefront › *.b.example']);
    expect(findings[1].hint).to.include('no host is known');
    expect(statuses(check(smokeFacts([], { untried })))).to.deep.equal(['manual storefront › *.b.example']);
  });

  it('Given an origin with a trailing slash only, when checked, then it fails without having been asked for', () => {
    const said = answers({ logik: { runtimeClients: [{ name: 'portal', origins: ['https://b.example/'] }] } });
    const [finding, ...more] = check(smokeFacts([]), { answers: said });
    expect(finding).to.include({
      status: 'fail',
      target: 'portal › https://b.example/',
      expected: 'https://b.example',
    });
    expect(more).to.deep.equal([]);
  });

  it('Given other errors, when checked, then Logik is quoted, alike answers once', () => {
    const detail = 'HTTP 404 LGK-4711 not a Configurable Product';
    const [finding] = check(
      smokeFacts([tried({ outcome: 'error', detail }), tried({ product: 'HX-2', outcome: 'error', detail })])
    );
    expect(finding.hint).to.include(`HX-1, HX-2: ${detail}`);
    expect(finding.status).to.equal('fail');
  });

  it('Given an environment that cannot be asked, when checked, then it fails with the reason', () => {
    expect(only({ outcome: 'unreachable', detail: 'nobody answers' })).to.include({ status: 'fail' });
    expect(only({ outcome: 'unreachable', detail: 'nobody answers' }).hint).to.include('nobody answers');
  });

  it('Given a product that is not in the cache within the interval, when checked, then it is a step with its time, and awaited', () => {
    const now = smokeFacts([tried({ outcome: 'not-cached', detail: 'x' })]);
    expect(check(now)[0]).to.include({ status: 'manual' });
    // Modified a minute after the connection: the sync after that brings it.
    expect(check(now)[0].hint).to.include('by 2027-01-15 10:36 UTC').and.include('HX-1');
    expect(awaited(now)).to.deep.equal([TARGET]);
    expect(awaited(now, { connected: false })).to.deep.equal([]);
  });

  it('Given the same after the interval, when checked, then it fails, and waiting still helps', () => {
    const now = smokeFacts([tried({ outcome: 'not-cached' })], { readAt: '2027-01-15T10:36:01.000Z' });
    expect(check(now)[0].status).to.equal('fail');
    expect(check(now)[0].hint).to.include('sync does not run');
    expect(awaited(now)).to.deep.equal([TARGET]);
  });

  it('Given a connection that nobody recorded, when checked, then nothing is late', () => {
    const now = smokeFacts([tried({ outcome: 'not-cached' })], { readAt: '2028-01-01T00:00:00.000Z' });
    expect(check(now, { connectedAt: null })[0].status).to.equal('manual');
  });

  it('Given a product that nobody modified since the connection, when checked, then the sync passes it by: touch it', () => {
    const old = { products: [smokeProduct('HX-1', { lastModified: '2027-01-15T09:59:59.000Z' })] };
    const now = smokeFacts([tried({ outcome: 'not-cached' })], old);
    expect(check(now)[0].status).to.equal('fail');
    expect(check(now)[0].hint).to.include('--touch-products');
    expect(awaited(now)).to.deep.equal([]);
    expect(check(now, { touched: new Set(['01tHX-1']) })[0].status).to.equal('manual');
    expect(check(now, { connectedAt: null })[0].status).to.equal('manual');
  });

  it('Given one product that fails for good beside one that is to come, when checked, then both are told, and none is awaited', () => {
    const now = smokeFacts([
      tried({ outcome: 'not-cached' }),
      tried({ product: 'HX-2', outcome: 'error', detail: 'LGK-1' }),
    ]);
    expect(check(now)[0]).to.include({ status: 'fail', actual: 'opened 0 of 2' });
    expect(check(now)[0].hint).to.include('LGK-1').and.include('must have brought them by');
    expect(awaited(now)).to.deep.equal([]);
  });

  it("Given a token that is another client's, when checked, then the refused one is a step, and a refused origin of its own fails", () => {
    const refused = { outcome: 'origin', detail: 'HTTP 403' } as const;
    const other = tried({ client: 'portal', origin: 'https://b.example', ...refused });
    expect(statuses(check(smokeFacts([tried(), other])))).to.deep.equal([
      `pass ${TARGET}`,
      'manual portal › https://b.example',
    ]);
    const own = tried({ origin: 'https://c.example', ...refused });
    expect(statuses(check(smokeFacts([tried(), own])))).to.deep.equal([
      `pass ${TARGET}`,
      'fail storefront › https://c.example',
    ]);
    expect(statuses(check(smokeFacts([tried(refused), other])))).to.deep.equal([
      `fail ${TARGET}`,
      'fail portal › https://b.example',
    ]);
  });

  it('Given product codes that nobody has, when checked, then each fails', () => {
    expect(statuses(check(smokeFacts([tried()], { unknown: ['HX-9'] })))).to.deep.equal([
      `pass ${TARGET}`,
      'fail HX-9',
    ]);
  });

  for (const [state, status, says] of [
    ['not-refreshed', 'skip', 'Before the refresh'],
    ['no-token', 'skip', 'LOGIK_RUNTIME_TOKEN'],
    ['no-clients', 'skip', '--runtime-client'],
    ['no-environment', 'fail', 'logik.runtimeUrl'],
    ['production', 'fail', "production's Logik environment"],
  ] as const) {
    it(`Given nobody asked (${state}), when checked, then it is one ${status} that says why`, () => {
      const [finding, ...more] = check(smokeFacts([], { state }));
      expect(more).to.deep.equal([]);
      expect(finding.status).to.equal(status);
      expect(finding.hint).to.include(says);
      expect(awaited(smokeFacts([], { state }))).to.deep.equal([]);
    });
  }

  it('Given an org without configurable products, when checked, then it is skipped', () => {
    expect(statuses(check(smokeFacts([])))).to.deep.equal(['skip Configurations']);
  });

  it('Given the time before the refresh, when surveyed, then it says nothing, and repoint does nothing for it', () => {
    const said = { now: smokeFacts([]), production: undefined, answers: answers(), org: sandbox() };
    expect(runtimeSmoke.survey(said)).to.deep.equal([]);
    expect(runtimeSmoke).not.to.have.property('plan');
  });
});
