import { readSourceRecord } from '../../shared/copies/read.ts';
import type { ChecklistItem, ReadContext } from '../../item.ts';
import { readDirectories } from './directories.ts';
import { policyFactsSchema, type PolicyFacts } from './facts.ts';
import { surveyPolicy } from './rules.ts';

/** Directories are looked for only where the source org cannot tell. */
export const gatherPolicy = async (context: ReadContext): Promise<PolicyFacts> => {
  const { directory, today, names } = context;
  const source = await readSourceRecord(context);
  const told = source !== null && source.unreadable === null;
  return {
    today,
    source,
    directories: told || names.before === null ? null : await readDirectories(directory, names.before),
  };
};

/** Line 15 of the checklist: notice, and how often a sandbox is refreshed. */
export const policy: ChecklistItem<PolicyFacts> = {
  id: 'policy',
  source:
    "Governance: days of notice and refreshes a month; Salesforce help: refresh intervals; Logik's upgrade schedule",
  facts: policyFactsSchema,
  asBefore: 'connection',
  onlyBeforeRefresh: true,
  gather: gatherPolicy,
  survey: surveyPolicy,
  check: () => [],
};
