import { checklist } from '../checklist/index.ts';
import type { ChecklistItem, ItemId, Side } from '../checklist/item.ts';
import type { ChecklistState, LineState } from '../refresh/directory/checklistState.ts';
import { select, type Worker } from '../refresh/judge/selection.ts';
import { loadText } from '../text.ts';

const text = loadText('checklist.items');
const words = loadText('report');

/** One line of the checklist, as people and programs are told of it. */
export type ChecklistLine = {
  id: ItemId;
  /** What it reads in the org. */
  reads: string;
  /** What repoint changes for it; null: nothing. */
  changes: string | null;
  /** Where the rule comes from. */
  source: string;
  /** Whether what was already so before the refresh closes the gate: `hygiene` does not, `connection` does. */
  asBefore: Side | 'both';
  /** The commands that look at it; repoint where it can change something. */
  commands: Worker[];
  /** What the refresh directory knows of it; null without one. */
  state: LineState | null;
};

const COMMANDS: readonly Worker[] = ['prepare', 'repoint', 'verify'];

const isFor = (worker: Worker, item: ChecklistItem<unknown>): boolean =>
  select(worker).selected.includes(item) && (worker !== 'repoint' || item.plan !== undefined);

/** Every line of the checklist, in its order. */
export const checklistLines = (state: ChecklistState | undefined): ChecklistLine[] =>
  checklist.map((item) => ({
    id: item.id,
    reads: text.get(`${item.id}.reads`),
    changes: item.plan ? text.get(`${item.id}.changes`) : null,
    source: item.source,
    asBefore: typeof item.asBefore === 'function' ? 'both' : item.asBefore,
    commands: COMMANDS.filter((worker) => isFor(worker, item)),
    state: state?.lines.get(item.id) ?? null,
  }));

const lastText = ({ lastStatus, waived }: LineState): string[] => {
  const isWaived = lastStatus === 'skip' && waived > 0;
  return [
    lastStatus === null
      ? text.get('state.notVerified')
      : text.get('state.verified', { status: words.get(`status.${isWaived ? 'waived' : lastStatus}`) }),
    ...(waived > 0 && !isWaived ? [text.get('state.waived', { count: waived })] : []),
  ];
};

/** What is known of a line, in words; verify has nothing to say of lines that are prepare's alone. */
export const stateText = (state: LineState, commands: readonly Worker[]): string =>
  [
    state.recordedAt === null
      ? text.get('state.notRecorded')
      : text.get('state.recorded', { on: state.recordedAt.slice(0, 10) }),
    ...(commands.includes('verify') ? lastText(state) : []),
  ].join('; ');
