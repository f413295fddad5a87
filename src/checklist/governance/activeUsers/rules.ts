import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, Survey } from '../../item.ts';
import type { ActiveUser, ActiveUsersFacts, Part } from './facts.ts';
import { isBusy, kindOf, type Whom } from './kinds.ts';

const text = loadText('checklist.active-users');
const ID = 'active-users';

export type Here = Survey<ActiveUsersFacts>;

export const whomOf = ({ org, answers }: Here): Whom => ({
  you: org.username,
  answers,
  names: { before: org.sandboxName, now: org.sandboxName },
});

const MOST_NAMES = 5;

const namesOf = (users: readonly ActiveUser[]): string => {
  const names = users.slice(0, MOST_NAMES).map(({ username }) => username || text.get('user.system'));
  const more = users.length - names.length;
  return more > 0 ? text.get('names.more', { names: names.join(', '), more }) : names.join(', ');
};

export const partName = (part: Part): string => text.get(`part.${part}`);

/** What shows that somebody works at this moment, and what shows that somebody did lately. */
const NOW: readonly Part[] = ['sessions', 'apexJobs', 'bulkJobs'];
const LATELY: readonly Part[] = ['logins', 'changes'];

const inUseNow = ({ users }: ActiveUsersFacts, whom: Whom): Finding => {
  const busy = users.filter((user) => isBusy(user, whom));
  const place = text.get('target.now');
  if (busy.length === 0) return finding(ID, place, 'pass', { actual: text.get('actual.nobody') });
  const sessions = busy.filter((user) => user.sessions > 0).length;
  const jobs = busy.filter((user) => user.jobs.length > 0).length;
  return finding(ID, place, 'manual', {
    actual: text.get('actual.now', { sessions, jobs }),
    hint: text.get('hint.now', { names: namesOf(busy) }),
  });
};

const usedLately = ({ users, days, more, cut }: ActiveUsersFacts, whom: Whom): Finding => {
  const place = text.get('target.lately', { days });
  const people = users.filter((user) => kindOf(user, whom) === 'person');
  const integrations = users.filter((user) => kindOf(user, whom) === 'integration').length;
  const actual = text.get('actual.lately', { people: people.length + more, integrations });
  if (people.length + more === 0) return finding(ID, place, 'pass', { actual });
  const partly = cut.length > 0 ? [text.get('hint.cut', { parts: cut.map(partName).join(', ') })] : [];
  const hint = [text.get('hint.lately', { names: namesOf(people) }), ...partly].join(' ');
  return finding(ID, place, 'warn', { actual, hint });
};

const unread = ({ unreadable }: ActiveUsersFacts): Finding[] =>
  unreadable.map(({ part, reason }) =>
    finding(ID, partName(part), 'manual', {
      actual: text.get('actual.unreadable'),
      hint: text.get('hint.unreadable', { reason }),
    })
  );

/** prepare: whether anybody uses the sandbox. Of what could not be read nothing passes. */
export const surveyActiveUsers = (here: Here): Finding[] => {
  const { now } = here;
  const whom = whomOf(here);
  const isDark = (parts: readonly Part[]): boolean => now.unreadable.some(({ part }) => parts.includes(part));
  const judged: Array<[readonly Part[], Finding]> = [
    [NOW, inUseNow(now, whom)],
    [LATELY, usedLately(now, whom)],
  ];
  return [
    ...judged.filter(([parts, { status }]) => status !== 'pass' || !isDark(parts)).map(([, told]) => told),
    ...unread(now),
  ];
};
