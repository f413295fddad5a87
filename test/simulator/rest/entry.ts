import type { Json } from '../model.ts';
import type { BulkJobs } from '../bulk/jobs.ts';
import { Dml } from '../store/dml.ts';
import { mayDuplicate } from '../store/duplicateRules.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { singleAccess } from '../pages/frontdoor.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { QueryCursors } from './cursors.ts';
import { dailyApiRequests } from './limits.ts';
import { canLogIn, identity, revoke, token, userInfo } from './oauth.ts';
import { isServed, LATEST_VERSION } from './router.ts';
import { answer } from './routes.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

type Session = { org: OrgStore; userId: string };

const SEASONS = ['Spring', 'Summer', 'Winter'];

/** `GET /services/data`, which needs no login: v55.0 was Summer '22, and there are three releases a year. */
export function versions(): Json {
  const list: Json[] = [];
  for (let version = 55; version <= LATEST_VERSION; version += 1) {
    const release = version - 54;
    const season = SEASONS[release % 3] ?? '';
    const year = 22 + Math.floor((release + 1) / 3);
    list.push({ label: `${season} '${year}`, url: `/services/data/v${version}.0`, version: `${version}.0` });
  }
  return list;
}

/** All of the Salesforce side, after HTTP and before it: who asks, what for, and what the answer is. */
export class SalesforceEntry {
  private readonly simulation: ScenarioSimulation;
  private readonly base: string;
  private readonly bulk: BulkJobs;
  private readonly cursors = new QueryCursors();

  public constructor(simulation: ScenarioSimulation, base: string, bulk: BulkJobs) {
    this.simulation = simulation;
    this.base = base;
    this.bulk = bulk;
  }

  /** Who a request says it comes from, for the request log. */
  public whoIs(request: ApiRequest): { org: 'production' | 'sandbox'; user: string } | undefined {
    const session = this.sessionOf(request);
    if (!session) return undefined;
    const user = session.org.table('User').get(session.userId)?.['Username'];
    return { org: session.org.facts.isSandbox ? 'sandbox' : 'production', user: String(user) };
  }

  public serve(request: ApiRequest): ApiResponse {
    const path = request.path.replace(/(?<=.)\/+$/, '');
    if (path === '/services/data') return { status: 200, body: versions() };
    if (path === '/services/oauth2/token') return token(request, this.simulation, this.base);
    if (path === '/services/oauth2/revoke') return revoke(request, this.simulation);
    const session = this.sessionOf(request);
    if (path === '/services/oauth2/singleaccess')
      return singleAccess(request, session, this.simulation.pages, this.base);
    if (path === '/services/oauth2/userinfo' || path.startsWith('/id/')) {
      const reason = credentialOf(request) === undefined ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token';
      if (!session) return { status: 403, body: reason };
      return path.startsWith('/id/') ? identity(session, this.base) : userInfo(session, this.base);
    }
    return session ? this.call(request, session) : expired();
  }

  private sessionOf(request: ApiRequest): Session | undefined {
    const session = this.simulation.orgByToken(credentialOf(request) ?? '');
    if (session && session.org.movedFrom === request.headers['host']) return undefined;
    return session && canLogIn(session.org, session.userId) ? session : undefined;
  }

  private call(request: ApiRequest, { org, userId }: Session): ApiResponse {
    org.apiRequests += 1;
    const { simulation, base, cursors, bulk } = this;
    const version = `${LATEST_VERSION}.0`;
    const dml = new Dml(org, userId, { allowSave: mayDuplicate(request.headers) });
    const response = answer(request, { simulation, org, userId, base, version, cursors, bulk, dml });
    // Recorded: what no version serves is refused before anything is counted.
    if (!isServed(request.path)) return response;
    const usage = `api-usage=${org.apiRequests}/${dailyApiRequests(org)}`;
    return { ...response, headers: { ...response.headers, 'Sforce-Limit-Info': usage } };
  }
}

function expired(): ApiResponse {
  return {
    status: 401,
    headers: { 'WWW-Authenticate': 'Token' },
    body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
  };
}

/** The session ID of a request: bearer token, the older `OAuth` scheme, or the `sid` cookie of a browser. */
function credentialOf(request: ApiRequest): string | undefined {
  const header = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  return header ?? /(?:^|;\s*)sid=([^;]+)/.exec(request.headers['cookie'] ?? '')?.[1];
}
