import type { ChecklistItem } from '../../item.ts';
import { oldEnvironmentSchema, type OldEnvironmentFacts } from './facts.ts';
import { gatherOldEnvironment } from './gather.ts';
import { oldEnvironmentDocument } from './handOff.ts';
import { checkOldEnvironment, surveyOldEnvironment } from './rules.ts';

/** The last line of a migration: no trace of the old environment is left. */
export const oldEnvironment: ChecklistItem<OldEnvironmentFacts> = {
  id: 'old-environment',
  source:
    'ServiceNow KB2641628: decommission, host name changes; docs "Common Salesforce integration issues": pages, Apex and settings that name hosts',
  facts: oldEnvironmentSchema,
  asBefore: 'connection',
  needs: ['logik-tenant', 'external-configurator', 'integrations'],
  gather: gatherOldEnvironment,
  documents: oldEnvironmentDocument,
  survey: surveyOldEnvironment,
  check: checkOldEnvironment,
};
