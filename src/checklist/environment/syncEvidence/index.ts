import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Awaited, ChecklistItem, Finding, Situation, Survey } from '../../item.ts';
import { syncEvidenceSchema, type Pull, type SyncEvidenceFacts } from './facts.ts';
import { gatherSyncEvidence } from './gather.ts';
import { dueAt, evidenceSince, isConnected, isLate, minuteOf, syncInterval } from './schedule.ts';

const text = loadText('checklist.sync-evidence');
const ID = 'sync-evidence';

type Evidence = Situation<SyncEvidenceFacts>;

const all = (status: Finding['status'], hint: string): Finding[] => [
  finding(ID, text.get('target.all'), status, { hint }),
];

const said = ({ last }: Pull): string | null =>
  last === null ? null : text.get('actual.pulled', { at: minuteOf(last.at) });

/** Before a refresh it is only told what the list shows, so that afterwards it is known what to look for. */
const survey = ({ now: { username, pulls, unreadable } }: Survey<SyncEvidenceFacts>): Finding[] => {
  if (username === null) return all('skip', text.get('hint.noUser'));
  if (pulls === null) return all('skip', text.get('hint.unreadable', { reason: unreadable ?? '' }));
  return pulls.map((pull) =>
    finding(ID, pull.object, 'skip', {
      actual: said(pull),
      hint: text.get(pull.last === null ? 'hint.noneBefore' : 'hint.before'),
    })
  );
};

const isPulled = (situation: Evidence, { last }: Pull): boolean =>
  last !== null && Date.parse(last.at) >= evidenceSince(situation);

/** A pull that began since Logik was connected and has not ended; one that failed after it says more. */
const openSince = (situation: Evidence, { underWay, failed }: Pull): Pull['last'] =>
  underWay && Date.parse(underWay.at) >= evidenceSince(situation) && !(failed && failed.at > underWay.at)
    ? underWay
    : null;

/** What is said of an object that was not pulled: whose turn it is, until when, or that the sync does not run. */
const outstanding = (situation: Evidence, pull: Pull): Finding => {
  const { now, before } = situation;
  const due = dueAt(situation);
  const late = isLate(due, now.readAt);
  const { failed } = pull;
  const open = openSince(situation, pull);
  const seen = before?.pulls?.some(({ last }) => last !== null);
  const words = {
    object: pull.object,
    username: now.username ?? '',
    due: due === null ? '' : minuteOf(due),
    minutes: syncInterval(situation),
  };
  const details = { expected: text.get('expected'), actual: said(pull) ?? text.get('actual.never') };
  const remarks = [
    ...(failed ? [text.get('hint.failed', { job: failed.id, state: failed.state, at: minuteOf(failed.at) })] : []),
    ...(late && seen === false ? [text.get('hint.neverListed')] : []),
  ];
  const hint = (key: string): string => [text.get(key, words), ...remarks].join(' ');
  if (open !== null)
    return finding(ID, pull.object, 'manual', {
      ...details,
      actual: text.get('actual.underWay', { at: minuteOf(open.at) }),
      hint: text.get('hint.underWay', { ...words, job: open.id, state: open.state, at: minuteOf(open.at) }),
    });
  if (late) return finding(ID, pull.object, 'fail', { ...details, hint: hint('hint.late') });
  // Nobody has reset the user yet, which refresh-token-user says: the sync cannot have run.
  if (now.hasToken === false) return finding(ID, pull.object, 'skip', { ...details, hint: hint('hint.afterReset') });
  return finding(ID, pull.object, 'manual', { ...details, hint: hint(due === null ? 'hint.coming' : 'hint.due') });
};

const check = (situation: Evidence): Finding[] => {
  const { now, org } = situation;
  if (!org.refreshed) return all('skip', text.get('hint.notRefreshed'));
  if (now.username === null) return all('skip', text.get('hint.noUser'));
  if (now.pulls === null) return all('manual', text.get('hint.unreadable', { reason: now.unreadable ?? '' }));
  return now.pulls.map((pull) => {
    const { last, object } = pull;
    if (now.own) {
      const hint = text.get('hint.own', { username: now.username ?? '' });
      return finding(ID, object, 'manual', { expected: text.get('expected'), actual: said(pull), hint });
    }
    if (last === null || !isPulled(situation, pull)) return outstanding(situation, pull);
    const evidence = text.get('evidence', {
      object,
      job: last.id,
      at: minuteOf(last.at),
      username: now.username ?? '',
    });
    return finding(ID, object, 'pass', { expected: text.get('expected'), actual: said(pull), evidence });
  });
};

const awaits = (situation: Evidence): Awaited[] =>
  isConnected(situation) && !situation.now.own
    ? (situation.now.pulls ?? [])
        .filter((pull) => !isPulled(situation, pull))
        .map(({ object }) => ({ target: object, what: text.get('awaits', { object }) }))
    : [];

/** When Logik last pulled what it synchronises, as the org's list of bulk jobs tells. */
export const syncEvidence: ChecklistItem<SyncEvidenceFacts> = {
  id: ID,
  source: 'ServiceNow CPQ docs "Troubleshooting": the sync pulls through bulk jobs; "CPQ admin settings": its interval',
  facts: syncEvidenceSchema,
  asBefore: 'connection',
  needs: ['refresh-token-user'],
  gather: gatherSyncEvidence,
  survey,
  check,
  awaits,
};
