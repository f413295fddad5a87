import { loadText } from '../../../text.ts';
import type { Job } from './facts.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.scheduled-jobs');

export const APEX = '7';

/** The job types that people schedule (object reference, CronJobDetail.JobType). Others are Salesforce's own. */
const KINDS = tableOf<string>({
  '1': 'dataExport',
  '3': 'dashboard',
  '4': 'snapshot',
  '6': 'flow',
  [APEX]: 'apex',
  '8': 'report',
  '9': 'batch',
  A: 'notification',
});

/** Whether people scheduled it: what Salesforce schedules, it schedules again. */
export const isPeoples = ({ type }: Job): boolean => type in KINDS;

/** What a job is called in findings: its name, and what it is. */
export const jobTarget = ({ name, type }: Job): string => {
  const kind = KINDS[type];
  return `${name} (${kind === undefined ? text.get('kind.other', { type }) : text.get(`kind.${kind}`)})`;
};

/** The place in Setup where such a job is scheduled. */
export const setupPath = ({ type }: Job): string => text.get(`path.${KINDS[type] ?? 'other'}`);

/** Jobs that ran for the last time, or were taken out, are still listed for a while. */
const OVER = new Set(['COMPLETE', 'ERROR', 'DELETED']);

/** Whether the job fires again. */
export const isLive = ({ state, nextFireTime }: Job): boolean => nextFireTime !== null && !OVER.has(state ?? '');

const SPECIFIC_DATE = /^\d+ \d+ \d+ \d+ \w+ \S+ \d{4}$/;

/** A schedule for one moment only is over once it has passed: there is nothing to bring back. */
export const isOneTime = ({ expression }: Job): boolean => SPECIFIC_DATE.test(expression ?? '');

/** Whether it is to run again after a refresh: people scheduled it, it fires again, and not for one moment only. */
export const comesBack = (job: Job): boolean => isPeoples(job) && isLive(job) && !isOneTime(job);

/** Two jobs of one type and name are the same job: a name is unique among scheduled Apex. */
export const jobKey = ({ type, name }: Job): string => JSON.stringify([type, name.toLowerCase()]);
