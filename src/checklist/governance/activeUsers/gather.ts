import { attempt, type Attempted } from '../../shared/attempt.ts';
import type { ReadContext } from '../../item.ts';
import { profileKeyOf } from '../../shared/profileNames.ts';
import { readProfileKeys, type ProfileKeys } from '../../../salesforce/profileKeys.ts';
import { MOST_USERS, type ActiveUser, type ActiveUsersFacts, type Part } from './facts.ts';
import {
  MOST_ROWS,
  readApexJobs,
  readBulkJobs,
  readChanges,
  readLogins,
  readPeople,
  readSessions,
  succeeded,
  type Login,
  type Person,
  type Session,
  type SetupChange,
  type Work,
} from './read.ts';

/** What was read, by part; a part that could not be read is empty here and named elsewhere. */
export type Traces = { logins: Login[]; sessions: Session[]; work: Work[]; changes: SetupChange[] };

const latest = (times: ReadonlyArray<string | null>): string | null =>
  times
    .filter((time) => time !== null)
    .toSorted()
    .at(-1) ?? null;

const counted = (changes: readonly SetupChange[], other: string): Record<string, number> => {
  const sections = Map.groupBy(changes, ({ section }) => section ?? other);
  return Object.fromEntries([...sections].map(([section, own]) => [section, own.length]));
};

const userOf = (id: string | null, traces: Traces, person: Person | undefined, profiles: ProfileKeys): ActiveUser => {
  const profileKey = profileKeyOf(profiles, person?.ProfileId);
  const isOwn = ({ userId }: { userId: string | null }): boolean => userId === id;
  const logins = traces.logins.filter(isOwn);
  const lastLogin = latest(logins.map(({ last }) => last));
  const changes = traces.changes.filter(isOwn);
  return {
    id,
    username: person?.Username ?? id ?? '',
    name: person?.Name ?? null,
    profile: person?.Profile?.Name ?? null,
    ...(profileKey === null ? {} : { profileKey }),
    ...(person?.Profile?.PermissionsApiUserOnly === undefined
      ? {}
      : { apiOnly: person.Profile.PermissionsApiUserOnly }),
    userType: person?.UserType ?? null,
    lastLogin,
    application: logins.find(({ last }) => last === lastLogin)?.application ?? null,
    logins: logins.reduce((sum, login) => sum + login.logins, 0),
    sessions: traces.sessions.filter(isOwn).length,
    jobs: traces.work.filter(isOwn).map(({ what, status }) => ({ what, status })),
    lastChange: latest(changes.map(({ at }) => at)),
    changes: counted(changes, ''),
  };
};

/** When somebody last did anything; who does something now comes first. */
const activity = ({ sessions, jobs, lastLogin, lastChange }: ActiveUser): string =>
  sessions + jobs.length > 0 ? '9' : (latest([lastLogin, lastChange]) ?? '');

/** Puts together what each user did, the most active first. */
export const usersOf = (
  traces: Traces,
  people: ReadonlyMap<string, Person>,
  profiles: ProfileKeys = new Map()
): ActiveUser[] => {
  const all = [...traces.logins, ...traces.sessions, ...traces.work, ...traces.changes].map(({ userId }) => userId);
  return [...new Set(all)]
    .map((id) => userOf(id, traces, id === null ? undefined : people.get(id), profiles))
    .toSorted(
      (one, other) => activity(other).localeCompare(activity(one)) || one.username.localeCompare(other.username)
    );
};

/** Reads who uses the sandbox; each part on its own, so that one which this login may not see costs no other. */
export const gatherActiveUsers = async ({ org, answers }: ReadContext): Promise<ActiveUsersFacts> => {
  const days = answers.policy.activeDays;
  const [logins, sessions, apexJobs, bulkJobs, changes] = await Promise.all([
    attempt(readLogins(org, days)),
    attempt(readSessions(org, org.now().getTime())),
    attempt(readApexJobs(org)),
    attempt(readBulkJobs(org)),
    attempt(readChanges(org, days)),
  ]);
  const parts: Record<Part, Attempted<unknown[]>> = { logins, sessions, apexJobs, bulkJobs, changes };
  const attempts: Traces = {
    logins: logins.facts ?? [],
    sessions: sessions.facts ?? [],
    work: [...(apexJobs.facts ?? []), ...(bulkJobs.facts ?? [])],
    changes: changes.facts ?? [],
  };
  const ids = new Set(
    [...attempts.logins, ...attempts.sessions, ...attempts.work, ...attempts.changes].map((one) => one.userId)
  );
  const [people, profiles] = await Promise.all([
    readPeople(
      org,
      [...ids].filter((id) => id !== null)
    ),
    readProfileKeys(org),
  ]);
  const users = usersOf({ ...attempts, logins: succeeded(attempts.logins, people) }, people, profiles);
  const named = Object.entries(parts) as Array<[Part, Attempted<unknown[]>]>;
  return {
    days,
    users: users.slice(0, MOST_USERS),
    more: Math.max(0, users.length - MOST_USERS),
    cut: named.filter(([part, { facts }]) => part !== 'bulkJobs' && facts?.length === MOST_ROWS).map(([part]) => part),
    unreadable: named.flatMap(([part, { unreadable }]) => (unreadable === null ? [] : [{ part, reason: unreadable }])),
  };
};
