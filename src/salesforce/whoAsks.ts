import { isItemError, OrgError, type Unreadable } from './errors.ts';
import type { OrgHttp } from './http.ts';
import { isRecord, textIn } from './shapes.ts';
import { soql } from './soql.ts';
import type { UserInfo } from './types.ts';

const ASKED = 'the login';

type Asking = {
  http: OrgHttp;
  /** The root of the REST API: `/services/data/v65.0`. */
  root: string;
  query: <T>(statement: string) => Promise<T[]>;
  odd: Unreadable;
};

/** IDs of org and user at the end of an identity URL: `https://login.salesforce.com/id/00D…/005…`. */
const IDENTITY = /\/id\/(00D\w{12,15})\/(005\w{12,15})$/;

/** Who asks, as the REST API tells it: its root names the identity URL, which holds the IDs. */
const byRest = async ({ http, root, query, odd }: Asking): Promise<UserInfo> => {
  const answer = await http<unknown>({ method: 'GET', path: root, asked: ASKED });
  const [, organizationId, userId] = IDENTITY.exec(textIn(isRecord(answer) ? answer.identity : undefined) ?? '') ?? [];
  if (userId === undefined) throw odd(ASKED, 'the answer names no user');
  const [row] = await query<{ Username?: unknown; LanguageLocaleKey?: unknown }>(
    soql`SELECT Id, Username, LanguageLocaleKey FROM User WHERE Id = ${userId}`
  );
  const [username, language] = [textIn(row?.Username), textIn(row?.LanguageLocaleKey)];
  if (username === undefined || username === '') throw odd(ASKED, 'the answer names no user');
  return {
    user_id: userId,
    organization_id: organizationId,
    preferred_username: username,
    ...(language === undefined ? {} : { language }),
  };
};

/**
 * Who asks. The OpenID endpoint tells it in one answer, and refuses some sessions for which every other API is open: those
 * of apps without its scope, and session IDs that are no OAuth tokens. Then the REST API tells it; what that says of the
 * login counts.
 *
 * @throws OrgError
 */
export const whoAsks = async (asking: Asking): Promise<UserInfo> => {
  const { http, odd } = asking;
  try {
    const answer = await http<UserInfo | null>({ method: 'GET', path: '/services/oauth2/userinfo', asked: ASKED });
    if (typeof answer?.user_id !== 'string') throw odd(ASKED, 'the answer names no user');
    return answer;
  } catch (error) {
    if (!(error instanceof OrgError) || error.notRenewed) throw error;
    if (error.name !== 'SessionExpiredError' && !isItemError(error)) throw error;
    return byRest(asking);
  }
};
