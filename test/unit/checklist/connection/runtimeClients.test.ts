import { expect } from 'chai';
import { runtimeClients } from '../../../../src/checklist/connection/runtimeClients/index.ts';
import type { Finding } from '../../../../src/checklist/item.ts';
import type { RuntimeSmokeFacts } from '../../../../src/checklist/environment/runtimeSmoke/facts.ts';
import { statuses } from '../../support/brief.ts';
import { ELSEWHERE } from '../../support/readContext.ts';
import { orgStub } from '../../support/reader.ts';
import { smokeAttempt, smokeFacts } from '../../support/smoke.ts';
import { NAMES } from '../../support/users.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';

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

  const tried = (client: string, origin: string, opened = 3): object => ({ client, origin, opened, of: 3 });
  const proven = (...all: object[]): Finding[] =>
    runtimeClients.check(
      situation({
        now: runtimeClients.facts.parse({ tried: all }),
        answers: answers({ logik: { runtimeClients: [clients[0]] } }),
      })
    );

  it('Given configurations from each origin, when checked, then the client is proven, origin by origin', () => {
    const [finding] = proven(tried('storefront', 'https://a.example'), tried('storefront', 'https://a.example/'));
    expect(finding).to.include({ status: 'pass', hint: null });
    expect(finding.evidence).to.include('3 of 3 as https://a.example; 3 of 3 as https://a.example/');
  });

  it("Given an origin that is not proven, in part, or another client's, when checked, then the step is outstanding and says which", () => {
    for (const other of [
      [],
      [tried('storefront', 'https://a.example/', 2)],
      [tried('portal', 'https://a.example/')],
      [tried('storefront', 'https://b.example')],
    ]) {
      const [finding] = proven(tried('storefront', 'https://a.example'), ...other);
      expect(finding).to.include({ status: 'manual', evidence: null });
      expect(finding.hint).to.include('3 of 3 as https://a.example');
    }
  });

  it('Given two clients and one token, when it opens for the origins of both, then neither is proven, and of a wider one that one', () => {
    const two = (...origins: string[][]): string[] =>
      statuses(
        runtimeClients.check(
          situation({
            now: runtimeClients.facts.parse({
              tried: origins.flatMap((some, at) => some.map((origin) => tried(`client ${at}`, origin))),
            }),
            answers: answers({
              logik: { runtimeClients: origins.map((some, at) => ({ name: `client ${at}`, origins: some })) },
            }),
          })
        )
      );
    const [a, b] = ['https://a.example', 'https://b.example'];
    expect(two([a], [a])).to.deep.equal(['manual client 0', 'manual client 1']);
    expect(two([a], [b])).to.deep.equal(['manual client 0', 'manual client 1']);
    expect(two([a, b], [a])).to.deep.equal(['pass client 0', 'manual client 1']);
  });

  it('Given configurations that open without a token, when read, then nothing counts as opened', async () => {
    const smoke = smokeFacts([smokeAttempt()], { openToAll: true });
    const read = await runtimeClients.gather({
      org: orgStub({}),
      answers: SAID,
      names: NAMES,
      ...ELSEWHERE,
      facts: () => Promise.resolve(smoke),
      fingerprint: String,
    });
    expect(read).to.deep.equal({ tried: [{ client: 'storefront', origin: 'https://a.example', opened: 0, of: 1 }] });
  });

  it('Given what runtime-smoke read, when read, then it is counted by client and origin; where nobody was asked, it is nothing', async () => {
    const gather = (smoke: RuntimeSmokeFacts | undefined): Promise<unknown> =>
      runtimeClients.gather({
        org: orgStub({}),
        answers: SAID,
        names: NAMES,
        ...ELSEWHERE,
        facts: (id) => Promise.resolve(id === 'runtime-smoke' ? smoke : undefined),
        fingerprint: String,
      });
    const attempts = [smokeAttempt(), smokeAttempt({ product: 'HX-2', outcome: 'error' })];
    expect(await gather(smokeFacts(attempts))).to.deep.equal({
      tried: [{ client: 'storefront', origin: 'https://a.example', opened: 1, of: 2 }],
    });
    expect(await gather(smokeFacts([], { state: 'no-token' }))).to.deep.equal({});
    expect(await gather(undefined)).to.deep.equal({});
    expect(runtimeClients.needs).to.include('runtime-smoke');
  });
});
