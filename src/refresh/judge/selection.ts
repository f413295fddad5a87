import { checklist } from '../../checklist/index.ts';
import type { ChecklistItem, ItemId } from '../../checklist/item.ts';
import { loadText } from '../../text.ts';
import { recordedAt, type Baseline } from '../directory/baseline.ts';

const text = loadText('selection');

type Line = ChecklistItem<unknown>;

/** The commands that work through the checklist. */
export type Worker = 'prepare' | 'repoint' | 'verify';

/** What the command line says: only these lines, or all but these. */
export type Wanted = { only?: readonly string[]; skip?: readonly string[] };

/** The lines of one run, each list in the checklist's order. */
export type Lines = {
  /** Judged, planned for and reported. */
  selected: readonly Line[];
  /** The same and those whose facts they need. */
  read: readonly Line[];
  leftOut: readonly ItemId[];
};

/** Which lines a run looked at, and which it was told to leave out: of those it says nothing. */
export type Selection = {
  /** True: no line was left out. */
  complete: boolean;
  lines: ItemId[];
  /** With the time at which prepare recorded the line, ISO 8601; null: never. */
  leftOut: Array<{ item: ItemId; recordedAt: string | null }>;
};

/** Without the identity of the org no other line means anything. */
const ALWAYS: ItemId = 'org-identity';

/** Whether the refresh may go ahead is prepare's question alone. */
const linesOf = (worker: Worker): Line[] =>
  checklist.filter(({ onlyBeforeRefresh }) => worker === 'prepare' || !onlyBeforeRefresh);

const idsOf = (lines: readonly Line[]): string => lines.map(({ id }) => id).join(', ');

const isId = (id: string): id is ItemId => checklist.some((line) => line.id === id);

const known = (flag: string, given: readonly string[]): ItemId[] =>
  given.map((id) => {
    const wanted = id.trim();
    if (isId(wanted)) return wanted;
    throw text.error('UnknownItem', { flag, item: id, items: idsOf(checklist) }, 2);
  });

/** What prepare was told to leave out must stay recorded as it is, unless it would not fit what is recorded now. */
const neededBy = ({ needs = [], recordedWith }: Line, worker: Worker): ReadonlyArray<ItemId | undefined> =>
  worker === 'prepare' ? [recordedWith] : needs;

const withNeeded = (worker: Worker, selected: readonly Line[], also: readonly ItemId[]): Line[] => {
  const ids = new Set([...selected.flatMap((line) => [line.id, ...neededBy(line, worker)]), ...also]);
  return checklist.filter(({ id }) => ids.has(id));
};

/**
 * The lines that a command looks at. org-identity is one of them always.
 *
 * @param also lines that the run reads whatever is selected
 * @throws SfError for an ID that is not in the checklist, a line that the command has nothing to do with, and a line that
 *   cannot be left out
 */
export const select = (worker: Worker, { only, skip }: Wanted = {}, also: readonly ItemId[] = []): Lines => {
  const all = linesOf(worker);
  const wanted = only && new Set(known('--only', only));
  const unwanted = new Set(known('--skip', skip ?? []));
  const idle = [...(wanted ?? [])].find((id) => !all.some((line) => line.id === id));
  if (idle !== undefined) throw text.error('IdleItem', { item: idle, command: worker, items: idsOf(all) }, 2);
  if (unwanted.has(ALWAYS)) throw text.error('AlwaysItem', { item: ALWAYS }, 2);
  const isSelected = ({ id }: Line): boolean =>
    id === ALWAYS || ((wanted === undefined || wanted.has(id)) && !unwanted.has(id));
  const selected = all.filter(isSelected);
  const leftOut = all.filter((line) => !isSelected(line)).map(({ id }) => id);
  return { selected, read: leftOut.length === 0 ? all : withNeeded(worker, selected, also), leftOut };
};

/** What a report says of it. */
export const selectionOf = ({ selected, leftOut }: Lines, baseline: Baseline): Selection => ({
  complete: leftOut.length === 0,
  lines: selected.map(({ id }) => id),
  leftOut: leftOut.map((item) => ({ item, recordedAt: recordedAt(baseline, item) })),
});
