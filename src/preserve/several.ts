import { isItemError } from '../salesforce/errors.ts';
import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { conditionsFor } from './conditions.ts';
import type { KeptField, Target, UserNames } from './kept.ts';
import { UNTOLD, type ReferenceKey, type Row } from './row.ts';
import { canonical } from '../salesforce/spelling.ts';

type Org = Pick<OrgReader, 'query' | 'describeGlobal'>;
type Found = { Id: string; [field: string]: unknown };

/** So many characters of an ID say which object its record is of. */
const PREFIX = 3;

const valueAt = (record: Found, path: string): string => {
  const value = path
    .split('.')
    .reduce<unknown>((from, name) => (from as Record<string, unknown> | null | undefined)?.[name], record);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

const keyOfRecord = ({ kind, key }: Target, record: Found, names: UserNames): string[] => {
  const parts = key.map(({ path, type }) => canonical(valueAt(record, path), type));
  return kind === 'user' ? [names.bare(parts[0])] : parts;
};

/** The IDs that a field of some rows holds and that nobody told yet. */
const untoldIn = (rows: readonly Row[], fields: readonly KeptField[]): string[] => [
  ...new Set(
    rows.flatMap(({ refs }) =>
      fields.flatMap(({ name }) => {
        const ref = refs[name];
        return ref?.[0] === UNTOLD ? [ref[1]] : [];
      })
    )
  ),
];

/** Lookups that may lead to several objects. */
export const severalIn = (fields: readonly KeptField[]): KeptField[] =>
  fields.filter(({ reference }) => reference?.kind === 'any');

/**
 * Tells what lookups to several objects lead to. SOQL reaches no key through such a lookup, only an ID: the object is
 * told by how the ID begins, and the key by one query for some hundred records of an object.
 *
 * @param targetFor how the records of an object are told apart; undefined where nobody knows
 */
export const severalTeller = (
  org: Org,
  names: UserNames,
  targetFor: (object: string) => Promise<Target | undefined>
): {
  /** The rows with object and key in place of IDs; an ID that leads nowhere that this login may see stays one. */
  tell(rows: readonly Row[], fields: readonly KeptField[]): Promise<Row[]>;
  /** The objects that were met. */
  targets(): Target[];
} => {
  const known = new Map<string, ReferenceKey>();
  const met = new Map<string, Target>();
  let prefixes: Promise<ReadonlyMap<string, string>> | undefined;
  const readPrefixes = async (): Promise<ReadonlyMap<string, string>> => {
    const map = new Map<string, string>();
    for (const { name, keyPrefix } of await org.describeGlobal())
      if (keyPrefix && !map.has(keyPrefix)) map.set(keyPrefix, name);
    return map;
  };

  const learn = async (object: string, ids: readonly string[]): Promise<void> => {
    const target = met.get(object) ?? (await targetFor(object));
    if (!target) return;
    met.set(object, target);
    const select = soql`SELECT ${soqlNames(...new Set(['Id', ...target.key.map(({ path }) => path)]))} FROM ${soqlNames(object)}`;
    const found = await Promise.all(
      conditionsFor({ path: 'Id', type: 'id' }, ids).map((condition) =>
        org.query<Found>(`${select} WHERE ${condition}`)
      )
    );
    for (const record of found.flat()) known.set(record.Id, [object, ...keyOfRecord(target, record, names)]);
  };

  return {
    tell: async (rows, fields) => {
      const ids = untoldIn(rows, fields).filter((id) => !known.has(id));
      if (ids.length > 0) {
        prefixes ??= readPrefixes();
        const byPrefix = await prefixes;
        const byObject = Map.groupBy(ids, (id) => byPrefix.get(id.slice(0, PREFIX)) ?? '');
        await Promise.all(
          [...byObject].map(async ([object, some]) => {
            if (object === '') return;
            try {
              await learn(object, some);
            } catch (error) {
              // What this login may not read stays untold, and is counted as such.
              if (!isItemError(error)) throw error;
            }
          })
        );
      }
      const own = new Set(fields.map(({ name }) => name));
      return rows.map((row) => ({
        ...row,
        refs: Object.fromEntries(
          Object.entries(row.refs).map(([name, ref]) => [
            name,
            own.has(name) && ref[0] === UNTOLD ? (known.get(ref[1]) ?? ref) : ref,
          ])
        ),
      }));
    },
    targets: () => [...met.values()],
  };
};
