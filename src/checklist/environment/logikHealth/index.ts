import type { ChecklistItem } from '../../item.ts';
import { logikHealthSchema, type LogikHealthFacts } from './facts.ts';
import { gatherLogikHealth } from './gather.ts';
import { checkLogikHealth, sideOfHealth, surveyLogikHealth } from './rules.ts';

/** The Logik environment itself: it answers, it is the right one, and the key opens it. */
export const logikHealth: ChecklistItem<LogikHealthFacts> = {
  id: 'logik-health',
  source: 'ServiceNow CPQ docs "Admin API keys", "Blueprints 101"; Logik Admin API: GET blueprints, deployments',
  facts: logikHealthSchema,
  asBefore: sideOfHealth,
  gather: gatherLogikHealth,
  survey: surveyLogikHealth,
  check: checkLogikHealth,
};
