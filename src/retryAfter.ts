/** The pause that an answer asks for, in milliseconds: seconds, or a date (RFC 9110, section 10.2.3). */
export const retryAfterMs = (value: unknown): number | undefined => {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
};
