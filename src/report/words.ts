import type { Finding, Scalar } from '../checklist/item.ts';
import { loadText } from '../text.ts';
import { printable } from './printable.ts';

const text = loadText('report');

/** A value as people read it: nothing set is a dash, yes and no are words. */
export const valueText = (value: Scalar): string => {
  if (value === null || value === '') return '–';
  return typeof value === 'boolean' ? text.get(value ? 'value.yes' : 'value.no') : printable(String(value));
};

/** `expected X, found Y`, as far as either is known. */
export const comparison = ({ expected, actual }: Pick<Finding, 'expected' | 'actual'>): string => {
  if (expected === null) return actual === null ? '' : valueText(actual);
  return text.get('comparison', { expected: valueText(expected), actual: valueText(actual) });
};

/** Who vouched for a finding, in words; null where nobody did. */
export const attestationText = ({ attestation }: Finding): string | null =>
  attestation && text.get('attested', { by: attestation.by, on: attestation.at.slice(0, 10), note: attestation.note });

/** What stands behind a finding: evidence or an attestation; null without. */
export const proof = (finding: Finding): string | null => finding.evidence ?? attestationText(finding);

/** `3 passed, 1 failed, …`: only the counts that are not zero, passes always. */
export const summaryText = (summary: Readonly<Record<string, number>>): string =>
  ['pass', 'fail', 'warn', 'manual', 'skip']
    .filter((status) => status === 'pass' || summary[status] > 0)
    .map((status) => text.get(`summary.${status}`, { count: summary[status] }))
    .join(', ');
