import { LogikError } from './error.ts';

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

/** The page of `items` that a query asks for: `page` from 0, `size`, `sort` as `field,ASC|DESC`. */
export function pageOf<T extends { [K in keyof T]: string | number }>(items: readonly T[], query: PageQuery): Page<T> {
  const number = count(query.page, 0, 0, 'page');
  const size = Math.min(count(query.size, DEFAULT_SIZE, 1, 'size'), MOST);
  const sorted = query.sort === undefined ? [...items] : sortBy(items, query.sort);
  const offset = number * size;
  const content = sorted.slice(offset, offset + size);
  const totalPages = Math.ceil(items.length / size);
  const isSorted = query.sort !== undefined;
  const sort = { empty: !isSorted, sorted: isSorted, unsorted: !isSorted };
  return {
    content,
    pageable: { sort, offset, pageNumber: number, pageSize: size, paged: true, unpaged: false },
    totalElements: items.length,
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
  if (!Number.isInteger(value) || value < least) throw new LogikError(400, 'BAD_REQUEST', `Invalid ${name}: ${text}`);
  return value;
}

function sortBy<T extends { [K in keyof T]: string | number }>(items: readonly T[], sort: string): T[] {
  const [field = '', direction = 'ASC'] = sort.split(',');
  if (items.length > 0 && !items.some((item) => field in item)) {
    throw new LogikError(400, 'BAD_REQUEST', `No property ${field} found`);
  }
  const sign = direction.toUpperCase() === 'DESC' ? -1 : 1;
  return [...items].sort((a, b) => {
    const [left, right] = [a[field as keyof T], b[field as keyof T]];
    return sign * (left < right ? -1 : left > right ? 1 : 0);
  });
}
