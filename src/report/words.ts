import type { Finding, Scalar } from '../checklist/item.ts';
import type { Selection } from '../refresh/judge/selection.ts';
import type { Waited } from '../refresh/judge/waited.ts';
import type { Summary } from '../checklist/finding.ts';
import { loadText } from '../text.ts';
import { printable } from '../literal/printable.ts';

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

/** Who accepted a finding, until when and why, and what it would be without; null where nobody did. */
export const waiverText = ({ waiver }: Finding): string | null =>
  waiver &&
  text.get('waived', {
    was: text.get(`status.${waiver.was}`),
    owner: waiver.owner,
    until: waiver.until,
    reason: waiver.reason,
  });

/** The lines that a run was told to leave out, in words; null where it looked at all of them. */
export const leftOutText = ({ complete, lines, leftOut }: Selection): string | null =>
  complete
    ? null
    : text.get('leftOut', {
        count: leftOut.length,
        of: lines.length + leftOut.length,
        items: leftOut.map(({ item }) => item).join(', '),
      });

/** How long somebody waited for Logik's sync and what had not come by then, in words; null where all came. */
export const waitedText = (waited: Waited | null | undefined): string | null => {
  if (!waited || waited.outcome === 'settled') return null;
  const left = waited.left.map(({ what }) => what).join(', ');
  const minutes = Math.round(waited.seconds / 6) / 10;
  return text.get(`waited.${waited.outcome}`, { minutes, left });
};

/** What stands behind a finding: evidence or an attestation; null without. */
export const proof = (finding: Finding): string | null => finding.evidence ?? attestationText(finding);

/** `3 passed, 1 failed, …`: only the counts that are not zero, passes always; attested and waived are told apart. */
export const summaryText = (summary: Summary): string => {
  const counts = { ...summary, skip: summary.skip - summary.waived };
  return (['pass', 'attested', 'fail', 'warn', 'manual', 'waived', 'skip'] as const)
    .filter((status) => status === 'pass' || counts[status] > 0)
    .map((status) => text.get(`summary.${status}`, { count: counts[status] }))
    .join(', ');
};
