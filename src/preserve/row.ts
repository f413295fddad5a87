import { canonical } from '../salesforce/spelling.ts';
import type { KeptField, KeptObject, KeyPart, Reference, Shape, UserNames } from './kept.ts';

/** What a lookup holds: the key of the record that it leads to, one text for each part. */
export type ReferenceKey = readonly string[];

/** One record, by key instead of by ID: what stands in a line of a kept file. Fields that are empty are left out. */
export type Row = {
  id: string;
  values: Readonly<Record<string, string>>;
  refs: Readonly<Record<string, ReferenceKey>>;
};

/** Of an owner that is no user. */
export const QUEUE = '#queue';

/** Of a lookup to several objects: a record whose object or key nobody could tell, by its ID. */
export const UNTOLD = '#id';

/** Which object a lookup leads to, and by which key. */
export const ledTo = (
  { kind, to }: Pick<Reference, 'kind' | 'to'>,
  key: ReferenceKey
): { to: string; key: ReferenceKey } => (kind === 'any' ? { to: key[0], key: key.slice(1) } : { to, key });

/** The objects that a lookup leads to. */
export const objectsOf = ({ kind, to, targets = [] }: Reference): string[] =>
  kind === 'any' ? targets.map((target) => target.to) : [to];

/** The columns in which an object is read: the ID, and for lookups the keys that they lead to. */
export const columnsOf = (fields: readonly KeptField[]): string[] => [
  ...new Set(['Id', ...fields.flatMap(({ name, reference }) => reference?.paths ?? [name])]),
];

/** The parts of a key in one spelling, by the types of what they were read from. */
export const canonicalKey = (parts: readonly string[], key: readonly KeyPart[]): string[] =>
  parts.map((part, index) => canonical(part, key[index]?.type ?? 'string'));

const referenceIn = (
  { reference }: KeptField & { reference: NonNullable<KeptField['reference']> },
  at: (column: string) => string,
  names: UserNames
): ReferenceKey | undefined => {
  const parts = reference.paths.map(at);
  if (parts.every((part) => part === '')) return undefined;
  if (reference.kind === 'any') return [UNTOLD, ...parts];
  if (reference.kind === 'user') return [names.bare(parts[0])];
  if (reference.kind === 'owner') return parts[0] === '' ? [QUEUE, parts[1]] : [names.bare(parts[0])];
  return canonicalKey(parts, reference.key);
};

/** Makes rows of the values that an org answers for {@link columnsOf}. */
export const rowMaker = (
  fields: readonly KeptField[],
  names: UserNames
): ((columns: readonly string[], cells: readonly string[]) => Row) => {
  let known: readonly string[] | undefined;
  let positions = new Map<string, number>();
  return (columns, cells) => {
    if (columns !== known) positions = new Map(columns.map((name, index) => [name, index]));
    known = columns;
    const at = (column: string): string => cells[positions.get(column) ?? -1] ?? '';
    const values: Record<string, string> = {};
    const refs: Record<string, ReferenceKey> = {};
    for (const field of fields) {
      const { name, reference } = field;
      if (reference) {
        const key = referenceIn({ ...field, reference }, at, names);
        if (key) refs[name] = key;
      } else if (at(name) !== '') values[name] = canonical(at(name), field.type);
    }
    return { id: at('Id'), values, refs };
  };
};

/** A row that was kept before values had one spelling, as it would be kept now. */
export const respelled = ({ id, values, refs }: Row, fields: readonly KeptField[]): Row => {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return {
    id,
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, canonical(value, byName.get(name)?.type ?? 'string')])
    ),
    refs: Object.fromEntries(
      Object.entries(refs).map(([name, parts]) => {
        const reference = byName.get(name)?.reference;
        // Where a lookup may lead to several objects, its first part is an object, not a part of a key.
        return [name, reference?.kind === 'any' ? parts : canonicalKey(parts, reference?.key ?? [])];
      })
    ),
  };
};

/** Salesforce finds texts whatever their case is; so are keys compared. */
export const keyText = (parts: readonly string[]): string => JSON.stringify(parts.map((part) => part.toLowerCase()));

/** The parts of a record's key; a part that is empty is an empty text. */
export const keyOf = ({ values, refs }: Pick<Row, 'values' | 'refs'>, { key }: Pick<Shape, 'key'>): string[] =>
  key.flatMap((field) => refs[field] ?? [values[field] ?? '']);

/** A key in words, for people; of a queue its name. */
export const keyLabel = (parts: readonly string[]): string => parts.filter((part) => part !== QUEUE).join(' / ');

/** Rows by key, and those whose key does not tell which record they are. */
export type Keyed = { usable: Map<string, Row>; empty: Row[]; repeated: Row[] };

/** Sorts rows by their keys: a key that is empty in a part, or that several rows have, is of no use. */
export const keyed = (rows: Iterable<Row>, object: Pick<KeptObject, 'key'>): Keyed => {
  const byKey = new Map<string, Row[]>();
  const empty: Row[] = [];
  for (const row of rows) {
    const parts = keyOf(row, object);
    if (parts.some((part) => part === '')) {
      empty.push(row);
      continue;
    }
    const text = keyText(parts);
    const others = byKey.get(text);
    if (others) others.push(row);
    else byKey.set(text, [row]);
  }
  const usable = new Map<string, Row>();
  const repeated: Row[] = [];
  for (const [text, some] of byKey) {
    if (some.length === 1) usable.set(text, some[0]);
    else repeated.push(...some);
  }
  return { usable, empty, repeated };
};
