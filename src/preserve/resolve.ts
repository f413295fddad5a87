import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { conditionsFor } from './conditions.ts';
import type { KeptField, Reference, UserNames } from './kept.ts';
import { canonicalKey, keyText, ledTo, QUEUE, type ReferenceKey, type Row } from './row.ts';

type Found = { Id: string; [field: string]: unknown };

/** The IDs that a key leads to in this org: none, one, or several; and whether what is there is not active. */
export type Match = { ids: readonly string[]; inactive: boolean };

/** What keys lead to in this org. */
export type Resolved = ReadonlyMap<string, Match>;

const valueAt = (record: Found, path: string): string => {
  const value = path
    .split('.')
    .reduce<unknown>((from, name) => (from as Record<string, unknown> | null | undefined)?.[name], record);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

/** A number, a moment or an ID may be spelled in several ways. */
const keyTextOf = (parts: readonly string[], { key }: Reference): string => keyText(canonicalKey(parts, key));

type Matches = Map<string, { ids: string[]; inactive: boolean }>;

const add = (matches: Matches, text: string, id: string, active = true): void => {
  const known = matches.get(text);
  if (known) known.ids.push(id);
  else matches.set(text, { ids: [id], inactive: !active });
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
  const isType = kind === 'record-type';
  const more = isType ? soql` AND SobjectType = ${object}` : '';
  const select = soql`SELECT ${soqlNames(...new Set(['Id', ...key.map(({ path }) => path), ...(isType ? ['IsActive'] : [])]))} FROM ${soqlNames(to)}`;
  const conditions = conditionsFor(
    key[0],
    keys.map(([first]) => first).filter((first) => first !== '')
  );
  const found = await queryAll(
    org,
    conditions.map((condition) => `${select} WHERE ${condition}${more}`)
  );
  const byKey: Matches = new Map();
  const parts = key.map(({ path }) => path);
  for (const record of found)
    add(
      byKey,
      keyTextOf(
        parts.map((path) => valueAt(record, path)),
        reference
      ),
      record.Id,
      record.IsActive !== false
    );
  return new Map(
    keys.map((own) => [keyText(own), byKey.get(keyTextOf(own, reference)) ?? { ids: [], inactive: false }])
  );
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
        (condition) => `SELECT Id, Username, IsActive FROM User WHERE ${condition}`
      )
    ),
    queryAll(
      org,
      conditionsFor({ path: 'Name', type: 'string' }, queues).map(
        (condition) => `SELECT Id, Name FROM Group WHERE Type = 'Queue' AND ${condition}`
      )
    ),
  ]);
  const byUsername = new Map(users.map((user) => [String(user.Username).toLowerCase(), user]));
  const ids: Matches = new Map();
  for (const name of people) {
    const user = names.candidates(name).flatMap((candidate) => byUsername.get(candidate.toLowerCase()) ?? [])[0];
    if (user) add(ids, keyText([name]), user.Id, user.IsActive !== false);
  }
  for (const { Id, Name } of groups) add(ids, keyText([QUEUE, String(Name)]), Id);
  return ids;
};

/** The same of a lookup to several objects: each object is asked for the records of its own. */
const several = async (
  org: Pick<OrgReader, 'query'>,
  object: string,
  reference: Reference,
  { keys, names }: { keys: readonly ReferenceKey[]; names: UserNames }
): Promise<Resolved> => {
  const all = new Map<string, Match>();
  await Promise.all(
    [...Map.groupBy(keys, ([to]) => to)].map(async ([to, some]) => {
      const target = reference.targets?.find((one) => one.to === to);
      if (!target) return;
      const bare = some.map((key) => ledTo(reference, key).key);
      const isQueue = target.kind === 'queue';
      const found =
        isQueue || target.kind === 'user'
          ? await owners(org, isQueue ? bare.map((key) => [QUEUE, ...key]) : bare, names)
          : await records(org, object, { kind: 'record', to, paths: ['Id'], key: target.key }, bare);
      for (const [index, key] of some.entries()) {
        const match = found.get(keyText(isQueue ? [QUEUE, ...bare[index]] : bare[index]));
        if (match) all.set(keyText(key), match);
      }
    })
  );
  return all;
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
      const keys = new Map(
        rows.flatMap(({ refs }) => ((refs[name] ?? []).length > 0 ? [[keyText(refs[name]), refs[name]]] : []))
      );
      const distinct = [...keys.values()];
      if (distinct.length === 0) return [name, new Map()];
      if (reference.kind === 'any') return [name, await several(org, object, reference, { keys: distinct, names })];
      return [
        name,
        await (reference.to === 'User' ? owners(org, distinct, names) : records(org, object, reference, distinct)),
      ];
    })
  );
  return new Map(answers);
};
