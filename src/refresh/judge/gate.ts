import type { Answers } from '../../checklist/answers/index.ts';
import type { ChecklistItem, Finding, ItemId } from '../../checklist/item.ts';
import { loadText } from '../../text.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import type { Lines } from './selection.ts';

const text = loadText('refresh');

/** The lines that say whether a refresh may go ahead. */
const GOVERNANCE: readonly ItemId[] = ['target', 'policy', 'active-users', 'uncommitted-work'];

/** What `--gate` judges: where the Logik environment ends, without its backup the refresh may not go ahead either. */
const governance = ({ refresh }: Answers): ReadonlySet<ItemId> =>
  new Set<ItemId>(refresh.dataStrategy === 'decommission' ? [...GOVERNANCE, 'logik-backup'] : GOVERNANCE);

/**
 * A gate that does not look is worse than none.
 *
 * @throws SfError BlindGateError
 */
export const refuseBlindGate = ({ leftOut }: Lines, answers: Answers): void => {
  const governed = governance(answers);
  const blind = leftOut.filter((item) => governed.has(item));
  if (blind.length > 0) throw text.error('BlindGate', { items: blind.join(', ') }, 2);
};

/** What stands against the refresh, what is left to settle before it, and whether anything could not be kept. */
export type Verdict = {
  shut: Finding[];
  left: Finding[];
  unkept: boolean;
  /** Why there is no support case; empty where there is one. */
  withheld: Finding[];
};

type Prepared = {
  findings: readonly Finding[];
  /** What is to be said of waivers: one that is over shuts the gate, whatever its line. */
  notices: readonly Finding[];
  lines: ReadonlyArray<Pick<ChecklistItem<unknown>, 'id' | 'keeps'>>;
  answers: Answers;
  /** What keeps the support case from being sent; no waiver covers it. */
  withheld?: readonly Finding[];
};

/** Judges what prepare found. What a line could not keep, all of it or a part, is a failure of that line. */
export const verdictOf = ({ findings, notices, lines, answers, withheld = [] }: Prepared): Verdict => {
  const governed = governance(answers);
  const keeping = new Set(lines.filter(({ keeps }) => keeps).map(({ id }) => id));
  const shut = findings.filter(({ item, status }) => governed.has(item) && status === 'fail');
  const lost = findings.filter(({ item, status }) => keeping.has(item) && status === 'fail');
  const steps = findings.filter(({ item, status }) => governed.has(item) && status === 'manual');
  return {
    shut: [...withheld, ...shut, ...notices].filter(({ status }) => status === 'fail'),
    left: [
      ...withheld.filter(({ status }) => status !== 'fail'),
      ...steps,
      ...lost.filter((finding) => !shut.includes(finding)),
    ],
    unkept: lost.length > 0,
    withheld: [...withheld],
  };
};

/**
 * 1 where the support case would name production, gate or not: it is what prepare is for. 68 where nobody can tell
 * whether it would, and where something could not be kept. As a gate besides: 1 where it is shut, 68 where a step is
 * left for people.
 */
export const prepareExitCode = ({ shut, left, unkept, withheld }: Verdict, gate: boolean): ExitCode => {
  if (withheld.some(({ status }) => status === 'fail') || (gate && shut.length > 0)) return EXIT.failed;
  return unkept || withheld.length > 0 || (gate && left.length > 0) ? EXIT.incomplete : EXIT.ok;
};
