import type { ChecklistItem } from '../../item.ts';
import { remoteSiteSchema, type RemoteSiteFacts } from './facts.ts';
import { gatherRemoteSites } from './gather.ts';
import { checkRemoteSites, planRemoteSites, surveyRemoteSites } from './rules.ts';

/** The door for Apex: code in the org may call the Logik environment. */
export const remoteSite: ChecklistItem<RemoteSiteFacts> = {
  id: 'remote-site',
  source: 'ServiceNow CPQ docs "CPQ reconfigure API": remote site setting with the Logik domain',
  facts: remoteSiteSchema,
  asBefore: 'connection',
  compareWithSource: true,
  gather: gatherRemoteSites,
  survey: surveyRemoteSites,
  plan: planRemoteSites,
  check: checkRemoteSites,
};
