import type { Answers } from '../../checklist/answers/index.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import type { Past } from '../../checklist/shared/production.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import type { JournalEntry } from './journal.ts';

/** A URL, or a host that somebody entered without a scheme. */
const URL_LIKE = /^https?:\/\/\S+$|^[\w-]+(\.[\w-]+)+(:\d+)?(\/\S*)?$/i;

/** The hosts of values that are URLs. */
const hostsAmong = (values: readonly unknown[]): string[] =>
  values
    .map((value) => hostOf(typeof value === 'string' && URL_LIKE.test(value) ? value : null))
    .filter((host) => host !== null);

/** Everything that a change puts into the org: its value, and what else a new record or component starts with. */
const valuesOf = ({ after, write }: JournalEntry['change']): unknown[] => [
  after,
  ...('defaults' in write ? Object.values(write.defaults ?? {}) : []),
];

/**
 * What repoint did to this very org: which hosts it took for production's and replaced (once they are gone from the org,
 * only the journal remembers them), and which it wrote, also in a run that was killed. A rollback's writes are none of
 * those: it puts back what a refresh had brought.
 */
export const pastOf = (journal: readonly JournalEntry[], orgId: string): Past => {
  const own = journal.filter(({ undoes, orgId: of }) => undoes === undefined && sameOrgId(of, orgId));
  const critical = own.filter(({ change }) => change.severity === 'critical');
  return {
    replaced: [...new Set(hostsAmong(critical.map(({ change: { before } }) => before)))],
    written: [...new Set(hostsAmong(own.flatMap(({ change }) => valuesOf(change))))],
  };
};

/**
 * All that this tool ever put into this very org, a rollback's writes too: hosts in values, and objects of which it put
 * back whole records, whatever those hold.
 */
export const everWritten = (
  journal: readonly JournalEntry[],
  orgId: string
): { hosts: readonly string[]; objects: readonly string[] } => {
  const own = journal.filter(({ orgId: of }) => sameOrgId(of, orgId));
  return {
    hosts: [...new Set(hostsAmong(own.flatMap(({ change }) => valuesOf(change))))],
    objects: own.flatMap(({ change: { write } }) => (write.kind === 'restore' ? [write.object] : [])),
  };
};

/** Salesforce tells dates to the second. */
const toSecond = (moment: string | number): string => {
  const date = new Date(moment);
  date.setUTCMilliseconds(0);
  return date.toISOString();
};

/**
 * When Logik was connected to this very org: as refresh.yaml says, or when repoint wrote the Logik Tenant, or, where it
 * had nothing to write there, when it first touched products, which comes after the connection; null where it has done
 * neither yet.
 */
export const recordedReconnection = (
  journal: readonly JournalEntry[],
  orgId: string,
  answers: Answers
): string | null => {
  const began = (what: (change: JournalEntry['change']) => boolean): string | undefined =>
    journal.find(
      ({ event, undoes, change, orgId: of }) => event === 'attempt' && !undoes && what(change) && sameOrgId(of, orgId)
    )?.at;
  const written = began(({ item }) => item === 'logik-tenant') ?? began(({ write }) => write.kind === 'touch');
  const moment = answers.logik.reconnectedAt ?? written;
  return moment === undefined ? null : toSecond(moment);
};

/** The same or, where it has not been connected yet, now, by the org's clock. */
export const reconnection = (journal: readonly JournalEntry[], orgId: string, answers: Answers, now: Date): string =>
  recordedReconnection(journal, orgId, answers) ?? toSecond(now.getTime());

/** The products that repoint touched since: they count whatever the clocks of the org and of this machine say. */
export const touchedSince = (journal: readonly JournalEntry[], orgId: string, reconnectedAt: string): Set<string> =>
  new Set(
    journal
      .filter(({ event, at, orgId: of }) => event === 'confirmed' && at >= reconnectedAt && sameOrgId(of, orgId))
      .flatMap(({ change: { write } }) => (write.kind === 'touch' ? write.ids : []))
  );

/**
 * Tells of whom repoint created or activated in this very org, by username or ID, whether no email to set a password went
 * out since: one that was refused, or not sent since the run ended early, is still owed.
 */
export const passwordsOwed = (
  journal: readonly JournalEntry[],
  orgId: string
): ((user: { id: string; username: string }) => boolean) => {
  const [back, mailed] = [new Map<string, number>(), new Map<string, number>()];
  journal.forEach(({ event, orgId: of, undoes, change: { write, after } }, index) => {
    if (event !== 'confirmed' || undoes !== undefined || after !== true || !sameOrgId(of, orgId)) return;
    if (write.kind === 'user' && write.part === 'user') back.set(write.username.toLowerCase(), index);
    if (write.kind === 'user' && write.part === 'password') mailed.set(write.username.toLowerCase(), index);
    if (write.kind === 'record' && write.object === 'User' && write.field === 'IsActive' && write.id !== null)
      back.set(write.id, index);
  });
  return ({ id, username }) => {
    const name = username.toLowerCase();
    const given = Math.max(back.get(id) ?? -1, back.get(name) ?? -1);
    return given > (mailed.get(name) ?? -1);
  };
};
