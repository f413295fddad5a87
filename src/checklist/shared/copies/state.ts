import { soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import type { CopyState } from './facts.ts';

type Told = Exclude<CopyState, 'unknown'>;

/**
 * The values of SandboxProcess.Status as a condition takes them (Tooling API reference "SandboxProcess"): 0 Pending, 1
 * Completed, 2 Processing, 4 Pending Activation, 5 Activation Confirmed, 6 Deactivation Confirmed, 7 Deactivation
 * Finished, 8 Activation Processing, B Locked, D Deleted, E Deleting, F Discarding, G Stopped, L Locking, S Suspended, X
 * Sampling. Answers hold labels instead, in the language of the user who asks.
 */
const CODES: Readonly<Record<Told, string[]>> = {
  complete: ['1'],
  underway: ['0', '2', '4', '5', '6', '7', '8', 'S', 'X'],
  locked: ['B', 'L'],
  gone: ['D', 'E', 'F', 'G'],
};

/** What tells of a copy without a word. */
export type Marks = {
  id: string;
  ended: string | null;
  activated: string | null;
  progress: number | null;
  autoActivate: boolean | null;
  /** Whether this login is in this very copy. */
  isOurs: boolean;
};

/** IDs by state; `whole` says that every state could be asked for, so that an ID in none of them has a code of its own. */
export type ByCode = { states: ReadonlyMap<string, Told>; whole: boolean };

/** Asks the source which of its copies are in which state, by code: one small query a state, all at once. */
export const readStates = async (source: OrgReader): Promise<ByCode> => {
  const asked = await Promise.all(
    (Object.keys(CODES) as Told[]).map(async (state) => ({
      state,
      ...(await attempt(
        source.toolingQuery<{ Id: string }>(
          soql`SELECT Id FROM SandboxProcess WHERE Status IN ${CODES[state]} ORDER BY CreatedDate DESC LIMIT 2000`
        )
      )),
    }))
  );
  return {
    states: new Map(asked.flatMap(({ state, facts }) => (facts ?? []).map(({ Id }) => [Id, state] as const))),
    whole: asked.every(({ facts }) => facts !== null),
  };
};

/** A copy of a status that no code names: dates and progress tell, as far as they do. */
const byDates = ({ ended, activated, progress, autoActivate }: Marks): CopyState => {
  if (activated !== null) return 'complete';
  if (ended === null) return progress !== null && progress < 100 ? 'underway' : 'unknown';
  return autoActivate && progress === 100 ? 'complete' : 'unknown';
};

/**
 * The state of a copy: by code; else that it is the org behind this login; else, where no code names it, by its dates.
 * Where not every code could be asked for, dates say nothing: a copy that is gone has them too.
 */
export const stateBy = ({ states, whole }: ByCode, marks: Marks): CopyState =>
  states.get(marks.id) ?? (marks.isOurs ? 'complete' : whole ? byDates(marks) : 'unknown');
