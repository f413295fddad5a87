import { EventEmitter } from 'node:events';

/** What an object holds, flat: keys and values of an object or a map, the values of a set or a list. */
type Content = readonly unknown[];

/** A walk goes no further here: nothing of it changes, or it is no state. */
const isLeaf = (value: object): boolean =>
  value instanceof Date ||
  value instanceof RegExp ||
  value instanceof Promise ||
  value instanceof WeakMap ||
  value instanceof EventEmitter ||
  value instanceof ArrayBuffer ||
  ArrayBuffer.isView(value) ||
  value.constructor?.name === 'Timeout';

const contentOf = (value: object): Content => {
  if (Array.isArray(value)) return (value as unknown[]).slice();
  if (value instanceof Set) return [...(value as Set<unknown>)];
  if (value instanceof Map) {
    const flat: unknown[] = [];
    for (const [key, kept] of value as Map<unknown, unknown>) flat.push(key, kept);
    return flat;
  }
  const flat: unknown[] = [];
  for (const key of Object.keys(value)) flat.push(key, (value as Record<string, unknown>)[key]);
  return flat;
};

const isSame = (one: Content, other: Content): boolean =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]));

const fill = (value: object, content: Content): void => {
  if (Array.isArray(value)) {
    (value as unknown[]).splice(0, Infinity, ...content);
  } else if (value instanceof Set) {
    value.clear();
    for (const each of content) value.add(each);
  } else if (value instanceof Map) {
    value.clear();
    for (let at = 0; at < content.length; at += 2) value.set(content[at], content[at + 1]);
  } else {
    const fields = value as Record<string, unknown>;
    for (const key of Object.keys(fields)) delete fields[key];
    for (let at = 0; at < content.length; at += 2) fields[String(content[at])] = content[at + 1];
  }
};

/**
 * States of a graph of objects, to go back to: every object that can be reached from the roots keeps its identity and
 * gets back what it held, so that whoever else refers to it sees the same. Only what differs from the state before is
 * kept. Values that only functions know, and private names (`#name`), are not seen.
 */
export class History {
  private readonly roots: () => object[];
  private readonly counts: ReadonlySet<string>;
  private readonly held = new Map<object, Array<{ state: number; content: Content }>>();
  private states = 0;

  /** @param counts names of fields that are kept and count as no difference */
  public constructor(roots: () => object[], counts: readonly string[] = []) {
    this.roots = roots;
    this.counts = new Set(counts);
  }

  /** Keeps how everything is now: the number of the state, and what differs from the state kept before. */
  public keep(): { state: number; changed: boolean } {
    const state = this.states++;
    let changed = false;
    const seen = new Set<object>();
    const open = this.roots();
    for (let value = open.pop(); value !== undefined; value = open.pop()) {
      if (seen.has(value) || isLeaf(value)) continue;
      seen.add(value);
      const content = contentOf(value);
      for (const each of content) if (typeof each === 'object' && each !== null) open.push(each);
      const states = this.held.get(value);
      const before = states?.at(-1)?.content;
      if (before !== undefined && isSame(before, content)) continue;
      if (states) states.push({ state, content });
      else this.held.set(value, [{ state, content }]);
      changed ||= before === undefined || !isSame(this.counted(value, before), this.counted(value, content));
    }
    return { state, changed };
  }

  /** Back to a state. */
  public back(state: number): void {
    for (const [value, states] of this.held) {
      const content = states.findLast((kept) => kept.state <= state)?.content;
      if (content !== undefined && !isSame(content, contentOf(value))) fill(value, content);
    }
  }

  private counted(value: object, content: Content): Content {
    if (Array.isArray(value) || value instanceof Set || value instanceof Map) return content;
    return content.filter((_each, index) => !this.counts.has(String(content[index - (index % 2)])));
  }
}
