import { z } from 'zod';
import { soql } from '../../../salesforce/soql.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Situation, Survey } from '../../item.ts';
import { userSchema, type UserFacts } from '../../shared/users/facts.ts';
import { surveyUser } from '../../shared/users/findings.ts';
import { matchUser } from '../../shared/users/match.ts';
import { readUsers } from '../../shared/users/read.ts';
import { faultTarget, INVALID_SUFFIX, repairs, userFaults } from '../../shared/users/repair.ts';

const text = loadText('checklist.provisioning-user');
const ID = 'provisioning-user';

const schema = z.strictObject({ users: z.array(userSchema) });
type Facts = z.infer<typeof schema>;

/** How sandboxes made before `.invalid` spelled a copied email. */
const olderForm = (email: string): string => `${email.replace('@', '=')}@example.com`;

const gather = async ({ org, answers }: ReadContext): Promise<Facts> => {
  const { provisioningEmail } = answers.logik;
  const older = olderForm(provisioningEmail);
  const spelled = [provisioningEmail, `${provisioningEmail}${INVALID_SUFFIX}`, older];
  return { users: await readUsers(org, soql`Email IN ${spelled}`) };
};

const fitness = ({ isActive, isAdmin }: UserFacts): number => (isAdmin ? 2 : 0) + (isActive ? 1 : 0);

/** Of several users with the email, the one that serves best. */
export const fittest = (users: readonly UserFacts[]): UserFacts | undefined =>
  [...users].sort((one, other) => fitness(other) - fitness(one))[0];

const privileges = (user: UserFacts): Finding =>
  finding(ID, `${user.username} › ${text.get('target.privileges')}`, user.isAdmin ? 'pass' : 'fail', {
    expected: text.get('expected.privileges'),
    actual: user.profile,
    ...(user.isAdmin ? {} : { hint: text.get('hint.notAdmin') }),
  });

const survey = ({ now, answers }: Survey<Facts>): Finding[] => {
  const { provisioningEmail } = answers.logik;
  const user = fittest(now.users);
  if (!user) {
    return [finding(ID, provisioningEmail, 'fail', { hint: text.get('hint.none', { email: provisioningEmail }) })];
  }
  const undeliverable = user.email?.toLowerCase() !== provisioningEmail.toLowerCase();
  return [
    surveyUser(ID, user.username, now.users),
    privileges(user),
    ...(undeliverable
      ? [
          finding(ID, faultTarget(user, 'email'), 'fail', {
            expected: provisioningEmail,
            actual: user.email,
            hint: text.get('hint.email'),
          }),
        ]
      : []),
  ];
};

const after = ({ before, now, org }: Situation<Facts>): UserFacts | undefined => {
  const recorded = before && fittest(before.users);
  const names = { before: org.before.sandboxName, now: org.now.sandboxName };
  const match = recorded && matchUser(recorded.username, now.users, names, recorded);
  return match?.kind === 'found' ? match.user : fittest(now.users);
};

const check = (situation: Situation<Facts>): Finding[] => {
  const { provisioningEmail } = situation.answers.logik;
  const user = after(situation);
  if (!user) {
    const lost = situation.before && fittest(situation.before.users);
    const hint = lost
      ? text.get('hint.lost', { username: lost.username, email: provisioningEmail })
      : text.get('hint.none', { email: provisioningEmail });
    return [finding(ID, provisioningEmail, 'fail', { expected: lost?.username ?? provisioningEmail, hint })];
  }
  return [
    finding(ID, user.username, 'pass', { expected: user.username, actual: user.username }),
    privileges(user),
    ...userFaults(user, provisioningEmail).map(({ kind, expected, actual }) =>
      finding(ID, faultTarget(user, kind), 'fail', { expected, actual, hint: text.get(`hint.repair.${kind}`) })
    ),
  ];
};

/** Line 8 of the checklist: the user through which Logik support works is there, is active, and gets its mail. */
export const provisioningUser: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow KB2641628: provisioning username with System Administrator privileges',
  facts: schema,
  asBefore: 'connection',
  gather,
  survey,
  plan: (situation) => {
    const user = after(situation);
    return user ? repairs(ID, user, userFaults(user, situation.answers.logik.provisioningEmail)) : [];
  },
  check,
};
