import { tooLong, type Room } from './room.ts';
import { chunked, escapeSoql } from './soql.ts';
import { halvesOf, selectionIn, type Selection } from './statement.ts';
import { urlText } from './shapes.ts';

type Json = { [name: string]: unknown };
export type Found = Json & { Id?: string };

/** How an org is asked, and what is to be known of it to ask in parts. */
export type Asking = {
  room: Room;
  /** How the user named the org. */
  label: string;
  /** The address of a statement, from the root. */
  pathOf: (statement: string) => string;
  /** All records of a statement that fits into a URL. */
  ask<T>(statement: string): Promise<T[]>;
  /** Told of records that were there when their first fields were read, and gone when the others were. */
  vanished: (object: string, ids: readonly string[]) => void;
};

/** What an ID takes in a URL: `%27…%27%2C`. */
const ID_LENGTH = 27;

const withoutId = (fields: readonly string[]): string[] => fields.filter((field) => field.toLowerCase() !== 'id');

/** Where the conditions take more than half of a URL, no room is left for fields. */
const leavesRoom = ({ room, pathOf }: Asking, { from }: Selection): boolean =>
  pathOf(`SELECT Id ${from}`).length <= room.most / 2;

/** Fields in groups: with the conditions, or with a list of IDs, each makes a statement that fits into a URL. */
export const groupsOf = ({ room, pathOf }: Asking, fields: readonly string[], from: string): string[][] => {
  const start = Math.max(pathOf(`SELECT Id ${from}`).length, room.most / 2);
  const groups: string[][] = [];
  let length = Infinity;
  for (const field of withoutId(fields)) {
    const own = urlText(`, ${field}`).length;
    if (start + length + own > room.most) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(field);
    length += own;
  }
  return groups;
};

/** Statements that read some fields of records that are known, as many of them as fit into one URL. */
export const statementsById = (
  { room, pathOf }: Asking,
  object: string,
  fields: readonly string[],
  ids: readonly string[]
): string[] => {
  const select = `SELECT ${['Id', ...fields].join(', ')} FROM ${object} WHERE Id IN `;
  const most = Math.max(1, Math.floor((room.most - pathOf(`${select}()`).length) / ID_LENGTH));
  return chunked(ids, most).map((some) => `${select}(${some.map((id) => `'${escapeSoql(id)}'`).join(',')})`);
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** One record of two parts of it: a parent of which both have fields is one parent. */
export const joinedRecord = <T extends Json>(one: T, other: Json): T => {
  const joined: Json = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const known = joined[name];
    joined[name] = isObject(known) && isObject(value) ? joinedRecord(known, value) : value;
  }
  return joined as T;
};

/** Reads the first fields by the statement's own conditions, and the others of the records that were found, by ID. */
const inGroups = async <T>(asking: Asking, { fields, object, from }: Selection): Promise<T[]> => {
  const [first = [], ...others] = groupsOf(asking, fields, from);
  const records = await queryInParts<Found>(asking, `SELECT ${['Id', ...first].join(', ')} ${from}`);
  const ids = records.flatMap(({ Id }) => (typeof Id === 'string' ? Id : []));
  const parts = await Promise.all(
    others.map(async (group) => {
      const statements = statementsById(asking, object, group, ids);
      const found = await Promise.all(statements.map((statement) => queryInParts<Found>(asking, statement)));
      return new Map(found.flat().map((record) => [record.Id, record]));
    })
  );
  const isWhole = ({ Id }: Found): boolean => parts.every((part) => part.has(Id));
  const gone = records.filter((record) => !isWhole(record)).flatMap(({ Id }) => Id ?? []);
  if (gone.length > 0) asking.vanished(object, gone);
  return records
    .filter(isWhole)
    .map((record) =>
      parts.reduce<Found>((whole, part) => joinedRecord(whole, part.get(record.Id) ?? {}), record)
    ) as T[];
};

/** Records that several parts found: each once. */
const once = <T>(records: readonly T[]): T[] => {
  const seen = new Set<string>();
  return records.filter((record) => {
    const { Id } = record as Found;
    if (Id === undefined) return true;
    const isNew = !seen.has(Id);
    seen.add(Id);
    return isNew;
  });
};

/**
 * All records of a statement, whatever its length: where it does not fit into a URL its fields are read in groups, and
 * its list of values in parts. Their order is then the parts'.
 *
 * @throws OrgError QueryTooLong of scope `item` for one that cannot be cut
 */
export const queryInParts = async <T>(asking: Asking, statement: string): Promise<T[]> => {
  const path = asking.pathOf(statement);
  if (asking.room.fits(path)) {
    try {
      return await asking.ask<T>(statement);
    } catch (error) {
      if (!asking.room.narrow(error, path)) throw error;
    }
  }
  const selection = selectionIn(statement);
  if (selection && leavesRoom(asking, selection)) return inGroups<T>(asking, selection);
  const halves = halvesOf(statement);
  if (!halves) throw tooLong(asking.label, selection?.object ?? 'a query', statement.length);
  return once((await Promise.all(halves.map((half) => queryInParts<T>(asking, half)))).flat());
};
