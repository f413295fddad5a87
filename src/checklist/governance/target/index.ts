import { z } from 'zod';
import { sourceRecordSchema } from '../../shared/copies/facts.ts';
import { readSourceRecord } from '../../shared/copies/read.ts';
import type { ChecklistItem } from '../../item.ts';
import { surveyTarget, type TargetFacts } from './rules.ts';

const schema = z.strictObject({ source: sourceRecordSchema.nullable() });

/** Line 14 of the checklist: what is overwritten is a sandbox, and the source is where it comes from. */
export const target: ChecklistItem<TargetFacts> = {
  id: 'target',
  source: 'Governance: the target is never production; Tooling API reference "SandboxInfo" and "SandboxProcess"',
  facts: schema,
  asBefore: 'connection',
  onlyBeforeRefresh: true,
  gather: async (context) => ({ source: await readSourceRecord(context) }),
  survey: surveyTarget,
  check: () => [],
};
