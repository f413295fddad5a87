import type { Finding } from '../checklist/item.ts';
import type { Summary } from '../checklist/finding.ts';
import type { Selection } from '../refresh/judge/selection.ts';
import type { Waited } from '../refresh/judge/waited.ts';
import type { OrgIdentity } from '../checklist/identity/orgIdentity/facts.ts';

/** What every report of verify is made of. */
export type VerifyReport = {
  org: OrgIdentity;
  recognised: string;
  findings: readonly Finding[];
  summary: Summary;
  selection: Selection;
  /** What waiting for Logik's sync came to; null or absent where nobody waited. */
  waited?: Waited | null;
};

export type ReportFormat = 'human' | 'json' | 'junit' | 'markdown' | 'tap';
