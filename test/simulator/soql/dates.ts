/** A span of time from `from` (inclusive) to `to` (exclusive), in UTC milliseconds. */
export type Span = { from: number; to: number };

const DAY = 86_400_000;

/** Milliseconds of a Salesforce datetime (`…+0000`, `…Z`, `…+01:00`); NaN when it is none. */
export function parseDatetime(text: string): number {
  return Date.parse(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
}

/** Whether `yyyy-mm-dd` names a day of the calendar. */
export function isCalendarDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day of a moment as `yyyy-mm-dd`, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** The beginning of the unit that `now` lies in, moved by `steps` units. Weeks begin on Sunday, fiscal = calendar. */
function start(now: Date, unit: Unit, steps: number): number {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (unit === 'DAY') return Date.UTC(year, month, day + steps);
  if (unit === 'WEEK') return Date.UTC(year, month, day - now.getUTCDay() + 7 * steps);
  if (unit === 'MONTH') return Date.UTC(year, month + steps, 1);
  if (unit === 'QUARTER') return Date.UTC(year, Math.floor(month / 3) * 3 + 3 * steps, 1);
  return Date.UTC(year + steps, 0, 1);
}

const FIXED: Record<string, [Unit, number]> = { YESTERDAY: ['DAY', -1], TODAY: ['DAY', 0], TOMORROW: ['DAY', 1] };
const STEPS: Record<string, number> = { LAST: -1, THIS: 0, NEXT: 1 };

/** What a date literal (`TODAY`, `LAST_N_DAYS:3`, `THIS_FISCAL_QUARTER`) covers; undefined when it is none. */
export function dateLiteralSpan(literal: string, now: Date): Span | undefined {
  const [word = '', argument] = literal.toUpperCase().replace('FISCAL_', '').split(':');
  const n = Number(argument);
  const units = (unit: Unit, first: number, count: number): Span => ({
    from: start(now, unit, first),
    to: start(now, unit, first + count),
  });

  const fixed = FIXED[word];
  if (fixed) return units(...fixed, 1);
  // The last and next days count from today's midnight; today itself belongs to the last ones.
  if (word === 'LAST_90_DAYS') return units('DAY', -90, 91);
  if (word === 'NEXT_90_DAYS') return units('DAY', 1, 90);
  if (word === 'LAST_N_DAYS') return units('DAY', -n, n + 1);
  if (word === 'NEXT_N_DAYS') return units('DAY', 1, n);

  const single = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(word);
  if (single) return units(single[2] as Unit, STEPS[single[1] ?? ''] ?? 0, 1);
  const many = /^(LAST|NEXT)_N_(WEEK|MONTH|QUARTER|YEAR)S$/.exec(word);
  if (many) return many[1] === 'LAST' ? units(many[2] as Unit, -n, n) : units(many[2] as Unit, 1, n);
  const ago = /^N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO$/.exec(word);
  return ago ? units(ago[1] as Unit, -n, 1) : undefined;
}

type DatePart = (date: Date) => number | string;

function dayInYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
}

/** SOQL's date functions, in UTC; the fiscal year is the calendar year. */
export const DATE_FUNCTIONS: Record<string, DatePart> = {
  CALENDAR_MONTH: (date) => date.getUTCMonth() + 1,
  CALENDAR_QUARTER: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  CALENDAR_YEAR: (date) => date.getUTCFullYear(),
  DAY_IN_MONTH: (date) => date.getUTCDate(),
  DAY_IN_WEEK: (date) => date.getUTCDay() + 1,
  DAY_IN_YEAR: dayInYear,
  DAY_ONLY: (date) => dayOf(date.getTime()),
  FISCAL_MONTH: (date) => date.getUTCMonth() + 1,
  FISCAL_QUARTER: (date) => Math.floor(date.getUTCMonth() / 3) + 1,
  FISCAL_YEAR: (date) => date.getUTCFullYear(),
  HOUR_IN_DAY: (date) => date.getUTCHours(),
  WEEK_IN_MONTH: (date) => Math.ceil(date.getUTCDate() / 7),
  WEEK_IN_YEAR: (date) => Math.ceil(dayInYear(date) / 7),
};
