import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { conditionsFor } from './conditions.ts';
import type { KeptField, Reference, UserNames } from './kept.ts';
import { canonicalKey, keyText, QUEUE, type ReferenceKey, type Row } from './row.ts';

type Found = { Id: string; [field: string]: unknown };

/** The IDs that a key leads to in this org: none, one, or several. */
export type Resolved = ReadonlyMap<string, readonly string[]>;

const valueAt = (record: Found, path: string): string => {
  const value = path
    .split('.')
    .reduce<unknown>((from, name) => (from as Record<string, unknown> | null | undefined)?.[name], record);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

/** A number, a moment or an ID may be spelled in several ways. */
const keyTextOf = (parts: readonly string[], { key }: Reference): string => keyText(canonicalKey(parts, key));

const add = (ids: Map<string, string[]>, text: string, id: string): void => {
  const known = ids.get(text);
  if (known) known.push(id);
  else ids.set(text, [id]);
};

const queryAll = async (org: Pick<OrgReader, 'query'>, statements: readonly string[]): Promise<Found[]> =>
  (await Promise.all(statements.map((statement) => org.query<Found>(statement)))).flat();

const records = async (
  org: Pick<OrgReader, 'query'>,
  object: string,
  reference: Reference,
  keys: readonly ReferenceKey[]
): Promise<Resolved> => {
  const { to, key, kind } = reference;
  const more = kind === 'record-type' ? soql` AND SobjectType = ${object}` : '';
  const select = soql`SELECT ${soqlNames(...new Set(['Id', ...key.map(({ path }) => path)]))} FROM ${soqlNames(to)}`;
  const conditions = conditionsFor(
    key[0],
    keys.map(([first]) => first).filter((first) => first !== '')
  );
  const found = await queryAll(
    org,
    conditions.map((condition) => `${select} WHERE ${condition}${more}`)
  );
  const byKey = new Map<string, string[]>();
  const parts = key.map(({ path }) => path);
  for (const record of found)
    add(
      byKey,
      keyTextOf(
        parts.map((path) => valueAt(record, path)),
        reference
      ),
      record.Id
    );
  return new Map(keys.map((own) => [keyText(own), byKey.get(keyTextOf(own, reference)) ?? []]));
};

/** Users by what they may be called now, and queues by name. */
const owners = async (
  org: Pick<OrgReader, 'query'>,
  keys: readonly ReferenceKey[],
  names: UserNames
): Promise<Resolved> => {
  const queues = keys.filter(([first]) => first === QUEUE).map(([, name]) => name);
  const people = keys.filter(([first]) => first !== QUEUE).map(([name]) => name);
  const usernames = new Set(people.flatMap((name) => names.candidates(name)));
  const [users, groups] = await Promise.all([
    queryAll(
      org,
      conditionsFor({ path: 'Username', type: 'string' }, usernames).map(
        (condition) => `SELECT Id, Username FROM User WHERE ${condition}`
      )
    ),
    queryAll(
      org,
      conditionsFor({ path: 'Name', type: 'string' }, queues).map(
        (condition) => `SELECT Id, Name FROM Group WHERE Type = 'Queue' AND ${condition}`
      )
    ),
  ]);
  const byUsername = new Map(users.map(({ Id, Username }) => [String(Username).toLowerCase(), Id]));
  const ids = new Map<string, string[]>();
  for (const name of people) {
    const id = names.candidates(name).flatMap((candidate) => byUsername.get(candidate.toLowerCase()) ?? [])[0];
    if (id !== undefined) ids.set(keyText([name]), [id]);
  }
  for (const { Id, Name } of groups) add(ids, keyText([QUEUE, String(Name)]), Id);
  return ids;
};

/** What the lookups of some rows lead to, by field: one query for some hundred different keys. */
export const resolveReferences = async (
  org: Pick<OrgReader, 'query'>,
  object: string,
  fields: readonly KeptField[],
  { rows, names }: { rows: readonly Row[]; names: UserNames }
): Promise<ReadonlyMap<string, Resolved>> => {
  const answers = await Promise.all(
    fields.map(async ({ name, reference }): Promise<[string, Resolved]> => {
      if (!reference) return [name, new Map()];
      const keys = new Map(rows.flatMap(({ refs }) => (refs[name] ? [[keyText(refs[name]), refs[name]]] : [])));
      const distinct = [...keys.values()];
      if (distinct.length === 0) return [name, new Map()];
      return [
        name,
        await (reference.to === 'User' ? owners(org, distinct, names) : records(org, object, reference, distinct)),
      ];
    })
  );
  return new Map(answers);
};
