import type { ReadContext } from '../../item.ts';
import type { OrgIdentity } from '../../identity/orgIdentity/facts.ts';
import type { UserFacts } from '../../shared/users/facts.ts';

/**
 * Whether a user is the login that looks: this tool reads large tables through bulk jobs too, and the list of jobs tells
 * who began one, not what for.
 */
export const isOwnLogin = async (
  { facts }: ReadContext,
  { username }: Pick<UserFacts, 'username'>
): Promise<boolean> => {
  const identity = (await facts('org-identity')) as OrgIdentity | undefined;
  return identity?.username.toLowerCase() === username.toLowerCase();
};
