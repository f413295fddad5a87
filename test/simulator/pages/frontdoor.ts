import type { Json } from '../model.ts';
import type { ApiRequest, ApiResponse } from '../rest/types.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Simulation } from '../store/simulation.ts';
import type { SetupPages } from './setupPages.ts';

export const HOME = '/home/home.jsp';

/** `GET`, `POST /services/oauth2/singleaccess`: a URL that logs a browser in once, for an access token. */
export function singleAccess(
  request: ApiRequest,
  session: { org: OrgStore; userId: string } | undefined,
  pages: SetupPages,
  base: string
): ApiResponse {
  const refuse = (status: number, error: string, description: string): ApiResponse => ({
    status,
    body: { error, error_description: description } satisfies Json,
  });
  if (!session) return refuse(403, 'invalid_grant', 'Invalid access token');
  // The words of an expired token: the user interface is closed to users with this permission.
  if (isApiOnly(session)) return { status: 403, body: 'Bad_OAuth_Token' };
  const form = new URLSearchParams(request.method === 'POST' ? request.body : '');
  const wanted = request.query.get('redirect_uri') ?? form.get('redirect_uri') ?? undefined;
  if (wanted !== undefined && localPath(wanted, base) === undefined)
    return refuse(400, 'invalid_request', 'invalid redirect_uri');
  const query = new URLSearchParams({ otp: pages.issueTicket(session, wanted) });
  if (wanted !== undefined) query.set('startURL', wanted);
  query.set('cshc', `${session.userId.slice(3, 15)}${session.org.facts.orgId.slice(3, 15)}`);
  return { status: 200, body: { frontdoor_uri: `${base}/secur/frontdoor.jsp?${query.toString()}` } };
}

/** Whether the user has the permission API Only User, by profile or permission set. */
function isApiOnly({ org, userId }: { org: OrgStore; userId: string }): boolean {
  return [...org.table('PermissionSetAssignment').rows()].some(
    ({ AssigneeId, PermissionSetId }) =>
      AssigneeId === userId &&
      org.table('PermissionSet').get(String(PermissionSetId))?.['PermissionsApiUserOnly'] === true
  );
}

/**
 * Logs a browser in by a ticket or, the old way, by an access token; undefined when neither is good.
 * `to` is a path of this org: a frontdoor URL leads nowhere else.
 */
export function enter(
  form: URLSearchParams,
  simulation: Simulation,
  pages: SetupPages,
  base: string
): { sid: string; to: string } | undefined {
  const asked = form.get('retURL') ?? form.get('startURL') ?? undefined;
  const otp = form.get('otp');
  const given = form.get('sid');
  if (otp !== null) {
    const login = pages.redeem(otp, simulation);
    return login && { sid: login.sid, to: localPath(login.retUrl ?? asked, base) ?? HOME };
  }
  return given !== null && simulation.orgByToken(given)
    ? { sid: given, to: localPath(asked, base) ?? HOME }
    : undefined;
}

function localPath(url: string | undefined, base: string): string | undefined {
  if (url === undefined || !URL.canParse(url, base)) return undefined;
  const { origin, pathname, search, hash } = new URL(url, base);
  return origin === new URL(base).origin ? `${pathname}${search}${hash}` : undefined;
}
