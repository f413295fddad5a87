import { SfError } from '@salesforce/core';
import type { ReadContext } from '../../checklist/item.ts';
import { hostsIn } from '../../checklist/connection/logikTenant/facts.ts';
import { gatherTenant } from '../../checklist/connection/logikTenant/gather.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import type { OrgsWord } from '../../logik/types.ts';
import { hostOf } from '../../logik/environmentUrl.ts';
import { OrgError } from '../../salesforce/errors.ts';
import { everWritten } from '../directory/history.ts';
import type { JournalEntry } from '../directory/journal.ts';

/** The setting is looked for as in any org: refresh.yaml may name another one, and must not decide where a key goes. */
const DISCOVERED: ReadContext['answers']['logik']['tenant'] = {
  object: null,
  runtimeUrlField: null,
  administrationUrlField: null,
};

/**
 * What an org itself says of its Logik environment, over its login, without what this tool ever put there: all of that
 * stood in the refresh directory first. The reader sends each read once, so beside the line logik-tenant this costs no
 * request.
 *
 * @param journal what was written so far, also in this very run
 */
export const orgsWord = (
  context: Omit<ReadContext, 'facts'>,
  { orgId, myDomain, instanceUrl }: OrgIdentity,
  journal: () => readonly JournalEntry[]
): OrgsWord => {
  const { answers } = context;
  const own = { ...answers, logik: { ...answers.logik, tenant: DISCOVERED } };
  const read = async (): Promise<readonly string[]> => {
    try {
      const tenant = await gatherTenant({
        ...context,
        answers: own,
        recorded: undefined,
        facts: () => Promise.resolve(undefined),
      });
      const { hosts, objects } = everWritten(journal(), orgId);
      return objects.includes(tenant.object.name) ? [] : hostsIn(tenant).filter((host) => !hosts.includes(host));
    } catch (error) {
      if (!(error instanceof SfError) || (error instanceof OrgError && error.scope === 'run')) throw error;
      return [];
    }
  };
  return {
    // My Domain stays while the names of the org and its sandbox stay; the ID is another one after every refresh.
    org: hostOf(myDomain ?? instanceUrl) ?? instanceUrl,
    names: read,
  };
};
