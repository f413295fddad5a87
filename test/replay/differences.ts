import type { Json, Recording } from './recordings.ts';
import { jsonOf } from './recordings.ts';

/** An answer of the simulator to what was asked of the recorded org. */
export type Answer = { status: number; headers: Record<string, string>; text: string };

/** Headers of the API itself. Those of the web tier in front of it (cookies, security policies, caches) say nothing to a client. */
const HEADERS = [
  'content-type',
  'cache-control',
  'location',
  'www-authenticate',
  'sforce-limit-info',
  'sforce-locator',
  'sforce-numberofrecords',
];

/** IDs, versions, counters and addresses differ from org to org: what stays is their form. */
const form = (value: string): string =>
  value
    .replace(/\b[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?(?=\b|-\d)/g, (id) => (/\d/.test(id) ? '<id>' : id))
    .replace(/\/v\d+\.\d\//g, '/<version>/')
    .replace(/api-usage=\d+\/\d+/, 'api-usage=<n>/<n>')
    .replace(/;\s*charset=utf-8/i, ';charset=UTF-8');

/** A locator is null at the end; otherwise it is the org's own. */
const headerForm = (name: string, value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  if (name === 'sforce-numberofrecords') return /^\d+$/.test(value) ? '<n>' : value;
  if (name === 'sforce-locator') return value === 'null' ? 'null' : '<locator>';
  return form(value);
};

const typeOf = (value: Json): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

const isRefusal = (body: Json): body is Array<{ errorCode: string; message: string }> =>
  Array.isArray(body) && body.some((entry) => typeof entry === 'object' && entry !== null && 'errorCode' in entry);

/** Keys in any order and types, all the way down; of a list its first entry stands for all. Nothing set has no type. */
const shape = (path: string, recorded: Json, own: Json): string[] => {
  if (recorded === null || own === null) return [];
  if (typeOf(recorded) !== typeOf(own)) return [`${path}: ${typeOf(recorded)} recorded, ${typeOf(own)} here`];
  if (Array.isArray(recorded)) {
    const [other] = own as Json[];
    if (recorded.length === 0 || other === undefined) return [];
    return shape(`${path}[]`, recorded[0], other);
  }
  if (typeof recorded !== 'object') return [];
  const here = own as { [key: string]: Json };
  return [...new Set([...Object.keys(recorded), ...Object.keys(here)])].flatMap((key) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!(key in here)) return [`${at}: recorded, not here`];
    if (!(key in recorded)) return [`${at}: here, not recorded`];
    return shape(at, recorded[key], here[key]);
  });
};

const bodies = (recorded: Json, own: Json, isCsv: boolean): string[] => {
  if (isRefusal(recorded)) {
    const [wanted, got] = [recorded, own].map((body) => form(JSON.stringify(body, Object.keys(recorded[0]).sort())));
    const keys = isRefusal(own) ? shape('[]', recorded[0], own[0]) : [];
    return [...(wanted === got ? [] : [`words: ${wanted} recorded, ${got} here`]), ...keys];
  }
  if (isCsv) {
    // Which values stand in quotes: of the header, and of each kind of row.
    const quotes = (body: Json): string =>
      [
        ...new Set(
          String(body)
            .replace(/"[^"]*"/g, '"…"')
            .replace(/[^",\n…]+/g, '…')
            .split('\n')
        ),
      ].join(' | ');
    return quotes(recorded) === quotes(own) ? [] : [`quotes: ${quotes(recorded)} recorded, ${quotes(own)} here`];
  }
  return shape('', recorded, own);
};

/**
 * How an answer of the simulator differs from what a real org was recorded to answer to the same: status, headers of the
 * API, keys and types, and, of refusals, every word.
 */
export const differences = (recorded: Recording, answer: Answer): string[] => {
  const own = jsonOf({ body: { text: answer.text } });
  return [
    ...(recorded.status === answer.status ? [] : [`status: ${recorded.status} recorded, ${answer.status} here`]),
    ...HEADERS.flatMap((name) => {
      const [wanted, got] = [recorded.headers, answer.headers].map((headers) => headerForm(name, headers[name]));
      return wanted === got ? [] : [`${name}: ${wanted ?? 'not'} recorded, ${got ?? 'not'} here`];
    }),
    ...bodies(jsonOf(recorded), own, /csv/.test(recorded.headers['content-type'] ?? '')),
  ];
};
