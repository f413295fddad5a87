/** What the network and a header without milliseconds may make of two clocks that agree. */
const AGREE_MS = 3000;

/** A header that is further off than that tells no time: years from now, nothing could be reckoned with it. */
const NO_CLOCK_MS = 366 * 86_400_000;

/** By how much each host's clock is ahead of this machine's, in milliseconds. */
const ahead = new Map<string, number>();

/**
 * Takes the time from an answer of a host (RFC 9110, section 6.6.1): an org dates what it holds by its own clock, which
 * what happens here is compared with.
 *
 * @param date the `Date` header, as it came
 */
export const observe = (origin: string, date: string | undefined): void => {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return;
  const difference = told - Date.now();
  if (Math.abs(difference) > NO_CLOCK_MS) return;
  ahead.set(origin, Math.abs(difference) > AGREE_MS ? difference : 0);
};

/** What the time is by the clock of the host that a URL names; by this machine's, as long as that host told none. */
export const timeAt = (url: string): Date =>
  new Date(Date.now() + (URL.canParse(url) ? (ahead.get(new URL(url).origin) ?? 0) : 0));
