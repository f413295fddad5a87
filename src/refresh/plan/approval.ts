import { lockedForOrg } from '../directory/orgLock.ts';
import type { Plan } from './plan.ts';
import { movedBetween, stalePlan, type Moved, type PlanBasis } from './moved.ts';

/** A plan as it is shown, with what it is compared by, and refresh.yaml as it was read for it. */
export type Drawn<P extends Plan = Plan> = { plan: P; basis: PlanBasis; yaml: string };

/**
 * Shows a plan and asks for a yes.
 *
 * @param moved what is not as in the plan that was shown before; absent: it is the first one
 * @throws SfError where nobody can be asked
 */
export type Approve = (plan: Plan, moved?: readonly Moved[]) => Promise<boolean>;

/** Somebody whose plan moves under every question is not alone in the org: it is not for us to decide who wins. */
const MOST_QUESTIONS = 3;

const movedSince = (planned: Drawn, now: Drawn): Moved[] => [
  ...(planned.yaml === now.yaml
    ? []
    : [{ item: null, target: 'refresh.yaml', what: 'answers' as const, planned: null, now: null }]),
  ...movedBetween(planned.basis, now.basis),
];

/**
 * Read, approve, lock, read again and compare, write. What was approved is written only where the org and the directory
 * still are as they were when the plan was made; otherwise the plan as it is now is shown and asked about, with what
 * moved. Nobody holds the lock while somebody thinks.
 *
 * @param planned what was approved
 * @param again reads once more what a plan depends on
 * @returns what `write` answered; `declined` with the newest plan where somebody said no to it
 * @throws SfError StalePlanError where the plan moves under every question; as `approve`, `again`, `write` and `lockedForOrg`
 */
export const writeApproved = async <D extends Drawn, T>(
  directory: string,
  planned: D,
  { approve, again, write }: { approve: Approve; again: (known: D) => Promise<D>; write: (fresh: D) => Promise<T> }
): Promise<{ done: T } | { declined: D }> => {
  let known = planned;
  for (let questions = 1; ; questions += 1) {
    const outcome = await lockedForOrg({ orgId: known.plan.org.orgId, directory }, async () => {
      const fresh = await again(known);
      const moved = movedSince(known, fresh);
      return moved.length === 0 ? { done: await write(fresh) } : { fresh, moved };
    });
    if ('done' in outcome) return { done: outcome.done as T };
    if (questions === MOST_QUESTIONS) throw stalePlan(outcome.moved);
    known = outcome.fresh;
    if (!(await approve(known.plan, outcome.moved))) return { declined: known };
  }
};
