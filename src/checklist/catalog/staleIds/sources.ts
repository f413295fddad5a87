import type { Attempted } from '../../shared/attempt.ts';
import type { Kind, Row } from './facts.ts';

/** A row with the texts that it holds, by field. */
export type Texts = { row: Row; cells: ReadonlyArray<readonly [field: string, value: string]> };

/** An object or a file that was read. */
export type Source = { kind: Kind; object: string; rows: readonly Texts[] | AsyncIterable<Texts> };

export type Unreadable = { name: string; reason: string };

/** What reading the places of one kind brought; one that cannot be read stops no other. */
export type Found = { sources: Source[]; unreadable: Unreadable[] };

export const nothing: Found = { sources: [], unreadable: [] };

/** All of it, in order. */
export const merged = (found: readonly Found[]): Found => ({
  sources: found.flatMap(({ sources }) => sources),
  unreadable: found.flatMap(({ unreadable }) => unreadable),
});

/** The values of a record that are texts. */
export const textsOf = (record: Readonly<Record<string, unknown>>, fields: readonly string[]): Texts['cells'] =>
  fields.flatMap((field): Texts['cells'] => {
    const value = record[field];
    return typeof value === 'string' && value !== '' ? [[field, value]] : [];
  });

/** What was found, or by name and reason what this login may not see. */
export const orUnreadable = (name: string, read: Attempted<Found>): Found =>
  read.facts === null ? { sources: [], unreadable: [{ name, reason: read.unreadable }] } : read.facts;
