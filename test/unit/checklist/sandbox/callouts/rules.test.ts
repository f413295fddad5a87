import { expect } from 'chai';
import type { CalloutFacts } from '../../../../../src/checklist/sandbox/callouts/facts.ts';
import { checkCallouts, planCallouts, surveyCallouts } from '../../../../../src/checklist/sandbox/callouts/rules.ts';
import type { Holding } from '../../../../../src/checklist/shared/endpoints/facts.ts';
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
import { answers, sandbox, situation } from '../../../support/situation.ts';

type Policy = Partial<ReturnType<typeof answers>['policy']>;

const facts = (...holdings: Holding[]): CalloutFacts => ({
  ...orgWith(SANDBOX_HOST, ...holdings),
  bccEmail: null,
  bccUnreadable: null,
});

const ON = facts(credential('https://billing-test.example'), remoteHolding('https://maps.example'));
const OFF = facts(
  credential('https://billing-test.example', { calloutStatus: 'Disabled' }),
  remoteHolding('https://maps.example', false)
);

const seen = (
  now: CalloutFacts,
  policy: Policy,
  own: Partial<Situation<CalloutFacts>> = {}
): Situation<CalloutFacts> => {
  const said = answers();
  return situation({ now, before: ON, answers: { ...said, policy: { ...said.policy, ...policy } }, ...own });
};

describe('callouts, after the refresh', () => {
  it('Given callouts are to be disabled, when planned, then each switch is turned off, and nothing is left to do after', () => {
    const now = seen(ON, { callouts: 'disabled' });
    expect(steps(planCallouts(now))).to.deep.equal([
      'NamedCredential Billing › calloutStatus: Enabled → Disabled',
      'RemoteSiteSetting Maps › isActive: true → false',
    ]);
    expect(checkCallouts(now).map(({ status }) => status)).to.deep.equal(['fail', 'fail']);
    expect(statuses(checkCallouts(seen(OFF, { callouts: 'disabled' })))).to.deep.equal(['pass Callouts']);
    expect(planCallouts(seen(OFF, { callouts: 'disabled' }))).to.deep.equal([]);
  });

  it('Given callouts are to be as before, when planned, then each is as prepare recorded it, and what is new is left alone', () => {
    expect(planCallouts(seen(OFF, {})).map(({ after }) => after)).to.deep.equal(['Enabled', true]);
    expect(planCallouts(seen(ON, {}, { before: OFF })).map(({ after }) => after)).to.deep.equal(['Disabled', false]);
    const none = facts(holding('NamedCredential'), holding('RemoteSiteSetting'));
    expect(statuses(checkCallouts(seen(ON, {}, { before: none })))).to.deep.equal(['pass Callouts']);
  });

  it('Given callouts are to be enabled, when one leads to production, then it is not turned on but told', () => {
    const production = { ...facts(credential('https://billing-test.example')), environments: null };
    const now = seen(OFF, { callouts: 'enabled' }, { production });
    expect(planCallouts(now).map(({ target }) => target)).to.deep.equal(['RemoteSiteSetting Maps › isActive']);
    expect(statuses(checkCallouts(now))).to.deep.equal([
      'warn NamedCredential Billing › calloutStatus',
      'fail RemoteSiteSetting Maps › isActive',
    ]);
  });

  it("Given Logik's own remote site, when callouts are to be disabled, then the line remote-site keeps it", () => {
    const logik = facts(holding('NamedCredential'), remoteHolding(`https://${PRODUCTION_HOST}`));
    const now = seen(logik, { callouts: 'disabled' });
    expect(planCallouts(now)).to.deep.equal([]);
    expect(statuses(checkCallouts(now))).to.deep.equal(['pass Callouts', 'skip RemoteSiteSetting Maps › isActive']);
  });

  it('Given a type that cannot be read, when callouts are to be disabled, then it fails, the other is planned, and the steps are told', () => {
    const now = seen(facts(unreadHolding('NamedCredential'), remoteHolding('https://maps.example')), {
      callouts: 'disabled',
    });
    expect(checkCallouts(now).map(({ status }) => status)).to.deep.equal(['fail', 'fail', 'manual']);
    expect(planCallouts(now)).to.have.length(1);
  });

  it('Given outbound messages that cannot be read, when callouts are to be disabled, then the steps say so', () => {
    const now = facts(...OFF.holdings, unreadHolding('WorkflowOutboundMessage'));
    const found = checkCallouts(seen(now, { callouts: 'disabled' }));
    expect(statuses(found)).to.include('manual Callouts without a switch, in this order');
    expect(found.at(-1)?.hint).to.contain('outbound messages, which could not be read');
  });

  it('Given nothing was recorded, when callouts are to be as before, then that is a warning for each kind', () => {
    expect(checkCallouts(seen(ON, {}, { before: undefined })).map(({ status }) => status)).to.deep.equal([
      'warn',
      'warn',
    ]);
  });

  it('Given outbound messages and no email, when callouts are to be disabled, then the steps switch email on, callouts off, email off, in this order', () => {
    const messages = holding('WorkflowOutboundMessage', held('Order.Sent', { endpointUrl: 'https://x.example' }));
    const off = { ...OFF, holdings: [...OFF.holdings, messages] };
    const hintWith = (policy: Policy): string =>
      checkCallouts(seen(off, { callouts: 'disabled', ...policy })).find(({ status }) => status === 'manual')?.hint ??
      '';
    expect(hintWith({ communications: 'none' })).to.match(
      /1\. .*System email only.* 2\. .*Order\.Sent.* 3\. .*No access/
    );
    expect(hintWith({ communications: 'system-only' })).to.match(/^1\. .*Order\.Sent.* 2\. Check/);
  });

  it('Given an address for email, when it gets a copy of all email, then it passes; else it is a step by hand', () => {
    const policy = { emailForwarding: 'Sink@acme.example' };
    const found = (bccEmail: string | null, bccUnreadable: string | null = null): string[] =>
      checkCallouts(seen({ ...ON, bccEmail, bccUnreadable }, policy)).map(
        ({ status, actual }) => `${status} ${actual}`
      );
    expect(found('sink@acme.example')[1]).to.equal('pass sink@acme.example');
    expect(found(null)[1]).to.equal('manual none');
    expect(found(null, 'refused')[1]).to.equal('manual could not be read');
  });
});

describe('callouts, before the refresh', () => {
  it('Given switches that cannot be read, when surveyed, then no number of them passes', () => {
    const now = facts(unreadHolding('NamedCredential'), unreadHolding('RemoteSiteSetting'));
    const found = surveyCallouts({ now, production: undefined, answers: answers(), org: sandbox() });
    expect(statuses(found)).to.deep.equal(['warn NamedCredential', 'warn RemoteSiteSetting']);
  });

  it('Given switches, when surveyed, then they are counted', () => {
    const found = surveyCallouts({ now: ON, production: undefined, answers: answers(), org: sandbox() });
    expect(found[0]).to.include({ status: 'pass', actual: '2 of 2 named credentials and remote sites are on' });
  });
});
