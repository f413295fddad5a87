import type { ZodType } from 'zod';
import { loadText } from '../text.ts';
import type { LogikHttp } from './http.ts';
import { pageShape, type Page } from './shapes.ts';

const text = loadText('logik');

const SIZE = 100;
/** No environment has that many pages: what never ends is no list. */
const MOST_PAGES = 2000;
/** A list may change while it is read; that is rare enough that a second reading does. */
const READINGS = 3;

/** Reads an answer by its shape. */
export const shaped = <T>(http: LogikHttp, shape: ZodType<T>, asked: string, answer: unknown): T => {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw http.error('LogikUnreadable', asked, text.get('otherShape', { where }));
};

/** `sort`: the order that the documentation asks for, `field,DESC`; without, the environment's own. */
type List = { path: string; asked: string; sort?: string };

export const pageAt = async (
  http: LogikHttp,
  { path, asked, sort }: List,
  page: number,
  size = SIZE
): Promise<Page> => {
  const order: Record<string, string> = sort === undefined ? {} : { sort };
  const query = new URLSearchParams({ page: String(page), size: String(size), ...order });
  const answer = await http.json({ method: 'GET', path: `${path}?${query.toString()}`, asked });
  const read = shaped(http, pageShape, asked, answer);
  await http.accepted();
  return read;
};

/** Whether somebody without any key gets the same page: then it says nothing of the key. */
export const isOpenToAll = async (http: LogikHttp, { path, asked, sort = '' }: List): Promise<boolean> => {
  const query = new URLSearchParams({ page: '0', size: '1', sort });
  const answer = await http.bare({ method: 'GET', path: `${path}?${query.toString()}`, asked });
  return answer !== undefined && pageShape.safeParse(answer).success;
};

/** All that the pages of one reading bring, each once, and how many there should be. */
const readAll = async (http: LogikHttp, list: List): Promise<{ rows: unknown[]; total: number | null }> => {
  const rows = new Map<string, unknown>();
  for (let number = 0; number < MOST_PAGES; number += 1) {
    const page = await pageAt(http, list, number);
    const before = rows.size;
    for (const row of page.content) rows.set(JSON.stringify(row), row);
    const isLast = page.last === true || (typeof page.totalPages === 'number' && number + 1 >= page.totalPages);
    // A page that brings nothing new ends the list even where the environment says that there is more.
    if (isLast || rows.size === before) return { rows: [...rows.values()], total: page.totalElements ?? null };
  }
  throw http.error('LogikTooLarge', list.asked, text.get('pages', { count: MOST_PAGES }));
};

/**
 * All rows of a list that comes in pages. Where they come latest first, what changes meanwhile moves to a
 * page that was read: fewer rows than there should be are read again.
 *
 * @throws LogikError also where the list never stands still, or is shorter than the environment says
 */
export const everyPage = async <T>(http: LogikHttp, shape: ZodType<T>, list: List): Promise<T[]> => {
  for (let reading = 0; reading < READINGS; reading += 1) {
    const { rows, total } = await readAll(http, list);
    if (total === null || rows.length >= total) return rows.map((row) => shaped(http, shape, list.asked, row));
  }
  throw http.error('LogikUnreadable', list.asked, text.get('unsteadyList'));
};
