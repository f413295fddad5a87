import type { ReadContext } from '../../item.ts';
import { identityNow } from '../../identity/orgIdentity/now.ts';
import type { UserFacts } from '../../shared/users/facts.ts';

/**
 * Whether a user is the login that looks: this tool reads large tables through bulk jobs too, and the list of jobs tells
 * who began one, not what for.
 *
 * @throws SfError OrgUnknownError
 */
export const isOwnLogin = async (context: ReadContext, { username }: Pick<UserFacts, 'username'>): Promise<boolean> => {
  const identity = await identityNow(context);
  return identity.username.toLowerCase() === username.toLowerCase();
};
