import { z } from 'zod';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Situation, Survey } from '../../item.ts';
import { accessHint, strayAccess, userAccessDocument } from './access.ts';
import { userSchema } from '../../shared/users/facts.ts';
import { checkUser, planUser, refuseUsernames, surveyUser, type FollowedUser } from '../../shared/users/findings.ts';
import { mayBe } from '../../shared/users/match.ts';
import { readUsers } from '../../shared/users/read.ts';

const text = loadText('checklist.logik-admin-users');
const ID = 'logik-admin-users';

const schema = z.strictObject({ users: z.array(userSchema) });
type Facts = z.infer<typeof schema>;

const gather = async ({ org, answers, names }: ReadContext): Promise<Facts> => {
  const { adminUsers } = answers.logik;
  if (adminUsers.length === 0) return { users: [] };
  return { users: await readUsers(org, ...adminUsers.map((username) => mayBe(username, names))) };
};

const nobody = (): Finding[] => [finding(ID, text.get('target.all'), 'warn', { hint: text.get('hint.nobody') })];

const survey = ({ now, answers }: Survey<Facts>): Finding[] => {
  const { adminUsers } = answers.logik;
  if (adminUsers.length === 0) return [...nobody(), ...strayAccess(answers)];
  return [...adminUsers.map((username) => surveyUser(ID, username, now.users)), ...strayAccess(answers)];
};

const follow = ({ before, now, answers, org }: Situation<Facts>): FollowedUser[] =>
  answers.logik.adminUsers.map((username) => ({
    item: ID,
    username,
    before: before?.users.find((user) => user.username.toLowerCase() === username.toLowerCase()),
    now: now.users,
    names: { before: org.before.sandboxName, now: org.now.sandboxName },
  }));

/** What is wrong with a user, and what is left to do for it in Logik Admin beside the finding about the user as such. */
const checkWithAccess = (followed: FollowedUser, refreshed: boolean): Finding[] =>
  checkUser(followed).map((each) => {
    if (!refreshed || each.target !== followed.username) return each;
    return { ...each, hint: [each.hint, accessHint(followed)].filter((part) => part !== null).join(' ') };
  });

const check = (situation: Situation<Facts>): Finding[] => {
  const { answers, org } = situation;
  const users = follow(situation);
  const findings = users.length === 0 ? nobody() : users.flatMap((user) => checkWithAccess(user, org.refreshed));
  return [...findings, ...strayAccess(answers)];
};

/** Line 6 of the checklist: the users who need Logik Admin access exist under their new names and can log in. */
export const logikAdminUsers: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow KB2641628: Salesforce usernames that need Logik Admin access',
  facts: schema,
  asBefore: 'connection',
  gather,
  survey,
  refuse: ({ now, answers }) => refuseUsernames(answers.logik.adminUsers, now.users),
  plan: (situation) => follow(situation).flatMap(planUser),
  handOffs: (situation) => userAccessDocument(follow(situation), situation.answers),
  check,
};
