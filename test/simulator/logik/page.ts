import { badRequest } from './error.ts';

export type PageQuery = { page?: string; size?: string; sort?: string };

type Sort = { empty: boolean; sorted: boolean; unsorted: boolean };
/** A page of a list, as Spring Data writes it. */
export type Page<T> = {
  content: T[];
  pageable: { sort: Sort; offset: number; pageNumber: number; pageSize: number; paged: true; unpaged: false };
  totalElements: number;
  totalPages: number;
  last: boolean;
  size: number;
  number: number;
  sort: Sort;
  numberOfElements: number;
  first: boolean;
  empty: boolean;
};

const DEFAULT_SIZE = 20;
const MOST = 2000;

/** What a page is cut from: how many items there are, and so many of them from a position on. */
export type Pages<T> = { total: number; slice: (start: number, count: number) => T[] };

/** The page of `items` that a query asks for: `page` from 0, `size`, `sort` as `field,ASC|DESC`. */
export function pageOf<T extends object>(items: readonly T[], query: PageQuery): Page<T> {
  const sorted = query.sort === undefined ? items : sortBy(items, query.sort);
  return pageFrom({ total: items.length, slice: (start, count) => sorted.slice(start, start + count) }, query);
}

/** The same, of items that are made when they are asked for, in an order of their own. */
export function pageFrom<T>({ total, slice }: Pages<T>, query: PageQuery): Page<T> {
  const number = count(query.page, 0, 0, 'page');
  const size = Math.min(count(query.size, DEFAULT_SIZE, 1, 'size'), MOST);
  const offset = number * size;
  const content = slice(offset, size);
  const totalPages = Math.ceil(total / size);
  const isSorted = query.sort !== undefined;
  const sort = { empty: !isSorted, sorted: isSorted, unsorted: !isSorted };
  return {
    content,
    pageable: { sort, offset, pageNumber: number, pageSize: size, paged: true, unpaged: false },
    totalElements: total,
    totalPages,
    last: number >= totalPages - 1,
    size,
    number,
    sort,
    numberOfElements: content.length,
    first: number === 0,
    empty: content.length === 0,
  };
}

function count(text: string | undefined, missing: number, least: number, name: string): number {
  const value = text === undefined ? missing : Number(text);
  if (!Number.isInteger(value) || value < least) throw badRequest(`Invalid ${name}: ${text}`);
  return value;
}

function sortBy<T extends object>(items: readonly T[], sort: string): T[] {
  const [field = '', direction = 'ASC'] = sort.split(',');
  if (items.length > 0 && !items.some((item) => field in item)) throw badRequest(`No property ${field} found`);
  const sign = direction.toUpperCase() === 'DESC' ? -1 : 1;
  return [...items].sort((a, b) => {
    const [left, right] = [a[field as keyof T], b[field as keyof T]];
    return sign * (left < right ? -1 : left > right ? 1 : 0);
  });
}
