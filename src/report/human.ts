import type { Change, Finding, FindingStatus, Scalar } from '../checklist/item.ts';
import type { Selection } from '../refresh/judge/selection.ts';
import { loadText } from '../text.ts';
import { printable } from '../literal/printable.ts';
import { attestationText, leftOutText, proof, valueText, waiverText } from './words.ts';

const text = loadText('report');

/** How a status looks: on a terminal in colour, elsewhere as the plain word. */
export type Paint = (kind: 'good' | 'bad' | 'warning' | 'quiet', word: string) => string;

const KIND: Record<FindingStatus, Parameters<Paint>[0]> = {
  pass: 'good',
  fail: 'bad',
  warn: 'warning',
  manual: 'warning',
  skip: 'quiet',
};

/** The word for a finding: whoever waived it, production stays production. */
const statusOf = ({
  status,
  severity,
  waiver,
}: Pick<Finding, 'status' | 'severity' | 'waiver'>): [kind: Parameters<Paint>[0], word: string] => {
  if (severity === 'critical') return ['bad', text.get(waiver ? 'status.criticalWaived' : 'status.critical')];
  return waiver ? ['warning', text.get('status.waived')] : [KIND[status], text.get(`status.${status}`)];
};

export type FindingRow = { status: string; item: string; target: string; expected: string; actual: string };

/** The table of findings, one row each. */
export const findingRows = (findings: readonly Finding[], paint: Paint): FindingRow[] =>
  findings.map(({ status, severity, item, target, expected, actual, attestation, waiver }) => ({
    status: paint(...statusOf({ status, severity, waiver })),
    item,
    target: printable(target),
    // What holds need not be said twice; what somebody vouched for was not seen by the plugin.
    expected: status === 'pass' && expected === actual ? '' : valueText(expected),
    actual: attestation ? text.get('actual.attested') : valueText(actual),
  }));

/** The column heads of a table whose rows have these keys. */
export const columns = <K extends string>(...keys: K[]): Array<{ key: K; name: string }> =>
  keys.map((key) => ({ key, name: text.get(`column.${key}`) }));

/**
 * What to do, numbered, with lines that want the same said once: `1. logik-tenant: org default › Runtime …, org default
 * › Administration …`, and below it the hint.
 */
export const todoLines = (findings: readonly Finding[]): string[] => {
  const open = findings.filter(({ status, hint }) => hint !== null && status !== 'pass' && status !== 'skip');
  const groups = Map.groupBy(open, ({ item, hint }) => JSON.stringify([item, hint]));
  return [...groups.values()].flatMap((group, index) => [
    `${index + 1}. ${group[0].item}: ${group.map(({ target }) => printable(target)).join(', ')}`,
    `   ${printable(group[0].hint ?? '')}`,
  ]);
};

/** What somebody accepts for a time, and who. */
export const waiverLines = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ waiver }) => waiver !== null)
    .map((finding) => printable(`${finding.item}: ${finding.target}: ${waiverText(finding) ?? ''}`));

/**
 * Which lines were left out. Before a refresh it counts what is recorded of them: from when it is, or that there is
 * nothing.
 */
export const leftOutLines = (selection: Selection, facts: 'compared' | 'gathered'): string[] => {
  const { complete, lines: looked, leftOut } = selection;
  if (complete) return [];
  // On a terminal the shorter list is the one that people read; reports name every line.
  if (facts === 'compared' && looked.length < leftOut.length)
    return [text.get('leftOut.most', { of: looked.length + leftOut.length, items: looked.join(', ') })];
  if (facts === 'compared') return [leftOutText(selection) ?? ''];
  const days = Map.groupBy(selection.leftOut, ({ recordedAt }) => recordedAt?.slice(0, 10) ?? null);
  return [
    text.get('leftOut.count', { count: selection.leftOut.length }),
    ...[...days].map(([on, lines]) => {
      const items = lines.map(({ item }) => item).join(', ');
      return `  ${on === null ? text.get('leftOut.never', { items }) : text.get('leftOut.recorded', { on, items })}`;
    }),
  ];
};

/** What proves the manual steps that hold: evidence and attestations. */
export const proofLines = (findings: readonly Finding[]): string[] =>
  findings
    .filter((finding) => proof(finding) !== null)
    .map((finding) =>
      printable(
        `${finding.item}: ${finding.target}: ${[finding.evidence, attestationText(finding)].filter(Boolean).join('; ')}`
      )
    );

type ShownChange = Pick<Change, 'item' | 'target' | 'severity' | 'before' | 'after' | 'reason'> & {
  outcome: 'planned' | 'applied' | 'partial' | 'failed' | 'skipped';
};

export type ChangeRow = {
  outcome: string;
  item: string;
  target: string;
  before: string;
  after: string;
  reason: string;
};

const OUTCOME: Record<ShownChange['outcome'], Parameters<Paint>[0]> = {
  planned: 'quiet',
  applied: 'good',
  partial: 'warning',
  failed: 'bad',
  skipped: 'warning',
};

/** The plan, or what became of it: old and new value per target. */
export const changeRows = (changes: readonly ShownChange[], paint: Paint): ChangeRow[] =>
  changes.map(({ item, target, severity, before, after, reason, outcome }) => {
    const shown = (value: Scalar): string => valueText(value);
    // The side that is production's: the old value of a repoint, the new one of a rollback, whose reason says so.
    const side = reason.startsWith('PRODUCTION: ') ? 'after' : 'before';
    const loud = severity === 'critical' && outcome === 'planned' ? side : undefined;
    return {
      outcome: paint(OUTCOME[outcome], text.get(`outcome.${outcome}`)),
      item,
      target: printable(target),
      before: loud === 'before' ? paint('bad', shown(before)) : shown(before),
      after: loud === 'after' ? paint('bad', shown(after)) : shown(after),
      reason: printable(reason),
    };
  });
