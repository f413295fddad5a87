import { expect } from 'chai';
import type { Holding } from '../../../../../src/checklist/shared/endpoints/facts.ts';
import type { WithHoldings } from '../../../../../src/checklist/shared/endpoints/hosts.ts';
import { planIntegrations } from '../../../../../src/checklist/sandbox/integrations/plan.ts';
import { checkIntegrations, surveyIntegrations } from '../../../../../src/checklist/sandbox/integrations/rules.ts';
import type { Answers } from '../../../../../src/checklist/answers/index.ts';
import type { Situation } from '../../../../../src/checklist/item.ts';
import { statuses, steps } from '../../../support/brief.ts';
import {
  credential,
  held,
  holding,
  orgWith,
  PRODUCTION_HOST,
  remoteHolding,
  SANDBOX_HOST,
  unreadHolding,
} from '../../../support/holdings.ts';
import { answers, NEW_ORG_ID, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const seen = (
  before: WithHoldings | undefined,
  now: WithHoldings,
  own: Partial<Situation<WithHoldings>> = {}
): Situation<WithHoldings> => situation({ now, before, ...own });

const uat = (...holdings: Holding[]): WithHoldings => orgWith(SANDBOX_HOST, ...holdings);

const DISABLED: Answers = { ...answers(), policy: { ...answers().policy, callouts: 'disabled' } };

describe('integrations, after the refresh', () => {
  it('Given everything as recorded, when checked, then one finding passes and nothing is planned', () => {
    const now = seen(uat(credential('https://billing-test.example')), uat(credential('https://billing-test.example')));
    expect(statuses(checkIntegrations(now))).to.deep.equal(['pass Integration settings']);
    expect(planIntegrations(now)).to.deep.equal([]);
  });

  it('Given a kind that cannot be read now, when checked, then only the others are said to be as recorded, and nothing is where there are none', () => {
    const billing = credential('https://billing-test.example');
    const [lost, kept] = [unreadHolding('NamedCredential'), holding('CorsWhitelistOrigin', held('Portal', {}))];
    const both = checkIntegrations(seen(uat(billing, kept), uat(lost, kept)));
    expect(statuses(both)).to.deep.equal(['pass Integration settings', 'fail NamedCredential']);
    expect(both[0].actual).to.equal('1 as recorded');
    expect(statuses(checkIntegrations(seen(uat(billing), uat(lost))))).to.deep.equal(['fail NamedCredential']);
  });

  it('Given a changed endpoint, when planned, then that field is put back, and it is critical where production has it', () => {
    const [before, now] = [uat(credential('https://billing-test.example')), uat(credential('https://billing.example'))];
    const plain = seen(before, now);
    expect(statuses(checkIntegrations(plain))).to.deep.equal(['fail NamedCredential Billing › endpoint']);
    const [change, ...more] = planIntegrations(plain);
    expect(more).to.deep.equal([]);
    expect(change).to.deep.include({
      before: 'https://billing.example',
      after: 'https://billing-test.example',
      severity: 'normal',
      write: { kind: 'metadata', type: 'NamedCredential', fullName: 'Billing', field: 'endpoint' },
    });
    const known = { ...plain, production: orgWith(PRODUCTION_HOST, credential('https://billing.example')) };
    expect(planIntegrations(known)[0].severity).to.equal('critical');
    expect(checkIntegrations(known)[0].severity).to.equal('critical');
  });

  it("Given a connected app that is gone, when checked, then nobody is told to make it anew: since Spring '26 that is not possible", () => {
    const now = seen(uat(holding('ConnectedApp', held('Portal', { label: 'Portal' }))), uat(holding('ConnectedApp')));
    expect(planIntegrations(now)).to.deep.equal([]);
    const [found] = checkIntegrations(now);
    expect(found).to.include({ status: 'manual', target: 'ConnectedApp Portal' });
    expect(found.hint).to.include('cannot be created').and.include('external client app');
    expect(found.hint).not.to.include('Put it back by hand');
  });

  it('Given an outbound message that sent its session when it was recorded, when checked, then only what else differs is told', () => {
    const message = (fields: Record<string, string | boolean>): WithHoldings =>
      uat(holding('WorkflowOutboundMessage', held('Account.Notify', fields)));
    const before = message({ endpointUrl: 'https://erp.example', includeSessionId: true });
    const same = seen(before, message({ endpointUrl: 'https://erp.example', includeSessionId: false }));
    expect(statuses(checkIntegrations(same))).to.deep.equal(['pass Integration settings']);
    const moved = seen(before, message({ endpointUrl: 'https://erp2.example', includeSessionId: false }));
    expect(statuses(checkIntegrations(moved))).to.deep.equal([
      'manual WorkflowOutboundMessage Account.Notify › endpointUrl',
    ]);
  });

  it("Given the sandbox's endpoint was production's even before, when planned, then it is not put back but told", () => {
    const before = uat(credential('https://billing.example'));
    const production = orgWith(PRODUCTION_HOST, credential('https://billing.example'));
    const now = seen(before, uat(credential('https://elsewhere.example')), { production });
    expect(planIntegrations(now)).to.deep.equal([]);
    expect(checkIntegrations(now)[0]).to.include({ status: 'manual', expected: 'https://billing.example' });
  });

  it('Given the old Logik environment ends and nobody knows the new one, when planned, then the old one does not come back', () => {
    const now = seen(
      uat(credential(`https://${SANDBOX_HOST}/api`)),
      uat(credential(`https://${PRODUCTION_HOST}/api`)),
      { answers: answers({ refresh: { dataStrategy: 'decommission' } }), environment: null, runtimeUrl: null }
    );
    expect(planIntegrations(now)).to.deep.equal([]);
    const [found] = checkIntegrations(now);
    expect(found.status).to.equal('manual');
    expect(found.hint).to.include('logik.newHost');
  });

  it("Given an endpoint at the sandbox's old Logik environment, when planned, then it names the one that it has now", () => {
    const now = seen(
      uat(credential(`https://${SANDBOX_HOST}/api`)),
      uat(credential(`https://${PRODUCTION_HOST}/api`)),
      {
        environment: 'https://acme-uat2.test01.logik.io',
      }
    );
    expect(steps(planIntegrations(now))).to.deep.equal([
      `NamedCredential Billing › endpoint: https://${PRODUCTION_HOST}/api → https://acme-uat2.test01.logik.io/api`,
    ]);
  });

  it("Given Logik's trusted URL and remote site, when planned, then their own lines keep them", () => {
    const logik = (host: string): WithHoldings =>
      uat(
        holding('CspTrustedSite', held('Logik', { endpointUrl: `https://${host}`, isActive: true })),
        holding('RemoteSiteSetting', held('Logik', { url: `https://${host}`, isActive: true }))
      );
    const now = seen(logik(SANDBOX_HOST), logik(PRODUCTION_HOST));
    expect(planIntegrations(now)).to.deep.equal([]);
    expect(statuses(checkIntegrations(now))).to.deep.equal(['pass Integration settings']);
  });

  it('Given switches that the line callouts turns, when planned, then they are left to it', () => {
    const now = seen(uat(remoteHolding('https://maps.example')), uat(remoteHolding('https://maps.example', false)));
    expect(planIntegrations(now)).to.deep.equal([]);
  });

  it('Given a missing remote site, when planned, then it is made and switched on last; off where callouts are disabled', () => {
    const now = seen(uat(remoteHolding('https://maps.example')), uat(holding('RemoteSiteSetting')));
    const [change] = planIntegrations(now);
    expect(change).to.deep.include({
      before: false,
      after: true,
      write: {
        kind: 'metadata',
        type: 'RemoteSiteSetting',
        fullName: 'Maps',
        field: 'isActive',
        defaults: { url: 'https://maps.example' },
      },
    });
    expect(planIntegrations({ ...now, answers: DISABLED })[0].after).to.equal(false);
  });

  it('Given a missing origin without a switch, when planned, then it is made by its first field', () => {
    const before = uat(holding('CorsWhitelistOrigin', held('Shop', { urlPattern: 'https://shop-test.example' })));
    const [change] = planIntegrations(seen(before, uat(holding('CorsWhitelistOrigin'))));
    expect(change).to.include({ before: null, after: 'https://shop-test.example' });
  });

  it('Given what the API does not take back, when checked, then it is a step by hand with the place to click', () => {
    const saml = (issuer: string): WithHoldings => uat(holding('SamlSsoConfig', held('Idp', { issuer })));
    const now = seen(saml('https://idp-test.example'), saml('https://idp.example'));
    const [found] = checkIntegrations(now);
    expect(found).to.include({ status: 'manual', expected: 'https://idp-test.example', actual: 'https://idp.example' });
    expect(found.hint).to.contain('Setup > Identity > Single Sign-On Settings');
    expect(planIntegrations(now)).to.deep.equal([]);
  });

  it('Given secrets, when checked, then they are entered by hand once the sandbox was refreshed, and never planned', () => {
    const idp = uat(holding('AuthProvider', held('Idp', { friendlyName: 'Idp' }, { secrets: ['consumerSecret'] })));
    const [, found] = checkIntegrations(seen(idp, idp));
    expect(found).to.include({ target: 'AuthProvider Idp › Secret', status: 'manual', expected: 'consumerSecret' });
    expect(planIntegrations(seen(idp, idp))).to.deep.equal([]);
    expect(statuses(checkIntegrations(seen(idp, idp, { org: NOT_REFRESHED })))).to.deep.equal([
      'pass Integration settings',
    ]);
  });

  it('Given an address that held a token, when planned, then what is left of it is not written back', () => {
    const before = uat(credential('https://hooks-test.example/x?<redacted>'));
    const now = seen(before, uat(credential('https://hooks.example')));
    expect(planIntegrations(now)).to.deep.equal([]);
    expect(checkIntegrations(now)[0].status).to.equal('manual');
  });

  it('Given something that came with the refresh, when checked, then it is a warning and stays', () => {
    const now = seen(uat(holding('NamedCredential')), uat(credential('https://billing.example')));
    expect(statuses(checkIntegrations(now))).to.deep.equal([
      'pass Integration settings',
      'warn NamedCredential Billing',
    ]);
    expect(planIntegrations(now)).to.deep.equal([]);
  });

  it('Given one type that cannot be read, when checked, then it is its own finding, no other suffers, and it is not taken for empty', () => {
    const before = uat(credential('https://billing-test.example'), remoteHolding('https://maps.example'));
    const now = seen(before, uat(unreadHolding('NamedCredential'), remoteHolding('https://other.example')));
    expect(statuses(checkIntegrations(now))).to.deep.equal([
      'fail RemoteSiteSetting Maps › url',
      'fail NamedCredential',
    ]);
    expect(checkIntegrations(now)[1].hint).to.contain('INVALID_TYPE');
    expect(planIntegrations(now)).to.have.length(1);
    const never = seen(uat(unreadHolding('NamedCredential')), uat(credential('https://billing.example')));
    // Of what nobody recorded nothing is as it was.
    expect(statuses(checkIntegrations(never))).to.deep.equal(['warn NamedCredential']);
  });
});

describe('integrations: records of settings', () => {
  const list = (url: string | null, own = {}): WithHoldings =>
    uat(holding('Endpoint__c', held('Billing', { Url__c: url }, { id: 'a00000000000001AAA', ...own })));

  it('Given a changed row, when planned, then its field is written; an ID of the old org never is', () => {
    const now = seen(list('https://billing-test.example'), list('https://billing.example'));
    expect(planIntegrations(now)[0].write).to.deep.equal({
      kind: 'record',
      object: 'Endpoint__c',
      id: 'a00000000000001AAA',
      field: 'Url__c',
    });
    const id = seen(list('0015e00000AbCdEAAV'), list('0015e00000XyZzZAAV'));
    expect(planIntegrations(id)).to.deep.equal([]);
    expect(checkIntegrations(id)[0]).to.include({ status: 'manual' });
  });

  for (const [was, is, differ] of [
    [0, null, true],
    [null, 0, true],
    [0, '', true],
    [0, false, true],
    [10, 0, true],
    ['0', null, true],
    ['false', false, true],
    ['null', null, true],
    [null, '', false],
    [false, null, false],
    [0, 0, false],
  ] as const) {
    it(`Given a value ${JSON.stringify(was)} of before and ${JSON.stringify(is)} now, when planned, then it is ${differ ? 'put back' : 'the same'}`, () => {
      const limit = (value: string | number | boolean | null): WithHoldings =>
        uat(holding('Endpoint__c', held('organization', { Limit__c: value }, { id: 'a00000000000001AAA' })));
      expect(planIntegrations(seen(limit(was), limit(is)))).to.have.length(differ ? 1 : 0);
    });
  }

  it('Given a missing row, when planned, then it is made by its name, or for the organization; for a profile by hand', () => {
    const rows = (...names: string[]): WithHoldings =>
      uat(holding('Endpoint__c', ...names.map((name) => held(name, { Url__c: 'https://x.example' }))));
    const now = seen(rows('Billing', 'organization', 'profile:Sales'), rows());
    expect(planIntegrations(now).map(({ write }) => 'defaults' in write && write.defaults)).to.deep.equal([
      { Name: 'Billing' },
      { SetupOwnerId: NEW_ORG_ID },
    ]);
    expect(statuses(checkIntegrations(now))[2]).to.equal('manual Endpoint__c profile:Sales');
  });
});

describe('integrations, before the refresh', () => {
  it('Given nothing that could be read, when surveyed, then nobody is told that there is none', () => {
    const none = {
      now: uat(unreadHolding('NamedCredential')),
      production: undefined,
      answers: answers(),
      org: sandbox(),
    };
    expect(statuses(surveyIntegrations(none))).to.deep.equal(['fail NamedCredential']);
    const empty = { ...none, now: uat(holding('NamedCredential')) };
    expect(surveyIntegrations(empty)[0]).to.include({ status: 'pass', actual: 'none' });
  });

  it('Given components, when surveyed, then they are counted, secrets announced, and an expiring certificate told', () => {
    const now = uat(
      holding(
        'Certificate',
        held('Old', { ExpirationDate: '2027-02-01T00:00:00.000+0000' }),
        held('Fine', {
          ExpirationDate: '2030-01-01T00:00:00.000+0000',
        })
      ),
      holding('AuthProvider', held('Idp', {}, { secrets: ['consumerSecret'] })),
      unreadHolding('EmailRelay')
    );
    const found = surveyIntegrations({ now, production: undefined, answers: answers(), org: sandbox() });
    expect(statuses(found)).to.deep.equal(['pass Integration settings', 'warn Certificate Old', 'fail EmailRelay']);
    expect(found[0].actual).to.equal('Certificate 2, AuthProvider 1');
    expect(found[0].hint).to.contain('1 of them hold secrets');
  });
});
