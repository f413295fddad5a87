import { StandardColors, type SfCommand } from '@salesforce/sf-plugins-core';
import type { Summary } from '../checklist/finding.ts';
import type { Finding } from '../checklist/item.ts';
import type { Selection } from '../refresh/judge/selection.ts';
import type { Waited } from '../refresh/judge/waited.ts';
import {
  changeRows,
  columns,
  findingRows,
  leftOutLines,
  proofLines,
  todoLines,
  waiverLines,
  type Paint,
} from '../report/human.ts';
import { printable } from '../literal/printable.ts';
import { summaryText, valueText, waitedText } from '../report/words.ts';
import { loadText } from '../text.ts';

const text = loadText('report');

/** The part of a command that shows things. All of it is silent under `--json`. */
export type Screen = Pick<SfCommand<unknown>, 'log' | 'table' | 'styledHeader'>;

const PAINTS = {
  good: StandardColors.success,
  bad: StandardColors.error,
  warning: StandardColors.warning,
  quiet: (word: string): string => word,
};

/** Colour only on a terminal, and none where NO_COLOR says so: chalk behind StandardColors looks after both. */
const paint: Paint = (kind, word) => PAINTS[kind](word);

const LAYOUT = {
  overflow: 'wrap',
  borderStyle: 'headers-only-with-underline',
  headerOptions: { formatter: (name: string) => name },
} as const;

/** Below this many columns the cells of a table wrap after a few letters each. */
const TABLE_COLUMNS = 140;

/** True on a narrow terminal; a pipe has no width and gets the table, as wide as it wants to be. */
const isNarrow = (): boolean => {
  const told = Number.parseInt(process.env.OCLIF_TABLE_COLUMN_OVERRIDE ?? '', 10);
  const width = told || (process.stdout.isTTY ? process.stdout.columns : 0);
  return width > 0 && width < TABLE_COLUMNS;
};

/** How long Logik's sync was waited for in vain. */
export const showWaited = (screen: Screen, waited: Waited | null): void => {
  const said = waitedText(waited);
  if (said === null) return;
  screen.log('');
  screen.log(printable(said));
};

const NOTHING = valueText(null);

/** `expected X, found Y`, or what is known of it; empty where there is nothing to tell. */
const valuesOf = ({ expected, actual }: { expected: string; actual: string }): string => {
  if (expected !== '' && expected !== NOTHING) return text.get('comparison', { expected, actual });
  return actual === NOTHING ? '' : text.get('found', { actual });
};

/** One block instead of one row: what it is about, and below it the values. */
const showBlock = (screen: Screen, [status, item, target]: string[], values: string): void => {
  screen.log(`${status}  ${item}: ${target}`);
  if (values !== '') screen.log(`    ${values}`);
};

/** The org that is worked on; its names are the org's own words. */
export const showHeader = (screen: Screen, header: string, recognised?: string): void => {
  screen.styledHeader(printable(header));
  if (recognised === undefined) return;
  screen.log(printable(recognised));
  screen.log('');
};

/** Lines that go by the Logik environment or its sync: what they left out, for want of a credential or else, is told, not only shown as n/a. */
const ASKS_LOGIK: ReadonlySet<Finding['item']> = new Set<Finding['item']>([
  'logik-health',
  'logik-backup',
  'logik-products',
  'sync-evidence',
  'runtime-smoke',
]);

/** One line a reason: what several targets of an item have in common is said once, with all of them. */
export const notCheckedLines = (findings: readonly Finding[]): string[] => {
  const left = findings.filter(
    ({ item, status, waiver, hint }) => status === 'skip' && waiver === null && hint !== null && ASKS_LOGIK.has(item)
  );
  const reasons = Map.groupBy(left, ({ item, hint }) => `${item}\n${hint}`);
  return [...reasons.values()].map(
    (same) => `${same[0].item}: ${same.map(({ target }) => target).join(', ')}: ${same[0].hint}`
  );
};

/**
 * The findings as a table (as blocks on a narrow terminal), then what to do, then what stands behind attested and evidenced lines.
 *
 * @param facts before a refresh there is nothing to expect yet: one column less
 */
export const showFindings = (
  screen: Screen,
  findings: readonly Finding[],
  summary: Summary,
  facts: 'compared' | 'gathered' = 'compared'
): void => {
  const expected = facts === 'compared' ? (['expected'] as const) : [];
  const rows = findingRows(findings, paint);
  if (isNarrow()) {
    for (const row of rows) {
      const values = valuesOf(facts === 'compared' ? row : { ...row, expected: '' });
      showBlock(screen, [row.status, row.item, row.target], values);
    }
  } else {
    screen.table({ data: rows, columns: columns('status', 'item', 'target', ...expected, 'actual'), ...LAYOUT });
  }
  screen.log('');
  screen.log(summaryText(summary));
  showList(screen, text.get('section.todo'), todoLines(findings));
  showList(screen, text.get('section.waived'), waiverLines(findings));
  showList(screen, text.get('section.proof'), proofLines(findings));
  showList(screen, text.get('section.notChecked'), notCheckedLines(findings));
};

/** Says which lines a run was told to leave out, so that it does not look like a full one. */
export const showLeftOut = (
  screen: Screen,
  selection: Selection,
  facts: 'compared' | 'gathered' = 'compared'
): void => {
  if (selection.complete) return;
  screen.log('');
  for (const line of leftOutLines(selection, facts)) screen.log(line);
};

export const showList = (screen: Screen, title: string, lines: readonly string[]): void => {
  if (lines.length === 0) return;
  screen.log('');
  screen.styledHeader(title);
  for (const line of lines) screen.log(printable(line));
};

/** The plan, or what became of it. */
export const showChanges = (screen: Screen, changes: Parameters<typeof changeRows>[0]): void => {
  const rows = changeRows(changes, paint);
  if (isNarrow()) {
    for (const { outcome, item, target, before, after, reason } of rows) {
      showBlock(screen, [outcome, item, target], text.get('changed', { before, after, reason }));
    }
  } else {
    screen.table({
      data: rows,
      columns: columns('outcome', 'item', 'target', 'before', 'after', 'reason'),
      ...LAYOUT,
    });
  }
  screen.log('');
};
