import type { Change, Finding, FindingStatus, Scalar } from '../checklist/item.ts';
import { loadText } from '../text.ts';
import { printable } from './printable.ts';
import { attestationText, proof, valueText } from './words.ts';

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

export type FindingRow = { status: string; item: string; target: string; expected: string; actual: string };

/** The table of findings, one row each. */
export const findingRows = (findings: readonly Finding[], paint: Paint): FindingRow[] =>
  findings.map(({ status, severity, item, target, expected, actual, attestation }) => ({
    status:
      severity === 'critical'
        ? paint('bad', text.get('status.critical'))
        : paint(KIND[status], text.get(`status.${status}`)),
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
      target,
      before: loud === 'before' ? paint('bad', shown(before)) : shown(before),
      after: loud === 'after' ? paint('bad', shown(after)) : shown(after),
      reason,
    };
  });
