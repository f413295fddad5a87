import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';
import type { Connection } from '@salesforce/core';

/** The OpenID endpoints answer an ended session with a bare word and status 403. */
export const OAUTH_REFUSAL = /^\W*(Bad|Missing)_OAuth_Token/;

/** A SOAP fault with status 500, which jsforce takes for what it is by itself. */
const SOAP_REFUSAL = /<faultcode>[a-z]+:INVALID_SESSION_ID<\/faultcode>/i;

/** The Bulk API's own spelling, in XML or JSON, with status 400. */
const BULK_REFUSAL = /\bInvalidSessionId\b/;

/** REST's words with another status than its own: a gateway's, or that of a session for other APIs only. */
const REST_REFUSAL = /"errorCode"\s*:\s*"INVALID_SESSION_ID"/;

/** What SOAP calls are told of an ended session, whoever told it: jsforce renews after nothing else there. */
const SOAP_FAULT: Pick<HttpResponse, 'statusCode' | 'headers' | 'body'> = {
  statusCode: 500,
  headers: { 'content-type': 'text/xml' },
  body: '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Session expired or invalid</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>',
};

/** How often each request was answered that the session has ended: jsforce sends the same one again when it has a new one. */
const ended = new WeakMap<HttpRequest, number>();

const hasEnded = ({ statusCode, body }: HttpResponse): boolean =>
  statusCode === 401 ||
  (statusCode === 403 && (OAUTH_REFUSAL.test(body) || REST_REFUSAL.test(body))) ||
  (statusCode === 400 && BULK_REFUSAL.test(body)) ||
  (statusCode === 500 && SOAP_REFUSAL.test(body));

/**
 * Has a session that ran out renewed once, whatever the endpoint that says so: jsforce renews after a 401 alone, and
 * without end, while userinfo, singleaccess and the identity URL answer 403 and the older Bulk API 400; and of SOAP calls
 * after a fault alone, while what stands in front of an org answers 401 there too.
 *
 * @param isSoap the request is a SOAP call
 * @throws an error with code INVALID_SESSION_ID where a request that had its session renewed is refused again
 */
export const unlessEndedTwice = async (
  request: HttpRequest,
  answering: Promise<HttpResponse>,
  isSoap = false
): Promise<HttpResponse> => {
  const answer = await answering;
  if (!hasEnded(answer)) return answer;
  const times = (ended.get(request) ?? 0) + 1;
  ended.set(request, times);
  if (times > 1)
    throw Object.assign(new Error('Session expired or invalid, also after it was renewed'), {
      errorCode: 'INVALID_SESSION_ID',
    });
  if (answer.statusCode === 500) return answer;
  return isSoap ? { ...answer, ...SOAP_FAULT } : { ...answer, statusCode: 401 };
};

/** Where orgs are by now, by the origin at which they were. */
const moves = new Map<string, string>();
const followed = new WeakSet<Connection>();

/** The origin of another address, where the login may go there: nowhere that is less protected than the one before. */
const newOrigin = (from: string, to: string | undefined): string | undefined => {
  if (to === undefined || !URL.canParse(to) || !URL.canParse(from)) return undefined;
  const [old, fresh] = [new URL(from), new URL(to)];
  const isSafe = fresh.protocol === 'https:' || fresh.protocol === old.protocol;
  return isSafe && fresh.origin !== old.origin ? fresh.origin : undefined;
};

/**
 * Whoever renews a login is told where its org is (`instance_url` of the token endpoint's answer): `@salesforce/core`
 * keeps that for the next run, and the connection goes on asking at the old address. From here on it goes to the new one,
 * and so does what is sent again after the renewal.
 */
export const followMoves = (connection: Connection): void => {
  if (followed.has(connection)) return;
  followed.add(connection);
  connection.on('refresh', () => {
    const to = newOrigin(connection.instanceUrl, connection.getAuthInfoFields().instanceUrl);
    if (to === undefined) return;
    moves.set(new URL(connection.instanceUrl).origin, to);
    connection.instanceUrl = to;
  });
};

/** A request to where its org is by now; jsforce sends the same one again after a renewal. */
export const whereItIs = (request: HttpRequest): HttpRequest => {
  const { origin } = new URL(request.url);
  const to = moves.get(origin);
  if (to !== undefined) request.url = to + request.url.slice(origin.length);
  return request;
};

/** A run begins: what an earlier one in this process learnt does not count. */
export const forgetMoves = (): void => moves.clear();
