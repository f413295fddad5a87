import type { FieldDescription, RecordFields } from '../salesforce/types.ts';
import { differences, typed } from './difference.ts';
import type { KeptField, KeptObject, Reference } from './kept.ts';
import { isSame } from './lost.ts';
import type { Now } from './now.ts';
import type { Match, Resolved } from './resolve.ts';
import { isPerson } from './person.ts';
import { keyLabel, keyText, ledTo, type ReferenceKey, type Row } from './row.ts';

/** Why a record, or a field of it, is not put back. */
export type ProblemCode =
  | 'KEY_COLLIDES'
  | 'NOT_WRITABLE'
  | 'OWNER_FROZEN'
  | 'OWNER_INACTIVE'
  | 'OWNER_NOT_FOUND'
  | 'QUEUE_OF_OTHERS'
  | 'RECORD_TYPE_INACTIVE'
  | 'RECORD_TYPE_NOT_FOUND'
  | 'REFERENCE_AMBIGUOUS'
  | 'REFERENCE_INACTIVE'
  | 'REFERENCE_NOT_FOUND'
  | 'SAME_NOT_FOUND'
  | 'USER_INACTIVE';

export type Problem = { code: ProblemCode; field: string; to: string };

/** One record that is missing or different: what would be written, and what stands in the way. */
export type Draft = {
  key: string;
  row: Row;
  /** Null for one that is missing. */
  id: string | null;
  /** The fields that differ; of a missing one all that it has. */
  different: KeptField[];
  /** What the org has in these fields; of a missing one nothing. */
  stands: ReadonlyArray<string | ReferenceKey | null>;
  fields: RecordFields;
  /** Lookups to records that are not there yet and will be. */
  waiting: KeptField[];
  /**
   * Lookups to what is there and may not be used, such as a user who is not active: some orgs take them, some refuse the
   * whole record for them. `doubt` is what is told then.
   */
  doubtful: Array<KeptField & { doubt: ProblemCode }>;
  problems: Problem[];
  /** Nothing of it can be written. */
  blocked: boolean;
};

export type DraftContext = {
  kept: KeptObject;
  /** The kept fields that the org still has, as it has them. */
  now: ReadonlyMap<string, FieldDescription>;
  resolved: ReadonlyMap<string, Resolved>;
  /** Whether a record that a lookup leads to is going to be there. */
  coming: (field: KeptField, key: ReferenceKey) => boolean;
  /** Accounts of the org may be persons. */
  persons?: boolean;
};

const PEOPLE = new Set(['User', 'Group']);

/** What stands in the way where a lookup leads to none. */
const notFound = (reference: Reference, key: ReferenceKey): ProblemCode => {
  if (reference.kind === 'record-type') return 'RECORD_TYPE_NOT_FOUND';
  if (isSame(reference, key)) return 'SAME_NOT_FOUND';
  return PEOPLE.has(ledTo(reference, key).to) ? 'OWNER_NOT_FOUND' : 'REFERENCE_NOT_FOUND';
};

/** A record without these would be another one, or none at all. */
const isVital = ({ required, reference }: KeptField): boolean =>
  reference !== null && (reference.kind === 'record-type' || (required && reference.to !== 'User'));

const NOBODY: Match = { ids: [], inactive: false };

/**
 * What no record can be given although it is there: an owner who is not active (INACTIVE_OWNER_OR_USER), a queue that takes
 * other objects only, and a record type that is not active ("this ID value isn't valid for the user").
 */
const unusableBy = ({ name, reference }: KeptField, { inactive, otherObjects }: Match): ProblemCode | undefined => {
  if (inactive && reference?.kind === 'record-type') return 'RECORD_TYPE_INACTIVE';
  if (name !== 'OwnerId') return undefined;
  if (otherObjects) return 'QUEUE_OF_OTHERS';
  return inactive ? 'OWNER_INACTIVE' : undefined;
};

/** What most orgs take, and some refuse: they decide. */
const doubtOf = ({ reference }: KeptField, { inactive, frozen }: Match, to: string): ProblemCode | undefined => {
  if (inactive) return reference && PEOPLE.has(to) ? 'USER_INACTIVE' : 'REFERENCE_INACTIVE';
  return frozen ? 'OWNER_FROZEN' : undefined;
};

const place = (draft: Draft, field: KeptField, context: DraftContext): void => {
  const { row, fields, problems } = draft;
  const { name, type, reference } = field;
  const description = context.now.get(name);
  const key = row.refs[name];
  const to = key ? keyLabel(key) : '';
  const writable = draft.id === null ? description?.createable : description?.updateable;
  if (!writable) {
    problems.push({ code: 'NOT_WRITABLE', field: name, to });
    return;
  }
  if (!reference) {
    fields[name] = typed(row.values[name], type);
    return;
  }
  if (!key) {
    fields[name] = null;
    return;
  }
  const match = context.resolved.get(name)?.get(keyText(key)) ?? NOBODY;
  const { ids } = match;
  const unusable = unusableBy(field, match);
  if (ids.length === 1 && unusable === undefined) {
    [fields[name]] = ids;
    const doubt = doubtOf(field, match, ledTo(reference, key).to);
    if (doubt) draft.doubtful.push({ ...field, doubt });
  } else if (ids.length === 0 && context.coming(field, key)) draft.waiting.push(field);
  else {
    const code = unusable ?? (ids.length > 1 ? 'REFERENCE_AMBIGUOUS' : notFound(reference, key));
    problems.push({ code, field: name, to });
    if (draft.id === null && isVital(field)) draft.blocked = true;
  }
};

/** The fields that a kept record has, and that the org still has. */
const filled = ({ values, refs }: Row, { kept, now }: Pick<DraftContext, 'kept' | 'now'>): KeptField[] =>
  kept.fields.filter(({ name }) => now.has(name) && (values[name] !== undefined || (refs[name] ?? []).length > 0));

/** The name of a person is made of others, and refused where it is written: a difference in it alone nobody could settle. */
const isMade = (name: string, row: Row, { persons }: Pick<DraftContext, 'persons'>): boolean =>
  persons === true && name === 'Name' && isPerson(row);

/** Which kept records are missing or different, before anybody knows what their lookups lead to. */
export const compare = (
  wanted: ReadonlyMap<string, Row>,
  found: Now,
  context: Pick<DraftContext, 'kept' | 'now' | 'persons'>
): Draft[] => {
  const fields = context.kept.fields.filter(({ name }) => context.now.has(name));
  const drafts: Draft[] = [];
  for (const [key, row] of wanted) {
    const there = found.rows.get(key);
    const all = there ? differences(row, there, fields) : filled(row, context);
    const different = all.filter(({ name }) => !isMade(name, row, context));
    const collides = found.several.has(key);
    if (there && different.length === 0 && !collides) continue;
    const problems: Problem[] = collides ? [{ code: 'KEY_COLLIDES', field: context.kept.key.join(', '), to: '' }] : [];
    drafts.push({
      key,
      row,
      id: there?.id ?? null,
      different,
      stands: there ? different.map(({ name }) => there.refs[name] ?? there.values[name] ?? null) : [],
      fields: {},
      waiting: [],
      doubtful: [],
      problems,
      blocked: collides,
    });
  }
  return drafts;
};

/** Fills in what would be written to each record. A lookup that leads nowhere is left out and named. */
export const fill = (drafts: readonly Draft[], context: DraftContext): void => {
  for (const draft of drafts) {
    if (draft.blocked) continue;
    for (const field of draft.different) place(draft, field, context);
  }
};

/** Whether something of it is written when the object's turn comes; `late` are the lookups that wait for all objects. */
export const isWork = ({ id, blocked, fields, waiting }: Draft, late: ReadonlySet<string>): boolean =>
  !blocked && (id === null || Object.keys(fields).length > 0 || waiting.some(({ name }) => !late.has(name)));

/** Whether lookups of it are written once all objects had their turn. */
export const isLink = ({ blocked, waiting }: Draft, late: ReadonlySet<string>): boolean =>
  !blocked && waiting.some(({ name }) => late.has(name));
