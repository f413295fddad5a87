import type { HttpRequest, HttpResponse } from '@jsforce/jsforce-node/lib/types/common.js';

/** The OpenID endpoints answer an ended session with a bare word and status 403. */
export const OAUTH_REFUSAL = /^\W*(Bad|Missing)_OAuth_Token/;

/** A SOAP fault with status 500, which jsforce takes for what it is by itself. */
const SOAP_REFUSAL = /<faultcode>[a-z]+:INVALID_SESSION_ID<\/faultcode>/i;

/** The Bulk API's own spelling, in XML or JSON, with status 400. */
const BULK_REFUSAL = /\bInvalidSessionId\b/;

/** How often each request was answered that the session has ended: jsforce sends the same one again when it has a new one. */
const ended = new WeakMap<HttpRequest, number>();

const hasEnded = ({ statusCode, body }: HttpResponse): boolean =>
  statusCode === 401 ||
  (statusCode === 403 && OAUTH_REFUSAL.test(body)) ||
  (statusCode === 400 && BULK_REFUSAL.test(body)) ||
  (statusCode === 500 && SOAP_REFUSAL.test(body));

/**
 * Has a session that ran out renewed once, whatever the endpoint that says so: jsforce renews after a 401 alone, and
 * without end, while userinfo, singleaccess and the identity URL answer 403 and the older Bulk API 400.
 *
 * @throws an error with code INVALID_SESSION_ID where a request that had its session renewed is refused again
 */
export const unlessEndedTwice = async (
  request: HttpRequest,
  answering: Promise<HttpResponse>
): Promise<HttpResponse> => {
  const answer = await answering;
  if (!hasEnded(answer)) return answer;
  const times = (ended.get(request) ?? 0) + 1;
  ended.set(request, times);
  if (times > 1)
    throw Object.assign(new Error('Session expired or invalid, also after it was renewed'), {
      errorCode: 'INVALID_SESSION_ID',
    });
  return answer.statusCode === 500 ? answer : { ...answer, statusCode: 401 };
};
