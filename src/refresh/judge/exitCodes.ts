import { summarise, type Summary } from '../../checklist/finding.ts';
import type { Finding, ItemId } from '../../checklist/item.ts';
import { loadText } from '../../text.ts';
import type { Waited } from './waited.ts';

/** One table for the code and for `--help`. 2 and 130 are oclif's and the shell's own. */
export const EXIT = { ok: 0, failed: 1, usage: 2, incomplete: 68, waiting: 69, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const text = loadText('refresh');

/** The table as a help section needs it: code and meaning. */
export const exitCodeHelp = (): Map<string, string> =>
  new Map(Object.entries(EXIT).map(([name, code]) => [String(code), text.get(`exitCode.${name}`)]));

/** What waiting for the sync came to, as far as the exit code goes. */
type Waiting = Pick<Waited, 'outcome' | 'left'>;

/** Whether a finding is about something that had not come when the time was up. */
const isAwaited = ({ left }: Waiting, { item, target }: Finding): boolean =>
  left.some((awaited) => awaited.item === item && awaited.target === target);

/**
 * The gate: 1 where a line does not hold, 68 where a manual step is outstanding. After waiting, 69 where the sync had not
 * brought everything when the time was up; a line that does not hold for another reason is still 1.
 *
 * @param strict warnings and outstanding manual steps count as failures
 */
export const verifyExitCode = (
  findings: readonly Finding[],
  strict: boolean,
  waited: Waiting | null = null
): ExitCode => {
  if (waited?.outcome === 'interrupted') return EXIT.interrupted;
  const isLimit = waited?.outcome === 'limit';
  const judged = isLimit ? findings.filter((finding) => !isAwaited(waited, finding)) : findings;
  const { fail, warn, manual } = summarise(judged);
  if (fail > 0 || (strict && warn + manual > 0)) return EXIT.failed;
  if (isLimit) return EXIT.waiting;
  return manual > 0 ? EXIT.incomplete : EXIT.ok;
};

/** What became of repoint's changes, and what the org looks like after them. */
export type RepointResult = {
  applied: number;
  failed: number;
  /** How many of the failed are things that were kept and are put back: one more run may find their causes removed. */
  keptFailed?: number;
  summary: Summary;
  critical: number;
};

/** The lines that put back what the refresh took. */
export const PRESERVING: ReadonlySet<ItemId> = new Set<ItemId>(['records', 'test-users', 'integrations']);

/** 1 where production is still in reach or nothing worked, 68 where something is left for people, 0 otherwise. */
export const repointExitCode = ({ applied, failed, keptFailed = 0, summary, critical }: RepointResult): ExitCode => {
  if (critical > 0 || (failed > keptFailed && applied === 0)) return EXIT.failed;
  return failed + summary.fail + summary.manual > 0 ? EXIT.incomplete : EXIT.ok;
};
