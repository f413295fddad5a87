import type { Answers } from '../../checklist/answers/index.ts';
import { finding } from '../../checklist/finding.ts';
import type { ChecklistItem, Document, Finding, Staged, Survey } from '../../checklist/item.ts';
import { loadText, reasonOf } from '../../text.ts';
import { factsOf, type Baseline } from '../directory/baseline.ts';
import { type Gathered } from '../judge/gather.ts';
import { copyOf, ownershipBefore, productionFacts } from '../judge/ownership.ts';

const text = loadText('refresh');

/** What prepare's rules say of what was read, and the files that come of it. */
export type Surveyed = { findings: Finding[]; documents: Document[]; staged: Staged[] };

const surveyOf = (
  item: ChecklistItem<unknown>,
  { readings, errors }: Gathered,
  baseline: Baseline,
  answers: Answers
): Surveyed => {
  const error = errors.get(item.id);
  if (error && item.essential) throw error;
  if (error) {
    // Whether the refresh may go ahead is not known then: somebody has to look.
    const status = item.keeps ? 'fail' : item.onlyBeforeRefresh ? 'manual' : 'warn';
    const unread = finding(item.id, text.get('target.line'), status, {
      actual: text.get(item.keeps ? 'actual.notKept' : 'actual.unreadable'),
      hint: reasonOf(error),
    });
    return { findings: [unread], documents: [], staged: [] };
  }
  const now = factsOf(readings, item.id);
  const seen: Survey<unknown> = {
    now,
    production: productionFacts(baseline, item.id),
    answers,
    ownership: ownershipBefore(baseline, answers),
    copyOf: copyOf(baseline),
    org: baseline.org,
  };
  const refusal = item.refuse?.(seen);
  if (refusal) throw refusal;
  return {
    findings: item.survey(seen),
    documents: item.documents?.(seen) ?? [],
    staged: item.staged?.(now) ?? [],
  };
};

/**
 * Judges lines of the checklist before the refresh.
 *
 * @throws SfError of a line without which there is nothing to prepare for, and for an answer that cannot be right
 */
export const survey = (
  lines: ReadonlyArray<ChecklistItem<unknown>>,
  gathered: Gathered,
  baseline: Baseline,
  answers: Answers
): Surveyed => {
  const all = lines.map((item) => surveyOf(item, gathered, baseline, answers));
  return {
    findings: all.flatMap(({ findings }) => findings),
    documents: all.flatMap(({ documents }) => documents),
    staged: all.flatMap(({ staged }) => staged),
  };
};
