import { isItemError } from '../salesforce/errors.ts';
import { soql, soqlNames } from '../salesforce/soql.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { conditionsFor } from './conditions.ts';
import type { KeptField, Reference, UserNames } from './kept.ts';
import { canonicalKey, keyText, ledTo, QUEUE, type ReferenceKey, type Row } from './row.ts';

type Found = { Id: string; [field: string]: unknown };

/**
 * The IDs that a key leads to in this org: none, one, or several; and what may keep others from being led to what is
 * there: it is not active, a user is frozen, a queue takes records of other objects only.
 */
export type Match = { ids: readonly string[]; inactive: boolean; frozen?: boolean; otherObjects?: boolean };

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

type Doubts = Omit<Match, 'ids'>;
type Matches = Map<string, { ids: string[] } & Doubts>;
type Org = Pick<OrgReader, 'query' | 'describe'>;

const SOUND: Doubts = { inactive: false };

const add = (matches: Matches, text: string, id: string, doubts: Doubts = SOUND): void => {
  const known = matches.get(text);
  if (known) known.ids.push(id);
  else matches.set(text, { ids: [id], ...doubts });
};

/** What only some logins may read, and orgs without it have not: then the org decides. */
const orNone = async <T>(asking: Promise<T[]>): Promise<T[]> => {
  try {
    return await asking;
  } catch (error) {
    if (isItemError(error)) return [];
    throw error;
  }
};

/** Whether records of an object say that they are active: products, price books and their entries, record types. */
const saysActive = async (org: Org, object: string): Promise<boolean> => {
  const { fields } = await org.describe(object);
  return fields.some(({ name, type, filterable }) => name === 'IsActive' && type === 'boolean' && filterable !== false);
};

const queryAll = async (org: Pick<OrgReader, 'query'>, statements: readonly string[]): Promise<Found[]> =>
  (await Promise.all(statements.map((statement) => org.query<Found>(statement)))).flat();

const records = async (
  org: Org,
  object: string,
  reference: Reference,
  keys: readonly ReferenceKey[]
): Promise<Resolved> => {
  const { to, key, kind } = reference;
  const isType = kind === 'record-type';
  const more = isType ? soql` AND SobjectType = ${object}` : '';
  const [active] = isType ? [true] : await orNone(saysActive(org, to).then((says) => [says]));
  const select = soql`SELECT ${soqlNames(...new Set(['Id', ...key.map(({ path }) => path), ...(active ? ['IsActive'] : [])]))} FROM ${soqlNames(to)}`;
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
      { inactive: record.IsActive === false }
    );
  return new Map(
    keys.map((own) => [keyText(own), byKey.get(keyTextOf(own, reference)) ?? { ids: [], inactive: false }])
  );
};

const ids = (field: string, rows: readonly Found[]): string[] =>
  rows.length === 0
    ? []
    : conditionsFor(
        { path: field, type: 'id' },
        rows.map(({ Id }) => Id)
      );

/** Which of some users nobody can log in as at the moment. */
const frozenAmong = async (org: Org, users: readonly Found[]): Promise<ReadonlySet<string>> => {
  const frozen = await orNone(
    queryAll(
      org,
      ids('UserId', users).map((condition) => `SELECT Id, UserId FROM UserLogin WHERE IsFrozen = true AND ${condition}`)
    )
  );
  return new Set(frozen.map(({ UserId }) => String(UserId)));
};

/** The queues that take records of other objects only: one of which nothing is told may take any. */
const queuesOfOthers = async (org: Org, queues: readonly Found[], object: string): Promise<ReadonlySet<string>> => {
  const supported = await orNone(
    queryAll(
      org,
      ids('QueueId', queues).map((condition) => `SELECT Id, QueueId, SobjectType FROM QueueSobject WHERE ${condition}`)
    )
  );
  const suited = new Set(supported.filter(({ SobjectType }) => SobjectType === object).map(({ QueueId }) => QueueId));
  return new Set(supported.map(({ QueueId }) => String(QueueId)).filter((id) => !suited.has(id)));
};

/** Users by what they may be called now, and queues by name. */
const owners = async (org: Org, object: string, keys: readonly ReferenceKey[], names: UserNames): Promise<Resolved> => {
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
  const [frozen, others] = await Promise.all([frozenAmong(org, users), queuesOfOthers(org, groups, object)]);
  const byUsername = new Map(users.map((user) => [String(user.Username).toLowerCase(), user]));
  const found: Matches = new Map();
  for (const name of people) {
    const user = names.candidates(name).flatMap((candidate) => byUsername.get(candidate.toLowerCase()) ?? [])[0];
    if (user) add(found, keyText([name]), user.Id, { inactive: user.IsActive === false, frozen: frozen.has(user.Id) });
  }
  for (const { Id, Name } of groups)
    add(found, keyText([QUEUE, String(Name)]), Id, { inactive: false, otherObjects: others.has(Id) });
  return found;
};

/** The same of a lookup to several objects: each object is asked for the records of its own. */
const several = async (
  org: Org,
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
          ? await owners(org, object, isQueue ? bare.map((key) => [QUEUE, ...key]) : bare, names)
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
  org: Org,
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
        await (reference.to === 'User'
          ? owners(org, object, distinct, names)
          : records(org, object, reference, distinct)),
      ];
    })
  );
  return new Map(answers);
};
