import { markdownTable } from 'markdown-table';
import type { Finding } from '../checklist/item.ts';
import { loadText } from '../text.ts';
import { markdownText } from '../literal/markdownText.ts';
import { printable } from '../literal/printable.ts';
import type { VerifyReport } from './types.ts';
import { leftOutText, proof, summaryText, valueText, waitedText, waiverText } from './words.ts';

const text = loadText('report');

const cell = (value: string): string => markdownText(printable(value));

/** Whoever waived it, production stays production. */
const statusCell = ({ status, severity, waiver }: Pick<Finding, 'status' | 'severity' | 'waiver'>): string => {
  if (severity === 'critical') return text.get(waiver ? 'markdown.criticalWaived' : 'markdown.critical');
  return text.get(waiver ? 'markdown.waived' : `markdown.${status}`);
};

/** A report for a pull request or a job summary. */
export const markdownReport = ({ org, recognised, findings, summary, selection, waited }: VerifyReport): string => {
  const columns = ['status', 'item', 'target', 'expected', 'actual'].map((name) => text.get(`column.${name}`));
  const rows = findings.map(({ status, severity, item, target, expected, actual, waiver }) => [
    statusCell({ status, severity, waiver }),
    cell(item),
    cell(target),
    cell(valueText(expected)),
    cell(valueText(actual)),
  ]);
  const todo = findings.filter(({ status, hint }) => hint !== null && status !== 'pass' && status !== 'skip');
  const waived = findings.filter(({ waiver }) => waiver !== null);
  const leftOut = leftOutText(selection);
  const missing = waitedText(waited);
  const proven = findings.filter((finding) => proof(finding) !== null);
  const section = (title: string, lines: string[]): string[] =>
    lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];
  return [
    `# ${text.get('markdown.title', { org: cell(org.sandboxName ?? org.name), orgId: cell(org.orgId) })}`,
    '',
    cell(recognised),
    '',
    `**${summaryText(summary)}**`,
    ...(leftOut === null ? [] : ['', `**${cell(leftOut)}**`]),
    ...(missing === null ? [] : ['', `**${cell(missing)}**`]),
    '',
    markdownTable([columns, ...rows]),
    ...section(
      text.get('section.todo'),
      todo.map(({ item, target, hint }) => `- **${cell(item)}**, ${cell(target)}: ${cell(hint ?? '')}`)
    ),
    ...section(
      text.get('section.waived'),
      waived.map(
        (finding) => `- **${cell(finding.item)}**, ${cell(finding.target)}: ${cell(waiverText(finding) ?? '')}`
      )
    ),
    ...section(
      text.get('section.proof'),
      proven.map((finding) => `- **${cell(finding.item)}**, ${cell(finding.target)}: ${cell(proof(finding) ?? '')}`)
    ),
    '',
  ].join('\n');
};
