import { finding } from '../../checklist/finding.ts';
import { checklist } from '../../checklist/index.ts';
import type { Finding, FindingStatus, ItemId } from '../../checklist/item.ts';
import type { WaiverAnswer } from '../../checklist/answers/waivers.ts';
import { loadText } from '../../text.ts';

const text = loadText('waivers');

/** What a line says that could not be read. */
const UNREADABLE = loadText('refresh').get('actual.unreadable');

/** What somebody can accept. What passes or does not apply needs no waiver. */
const WAIVABLE: ReadonlySet<FindingStatus> = new Set<FindingStatus>(['fail', 'warn', 'manual']);

type Run = {
  waivers: readonly WaiverAnswer[];
  /** ISO date. */
  today: string;
  /** The lines that this run judged: it can say nothing of a waiver for another. */
  lines: readonly ItemId[];
  /** True: the findings are those of the refreshed sandbox. */
  refreshed: boolean;
};

/** The findings as they count, and what is to be said of the waivers themselves. */
export type Waived = { findings: Finding[]; notices: Finding[] };

const covers = ({ item, target }: WaiverAnswer, found: Finding): boolean =>
  found.item === item && (target === null || target === found.target);

const isExpired = ({ until }: WaiverAnswer, today: string): boolean => until < today;

const waived = (found: Finding, { reason, owner, until }: WaiverAnswer): Finding => ({
  ...found,
  status: 'skip',
  waiver: { was: found.status, reason, owner, until },
});

const beforeRefreshOnly = (item: string): boolean =>
  checklist.some(({ id, onlyBeforeRefresh }) => id === item && onlyBeforeRefresh);

/**
 * Whether this run could have found what a waiver is for. A line that was not looked at whole (no credential, no browser,
 * not readable, a step that nobody did yet) may still have it; a target that was found to hold has not.
 */
const isLookedAt = (waiver: WaiverAnswer, findings: readonly Finding[]): boolean => {
  const line = findings.filter(({ item }) => item === waiver.item);
  const known = line.filter(({ target, status }) => target === waiver.target && status !== 'skip');
  return known.length > 0 || line.every(({ status, actual }) => status !== 'skip' && actual !== UNREADABLE);
};

const notice = (waiver: WaiverAnswer, findings: readonly Finding[], { today, refreshed }: Run): Finding[] => {
  const { owner, until, reason } = waiver;
  const item = waiver.item as ItemId;
  const target = text.get('target', { target: waiver.target ?? text.get('target.all') });
  if (isExpired(waiver, today)) {
    const hint = text.get('hint.expired', { owner, until, reason });
    return [finding(item, target, 'fail', { actual: text.get('actual.expired', { until }), hint })];
  }
  if (findings.some((found) => WAIVABLE.has(found.status) && covers(waiver, found))) return [];
  if (!isLookedAt(waiver, findings)) return [];
  // What a line finds after the refresh, it need not find before: such a waiver has not had its chance yet.
  const isDue = refreshed || beforeRefreshOnly(item);
  const hint = text.get(isDue ? 'hint.idle' : 'hint.notYet', { owner, until });
  return [finding(item, target, isDue ? 'warn' : 'skip', { actual: text.get('actual.idle'), hint })];
};

/**
 * Applies the waivers of refresh.yaml: a finding that somebody accepts becomes `skip`, keeps what it says and how severe
 * it is, and tells what it was. An expired waiver changes nothing and fails; one that covers nothing brings a warning as
 * soon as there was something that it could have covered and its line was looked at.
 */
export const applyWaivers = (findings: readonly Finding[], run: Run): Waived => {
  const here = run.waivers.filter(({ item }) => run.lines.some((line) => line === item));
  const valid = here.filter((waiver) => !isExpired(waiver, run.today));
  return {
    findings: findings.map((found) => {
      const waiver = WAIVABLE.has(found.status) ? valid.find((each) => covers(each, found)) : undefined;
      return waiver ? waived(found, waiver) : found;
    }),
    notices: here.flatMap((waiver) => notice(waiver, findings, run)),
  };
};

/**
 * Refuses a waiver for a line that the checklist does not have: nobody would notice that it waives nothing.
 *
 * @param lineOf the line of refresh.yaml that a place in it stands on
 * @throws SfError UnknownWaiverItemError
 */
export const refuseUnknownItems = (
  waivers: readonly WaiverAnswer[],
  { path, lineOf }: { path: string; lineOf: (place: ReadonlyArray<PropertyKey>) => number }
): void => {
  const index = waivers.findIndex(({ item }) => !checklist.some(({ id }) => id === item));
  if (index < 0) return;
  const place = ['waivers', index, 'item'];
  const items = checklist.map(({ id }) => id).join(', ');
  throw text.error('UnknownWaiverItem', { path, line: lineOf(place), item: waivers[index].item, index, items }, 2);
};
