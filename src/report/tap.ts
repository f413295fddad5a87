import * as supertap from 'supertap';
import type { Finding } from '../checklist/item.ts';
import { printable } from '../literal/printable.ts';
import type { VerifyReport } from './types.ts';
import { comparison, leftOutText, proof, waiverText } from './words.ts';

/** In TAP a `#` starts a directive: one that comes from an org is escaped, and so is what would escape it (TAP 14). */
const oneLine = (value: string): string => printable(value).replace(/[\\#]/g, '\\$&');

const details = (finding: Finding): string[] =>
  [waiverText(finding), comparison(finding), finding.hint, proof(finding)]
    .map((line) => oneLine(line ?? ''))
    // A comment of nothing but blanks would be a line that is none of TAP.
    .filter((line) => line.trim() !== '');

/** TAP 13: a manual step is a `TODO`, a line that does not apply a `SKIP`; what to do stands in the comments. */
export const tapReport = ({ findings, selection }: VerifyReport): string => {
  const said = leftOutText(selection);
  const { leftOut } = selection;
  return [
    supertap.start(),
    ...findings.map((finding, index) =>
      supertap.test(oneLine(`${finding.item} › ${finding.target}`), {
        passed: finding.status !== 'fail' && finding.status !== 'manual',
        index: index + 1,
        todo: finding.status === 'manual',
        skip: finding.status === 'skip',
        comment: details(finding),
      })
    ),
    // A partial run must not look like a full one.
    ...leftOut.map(({ item }, index) =>
      supertap.test(item, {
        passed: true,
        index: findings.length + index + 1,
        skip: true,
        comment: index === 0 && said !== null ? [oneLine(said)] : [],
      })
    ),
    supertap.finish({
      passed: findings.filter(({ status }) => status === 'pass' || status === 'warn').length,
      // With what is to do by hand: the library would leave it out of the number of tests.
      failed: findings.filter(({ status }) => status === 'fail' || status === 'manual').length,
      skipped: findings.filter(({ status }) => status === 'skip').length + leftOut.length,
    }),
    '',
  ].join('\n');
};
