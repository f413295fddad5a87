import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import { logikAdminUsers } from '../../../../src/checklist/people/logikAdminUsers/index.ts';
import { statuses } from '../../support/brief.ts';
import { orgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NAMES, userFacts } from '../../support/users.ts';

const AVA = 'ava@acme.example.uat';
const KIM = 'kim@acme.example.uat';
const SAID = answers({ logik: { adminUsers: [AVA, KIM] } });

const gather = async (said = SAID): Promise<string[]> => {
  const org = orgStub({ queries: [[/FROM User\b/, []]] });
  await logikAdminUsers.gather({ org, answers: said, names: NAMES, ...ELSEWHERE, fingerprint: String });
  return org.asked;
};

describe('Logik admin users', () => {
  it('Given several users, when they are read, then one query asks for all', async () => {
    const asked = await gather();
    expect(asked).to.have.length(1);
    expect(asked[0]).to.contain(AVA).and.contain(KIM);
  });

  it('Given nobody named, when read, surveyed and checked, then nothing is asked and it is a warning', async () => {
    expect(await gather(answers())).to.deep.equal([]);
    const now = { users: [] };
    const survey = logikAdminUsers.survey({ now, production: undefined, answers: answers(), org: sandbox() });
    const check = logikAdminUsers.check(situation({ now }));
    for (const findings of [survey, check]) {
      expect(statuses(findings)).to.deep.equal(['warn Logik admin users']);
      expect(findings[0].hint).to.contain('--logik-admin-user');
    }
  });

  it('Given an unknown user, when prepare asks, then it is refused', () => {
    const seen = { now: { users: [userFacts(AVA)] }, production: undefined, answers: SAID, org: sandbox() };
    expect(logikAdminUsers.refuse?.(seen)?.message).to.contain(KIM).and.not.contain(AVA);
    expect(statuses(logikAdminUsers.survey(seen))).to.deep.equal([`pass ${AVA}`, `fail ${KIM}`]);
  });

  it('Given one user gone and one with a broken email, when checked and planned, then each is told by itself', () => {
    const before = { users: [userFacts(AVA), userFacts(KIM)] };
    const now = { users: [userFacts(AVA, { email: 'ava@acme.example.invalid' })] };
    const seen = situation({ before, now, answers: SAID });
    expect(statuses(logikAdminUsers.check(seen))).to.deep.equal([`pass ${AVA}`, `fail ${AVA} › Email`, `fail ${KIM}`]);
    expect(logikAdminUsers.plan?.(seen).map(({ target }) => target)).to.deep.equal([`${AVA} › Email`]);
  });
});
