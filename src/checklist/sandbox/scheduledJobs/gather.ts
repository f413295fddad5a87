import { chunked, soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt, type Attempted } from '../../shared/attempt.ts';
import { comparableSource } from '../../shared/copies/read.ts';
import type { ReadContext } from '../../item.ts';
import type { Job, ScheduledJobsFacts } from './facts.ts';
import { APEX, comesBack } from './kinds.ts';

type CronRow = {
  Id: string;
  CronJobDetail: { Name: string; JobType: string } | null;
  CronExpression: string | null;
  TimeZoneSidKey: string | null;
  State: string | null;
  NextFireTime: string | null;
  OwnerId: string;
};
type ClassName = { Name: string; NamespacePrefix: string | null };
type ApexJobRow = { CronTriggerId: string | null; ApexClass: ClassName | null };

const CRON =
  'SELECT Id, CronJobDetail.Name, CronJobDetail.JobType, CronExpression, TimeZoneSidKey, State, NextFireTime, OwnerId FROM CronTrigger';
const APEX_JOBS =
  "SELECT CronTriggerId, ApexClass.Name, ApexClass.NamespacePrefix FROM AsyncApexJob WHERE JobType = 'ScheduledApex' ORDER BY CreatedDate DESC";

const PER_QUERY = 200;

const fullName = ({ Name, NamespacePrefix }: ClassName): string =>
  NamespacePrefix ? `${NamespacePrefix}.${Name}` : Name;

/** Usernames by ID; where they cannot be read, the IDs stand for themselves. */
const readOwners = async (org: OrgReader, ids: string[]): Promise<Map<string, string>> => {
  const { facts } = await attempt(
    Promise.all(
      chunked(ids, PER_QUERY).map((some) =>
        org.query<{ Id: string; Username: string }>(soql`SELECT Id, Username FROM User WHERE Id IN ${some}`)
      )
    )
  );
  return new Map((facts ?? []).flat().map(({ Id, Username }) => [Id, Username]));
};

const readCron = async (org: OrgReader): Promise<{ rows: CronRow[]; owners: Map<string, string> }> => {
  const rows = await org.query<CronRow>(CRON);
  return { rows, owners: await readOwners(org, [...new Set(rows.map(({ OwnerId }) => OwnerId))]) };
};

const classesOf = (jobs: readonly Job[]): string[] => [
  ...new Set(jobs.flatMap(({ apexClass }) => (apexClass === null ? [] : [apexClass]))),
];

/** Which of the classes an org has, by their full names. */
const readClasses = async (org: OrgReader, wanted: readonly string[]): Promise<Attempted<string[]>> => {
  const names = wanted.map((name) => name.split('.').at(-1) ?? name);
  const { facts, unreadable } = await attempt(
    Promise.all(
      chunked(names, PER_QUERY).map((some) =>
        org.query<ClassName>(soql`SELECT Name, NamespacePrefix FROM ApexClass WHERE Name IN ${some}`)
      )
    )
  );
  return facts === null ? { facts, unreadable } : { facts: facts.flat().map(fullName), unreadable };
};

/** Which of the recorded classes are in the org as it is: a script that names another would not even compile. */
const readPresent = async (org: OrgReader, before: ScheduledJobsFacts | undefined): Promise<string[] | null> =>
  before ? (await readClasses(org, classesOf(before.jobs))).facts : null;

/** Classes that production lacks, of jobs that are to run again after the refresh. */
const readLacking = async (
  production: OrgReader,
  jobs: readonly Job[]
): Promise<NonNullable<ScheduledJobsFacts['production']>> => {
  const wanted = classesOf(jobs.filter(comesBack));
  const { facts, unreadable } = await readClasses(production, wanted);
  const there = new Set((facts ?? []).map((name) => name.toLowerCase()));
  return { lacking: facts === null ? [] : wanted.filter((name) => !there.has(name.toLowerCase())), unreadable };
};

/**
 * Reads every job; after the refresh also whether the classes of those that were there still exist, and before it
 * whether production has them.
 */
export const gatherScheduledJobs = async (context: ReadContext): Promise<ScheduledJobsFacts> => {
  const { org, recorded } = context;
  const before = recorded?.('scheduled-jobs') as ScheduledJobsFacts | undefined;
  const [{ rows, owners }, apex, present, source] = await Promise.all([
    readCron(org),
    attempt(org.query<ApexJobRow>(APEX_JOBS)),
    readPresent(org, before),
    comparableSource(context),
  ]);
  const classes = new Map(
    (apex.facts ?? []).flatMap(({ CronTriggerId, ApexClass }) =>
      CronTriggerId !== null && ApexClass !== null ? [[CronTriggerId, fullName(ApexClass)] as const] : []
    )
  );
  const jobs = rows.map((row): Job => {
    const type = row.CronJobDetail?.JobType ?? '';
    return {
      id: row.Id,
      name: row.CronJobDetail?.Name ?? row.Id,
      type,
      expression: row.CronExpression,
      timeZone: row.TimeZoneSidKey,
      state: row.State,
      nextFireTime: row.NextFireTime,
      owner: owners.get(row.OwnerId) ?? row.OwnerId,
      apexClass: type === APEX ? (classes.get(row.Id) ?? null) : null,
    };
  });
  return {
    jobs,
    classesUnreadable: apex.unreadable,
    present,
    ...(source && { production: await readLacking(source, jobs) }),
  };
};
