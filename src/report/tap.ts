import * as supertap from 'supertap';
import type { Finding } from '../checklist/item.ts';
import type { VerifyReport } from './types.ts';
import { comparison, proof } from './words.ts';

/** In TAP a `#` starts a directive: one that comes from an org is escaped. */
const oneLine = (value: string): string => value.replace(/\s*[\r\n]+\s*/g, ' ').replace(/#/g, '\\#');

const details = (finding: Finding): string[] =>
  [comparison(finding), finding.hint, proof(finding)]
    .filter((line) => line !== null && line !== '')
    .map((line) => oneLine(line ?? ''));

/** TAP 13: a manual step is a `TODO`, a line that does not apply a `SKIP`; what to do stands in the comments. */
export const tapReport = ({ findings }: VerifyReport): string =>
  [
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
    supertap.finish({
      passed: findings.filter(({ status }) => status === 'pass' || status === 'warn').length,
      failed: findings.filter(({ status }) => status === 'fail').length,
      skipped: findings.filter(({ status }) => status === 'skip').length,
      todo: findings.filter(({ status }) => status === 'manual').length,
    }),
    '',
  ].join('\n');
