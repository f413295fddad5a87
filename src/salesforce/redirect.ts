/** Statuses by which an answer sends whoever asked somewhere else (RFC 9110, section 15.4). */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Of those, the ones that every client repeats as it was, whatever the method. */
const AS_IT_WAS: ReadonlySet<number> = new Set([307, 308]);

/** More than that is a circle. */
const MOST_HOPS = 3;

/** Where an answer sends whoever asked; undefined where it sends nobody anywhere. */
export const leadsTo = (status: number, location: string | null, from: string): URL | undefined =>
  REDIRECTS.has(status) && location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;

/**
 * Whether a request goes on to where its answer sends it: on the same host, scheme and port only. Every request to an org
 * carries its session, in a header or, with SOAP, in its body; an instance that moved is found by logging in again.
 */
export const mayFollow = (hop: {
  from: string;
  to: URL;
  method: string;
  status: number;
  /** How often the request was sent on already. */
  hops: number;
}): boolean =>
  hop.hops < MOST_HOPS &&
  hop.to.origin === new URL(hop.from).origin &&
  (hop.method === 'GET' || AS_IT_WAS.has(hop.status));

/** An answer that sends a request on to where it does not go; it was not carried out. */
export class Redirected extends Error {
  public readonly code = 'REDIRECTED';
  /** @param to where; its host alone is told, for the rest of an address may hold a session */
  public constructor(to: URL) {
    super(to.host);
  }
}
