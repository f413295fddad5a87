import { markdownTable } from 'markdown-table';
import { loadText } from '../text.ts';
import { markdownText } from './markdownText.ts';
import { printable } from './printable.ts';
import type { VerifyReport } from './types.ts';
import { proof, summaryText, valueText } from './words.ts';

const text = loadText('report');

const cell = (value: string): string => markdownText(printable(value));

/** A report for a pull request or a job summary. */
export const markdownReport = ({ org, recognised, findings, summary }: VerifyReport): string => {
  const columns = ['status', 'item', 'target', 'expected', 'actual'].map((name) => text.get(`column.${name}`));
  const rows = findings.map(({ status, severity, item, target, expected, actual }) => [
    text.get(severity === 'critical' ? 'markdown.critical' : `markdown.${status}`),
    cell(item),
    cell(target),
    cell(valueText(expected)),
    cell(valueText(actual)),
  ]);
  const todo = findings.filter(({ status, hint }) => hint !== null && status !== 'pass' && status !== 'skip');
  const proven = findings.filter((finding) => proof(finding) !== null);
  const section = (title: string, lines: string[]): string[] =>
    lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];
  return [
    `# ${text.get('markdown.title', { org: cell(org.sandboxName ?? org.name), orgId: org.orgId })}`,
    '',
    cell(recognised),
    '',
    `**${summaryText(summary)}**`,
    '',
    markdownTable([columns, ...rows]),
    ...section(
      text.get('section.todo'),
      todo.map(({ item, target, hint }) => `- **${cell(item)}**, ${cell(target)}: ${cell(hint ?? '')}`)
    ),
    ...section(
      text.get('section.proof'),
      proven.map((finding) => `- **${cell(finding.item)}**, ${cell(finding.target)}: ${cell(proof(finding) ?? '')}`)
    ),
    '',
  ].join('\n');
};
