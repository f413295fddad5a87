import type { FieldDescription, RecordFields } from '../salesforce/types.ts';
import { differences, typed } from './difference.ts';
import type { KeptField, KeptObject } from './kept.ts';
import type { Now } from './now.ts';
import type { Resolved } from './resolve.ts';
import { keyLabel, keyText, type Row } from './row.ts';

/** Why a record, or a field of it, is not put back. */
export type ProblemCode =
  | 'KEY_COLLIDES'
  | 'NOT_WRITABLE'
  | 'OWNER_NOT_FOUND'
  | 'RECORD_TYPE_NOT_FOUND'
  | 'REFERENCE_AMBIGUOUS'
  | 'REFERENCE_NOT_FOUND';

export type Problem = { code: ProblemCode; field: string; to: string };

/** One record that is missing or different: what would be written, and what stands in the way. */
export type Draft = {
  key: string;
  row: Row;
  /** Null for one that is missing. */
  id: string | null;
  /** The fields that differ; of a missing one all that it has. */
  different: KeptField[];
  fields: RecordFields;
  /** Lookups to records that are not there yet and will be. */
  waiting: KeptField[];
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
  coming: (field: KeptField, key: string) => boolean;
};

const NOT_FOUND: Record<string, ProblemCode> = {
  user: 'OWNER_NOT_FOUND',
  owner: 'OWNER_NOT_FOUND',
  'record-type': 'RECORD_TYPE_NOT_FOUND',
  record: 'REFERENCE_NOT_FOUND',
};

/** A record without these would be another one, or none at all. */
const isVital = ({ required, reference }: KeptField): boolean =>
  reference !== null && (reference.kind === 'record-type' || (required && reference.to !== 'User'));

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
  const ids = context.resolved.get(name)?.get(keyText(key)) ?? [];
  if (ids.length === 1) [fields[name]] = ids;
  else if (ids.length === 0 && context.coming(field, keyText(key))) draft.waiting.push(field);
  else {
    const code = ids.length > 1 ? 'REFERENCE_AMBIGUOUS' : NOT_FOUND[reference.kind];
    problems.push({ code, field: name, to });
    if (draft.id === null && isVital(field)) draft.blocked = true;
  }
};

/** The fields that a kept record has, and that the org still has. */
const filled = ({ values, refs }: Row, { kept, now }: Pick<DraftContext, 'kept' | 'now'>): KeptField[] =>
  kept.fields.filter(({ name }) => now.has(name) && (values[name] !== undefined || refs[name] !== undefined));

/** Which kept records are missing or different, before anybody knows what their lookups lead to. */
export const compare = (
  wanted: ReadonlyMap<string, Row>,
  found: Now,
  context: Pick<DraftContext, 'kept' | 'now'>
): Draft[] => {
  const fields = context.kept.fields.filter(({ name }) => context.now.has(name));
  const drafts: Draft[] = [];
  for (const [key, row] of wanted) {
    const there = found.rows.get(key);
    const different = there ? differences(row, there, fields) : filled(row, context);
    const collides = found.several.has(key);
    if (there && different.length === 0 && !collides) continue;
    const problems: Problem[] = collides ? [{ code: 'KEY_COLLIDES', field: context.kept.key.join(', '), to: '' }] : [];
    drafts.push({ key, row, id: there?.id ?? null, different, fields: {}, waiting: [], problems, blocked: collides });
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
