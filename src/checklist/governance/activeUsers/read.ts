import { isItemError } from '../../../salesforce/errors.ts';
import { chunked, soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';

/** One answer of at most so many rows: who is active shows in the latest, and histories are endless. */
export const MOST_ROWS = 2000;

/** Attempts to log in: `status` is Salesforce's word for how they ended, in the language of whoever asks. */
export type Login = { userId: string; application: string | null; status: string; last: string; logins: number };
export type Session = { userId: string; seen: string };
export type Work = { userId: string | null; what: string; status: string };
export type SetupChange = { userId: string | null; section: string | null; at: string };

type LoginGroup = { UserId: string; Application: string | null; Status: string; lastLogin: string; logins: number };
type LoginRow = { UserId: string; Application: string | null; Status: string; LoginTime: string };

/**
 * Attempts to log in, by user, application and how they ended. Counted by the org; where an org does not group this
 * object, from its latest rows. Which of them succeeded, {@link succeeded} tells.
 */
export const readLogins = async (org: OrgReader, days: number): Promise<Login[]> => {
  try {
    const groups = await org.query<LoginGroup>(
      soql`SELECT UserId, Application, Status, MAX(LoginTime) lastLogin, COUNT(Id) logins FROM LoginHistory WHERE LoginTime >= LAST_N_DAYS:${days} GROUP BY UserId, Application, Status ORDER BY MAX(LoginTime) DESC LIMIT ${MOST_ROWS}`
    );
    return groups.map(({ UserId, Application, Status, lastLogin, logins }) => ({
      userId: UserId,
      application: Application,
      status: Status,
      last: lastLogin,
      logins,
    }));
  } catch (error) {
    if (!isItemError(error) || !['MALFORMED_QUERY', 'INVALID_FIELD'].includes(error.errorCode)) throw error;
  }
  const rows = await org.query<LoginRow>(
    soql`SELECT UserId, Application, Status, LoginTime FROM LoginHistory WHERE LoginTime >= LAST_N_DAYS:${days} ORDER BY LoginTime DESC LIMIT ${MOST_ROWS}`
  );
  return rows.map(({ UserId, Application, Status, LoginTime }) => ({
    userId: UserId,
    application: Application,
    status: Status,
    last: LoginTime,
    logins: 1,
  }));
};

/** User.LastLoginDate follows a login that succeeds, unless the one before was less than a minute ago (object reference). */
const MINUTE = 60_000;

/**
 * The logins that succeeded. LoginHistory.Status is a label, so its words are learned: the word of the attempt at which a
 * user's last login stands (User.LastLoginDate) is the one for success. Where no user teaches it, an attempt counts that
 * is not later than the user's last login, and one of a user of whom nothing is known.
 */
export const succeeded = (logins: readonly Login[], people: ReadonlyMap<string, Person>): Login[] => {
  const behind = ({ userId, last }: Login): number | undefined => {
    const person = people.get(userId);
    if (person?.LastLoginDate === undefined) return undefined;
    return person.LastLoginDate === null ? Number.POSITIVE_INFINITY : instant(last) - instant(person.LastLoginDate);
  };
  const exact = logins.filter((login) => Math.abs(behind(login) ?? MINUTE) < 1000);
  const near = logins.filter((login) => Math.abs(behind(login) ?? Number.POSITIVE_INFINITY) < MINUTE);
  const words = new Set((exact.length > 0 ? exact : near).map(({ status }) => status));
  return words.size > 0
    ? logins.filter(({ status }) => words.has(status))
    : logins.filter((login) => (behind(login) ?? 0) < MINUTE);
};

const instant = (text: string): number => Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));

/** Sessions that were not idle for longer than they may be (object reference, AuthSession.NumSecondsValid). */
export const readSessions = async (org: OrgReader, now: number): Promise<Session[]> => {
  const rows = await org.query<{ UsersId: string; NumSecondsValid: number | null; LastModifiedDate: string }>(
    soql`SELECT UsersId, NumSecondsValid, LastModifiedDate FROM AuthSession ORDER BY LastModifiedDate DESC LIMIT ${MOST_ROWS}`
  );
  return rows
    .filter(({ NumSecondsValid, LastModifiedDate }) => instant(LastModifiedDate) + (NumSecondsValid ?? 0) * 1000 > now)
    .map(({ UsersId, LastModifiedDate }) => ({ userId: UsersId, seen: LastModifiedDate }));
};

type ApexJobRow = { CreatedById: string | null; JobType: string; Status: string; ApexClass: { Name: string } | null };

/** Apex that waits or runs. Scheduled Apex always waits: it is a line of its own. */
export const readApexJobs = async (org: OrgReader): Promise<Work[]> => {
  const rows = await org.query<ApexJobRow>(
    soql`SELECT CreatedById, JobType, Status, ApexClass.Name FROM AsyncApexJob WHERE Status IN ('Holding', 'Queued', 'Preparing', 'Processing') AND JobType != 'ScheduledApex' ORDER BY CreatedDate DESC LIMIT ${MOST_ROWS}`
  );
  return rows.map(({ CreatedById, JobType, Status, ApexClass }) => ({
    userId: CreatedById,
    what: ApexClass ? `${JobType} ${ApexClass.Name}` : JobType,
    status: Status,
  }));
};

const OVER = new Set(['JobComplete', 'Failed', 'Aborted', 'Closed']);

/** Bulk jobs that are open, wait or run. */
export const readBulkJobs = async (org: OrgReader): Promise<Work[]> => {
  const jobs = await org.bulkJobs();
  return jobs
    .filter(({ state }) => !OVER.has(state))
    .map(({ createdById, operation, object, state }) => ({
      userId: createdById,
      what: `${operation} ${object}`,
      status: state,
    }));
};

/** The setup audit trail, which the org does not group. */
export const readChanges = async (org: OrgReader, days: number): Promise<SetupChange[]> => {
  const rows = await org.query<{ CreatedById: string | null; Section: string | null; CreatedDate: string }>(
    soql`SELECT CreatedById, Section, CreatedDate FROM SetupAuditTrail WHERE CreatedDate >= LAST_N_DAYS:${days} ORDER BY CreatedDate DESC LIMIT ${MOST_ROWS}`
  );
  return rows.map(({ CreatedById, Section, CreatedDate }) => ({
    userId: CreatedById,
    section: Section,
    at: CreatedDate,
  }));
};

export type Person = {
  Id: string;
  Username: string;
  Name: string | null;
  UserType: string | null;
  ProfileId?: string | null;
  Profile: { Name: string; PermissionsApiUserOnly?: boolean } | null;
  /** When the user last logged in with success; null: never. */
  LastLoginDate?: string | null;
};

/** Users by ID; where they cannot be read, the IDs stand for themselves. */
export const readPeople = async (org: OrgReader, ids: readonly string[]): Promise<Map<string, Person>> => {
  const { facts } = await attempt(
    Promise.all(
      chunked(ids, 200).map((some) =>
        org.query<Person>(
          soql`SELECT Id, Username, Name, UserType, ProfileId, Profile.Name, Profile.PermissionsApiUserOnly, LastLoginDate FROM User WHERE Id IN ${some}`
        )
      )
    )
  );
  return new Map((facts ?? []).flat().map((person) => [person.Id, person]));
};
