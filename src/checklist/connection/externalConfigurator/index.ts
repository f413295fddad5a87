import type { ChecklistItem } from '../../item.ts';
import { externalConfiguratorSchema, type ExternalConfiguratorFacts } from './facts.ts';
import { gatherExternalConfigurator } from './gather.ts';
import {
  checkExternalConfigurator,
  planExternalConfigurator,
  surveyExternalConfigurator,
  vetoExternalConfigurator,
} from './rules.ts';
import { sideOfConfigurator } from './version.ts';

/** Line 11 of the checklist: what has no API, the External Configurator URL of Salesforce CPQ. */
export const externalConfigurator: ChecklistItem<ExternalConfiguratorFacts> = {
  id: 'external-configurator',
  source:
    'ServiceNow KB2641628: External Configurator URL; docs "Installation and setup guide" for Third Party Configurator',
  facts: externalConfiguratorSchema,
  asBefore: sideOfConfigurator,
  needs: ['logik-tenant'],
  compareWithSource: true,
  gather: gatherExternalConfigurator,
  survey: surveyExternalConfigurator,
  veto: vetoExternalConfigurator,
  plan: planExternalConfigurator,
  check: checkExternalConfigurator,
};
