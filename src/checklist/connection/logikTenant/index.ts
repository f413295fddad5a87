import type { ChecklistItem } from '../../item.ts';
import { logikTenantSchema, type TenantFacts } from './facts.ts';
import { gatherTenant } from './gather.ts';
import { checkTenant, planTenant, sideOfTenant, surveyTenant, vetoTenant } from './rules.ts';

/** Line 10 of the checklist: the URLs in the custom setting "Logik Tenant", on every row of it. */
export const logikTenant: ChecklistItem<TenantFacts> = {
  id: 'logik-tenant',
  source:
    'ServiceNow KB2641628: custom setting Logik Tenant; docs "Common Salesforce integration issues" for overrides',
  facts: logikTenantSchema,
  asBefore: sideOfTenant,
  essential: true,
  compareWithSource: true,
  gather: gatherTenant,
  survey: surveyTenant,
  veto: vetoTenant,
  plan: planTenant,
  check: checkTenant,
};
