import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import type { Finding } from '../../checklist/item.ts';
import type { Selection } from '../judge/selection.ts';
import type { RunToUndo } from '../rollback/undo.ts';
import type { ChangeResult } from '../write/execute.ts';

/** What is shown before anything is written. */
export type Plan = {
  org: OrgIdentity;
  recognised: string;
  changes: ChangeResult[];
  findings: Finding[];
  /** Which lines it is for; a rollback has no such thing. */
  selection?: Selection;
  /** The hash that an approval goes by: the same for the same plan. */
  planHash: string;
  /** The runs that a rollback takes back, the newest first; repoint has no such thing. */
  runs?: RunToUndo[];
};
