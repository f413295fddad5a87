import type { Summary } from '../checklist/finding.ts';
import type { Finding, ItemId } from '../checklist/item.ts';
import { loadText } from '../text.ts';

/** One table for the code and for `--help`. 2 and 130 are oclif's and the shell's own. */
export const EXIT = { ok: 0, failed: 1, usage: 2, incomplete: 68, waiting: 69, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const text = loadText('refresh');

/** The table as a help section needs it: code and meaning. */
export const exitCodeHelp = (): Map<string, string> =>
  new Map(Object.entries(EXIT).map(([name, code]) => [String(code), text.get(`exitCode.${name}`)]));

/**
 * The gate: 1 where a line does not hold, 68 where a manual step is outstanding.
 *
 * @param strict warnings and outstanding manual steps count as failures
 */
export const verifyExitCode = ({ fail, warn, manual }: Summary, strict: boolean): ExitCode => {
  if (fail > 0 || (strict && warn + manual > 0)) return EXIT.failed;
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

/** The lines that say whether a refresh may go ahead: what `--gate` judges. */
export const GOVERNANCE: ReadonlySet<ItemId> = new Set<ItemId>([
  'target',
  'policy',
  'active-users',
  'uncommitted-work',
]);

/**
 * 68 where something could not be kept. As a gate besides: 1 where the refresh may not go ahead or a waiver of any line
 * is over, 68 where a step towards it is left for people.
 */
export const prepareExitCode = (
  findings: readonly Finding[],
  { incomplete, gate, expired = false }: { incomplete: boolean; gate: boolean; expired?: boolean }
): ExitCode => {
  const governance = gate ? findings.filter(({ item }) => GOVERNANCE.has(item)) : [];
  if (gate && (expired || governance.some(({ status }) => status === 'fail'))) return EXIT.failed;
  return incomplete || governance.some(({ status }) => status === 'manual') ? EXIT.incomplete : EXIT.ok;
};
