import type { ChecklistItem } from '../../item.ts';
import { trustedUrlSchema, type TrustedUrlFacts } from './facts.ts';
import { gatherTrustedUrls } from './gather.ts';
import { checkTrustedUrls, planTrustedUrls, surveyTrustedUrls } from './rules.ts';

/** The door for the browser: pages of the org may show the Logik environment in a frame. */
export const trustedUrl: ChecklistItem<TrustedUrlFacts> = {
  id: 'trusted-url',
  source: 'ServiceNow CPQ docs "Installation and setup guide": Trusted URL with context All, frame-src and img-src',
  facts: trustedUrlSchema,
  asBefore: 'connection',
  compareWithSource: true,
  gather: gatherTrustedUrls,
  survey: surveyTrustedUrls,
  plan: planTrustedUrls,
  check: checkTrustedUrls,
};
