import { StandardColors, type SfCommand } from '@salesforce/sf-plugins-core';
import type { Finding } from '../checklist/item.ts';
import { changeRows, columns, findingRows, proofLines, todoLines, type Paint } from '../report/human.ts';
import { summaryText } from '../report/words.ts';
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

/**
 * The findings as a table, then what to do, then what stands behind attested and evidenced lines.
 *
 * @param facts before a refresh there is nothing to expect yet: one column less
 */
export const showFindings = (
  screen: Screen,
  findings: readonly Finding[],
  summary: Readonly<Record<string, number>>,
  facts: 'compared' | 'gathered' = 'compared'
): void => {
  const expected = facts === 'compared' ? (['expected'] as const) : [];
  screen.table({
    data: findingRows(findings, paint),
    columns: columns('status', 'item', 'target', ...expected, 'actual'),
    ...LAYOUT,
  });
  screen.log('');
  screen.log(summaryText(summary));
  showList(screen, text.get('section.todo'), todoLines(findings));
  showList(screen, text.get('section.proof'), proofLines(findings));
};

export const showList = (screen: Screen, title: string, lines: readonly string[]): void => {
  if (lines.length === 0) return;
  screen.log('');
  screen.styledHeader(title);
  for (const line of lines) screen.log(line);
};

/** The plan, or what became of it. */
export const showChanges = (screen: Screen, changes: Parameters<typeof changeRows>[0]): void => {
  screen.table({
    data: changeRows(changes, paint),
    columns: columns('outcome', 'item', 'target', 'before', 'after', 'reason'),
    ...LAYOUT,
  });
  screen.log('');
};
