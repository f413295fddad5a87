const DEFAULT_TIMEOUT_SECONDS = 60;

/** Whether somebody said how long one answer may take. */
export const isTimeGiven = (): boolean => Number(process.env.SF_LOGIK_REQUEST_TIMEOUT) > 0;

/** How long one answer of an org or of Logik may take, in milliseconds: SF_LOGIK_REQUEST_TIMEOUT in seconds, or a minute. */
export const timeoutMs = (): number => {
  const seconds = Number(process.env.SF_LOGIK_REQUEST_TIMEOUT);
  return (seconds > 0 ? seconds : DEFAULT_TIMEOUT_SECONDS) * 1000;
};
