import { z } from 'zod';

const DAY_MS = 86_400_000;

const midnight = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** Salesforce spells offsets `+0000`. */
const spelled = (instant: string): string => instant.replace(/([+-]\d\d)(\d\d)$/, '$1:$2');

/** A moment as an org or a record tells it: what is none cannot be reckoned with, and is not taken for one. */
export const instantSchema = z.string().refine((instant) => !Number.isNaN(Date.parse(spelled(instant))), {
  error: 'must be a moment, such as 2027-01-15T08:00:00Z',
});

/** The ISO date of an instant, in UTC, as all dates of this plugin are. */
export const dateOf = (instant: string): string => new Date(spelled(instant)).toISOString().slice(0, 10);

/** Calendar days from one ISO date to another; negative where the other one is earlier. */
export const daysBetween = (from: string, to: string): number => Math.round((midnight(to) - midnight(from)) / DAY_MS);

/** The ISO date so many calendar days later. */
export const addDays = (date: string, days: number): string =>
  new Date(midnight(date) + days * DAY_MS).toISOString().slice(0, 10);

/** The calendar month of an ISO date: `2027-01`. */
export const monthOf = (date: string): string => date.slice(0, 7);

export const isThursday = (date: string): boolean => new Date(midnight(date)).getUTCDay() === 4;
