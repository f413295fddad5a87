const DAY_MS = 86_400_000;

const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** The ISO date of an instant, in UTC, as all dates of this plugin are; Salesforce spells offsets `+0000`. */
export const dateOf = (instant: string): string =>
  new Date(instant.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString().slice(0, 10);

/** Calendar days from one ISO date to another; negative where the other one is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((midnight(to) - midnight(from)) / DAY_MS);

/** The ISO date so many calendar days later. */
export const addDays = (date: string, days: number): string =>
  new Date(midnight(date) + days * DAY_MS).toISOString().slice(0, 10);

/** The calendar month of an ISO date: `2027-01`. */
export const monthOf = (date: string): string => date.slice(0, 7);

export const isThursday = (date: string): boolean => new Date(midnight(date)).getUTCDay() === 4;
