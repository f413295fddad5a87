import { finding, summarise } from '../../../src/checklist/finding.ts';
import type { Finding, FindingStatus } from '../../../src/checklist/item.ts';
import type { VerifyReport } from '../../../src/report/types.ts';
import { refreshed } from './situation.ts';

/** A report of these findings. */
export const verifyReport = (findings: readonly Finding[], own: Partial<VerifyReport> = {}): VerifyReport => ({
  org: refreshed(),
  recognised: 'Recognised uat by its name and My Domain.',
  findings,
  summary: summarise(findings),
  selection: { complete: true, lines: ['logik-tenant'], leftOut: [] },
  waited: null,
  ...own,
});

/** One finding of each status. */
export const oneOfEach = (): Finding[] =>
  (['pass', 'fail', 'warn', 'manual', 'skip'] as FindingStatus[]).map((status) =>
    finding('logik-tenant', `target ${status}`, status, {
      expected: `wanted ${status}`,
      actual: `found ${status}`,
      hint: status === 'pass' ? null : `do ${status}`,
    })
  );
