import { loadText } from '../../../text.ts';
import type { ReadContext } from '../../item.ts';
import type { OrgIdentity } from './facts.ts';

const text = loadText('checklist.org-identity');

/**
 * Which org it is, as this run read it. The line org-identity is always looked at: where it tells nothing, it could not be
 * read, and nobody knows whether the org was refreshed, or whose login it is.
 *
 * @throws SfError OrgUnknownError: the line that asks cannot be judged
 */
export const identityNow = async ({ facts }: Pick<ReadContext, 'facts'>): Promise<OrgIdentity> => {
  const identity = (await facts('org-identity')) as OrgIdentity | undefined;
  if (identity === undefined) throw text.error('OrgUnknown');
  return identity;
};
