import { expect } from 'chai';
import type { WithHoldings } from '../../../../../src/checklist/shared/endpoints/hosts.ts';
import { checkLeaks, leaksDocument, surveyLeaks } from '../../../../../src/checklist/sandbox/productionLeaks/rules.ts';
import type { Situation } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
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
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const uat = (...holdings: ReturnType<typeof holding>[]): WithHoldings => orgWith(SANDBOX_HOST, ...holdings);
const PRODUCTION = orgWith(
  PRODUCTION_HOST,
  credential('https://billing.example/v1'),
  remoteHolding('https://maps.example'),
  holding('CspTrustedSite', held('Cdn', { endpointUrl: 'https://cdn.example', isActive: true })),
  holding('AuthProvider', held('Idp', { tokenUrl: 'https://idp.example/token' }))
);

const seen = (
  now: WithHoldings,
  own: Partial<Situation<WithHoldings>> = {},
  allowedHosts: string[] = []
): Situation<WithHoldings> => {
  const said = answers();
  return situation({
    now,
    before: uat(),
    production: PRODUCTION,
    answers: { ...said, policy: { ...said.policy, allowedHosts } },
    ...own,
  });
};

describe('production leaks, after the refresh', () => {
  it('Given an address of production, when it is active and carries data, then it is critical; switched off, a warning', () => {
    const [active] = checkLeaks(seen(uat(credential('https://BILLING.example:443/other'))));
    expect(active).to.include({ status: 'fail', severity: 'critical', target: 'NamedCredential Billing › endpoint' });
    const off = seen(uat(credential('https://billing.example', { calloutStatus: 'Disabled' })));
    expect(checkLeaks(off)[0]).to.include({ status: 'warn', severity: 'normal' });
  });

  it('Given other spellings of an address of production, when checked, then none hides it', () => {
    for (const url of ['https://billing.example:8443/v1', 'https://*.example', '//billing.example']) {
      expect(checkLeaks(seen(uat(credential(url))))[0], url).to.include({ status: 'fail', severity: 'critical' });
    }
    for (const value of ['wss://billing.example/feed', 'billing.example/v1', 'billing.example:9443']) {
      const setting = holding('Endpoint__c', held('organization', { URL__c: value }));
      expect(checkLeaks(seen(uat(setting)))[0], value).to.include({ status: 'fail' });
    }
  });

  it('Given an address without a host, when checked, then it is said, and not shown', () => {
    const found = checkLeaks(seen(uat(credential('https://billing.example:99999'))));
    expect(statuses(found)).to.include('warn NamedCredential Billing › endpoint');
    expect(JSON.stringify(found)).not.to.include('99999');
  });

  it('Given logins and browsers, when they lead to production, then logins fail and browsers are a warning', () => {
    const now = uat(
      holding('AuthProvider', held('Idp', { tokenUrl: 'https://idp.example/other' })),
      holding('CspTrustedSite', held('Cdn', { endpointUrl: 'https://cdn.example', isActive: true }))
    );
    expect(checkLeaks(seen(now)).map(({ status, severity }) => `${status} ${severity}`)).to.deep.equal([
      'fail normal',
      'warn normal',
    ]);
  });

  it('Given another kind of component names it, when checked, then a host is a host', () => {
    const message = holding('WorkflowOutboundMessage', held('A.b', { endpointUrl: 'https://billing.example/soap' }));
    const production = { ...PRODUCTION, holdings: [...PRODUCTION.holdings, holding('WorkflowOutboundMessage')] };
    expect(checkLeaks(seen(uat(message), { production }))[0]).to.include({ status: 'fail', severity: 'critical' });
  });

  it('Given the parameter of a secured endpoint, when it names production, then it is found', () => {
    const field = 'namedCredentialParameters[parameterName=Url,parameterType=Url].parameterValue';
    const now = uat(holding('NamedCredential', held('Billing', { [field]: 'https://billing.example' })));
    expect(checkLeaks(seen(now))[0]).to.include({ status: 'fail', target: `NamedCredential Billing › ${field}` });
  });

  it('Given both orgs call a host that is on the allow-list, when checked, then it is no leak', () => {
    const now = uat(remoteHolding('https://maps.example'), credential('https://a.billing.example'));
    const production = orgWith(PRODUCTION_HOST, ...now.holdings);
    for (const allowed of [
      ['maps.example', '*.billing.example'],
      ['MAPS.example', 'a.billing.example'],
    ]) {
      expect(statuses(checkLeaks(seen(now, { production }, allowed)))).to.deep.equal([
        'pass Addresses of other systems',
      ]);
    }
    // The pattern stands for what is below it, and for nothing that only ends alike.
    const alike = uat(credential('https://evilbilling.example'));
    const both = orgWith(PRODUCTION_HOST, ...alike.holdings);
    expect(checkLeaks(seen(alike, { production: both }, ['*.billing.example']))[0].status).to.equal('fail');
  });

  it("Given production's Logik environment in the Logik Tenant, when checked, then it is critical; the sandbox's own is not", () => {
    expect(checkLeaks(seen(orgWith(PRODUCTION_HOST)))[0]).to.include({ status: 'fail', severity: 'critical' });
    expect(statuses(checkLeaks(seen(uat())))).to.deep.equal(['pass Addresses of other systems']);
  });

  it("Given the sandbox shares production's Logik environment by mistake, when checked, then being its own does not excuse it", () => {
    const url = `https://${PRODUCTION_HOST}`;
    expect(checkLeaks(seen(orgWith(PRODUCTION_HOST), { environment: url, runtimeUrl: url }))[0].status).to.equal(
      'fail'
    );
  });

  it('Given production was not asked, when checked, then that is said, and what came with the refresh counts as production', () => {
    const before = uat(credential('https://billing-test.example'), holding('RemoteSiteSetting'));
    const now = uat(credential('https://billing.example'), remoteHolding('https://billing-test.example'));
    const found = checkLeaks(seen(now, { production: undefined, before }));
    expect(statuses(found)).to.deep.equal(['fail NamedCredential Billing › endpoint', "warn Production's addresses"]);
    expect(found[0].hint).to.contain('came with the refresh');
    const still = seen(now, { production: undefined, before, org: NOT_REFRESHED });
    expect(statuses(checkLeaks(still))[0]).to.equal('pass Addresses of other systems');
  });

  it('Given a type that could not be read, or none at all, when checked or surveyed, then nothing passes', () => {
    const none: WithHoldings = { environments: null, holdings: [unreadHolding('NamedCredential')] };
    for (const [now, named] of [
      [uat(unreadHolding('NamedCredential')), ['NamedCredential']],
      [uat(unreadHolding('NamedCredential'), remoteHolding('https://other.example')), ['NamedCredential']],
      [{ ...uat(), environments: null }, ['Logik Tenant']],
      [none, ['Logik Tenant', 'NamedCredential']],
    ] as const) {
      const survey = { now, production: PRODUCTION, answers: answers(), org: sandbox() };
      for (const found of [checkLeaks(seen(now)), surveyLeaks(survey)]) {
        expect(statuses(found)).to.deep.equal(['warn Addresses that could not be read']);
        for (const type of named) expect(found[0].hint).to.contain(type);
      }
    }
  });

  it('Given a leak beside a type that could not be read, when checked, then both are told', () => {
    const now = uat(remoteHolding('https://maps.example'), unreadHolding('NamedCredential'));
    expect(statuses(checkLeaks(seen(now)))).to.deep.equal([
      'fail RemoteSiteSetting Maps › url',
      'warn Addresses that could not be read',
    ]);
  });

  it('Given addresses of which neither production nor the time before is known, when judged, then none passes', () => {
    const now = uat(credential('https://billing.example'));
    const blind = orgWith(PRODUCTION_HOST, unreadHolding('NamedCredential'));
    const unrecorded = uat(unreadHolding('NamedCredential'));
    for (const production of [blind, undefined]) {
      const found = checkLeaks(seen(now, { production, before: unrecorded }));
      expect(statuses(found)).to.deep.equal(["warn Production's addresses"]);
    }
    // The sandbox had this address before: it did not come with the refresh.
    expect(statuses(checkLeaks(seen(now, { production: blind, before: now })))).to.deep.equal([
      'pass Addresses of other systems',
      "warn Production's addresses",
    ]);
    const found = surveyLeaks({ now, production: blind, answers: answers(), org: sandbox() });
    expect(statuses(found)).to.deep.equal(["warn Production's addresses"]);
    expect(found[0].hint).to.contain('NamedCredential');
  });

  it('Given leaks, when the table is written, then each is a row and no name breaks it', () => {
    const named = holding('NamedCredential', held('a|b', { endpoint: 'https://billing.example' }));
    const { path, content } = leaksDocument(seen(uat(named)));
    expect(path).to.equal('production-leaks.md');
    expect(content).to.contain('| NamedCredential a\\|b | endpoint | billing.example | yes | PRODUCTION |');
    expect(leaksDocument(seen(uat())).content).to.contain('Nowhere');
  });
});

describe('production leaks, before the refresh', () => {
  it('Given production is known, when the sandbox reaches it already, then that is a warning; unknown, it is said', () => {
    const now = uat(credential('https://billing.example'));
    const survey = (production: WithHoldings | undefined): string[] =>
      statuses(surveyLeaks({ now, production, answers: answers(), org: sandbox() }));
    expect(survey(PRODUCTION)).to.deep.equal(['warn NamedCredential Billing › endpoint']);
    expect(survey(undefined)).to.deep.equal(['skip Addresses of other systems']);
  });
});
