import type { Json } from '../model.ts';
import { ScenarioError } from './error.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const RELATIVE = /^(now|today)(?:([+-])(\d+)([dhm]))?$/;
const MILLISECONDS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** What the placeholders in a scenario's strings stand for. */
export type PlaceholderValues = { logikUrl: string; now: Date };

/**
 * Replaces `${logikUrl}`, `${now-3d}` (a Salesforce datetime; units d, h, m) and `${today-3d}` (a date) in every string
 * of a scenario. Dates are written relative to the start so that "last login" stays plausible however old the file is.
 */
export function fillPlaceholders(value: Json, values: PlaceholderValues, path = ''): Json {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, word: string) => fill(word, values, path));
  if (Array.isArray(value)) return value.map((item, index) => fillPlaceholders(item, values, `${path}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, fillPlaceholders(member, values, `${path}/${key}`)])
  );
}

/** A date as Salesforce's REST API writes it: `2026-01-31T09:15:00.000+0000`. */
export function salesforceDateTime(date: Date): string {
  return date.toISOString().replace('Z', '+0000');
}

function fill(word: string, { logikUrl, now }: PlaceholderValues, path: string): string {
  if (word === 'logikUrl') return logikUrl;
  const match = RELATIVE.exec(word);
  if (match === null) {
    throw new ScenarioError(path, `unknown placeholder \${${word}}: use \${logikUrl}, \${now-3d} or \${today-3d}`);
  }
  const [, base, sign, amount, unit] = match;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * Number(amount) * (MILLISECONDS[unit ?? ''] ?? 0);
  const moment = new Date(now.getTime() + offset);
  return base === 'today' ? moment.toISOString().slice(0, 10) : salesforceDateTime(moment);
}
