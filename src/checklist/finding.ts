import type { Finding, FindingStatus, ItemId, Scalar } from './item.ts';

type Details = Partial<Pick<Finding, 'expected' | 'actual' | 'hint' | 'evidence' | 'severity'>>;

/** A finding with everything that was not said set to null. */
export const finding = (item: ItemId, target: string, status: FindingStatus, details: Details = {}): Finding => ({
  item,
  target,
  status,
  severity: 'normal',
  expected: null,
  actual: null,
  hint: null,
  evidence: null,
  attestation: null,
  waiver: null,
  ...details,
});

/** Compares two values and answers `pass` or `fail`; the hint is only for the failure. */
export const compare = (
  item: ItemId,
  target: string,
  { expected, actual, hint }: { expected: Scalar; actual: Scalar; hint: string }
): Finding =>
  expected === actual
    ? finding(item, target, 'pass', { expected, actual })
    : finding(item, target, 'fail', { expected, actual, hint });

/**
 * Every finding counts once in `total` and once beside it: by its status, or as `attested` where it holds because
 * somebody vouched for it, which is not `pass`. Those that somebody waived are among `skip`.
 */
export type Summary = Record<FindingStatus, number> & { total: number; attested: number; waived: number };

/** How many findings there are of each status. */
export const summarise = (findings: readonly Finding[]): Summary => {
  const counts = { pass: 0, attested: 0, fail: 0, warn: 0, manual: 0, skip: 0, waived: 0 };
  const summary: Summary = { total: findings.length, ...counts };
  for (const { status, attestation, waiver } of findings) {
    summary[status === 'pass' && attestation ? 'attested' : status] += 1;
    if (waiver) summary.waived += 1;
  }
  return summary;
};

/** The order of every report: what reaches into production first, everything else in the checklist's order. */
export const loudestFirst = <T extends Pick<Finding, 'severity'>>(entries: readonly T[]): T[] => [
  ...entries.filter(({ severity }) => severity === 'critical'),
  ...entries.filter(({ severity }) => severity !== 'critical'),
];
