import type { ChecklistItem, Finding, Situation } from '../../checklist/item.ts';
import { loadText } from '../../text.ts';

const text = loadText('refresh');

/** Statuses that something hygienic is told by. */
const TOLD: ReadonlySet<Finding['status']> = new Set<Finding['status']>(['fail', 'warn']);

/** The org that prepare recorded, judged as if it were the one of today. */
const recordedSituation = (situation: Situation<unknown>, before: unknown): Situation<unknown> => ({
  ...situation,
  now: before,
  org: { ...situation.org, now: situation.org.before },
});

/** Whether two findings about one target say the same; prepare's rules do not always name what they expect. */
const isAlike = (now: Finding, was: Finding): boolean =>
  now.target === was.target &&
  TOLD.has(was.status) &&
  was.severity !== 'critical' &&
  now.actual === was.actual &&
  (was.expected === null || was.expected === now.expected);

/**
 * The one rule for what was already so before the refresh: it does not close the gate.
 *
 * A finding of hygiene (the line says which side of it a finding is on) that fails becomes a warning where the very same
 * rules, asked about the facts that prepare recorded, find the same about the same target: the same value or, where the
 * line counts, no more of it. What got worse, what is new, what reaches into production (critical), what the connection needs, and what prepare
 * left for people to settle (a manual step, or something that a line could not keep) stays as it is.
 */
export const asBefore = (
  item: ChecklistItem<unknown>,
  situation: Situation<unknown>,
  findings: readonly Finding[]
): Finding[] => {
  const { before, org } = situation;
  const sideOf = (finding: Finding): string =>
    typeof item.asBefore === 'function' ? item.asBefore(finding, situation) : item.asBefore;
  const isCandidate = (finding: Finding): boolean =>
    TOLD.has(finding.status) && finding.severity !== 'critical' && sideOf(finding) === 'hygiene';
  if (!org.refreshed || before === undefined || !findings.some(isCandidate)) return [...findings];

  const { answers, production } = situation;
  const surveyed = item.survey({ now: before, production, answers, org: org.before });
  const recorded = [...item.check(recordedSituation(situation, before)), ...surveyed];
  const isOwed = ({ target }: Finding): boolean =>
    surveyed.some(
      (was) => was.target === target && (was.status === 'manual' || (item.keeps === true && was.status === 'fail'))
    );
  const wasSo = (finding: Finding): boolean =>
    item.wasSo?.(finding, { ...situation, before }) ?? recorded.some((was) => isAlike(finding, was));
  return findings.map((finding): Finding => {
    if (!isCandidate(finding) || isOwed(finding) || !wasSo(finding)) return finding;
    const remark = text.get('hint.asBefore');
    return { ...finding, status: 'warn', hint: finding.hint === null ? remark : `${remark} ${finding.hint}` };
  });
};
