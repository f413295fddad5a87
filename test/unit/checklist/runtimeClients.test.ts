import { expect } from 'chai';
import { runtimeClients } from '../../../src/checklist/runtimeClients.ts';
import type { Finding } from '../../../src/checklist/item.ts';
import { statuses } from '../support/brief.ts';
import { answers, sandbox, situation } from '../support/situation.ts';

const clients = [
  { name: 'storefront', origins: ['https://a.example', 'https://a.example/'] },
  { name: 'portal', origins: ['https://b.example/'] },
];
const SAID = answers({ logik: { runtimeClients: clients } });
const check = (said = SAID, environment: string | null = 'https://acme-uat.test01.logik.io'): Finding[] =>
  runtimeClients.check(situation({ now: {}, answers: said, environment }));

describe('runtime clients', () => {
  it('Given clients, when checked, then each is a manual step that says where, what and with which origins', () => {
    const [first] = check();
    expect(first).to.include({ status: 'manual', target: 'storefront' });
    expect(first.hint).to.contain('https://acme-uat.test01.logik.io > Admin > Utilities > Runtime Clients');
    expect(first.hint).to.contain('https://a.example, https://a.example/');
  });

  it('Given an origin with a trailing slash only, when checked and surveyed, then that origin fails', () => {
    const survey = runtimeClients.survey({ now: {}, production: undefined, answers: SAID, org: sandbox() });
    expect(statuses(check())).to.deep.equal(['manual storefront', 'manual portal', 'fail portal › https://b.example/']);
    expect(statuses(survey)).to.deep.equal(['pass storefront', 'pass portal', 'fail portal › https://b.example/']);
  });

  it('Given an environment that nobody knows, when checked, then the step still reads as a sentence', () => {
    expect(check(SAID, null)[0].hint).to.contain('the Logik environment');
  });

  it('Given no client, when checked and surveyed, then the line does not apply, and says how it would', () => {
    const survey = runtimeClients.survey({ now: {}, production: undefined, answers: answers(), org: sandbox() });
    for (const [finding] of [check(answers()), survey]) {
      expect(finding.status).to.equal('skip');
      expect(finding.hint).to.contain('--runtime-client');
    }
  });

  it('Given no plan and nothing to read, when the line is looked at, then repoint does nothing for it', async () => {
    expect(runtimeClients).not.to.have.property('plan');
    expect(runtimeClients.facts.parse({})).to.deep.equal({});
  });
});
