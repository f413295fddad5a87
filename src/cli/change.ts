import type { SfCommand } from '@salesforce/sf-plugins-core';
import { summarise } from '../checklist/finding.ts';
import type { ChangeResult } from '../refresh/write/execute.ts';
import type { Plan } from '../refresh/plan/plan.ts';
import { loadText } from '../text.ts';
import { canAsk, QUESTION_MS } from './ask.ts';
import { leftOutLines } from '../report/human.ts';
import { printable } from '../literal/printable.ts';
import { movedLines, stalePlan, type Moved } from '../refresh/plan/moved.ts';
import { showChanges, showHeader, showLeftOut, showList } from './present.ts';

const text = loadText('change');
const refresh = loadText('refresh');

type Asking = Pick<SfCommand<unknown>, 'log' | 'table' | 'styledHeader' | 'logSuccess' | 'confirm' | 'jsonEnabled'>;

/**
 * Nobody is there to answer, which is no yes. The error carries the plan as a dry run answers it, for whoever reads it by
 * machine: under `data` of the JSON.
 */
const refuseUnasked = (plan: Plan, directory: string): never => {
  const error = refresh.error('CannotAsk', { count: plan.changes.length }, 2);
  error.data = { ...plan, directory, dryRun: true, summary: summarise(plan.findings), files: [] };
  throw error;
};

/** How a plan comes to its yes. */
export type Approval = {
  label: string;
  directory: string;
  /** True for `--dry-run` and `--no-prompt`. */
  unasked: boolean;
  /** It stands in a file that somebody approved: where nobody can be asked, that is the yes. */
  isApproved?: boolean;
  /** What is not as in the plan that was shown before. */
  moved?: readonly Moved[];
};

/**
 * Shows a plan, and asks where somebody has to be asked. Only a flag is a yes without anybody: neither `--json` nor the
 * want of a terminal is.
 *
 * @throws SfError CannotAskError where nobody is there to answer, with the plan as its data; StalePlanError where a plan
 *   moved that nobody is there to look at
 */
export const approvePlan = async (
  screen: Asking,
  plan: Plan,
  { label, directory, unasked, isApproved = false, moved }: Approval
): Promise<boolean> => {
  const { org, recognised, changes, findings, selection, runs } = plan;
  const isAlone = !canAsk(screen.jsonEnabled());
  if (moved) {
    // A plan that nobody saw is none that a flag said yes to.
    if (unasked || isAlone) throw stalePlan(moved);
    showList(screen, text.get('moved'), movedLines(moved));
    screen.log('');
  }
  showHeader(screen, text.get('header', { label, name: org.name, orgId: org.orgId }), recognised);
  if (changes.length === 0) {
    screen.log(text.get(selection?.complete === false ? 'nothingOfThese' : 'nothing'));
    if (selection?.complete === false) {
      showLeftOut(screen, selection);
      screen.log('');
    }
    return true;
  }
  if (runs) {
    screen.log(text.get(runs.length === 1 ? 'run' : 'runs', { count: runs.length }));
    for (const { at, changes: count } of runs) screen.log(text.get('runLine', { at: at.slice(0, 16), count }));
    screen.log('');
  }
  screen.styledHeader(text.get('plan', { count: changes.length }));
  showChanges(screen, changes);
  const planned = new Set(changes.map(({ item, target }) => `${item} ${target}`));
  const byHand = findings.filter(
    ({ item, target, status }) => status === 'manual' && !planned.has(`${item} ${target}`)
  );
  if (byHand.length > 0) {
    screen.log(text.get('byHand'));
    for (const [item, steps] of Map.groupBy(byHand, (finding) => finding.item))
      screen.log(printable(`  ${item}: ${steps.map(({ target }) => target).join(', ')}`));
    screen.log('');
  }
  if (selection?.complete === false) {
    for (const line of leftOutLines(selection, 'compared')) screen.log(line);
    screen.log('');
  }
  if (unasked || (isAlone && isApproved)) return true;
  if (isAlone) return refuseUnasked(plan, directory);
  return screen.confirm({
    message: text.get(changes.length === 1 ? 'confirmOne' : 'confirm', { count: changes.length, label }),
    ms: QUESTION_MS,
  });
};

/** What became of the changes: one line when all is well, a table of those that did not take otherwise. */
export const showOutcome = (screen: Asking, changes: readonly ChangeResult[]): void => {
  const open = changes.filter(({ outcome }) => outcome !== 'applied');
  const applied = changes.length - open.length;
  if (applied > 0)
    screen.logSuccess(text.get(changes.length === 1 ? 'appliedOne' : 'applied', { applied, count: changes.length }));
  for (const { target, warning } of changes) if (warning !== null) screen.log(printable(`${target}: ${warning}`));
  if (open.length === 0) return;
  screen.styledHeader(text.get('failed'));
  showChanges(screen, open);
  for (const { target, error } of open) screen.log(printable(`${target}: ${error}`));
};
