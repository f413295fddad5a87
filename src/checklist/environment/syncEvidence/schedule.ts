import { hostOf } from '../../../logik/environmentUrl.ts';
import type { Situation } from '../../item.ts';

type Moments = Pick<
  Situation<unknown>,
  'answers' | 'environment' | 'runtimeUrl' | 'reconnectedAt' | 'connectedAt' | 'connected' | 'preparedAt'
>;

/** Logik begins a sync that much later than its interval says, at most; then it has not run. */
const GRACE_MINUTES = 5;

/** Test and demo sites (ServiceNow CPQ docs, "CPQ admin settings"). */
const USUAL_MINUTES = 30;
/** The same for production sites. */
const PRODUCTION_MINUTES = 15;

/** `<tenant>.<sector>.logik.io`: production's sectors are called `prod` or after a region, such as `us01`. */
const PRODUCTION_SECTOR = /^[^.]+\.(prod\d*|[a-z]{2}\d{2})\./i;

/** How often Logik synchronises, in minutes: as refresh.yaml says, or by the sector in the environment's host name. */
export const syncInterval = ({ answers, environment, runtimeUrl }: Moments): number => {
  const host = hostOf(runtimeUrl) ?? hostOf(environment) ?? '';
  return answers.logik.syncIntervalMinutes ?? (PRODUCTION_SECTOR.test(host) ? PRODUCTION_MINUTES : USUAL_MINUTES);
};

/** When Logik was connected to the refreshed org, as far as that is recorded; null where nobody recorded it. */
export const connectedAt = ({ reconnectedAt, connectedAt: recorded }: Moments): string | null =>
  recorded === undefined ? reconnectedAt : recorded;

/**
 * From when on what Logik did in the org is evidence: since it was connected or, where nobody recorded that, since
 * prepare saw the org as it was before the refresh. Milliseconds, to the second, as Salesforce tells dates.
 */
export const evidenceSince = (moments: Moments): number => {
  const since = Date.parse(connectedAt(moments) ?? moments.preparedAt ?? moments.reconnectedAt);
  return since - (since % 1000);
};

/** Nothing can come before somebody connects Logik to the refreshed org: there is nothing to wait for. */
export const isConnected = ({ connected }: Moments): boolean => connected !== false;

/**
 * Until when the sync must have brought what was modified at one time, in ISO 8601, UTC; null where nobody recorded when
 * Logik was connected, so that nothing is ever late.
 *
 * @param modified ISO 8601: what changes after the connection comes with the sync after it
 */
export const dueAt = (moments: Moments, modified?: string): string | null => {
  const connected = connectedAt(moments);
  if (connected === null) return null;
  const from = Math.max(Date.parse(connected), modified === undefined ? 0 : Date.parse(modified));
  return new Date(from + (syncInterval(moments) + GRACE_MINUTES) * 60_000).toISOString();
};

/** Whether that time is over, by the time at which the facts were read. */
export const isLate = (due: string | null, readAt: string | null): boolean =>
  due !== null && readAt !== null && Date.parse(readAt) > Date.parse(due);

/** A time for people: to the minute, in UTC. */
export const minuteOf = (moment: string): string => `${moment.slice(0, 16).replace('T', ' ')} UTC`;
