import { markdownTable } from 'markdown-table';
import type { Change, Finding } from '../checklist/item.ts';
import type { OrgIdentity } from '../checklist/identity/orgIdentity/facts.ts';
import type { PlanContent } from '../refresh/plan/schema.ts';
import { plain } from '../literal/markdownText.ts';
import { loadText } from '../text.ts';
import { valueText } from './words.ts';

const text = loadText('plan');
const report = loadText('report');

/** What the Markdown of a plan is made of; `command` applies it. */
export type PlanReport = {
  org: OrgIdentity;
  recognised: string;
  hash: string;
  content: PlanContent;
  /** True: all lines of the checklist were looked at. */
  complete: boolean;
  /** How many lines there are. */
  of: number;
  changes: ReadonlyArray<Pick<Change, 'item' | 'target' | 'severity' | 'before' | 'after' | 'reason'>>;
  findings: readonly Finding[];
  command: string;
};

const optionWords = ({ content: { options }, complete, of }: PlanReport): string[] => {
  const { lines, runtimeUrl, administrationUrl, touchProducts, restoreLogik } = options;
  return [
    complete
      ? text.get('md.option.allLines')
      : text.get('md.option.lines', { count: lines.length, of, items: lines.join(', ') }),
    ...(runtimeUrl === null ? [] : [text.get('md.option.runtimeUrl', { url: plain(runtimeUrl) })]),
    ...(administrationUrl === null ? [] : [text.get('md.option.administrationUrl', { url: plain(administrationUrl) })]),
    ...(touchProducts ? [text.get('md.option.touchProducts')] : []),
    ...(restoreLogik ? [text.get('md.option.restoreLogik')] : []),
  ];
};

const summaryOf = (changes: PlanReport['changes']): string => {
  const critical = changes.filter(({ severity }) => severity === 'critical').length;
  if (changes.length === 0) return text.get('md.summaryNone');
  return text.get(critical === 0 ? 'md.summary' : 'md.summaryCritical', { count: changes.length, critical });
};

const countsOf = (changes: PlanReport['changes']): string[] => {
  const counts = [...Map.groupBy(changes, ({ item }) => item)].map(([item, some]) => `${item} ${some.length}`);
  return counts.length === 0 ? [] : ['', text.get('md.counts', { counts: counts.join(', ') })];
};

/** A plan for a pull request: what it comes to first, then every change, then what stays to do by hand. */
export const planMarkdown = (plan: PlanReport): string => {
  const { org, recognised, hash, changes, findings, command } = plan;
  const columns = ['item', 'target', 'before', 'after', 'reason'].map((name) => report.get(`column.${name}`));
  const rows = changes.map(({ item, target, severity, before, after, reason }) => [
    severity === 'critical' ? `**${plain(item)}**` : plain(item),
    plain(target),
    plain(valueText(before)),
    plain(valueText(after)),
    plain(reason),
  ]);
  const planned = new Set(changes.map(({ item, target }) => `${item} ${target}`));
  const byHand = findings.filter(
    ({ item, target, status }) => status === 'manual' && !planned.has(`${item} ${target}`)
  );
  return [
    `# ${text.get('md.title', { sandbox: plain(org.sandboxName ?? org.name), orgId: org.orgId })}`,
    '',
    `**${summaryOf(changes)}**`,
    ...countsOf(changes),
    '',
    plain(recognised),
    '',
    text.get('md.made', { orgId: org.orgId, options: optionWords(plan).join('; ') }),
    '',
    text.get('md.hash', { hash }),
    ...(rows.length === 0 ? [] : ['', markdownTable([columns, ...rows])]),
    ...(byHand.length === 0
      ? []
      : [
          '',
          `## ${text.get('md.byHand')}`,
          '',
          ...byHand.map(({ item, target }) => `- **${plain(item)}**: ${plain(target)}`),
        ]),
    '',
    `## ${text.get('md.apply')}`,
    '',
    '```',
    command,
    '```',
    '',
    text.get('md.how'),
    '',
  ].join('\n');
};
