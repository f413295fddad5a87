import type {
  Change,
  MetadataWrite,
  RecordWrite,
  RestoreWrite,
  Scalar,
  SetupPageWrite,
  TouchWrite,
  UserWrite,
  Write,
} from '../../checklist/item.ts';
import type { LogikWrite } from '../../checklist/write.ts';
import { fieldAt, withFields } from '../../salesforce/componentFields.ts';
import { soql, soqlNames } from '../../salesforce/soql.ts';
import { isItemError, OrgError } from '../../salesforce/errors.ts';
import type { MetadataComponent, OrgReader, OrgWriter } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';
import { readFromLogik, sendToLogik, type Place } from './logikTarget.ts';
import { readRestore, sendRestore } from './restore.ts';
import { touch as touchRecords, untouched, type TouchFailure } from './touch.ts';
import { readUserPart, sendUser } from './userTarget.ts';

const text = loadText('refresh');

/** What a change's field holds now, and, for a record, in which one; undefined where there is nothing to read. */
export type FieldNow = { id: string | null; value: Scalar } | undefined;

/** What an accepted request brought beside what was asked for: rows that were refused and how many were not, or warnings. */
export type Sent = void | TouchFailure[] | { failures: TouchFailure[]; saved: number } | { warnings: string[] };

/** How one kind of write is grouped into requests, sent and read back. */
type Target<W extends Write> = {
  /** Changes with the same key go out in one request. */
  requestKey(write: W): string;
  /** Answers what was refused of a change that is many rows; everything else is refused as a whole, by throwing. */
  send(
    writer: OrgWriter,
    reader: OrgReader,
    changes: ReadonlyArray<Change & { write: W }>,
    place: Place
  ): Promise<Sent>;
  /** Reads what one change is about; `together` are all changes of its record, component or page. */
  readBack(reader: OrgReader, write: W, together: readonly W[], place: Place): Promise<FieldNow>;
};

type Row = { Id: string; [field: string]: Scalar };

/** The one record that a change is about: by its ID, or, where it was created, by what it was created with. */
const conditionFor = ({ id, defaults = {} }: RecordWrite): string =>
  id === null
    ? Object.entries(defaults)
        .map(([field, value]) => soql`${soqlNames(field)} = ${value}`)
        .join(' AND ')
    : soql`Id = ${id}`;

/** A value that the org refuses does not cost the record: it is created without, and the refusal told for that value. */
const createRecord = async (
  writer: OrgWriter,
  { object, defaults }: RecordWrite,
  fields: Readonly<Record<string, Scalar>>
): Promise<void> => {
  try {
    await writer.create(object, { ...defaults, ...fields });
  } catch (error) {
    const refused = error instanceof OrgError && error.name === 'OrgRefusedError' ? error.fields : [];
    const left = Object.entries(fields).filter(([name]) => !refused.includes(name));
    const isOfValues = refused.length > 0 && refused.every((name) => name in fields);
    if (!isOfValues || left.length === 0) throw error;
    await createRecord(writer, { kind: 'record', object, id: null, field: '', defaults }, Object.fromEntries(left));
    throw error;
  }
};

/** A lookup by what it leads to, `Parent.Code`: what a change before this one made has no ID yet when it is planned. */
const isPath = (name: string): boolean => name.includes('.');

/**
 * What a new record starts with, each path replaced by the lookup and the ID that it means.
 *
 * @throws SfError NoSuchLookupError, LookupNotOneError: nothing, or several, are meant; as the reader
 */
const startOf = async (reader: OrgReader, { object, defaults = {} }: RecordWrite): Promise<Record<string, Scalar>> => {
  const entries = Object.entries(defaults);
  const paths = entries.filter(([name]) => isPath(name));
  if (paths.length === 0) return defaults;
  const { fields } = await reader.describe(object);
  const ids = paths.map(async ([path, value]): Promise<[string, string]> => {
    const [relation, field] = path.split('.');
    const lookup = fields.find(({ relationshipName }) => relationshipName === relation);
    const [parent] = lookup?.referenceTo ?? [];
    if (lookup === undefined || parent === undefined) throw text.error('NoSuchLookup', { object, relation });
    const rows = await reader.query<Row>(
      soql`SELECT Id FROM ${soqlNames(parent)} WHERE ${soqlNames(field)} = ${value} LIMIT 2`
    );
    if (rows.length !== 1) throw text.error('LookupNotOne', { object: parent, field, value: String(value) });
    return [lookup.name, rows[0].Id];
  });
  return Object.fromEntries([...entries.filter(([name]) => !isPath(name)), ...(await Promise.all(ids))]);
};

const record: Target<RecordWrite> = {
  // A new record gets all its fields at once. An existing one field by field: one that is refused holds up no other.
  requestKey: ({ object, id, field, defaults }) =>
    JSON.stringify(id === null ? [object, defaults] : [object, id, field]),
  send: async (writer, reader, changes) => {
    const [{ write }] = changes;
    const fields = Object.fromEntries(changes.map((change) => [change.write.field, change.after]));
    if (write.id === null) await createRecord(writer, { ...write, defaults: await startOf(reader, write) }, fields);
    else await writer.update(write.object, write.id, fields);
  },
  readBack: async (reader, write, together) => {
    const names = soqlNames('Id', ...new Set(together.map(({ field }) => field)));
    const select = soql`SELECT ${names} FROM ${soqlNames(write.object)} WHERE `;
    const [row] = await reader.query<Row>(select + conditionFor(write));
    return row && { id: row.Id, value: row[write.field] ?? null };
  },
};

const setupPage: Target<SetupPageWrite> = {
  requestKey: ({ page }) => page,
  send: async (writer, _reader, changes) => {
    const values = changes.map(({ write, after }) => [
      write.control,
      typeof after === 'boolean' ? after : String(after ?? ''),
    ]);
    await writer.savePage(changes[0].write.page, Object.fromEntries(values) as Record<string, string | boolean>);
  },
  readBack: async (reader, { page, control }) => ({
    id: null,
    value: (await reader.pages.read(page)).values[control] ?? null,
  }),
};

const isRefused = (error: unknown): boolean => error instanceof OrgError && error.name === 'OrgRefusedError';

/**
 * A component is refused as a whole, and no error tells for which of its fields: of one that is there each goes out by
 * itself, so that one that is refused costs no other. What came of them is read back.
 */
const fieldByField = async (
  writer: OrgWriter,
  { type, fullName }: MetadataWrite,
  present: MetadataComponent,
  fields: ReadonlyArray<[field: string, value: Scalar]>
): Promise<void> => {
  let component = present;
  for (const [field, value] of fields) {
    const next = { ...withFields({ ...component, fullName }, { [field]: value }), fullName };
    try {
      await writer.upsertMetadata(type, next);
      component = next;
    } catch (error) {
      if (!isRefused(error)) throw error;
    }
  }
};

const metadata: Target<MetadataWrite> = {
  requestKey: ({ type, fullName }) => JSON.stringify([type, fullName]),
  send: async (writer, reader, changes) => {
    const [{ write }] = changes;
    const [present] = await reader.metadata.read(write.type, [write.fullName]);
    const fields = Object.fromEntries(changes.map((change) => [change.write.field, change.after]));
    // An update replaces the component: what is there and was not asked to change goes out again as it is.
    const start = { ...withFields({ fullName: write.fullName }, write.defaults ?? {}), ...present };
    try {
      await writer.upsertMetadata(write.type, withFields({ ...start, fullName: write.fullName }, fields));
    } catch (error) {
      if (!present || changes.length < 2 || !isRefused(error)) throw error;
      await fieldByField(writer, write, present, Object.entries(fields));
      throw error;
    }
  },
  readBack: async (reader, { type, fullName, field }) => {
    const [component] = await reader.metadata.read(type, [fullName]);
    return component && { id: null, value: fieldAt(component, field) };
  },
};

const touch: Target<TouchWrite> = {
  requestKey: ({ object, field, since }) => JSON.stringify([object, field, since]),
  send: (writer, reader, [{ write }]) => touchRecords(writer, reader, write),
  readBack: async (reader, write) => ({ id: null, value: await untouched(reader, write) }),
};

const user: Target<UserWrite> = {
  requestKey: (write) => JSON.stringify(write),
  send: sendUser,
  readBack: readUserPart,
};

const restore: Target<RestoreWrite> = {
  requestKey: ({ object, pass }) => JSON.stringify([object, pass]),
  send: (writer, reader, changes, { directory }) => sendRestore(writer, reader, changes, directory),
  readBack: (reader, write, _together, { directory }) => readRestore(reader, write, directory),
};

const logik: Target<LogikWrite> = {
  requestKey: (write) => JSON.stringify(write),
  send: (_writer, _reader, changes, place) => sendToLogik(changes, place),
  readBack: (_reader, write, _together, place) => readFromLogik(write, place),
};

const targets: { [K in Write['kind']]: Target<Extract<Write, { kind: K }>> } = {
  record,
  'setup-page': setupPage,
  metadata,
  touch,
  user,
  restore,
  logik,
};

/** The target of a write; its kind says which, so the cast only tells the compiler what the table already holds. */
const targetOf = (write: Write): Target<Write> => targets[write.kind];

const keyOf = (write: Write): string => `${write.kind} ${targetOf(write).requestKey(write)}`;

/** The changes in the requests that they go out in, in order. */
export const requestsFor = (changes: readonly Change[]): Change[][] => [
  ...Map.groupBy(changes, ({ write }) => keyOf(write)).values(),
];

/** Sends the changes of one request; what is too large for a change stands in the refresh directory. */
export const send = (writer: OrgWriter, reader: OrgReader, changes: readonly Change[], place: Place): Promise<Sent> =>
  targetOf(changes[0].write).send(writer, reader, changes, place);

/**
 * What every change is about: two changes with the same place are one. Records that do not exist yet differ in nothing but
 * what they start with.
 */
export const placeOf = (write: Write): string => {
  if (write.kind === 'touch') return keyOf(write);
  return JSON.stringify(write.kind === 'record' && write.id === null ? write : { ...write, defaults: undefined });
};

const containerOf = (write: Write): string => {
  if (write.kind === 'record') return JSON.stringify([write.object, write.id ?? write.defaults]);
  return keyOf(write);
};

const readingsOf = (reader: OrgReader, changes: readonly Change[], place: Place): Array<Promise<FieldNow>> => {
  const writes = changes.map(({ write }) => write);
  const together = Map.groupBy(writes, containerOf);
  return writes.map((write) =>
    targetOf(write).readBack(reader, write, together.get(containerOf(write)) ?? [write], place)
  );
};

/** What a field holds now, or why it cannot be told. */
export type Seen = { now: FieldNow; error?: undefined } | { now: undefined; error: Error };

/** An error that concerns one change; whatever stands between us and a Logik environment says nothing of the org. */
const isOfChange = (error: unknown, { write }: Change): error is Error =>
  isItemError(error) || (write.kind === 'logik' && error instanceof Error && !(error instanceof OrgError));

/**
 * Reads the fields that the changes are about, in the changes' order. Reads of records travel together. A field that
 * cannot be read (no browser for its page) hides no other.
 *
 * @throws OrgError what concerns the whole org
 */
export const readEach = (reader: OrgReader, changes: readonly Change[], place: Place): Promise<Seen[]> =>
  Promise.all(
    readingsOf(reader, changes, place).map(async (reading, index): Promise<Seen> => {
      try {
        return { now: await reading };
      } catch (error) {
        if (isOfChange(error, changes[index])) return { now: undefined, error };
        throw error;
      }
    })
  );

/** Nothing set and an empty text are the same in an org. */
export const sameValue = (one: Scalar, other: Scalar): boolean => (one ?? '') === (other ?? '');
