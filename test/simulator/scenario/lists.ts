import type { Json } from '../model.ts';
import { ScenarioError } from './error.ts';
import { isJsonObject, mergePatch, type JsonObject } from './mergePatch.ts';

/** What names a row in `change` and `remove`: the first of these fields that has the word. */
const KEYS: { [list: string]: string[] } = {
  products: ['ProductCode', 'Name'],
  pricebooks: ['Name'],
  pricebookEntries: ['pricebook'],
  users: ['username'],
  currencies: ['IsoCode'],
  productSellingModels: ['Name'],
};

/**
 * An org with its lists as `remove`, `change` and `add` say, in this order: so a file that inherits lists names the
 * rows that differ and does not repeat the rest. `addedFrom` remembers where each list's added rows begin.
 */
export function withLists({ remove, change, add, ...org }: JsonObject, path: string): JsonObject {
  const result: JsonObject = { ...org };
  for (const [list, names] of entriesOf(remove)) removeRows(result, list, names, `${path}/remove/${list}`);
  for (const [list, patches] of entriesOf(change)) {
    for (const [key, patch] of entriesOf(patches)) changeRow(result, list, key, patch, `${path}/change/${list}/${key}`);
  }
  const addedFrom: JsonObject = {};
  for (const [list, rows] of entriesOf(add)) {
    const before = listOf(result, list);
    addedFrom[list] = before.length;
    result[list] = [...before, ...(rows as Json[])];
  }
  return { ...result, addedFrom };
}

const WORDS = ['add', 'change', 'remove'];

/** An org without the words of {@link withLists}, which are about its own lists and not inherited. */
export function withoutListWords(org: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(org).filter(([key]) => !WORDS.includes(key)));
}

/** The words of {@link withLists} in an org. */
export function listWords(org: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(org).filter(([key]) => WORDS.includes(key)));
}

function entriesOf(value: Json | undefined): Array<[string, Json]> {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function listOf(org: JsonObject, list: string): Json[] {
  const rows = org[list];
  return Array.isArray(rows) ? rows : [];
}

function indexOf(rows: Json[], list: string, key: string): number {
  for (const field of KEYS[list] ?? []) {
    const index = rows.findIndex((row) => isJsonObject(row) && row[field] === key);
    if (index >= 0) return index;
  }
  return -1;
}

function changeRow(org: JsonObject, list: string, key: string, patch: Json, at: string): void {
  const rows = [...listOf(org, list)];
  const index = indexOf(rows, list, key);
  if (index < 0) throw new ScenarioError(at, `is no row of ${list}`);
  rows[index] = mergePatch(rows[index], patch);
  org[list] = rows;
}

/** Takes rows out: by name, or single prices of a price book. What is priced goes with its product or price book. */
function removeRows(org: JsonObject, list: string, names: Json, at: string): void {
  if (list === 'pricebookEntries') {
    for (const [book, codes] of entriesOf(names)) {
      dropPrices(org, (group, code) => group['pricebook'] === book && (codes as Json[]).includes(code));
    }
    return;
  }
  for (const name of (names as Json[]).map(String)) {
    const rows = listOf(org, list);
    const index = indexOf(rows, list, name);
    if (index < 0) throw new ScenarioError(at, `no row of ${list} is "${name}"`);
    org[list] = rows.toSpliced(index, 1);
    if (list === 'products') dropPrices(org, (_, code) => code === name);
    if (list === 'pricebooks') dropPrices(org, (group) => group['pricebook'] === name);
  }
}

function dropPrices(org: JsonObject, drop: (group: JsonObject, code: string) => boolean): void {
  const groups = listOf(org, 'pricebookEntries').filter(isJsonObject);
  org['pricebookEntries'] = groups
    .map((group): JsonObject => {
      const prices = entriesOf(group['prices']).filter(([code]) => !drop(group, code));
      return { ...group, prices: Object.fromEntries(prices) };
    })
    .filter((group) => Object.keys(group['prices'] ?? {}).length > 0);
}
