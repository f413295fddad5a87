import { expect } from 'chai';
import { ELSEWHERE } from '../../support/readContext.ts';
import { provisioningUser } from '../../../../src/checklist/people/provisioningUser/index.ts';
import type { Change, Finding } from '../../../../src/checklist/item.ts';
import type { UserFacts } from '../../../../src/checklist/shared/users/facts.ts';
import { statuses, steps } from '../../support/brief.ts';
import { orgStub } from '../../support/reader.ts';
import { answers, sandbox, situation } from '../../support/situation.ts';
import { NAMES, userFacts } from '../../support/users.ts';

const EMAIL = 'provisioning@logik.io';
const NAME = 'provisioning@acme.example.uat';
const user = (own: Partial<UserFacts> = {}, username = NAME): UserFacts =>
  userFacts(username, { email: EMAIL, ...own });

const survey = (...users: UserFacts[]): Finding[] =>
  provisioningUser.survey({ now: { users }, production: undefined, answers: answers(), org: sandbox() });
type Users = UserFacts[];
const check = (before: Users | undefined, now: Users): Finding[] =>
  provisioningUser.check(situation({ before: before && { users: before }, now: { users: now } }));
const plan = (before: Users | undefined, now: Users): Change[] =>
  provisioningUser.plan?.(situation({ before: before && { users: before }, now: { users: now } })) ?? [];

describe('provisioning user: reading', () => {
  it('Given the email, when users are asked for, then .invalid and the older form of copies are found too', async () => {
    const org = orgStub({ queries: [[/FROM User\b/, []]] });
    const said = answers({ logik: { provisioningEmail: "pro_v'n@logik.io" } });
    await provisioningUser.gather({ org, answers: said, names: NAMES, ...ELSEWHERE, fingerprint: String });
    expect(org.asked[0]).to.contain(
      "Email IN ('pro_v\\'n@logik.io', 'pro_v\\'n@logik.io.invalid', 'pro_v\\'n=logik.io@example.com')"
    );
  });
});

describe('provisioning user: before the refresh', () => {
  it('Given an active System Administrator with the email, when surveyed, then both pass', () => {
    expect(statuses(survey(user()))).to.deep.equal([`pass ${NAME}`, `pass ${NAME} › System Administrator`]);
  });

  it('Given nobody with the email, when surveyed, then it says what to create', () => {
    const [finding] = survey();
    expect(finding).to.include({ status: 'fail', target: EMAIL });
    expect(finding.hint).to.contain('System Administrator').and.contain(EMAIL);
  });

  it('Given another profile, when surveyed, then the privileges fail with the profile that is there', () => {
    const findings = survey(user({ isAdmin: false, profile: 'Standard User' }));
    expect(findings[1]).to.include({ status: 'fail', actual: 'Standard User' });
  });

  it('Given an email that an earlier refresh broke, when surveyed, then it is said', () => {
    expect(statuses(survey(user({ email: `${EMAIL}.invalid` })))).to.include(`fail ${NAME} › Email`);
  });

  it('Given several users with the email, when surveyed, then the one that serves best counts', () => {
    const findings = survey(
      user({ isActive: false, isAdmin: false }, 'a@x.uat'),
      user({ isAdmin: false }, 'b@x.uat'),
      user({}, 'c@x.uat')
    );
    expect(statuses(findings)).to.deep.equal(['pass c@x.uat', 'pass c@x.uat › System Administrator']);
  });
});

describe('provisioning user: after the refresh', () => {
  it('Given the email with .invalid, when planned, then it is restored', () => {
    expect(steps(plan([user()], [user({ email: `${EMAIL}.invalid` })]))).to.deep.equal([
      `${NAME} › Email: ${EMAIL}.invalid → ${EMAIL}`,
    ]);
  });

  it('Given the older form of a copied email, when planned, then it is restored', () => {
    expect(steps(plan([user()], [user({ email: 'provisioning=logik.io@example.com' })]))).to.deep.equal([
      `${NAME} › Email: provisioning=logik.io@example.com → ${EMAIL}`,
    ]);
  });

  it('Given a user who was only in the sandbox, when checked, then the lost one is named, and nothing is planned', () => {
    const [finding] = check([user()], []);
    expect(finding).to.include({ status: 'fail', target: EMAIL, expected: NAME });
    expect(finding.hint).to.contain('is gone');
    expect(plan([user()], [])).to.deep.equal([]);
  });

  it('Given nobody before and after, when checked, then it says what to create', () => {
    expect(check(undefined, [])[0].hint).to.contain('No user has the email');
  });

  it('Given several users with the email, when checked, then the recorded one counts', () => {
    const findings = check([user({}, 'b@x.uat')], [user({}, 'a@x.uat'), user({}, 'b@x.uat')]);
    expect(findings[0].target).to.equal('b@x.uat');
  });

  it('Given no administrator rights after the copy, when checked, then it fails, and no plan claims to mend it', () => {
    const now = [user({ isAdmin: false, profile: 'Standard User' })];
    expect(statuses(check([user()], now))).to.include(`fail ${NAME} › System Administrator`);
    expect(plan([user()], now)).to.deep.equal([]);
  });

  it('Given everything as before, when checked, then it passes and nothing is planned', () => {
    expect(check([user()], [user()]).map(({ status }) => status)).to.deep.equal(['pass', 'pass']);
    expect(plan([user()], [user()])).to.deep.equal([]);
  });
});
