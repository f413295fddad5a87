import type { Json } from '../model.ts';
import { isOrgWord } from './crossReferences.ts';
import { ScenarioError } from './error.ts';

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const RELATIVE = /^(now|today|month)(?:([+-])(\d+)([dhm]))?$/;
/** Where placeholders about an org may stand: in what is rows once the orgs are built, and then filled. */
const IN_ROWS =
  /^\/(?:production|sandbox)\/(?:add|change|records|products|pricebooks|tenant|metadata|organization|cspTrustedSites)\//;
const MILLISECONDS: Record<string, number> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** What the placeholders in a scenario's strings stand for. */
export type PlaceholderValues = { logikUrl: string; now: Date };

/**
 * Replaces `${logikUrl}`, `${now-3d}` (a Salesforce datetime; units d, h, m), `${month+3d}` (from the start of the month,
 * but not after now) and `${today-3d}` (a date) in every string
 * of a scenario, and leaves those about an org (`${sandbox.orgId}`) to be filled once the orgs are built. Dates are written relative to the start so that "last login" stays plausible however old the file is.
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
  if (isOrgWord(word) && IN_ROWS.test(path)) return `\${${word}}`;
  const match = RELATIVE.exec(word);
  if (match === null) {
    throw new ScenarioError(
      path,
      `unknown placeholder \${${word}}: use \${logikUrl}, \${now-3d} or \${today-3d}, and in rows \${sandbox.Product2:HX-300} and the like`
    );
  }
  const [, base, sign, amount, unit] = match;
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * Number(amount) * (MILLISECONDS[unit ?? ''] ?? 0);
  const from = base === 'month' ? Date.UTC(now.getUTCFullYear(), now.getUTCMonth()) : now.getTime();
  // On the first days of a month, what would be later in it is as late as can be.
  const moment = new Date(base === 'month' ? Math.min(from + offset, now.getTime()) : from + offset);
  return base === 'today' ? moment.toISOString().slice(0, 10) : salesforceDateTime(moment);
}
