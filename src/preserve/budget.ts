import { isItemError } from '../salesforce/errors.ts';
import { requestsToRead } from '../salesforce/readCost.ts';
import { requestsToWrite } from '../salesforce/rowRetry.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { MOST_VALUES } from './conditions.ts';
import { isLink, isWork, type Draft } from './draft.ts';
import { BULK_READ_ROWS, type Shape } from './kept.ts';
import type { Loaded } from './plan.ts';
import { keyText } from './row.ts';

const text = loadText('preserve');

/** An object that this login may not count says so when it is read. */
const countOf = (org: Pick<OrgReader, 'count'>, { object, where }: Shape): Promise<number> =>
  org.count(object, where ?? undefined).catch((error: unknown) => {
    if (isItemError(error)) return 0;
    throw error;
  });

/**
 * Makes sure that the org has enough API requests left to read all records: half of them are worth nothing.
 *
 * @throws SfError RecordsBudgetError; OrgError where the org does not answer
 */
export const affordKeeping = async (
  org: Pick<OrgReader, 'count' | 'apiRequests'>,
  shapes: readonly Shape[]
): Promise<void> => {
  const [limit, ...counts] = await Promise.all([org.apiRequests(), ...shapes.map((shape) => countOf(org, shape))]);
  const needed = counts.reduce((sum, rows) => sum + requestsToRead(rows, rows >= BULK_READ_ROWS), 0);
  if (limit && limit.remaining < needed) {
    throw text.error('RecordsBudget', { needed, remaining: limit.remaining, max: limit.max });
  }
};

/** Queries that find what the lookups of some records lead to. */
const lookupQueries = ({ kept: { fields } }: Loaded, drafts: readonly Draft[]): number =>
  fields
    .filter(({ reference }) => reference !== null)
    .map(({ name }) => new Set(drafts.flatMap(({ row: { refs } }) => (refs[name] ? [keyText(refs[name])] : []))).size)
    .reduce((sum, keys) => sum + Math.ceil(keys / MOST_VALUES), 0);

/** Describing and counting an object. */
const OVERHEAD = 2;

/**
 * How many API requests it takes to put the records of one object back, estimated: to read and resolve them before each
 * pass and after it, and once more to judge the org afterwards; to write them; and to set the lookups that waited.
 *
 * @param late the lookups that wait until all objects are back
 */
export const requestsToRestore = (loaded: Loaded, drafts: readonly Draft[], late: ReadonlySet<string>): number => {
  const work = drafts.filter((draft) => isWork(draft, late));
  const links = drafts.filter((draft) => isLink(draft, late)).length;
  const passes = (work.length > 0 ? 1 : 0) + (links > 0 ? 1 : 0);
  if (passes === 0) return 0;
  const own = work.filter(({ waiting }) => waiting.some(({ name }) => !late.has(name))).length;
  const rows = loaded.rows.size;
  const look = OVERHEAD + requestsToRead(rows, rows >= BULK_READ_ROWS) + lookupQueries(loaded, drafts);
  return (2 * passes + 1) * look + [work.length, own, links].reduce((sum, some) => sum + requestsToWrite(some), 0);
};
