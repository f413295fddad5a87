import { loadText } from '../../../text.ts';
import { addDays, dateOf, daysBetween, isThursday, monthOf } from '../../shared/copies/dates.ts';
import { counts, lastCopy, mayCount, momentOf, type Copy, type SourceRecord } from '../../shared/copies/facts.ts';
import { finding } from '../../finding.ts';
import type { Finding, Survey } from '../../item.ts';
import { sameOrgId } from '../../identity/orgIdentity/ids.ts';
import type { EarlierDirectory, PolicyFacts } from './facts.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.policy');
const ID = 'policy';

type Here = Survey<PolicyFacts>;

/** Days between two refreshes, by the sandbox's licence (Salesforce help "Sandbox Licenses and Storage Limits"). */
const INTERVALS = tableOf<number>({
  DEVELOPER: 1,
  DEVELOPER_PRO: 1,
  PARTIAL: 5,
  PARTIAL_COPY: 5,
  FULL: 29,
});

/** The interval of a licence, by its code or its label; undefined for one that is not known here. */
export const intervalOf = (licence: string): number | undefined =>
  INTERVALS[
    licence
      .trim()
      .toUpperCase()
      .replace(/[\s-]+/g, '_')
  ];

const notice = ({ now, answers }: Here): Finding => {
  const days = daysBetween(now.today, answers.refresh.date);
  const { noticeDays } = answers.policy;
  const told = { expected: text.get('expected.notice', { days: noticeDays }), actual: days };
  const place = text.get('target.notice');
  if (days >= noticeDays) return finding(ID, place, 'pass', told);
  const hint = text.get('hint.notice', { date: addDays(now.today, noticeDays) });
  return finding(ID, place, 'fail', { ...told, hint });
};

/** Dates of earlier refreshes, and where they are known from; null where nothing tells of any. */
type History = {
  dates: string[];
  /** Of copies of which nobody knows whether they became the sandbox. */
  doubtful: string[];
  evidence: string;
} | null;

const datesOf = (copies: readonly Copy[]): string[] =>
  copies.map(momentOf).flatMap((moment) => (moment === null ? [] : [dateOf(moment)]));

const ofSource = ({ label, copies }: SourceRecord): History => ({
  dates: datesOf(copies.filter(counts)),
  doubtful: datesOf(copies.filter((copy) => mayCount(copy) && !counts(copy))),
  evidence: text.get('evidence.source', { label }),
});

/**
 * Each directory was made for an org; if the sandbox is another one now, that one was refreshed. Two directories about
 * one org tell of the same refresh: the later one counts.
 */
const refreshedSince = ({ now: { directories }, org }: Here): EarlierDirectory[] => {
  const before = (directories?.earlier ?? [])
    .filter(({ myDomain }) => myDomain?.toLowerCase() === org.myDomain?.toLowerCase())
    .filter(({ orgId }) => !sameOrgId(orgId, org.orgId))
    .toSorted((one, other) => one.preparedAt.localeCompare(other.preparedAt));
  return [...new Map(before.map((one) => [one.orgId.slice(0, 15), one])).values()];
};

const historyOf = (here: Here): History => {
  const { source } = here.now;
  if (source && source.unreadable === null) return ofSource(source);
  const earlier = refreshedSince(here);
  if (earlier.length === 0) return null;
  const names = earlier.map(({ directory }) => directory).join(', ');
  return {
    dates: earlier.map(({ date }) => date),
    doubtful: [],
    evidence: text.get('evidence.directories', { names }),
  };
};

const inMonth = (here: Here): Finding => {
  const { answers } = here;
  const place = text.get('target.month', { month: monthOf(answers.refresh.date) });
  const { refreshesPerMonth } = answers.policy;
  const expected = text.get('expected.month', { refreshes: refreshesPerMonth });
  const history = historyOf(here);
  if (!history) return finding(ID, place, 'skip', { expected, hint: text.get('hint.noHistory') });
  const within = (dates: readonly string[]): string[] =>
    dates.filter((date) => monthOf(date) === monthOf(answers.refresh.date)).sort();
  const [earlier, doubtful] = [within(history.dates), within(history.doubtful)];
  const actual = earlier.length + 1;
  const told = { expected, actual, evidence: history.evidence };
  if (actual + doubtful.length <= refreshesPerMonth) {
    // A directory that cannot be read may tell of one more.
    const damaged = here.now.directories?.damaged ?? [];
    if (damaged.length === 0) return finding(ID, place, 'pass', told);
    return finding(ID, place, 'manual', { ...told, hint: text.get('hint.damaged', { names: damaged.join(', ') }) });
  }
  if (actual <= refreshesPerMonth) {
    const hint = text.get('hint.doubtful', { dates: doubtful.join(', ') });
    return finding(ID, place, 'manual', { ...told, hint });
  }
  const hint = text.get('hint.month', { dates: earlier.join(', ') });
  return finding(ID, place, 'fail', { ...told, hint });
};

/** Why nothing is known of earlier refreshes: that nobody can read it is not the same as none. */
const doubts = ({ source, directories }: PolicyFacts): Finding[] => {
  const reasons = [
    ...(source && source.unreadable !== null ? [text.get('hint.unreadable', { reason: source.unreadable })] : []),
    ...(directories && directories.damaged.length > 0
      ? [text.get('hint.damaged', { names: directories.damaged.join(', ') })]
      : []),
  ];
  return reasons.map((hint) =>
    finding(ID, text.get('target.history'), 'manual', { actual: text.get('actual.unreadable'), hint })
  );
};

/**
 * What the licence allows. From which moment Salesforce counts is not documented: by the end of the last copy the
 * refresh is possible for sure, before its start for sure not.
 */
const interval = ({ now: { source }, answers }: Here): Finding => {
  const place = text.get('target.licence');
  if (!source || source.unreadable !== null)
    return finding(ID, place, 'skip', { hint: text.get('hint.licenceUnknown') });
  const last = lastCopy(source);
  const licence = source.listed[0]?.licence ?? last?.licence ?? null;
  const ended = last && momentOf(last);
  if (!licence || !last || !ended) return finding(ID, place, 'skip', { hint: text.get('hint.notTold') });
  const days = intervalOf(licence);
  if (days === undefined)
    return finding(ID, place, 'warn', { actual: licence, hint: text.get('hint.otherLicence', { licence }) });
  const { date } = answers.refresh;
  const told = {
    expected: text.get('expected.licence', { days, licence }),
    actual: daysBetween(dateOf(ended), date),
    evidence: text.get('evidence.last', { label: source.label, date: dateOf(ended) }),
  };
  if (told.actual >= days) return finding(ID, place, 'pass', told);
  const begun = dateOf(last.started ?? last.requested ?? ended);
  const hint = text.get('hint.licence', { date: addDays(dateOf(ended), days) });
  return finding(ID, place, daysBetween(begun, date) >= days ? 'warn' : 'fail', { ...told, hint });
};

/** Which of two Thursdays it is, only Logik's calendar tells. */
const upgrades = ({ answers: { refresh } }: Here): Finding =>
  isThursday(refresh.date)
    ? finding(ID, text.get('target.upgrade'), 'warn', { actual: refresh.date, hint: text.get('hint.upgrade') })
    : finding(ID, text.get('target.upgrade'), 'pass', { actual: refresh.date });

/** prepare: notice, refreshes in the month, the licence's interval, Logik's upgrade window. */
export const surveyPolicy = (here: Here): Finding[] => [
  notice(here),
  inMonth(here),
  ...doubts(here.now),
  interval(here),
  upgrades(here),
];
