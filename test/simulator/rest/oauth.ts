import { randomBytes } from 'node:crypto';
import type { Json, SfRecord } from '../model.ts';
import { sameId } from '../store/orgStore.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Simulation } from '../store/simulation.ts';
import type { ApiRequest, ApiResponse } from './types.ts';
import { handedOut } from '../secrets.ts';

type Session = { org: OrgStore; userId: string };

const refusal = (error: string, description: string): ApiResponse => ({
  status: 400,
  body: { error, error_description: description },
});

/** `POST /services/oauth2/token`: a new access token for a refresh token or a signed assertion. */
export function token(request: ApiRequest, simulation: Simulation, base: string): ApiResponse {
  const form = new URLSearchParams(request.body || request.query.toString());
  switch (form.get('grant_type')) {
    case 'refresh_token': {
      const session = simulation.orgByRefreshToken(form.get('refresh_token') ?? '');
      if (!session) return refusal('invalid_grant', 'expired access/refresh token');
      return grant(session, base, 'refresh_token web api');
    }
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer': {
      const claims = claimsOf(form.get('assertion') ?? '');
      if (!claims || Number(claims['exp'] ?? 0) * 1000 < Date.now())
        return refusal('invalid_grant', 'invalid assertion');
      const session = simulation.orgByUsername(String(claims['sub'] ?? ''));
      if (!session) return refusal('invalid_grant', "user hasn't approved this consumer");
      return grant(session, base, 'web api');
    }
    default:
      return refusal('unsupported_grant_type', 'grant type not supported');
  }
}

/** `POST /services/oauth2/revoke`: an access token, or a refresh token with the access tokens of its user. */
export function revoke(request: ApiRequest, simulation: Simulation): ApiResponse {
  const given = new URLSearchParams(request.body || request.query.toString()).get('token') ?? '';
  for (const org of simulation.orgs.values()) {
    if (org.tokens.delete(given) || org.refreshTokens.delete(given)) return { status: 200 };
  }
  return refusal('unsupported_token_type', 'this token type is not supported');
}

/** Whether a user may use the API at all. */
export function canLogIn(org: OrgStore, userId: string): boolean {
  return org.table('User').get(userId)?.['IsActive'] === true;
}

function isFrozen(org: OrgStore, userId: string): boolean {
  for (const row of org.table('UserLogin').rows()) if (sameId(row['UserId'], userId)) return row['IsFrozen'] === true;
  return false;
}

function grant({ org, userId }: Session, base: string, scope: string): ApiResponse {
  if (!canLogIn(org, userId)) return refusal('invalid_grant', 'inactive user');
  if (isFrozen(org, userId)) return refusal('invalid_grant', 'authentication failure');
  const accessToken = `${org.facts.orgId.slice(0, 15)}!AQE${randomBytes(48).toString('base64url').replaceAll('-', '.')}`;
  org.tokens.set(handedOut(accessToken), { userId });
  return {
    status: 200,
    body: {
      access_token: accessToken,
      scope,
      instance_url: org.movedFrom === undefined ? base : base.replace('127.0.0.1', 'localhost'),
      id: `${base}/id/${org.facts.orgId}/${userId}`,
      token_type: 'Bearer',
      issued_at: String(org.now().getTime()),
      signature: randomBytes(32).toString('base64'),
    },
  };
}

function claimsOf(assertion: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function resourceUrls(org: OrgStore, base: string): Record<string, Json> {
  const data = `${base}/services/data/v{version}`;
  const soap = (api: string): string => `${base}/services/Soap/${api}/{version}/${org.facts.orgId.slice(0, 15)}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    tooling_soap: soap('T'),
    tooling_rest: `${data}/tooling/`,
    custom_domain: org.facts.myDomain,
  };
}

const text = (user: SfRecord, name: string): Json => user[name] ?? null;

/** `GET /services/oauth2/userinfo`. */
export function userInfo({ org, userId }: Session, base: string): ApiResponse {
  const user = org.table('User').get(userId);
  if (!user) return { status: 404, body: 'Not_Found' };
  return {
    status: 200,
    body: {
      sub: `${base}/id/${org.facts.orgId}/${userId}`,
      user_id: userId,
      organization_id: org.facts.orgId,
      preferred_username: text(user, 'Username'),
      nickname: text(user, 'CommunityNickname'),
      name: text(user, 'Name'),
      email: text(user, 'Email'),
      email_verified: true,
      given_name: text(user, 'FirstName'),
      family_name: text(user, 'LastName'),
      zoneinfo: text(user, 'TimeZoneSidKey'),
      photos: { picture: `${base}/profilephoto/005/F`, thumbnail: `${base}/profilephoto/005/T` },
      profile: `${base}/${userId}`,
      picture: `${base}/profilephoto/005/F`,
      address: {},
      urls: resourceUrls(org, base),
      active: user['IsActive'] === true,
      user_type: 'STANDARD',
      language: text(user, 'LanguageLocaleKey'),
      locale: text(user, 'LocaleSidKey'),
      utcOffset: 0,
      updated_at: text(user, 'LastModifiedDate'),
      is_app_installed: true,
    },
  };
}

/** `GET /id/<org>/<user>`, which older clients ask. */
export function identity({ org, userId }: Session, base: string): ApiResponse {
  const user = org.table('User').get(userId);
  if (!user) return { status: 404, body: 'Not_Found' };
  return {
    status: 200,
    body: {
      id: `${base}/id/${org.facts.orgId}/${userId}`,
      asserted_user: true,
      user_id: userId,
      organization_id: org.facts.orgId,
      username: text(user, 'Username'),
      nick_name: text(user, 'CommunityNickname'),
      display_name: text(user, 'Name'),
      email: text(user, 'Email'),
      email_verified: true,
      first_name: text(user, 'FirstName'),
      last_name: text(user, 'LastName'),
      timezone: text(user, 'TimeZoneSidKey'),
      photos: { picture: `${base}/profilephoto/005/F`, thumbnail: `${base}/profilephoto/005/T` },
      addr_street: null,
      addr_city: null,
      addr_state: null,
      addr_country: null,
      addr_zip: null,
      mobile_phone: null,
      mobile_phone_verified: false,
      is_lightning_login_user: false,
      status: { created_date: null, body: null },
      urls: resourceUrls(org, base),
      active: user['IsActive'] === true,
      user_type: 'STANDARD',
      language: text(user, 'LanguageLocaleKey'),
      locale: text(user, 'LocaleSidKey'),
      utcOffset: 0,
      last_modified_date: text(user, 'LastModifiedDate'),
      is_app_installed: true,
    },
  };
}
