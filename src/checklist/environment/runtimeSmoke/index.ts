import type { ChecklistItem } from '../../item.ts';
import { isConnected } from '../syncEvidence/schedule.ts';
import { runtimeSmokeSchema, type RuntimeSmokeFacts } from './facts.ts';
import { gatherRuntimeSmoke } from './gather.ts';
import { checkSmoke, smokeAwaits } from './rules.ts';

/** Whether Logik opens a configuration for products of the refreshed org: the proof that the whole way works. */
export const runtimeSmoke: ChecklistItem<RuntimeSmokeFacts> = {
  id: 'runtime-smoke',
  source: 'Logik Runtime API v2: POST /api; docs "Common Salesforce integration issues": not available in cache',
  facts: runtimeSmokeSchema,
  asBefore: 'connection',
  gather: gatherRuntimeSmoke,
  survey: () => [],
  check: checkSmoke,
  awaits: (situation) => (isConnected(situation) ? smokeAwaits(situation) : []),
};
