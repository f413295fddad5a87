import { DUPLICATE } from '../salesforce/collections.ts';
import { inParts, inRounds, isBulk } from '../salesforce/rowRetry.ts';
import type { CreateResult, OrgReader, OrgWriter, RecordFields, RowResult } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import type { Draft, Problem } from './draft.ts';
import type { KeptField, UserNames } from './kept.ts';
import { lesserOf, type Lesser } from './lesser.ts';
import { assess, isKeptRecord, sequenceOf, type Loaded } from './plan.ts';
import { keyLabel, keyOf, keyText, ledTo, type ReferenceKey, type Row } from './row.ts';

const text = loadText('preserve');

/** A record, or a field of it, that was not put back, and why. */
export type RestoreFailure = { object: string; name: string; id: string; code: string; message: string };

/**
 * `records`: create what is missing and update what is different; `links`: only the lookups that had to wait until all
 * objects had their turn.
 */
export type Pass = 'records' | 'links';

type Org = { reader: OrgReader; writer: OrgWriter };
type Result = CreateResult | RowResult;

/** Why a field of a record is left out, in words. */
export const problemText = ({ code, field, to }: Problem): string => text.get(`problem.${code}`, { field, to });

const failuresOf = ({ problems, row, id }: Draft, { kept }: Loaded): RestoreFailure[] =>
  problems.map((problem) => ({
    object: kept.object,
    name: keyLabel(keyOf(row, kept)),
    id: id ?? '',
    code: problem.code,
    message: problemText(problem),
  }));

/** What the org said, and for a guard that even leave to save does not lift what to do about it. */
const refusalText = ({ code, message }: { code: string; message: string }): string =>
  code === DUPLICATE ? text.get('refusal.duplicate', { message }) : message;

const refusalOf = ({ row, id }: Draft, { kept }: Loaded, result: Result): RestoreFailure[] => {
  const base = { object: kept.object, name: keyLabel(keyOf(row, kept)), id: id ?? '' };
  if (result.outcome === 'failed') return [{ ...base, code: result.code, message: refusalText(result) }];
  return result.outcome === 'unprocessed' ? [{ ...base, code: 'UNPROCESSED', message: result.reason ?? '' }] : [];
};

/** A record that is created gets no field that it has not; its key finds it where an earlier answer got lost. */
const creationOf = ({ fields }: Draft): RecordFields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

const create = ({ writer }: Org, { kept }: Loaded, drafts: readonly Draft[]): Promise<CreateResult[]> => {
  const externalId = kept.externalId ? kept.key[0] : undefined;
  return inParts(drafts.map(creationOf), (rows) =>
    writer.createMany(kept.object, rows, { bulk: isBulk(rows.length), externalId })
  );
};

type Update = RecordFields & { Id: string };

/** An update, and the record that it is of. */
type Writing = { draft: Draft; row: Update };

const update = ({ writer }: Org, object: string, rows: readonly Update[]): Promise<RowResult[]> =>
  inParts(rows, (part) => writer.updateMany(object, part, { bulk: isBulk(part.length) }));

/** Updates rows, those again that are locked or that nobody took up. */
const updateAll = async (org: Org, loaded: Loaded, drafts: readonly Writing[]): Promise<RestoreFailure[]> => {
  const failures: RestoreFailure[] = [];
  await inRounds(drafts, async (open, { repeatable }) => {
    const results = await update(
      org,
      loaded.kept.object,
      open.map(({ row }) => row)
    );
    const mayRepeat = repeatable(results);
    const again: Writing[] = [];
    for (const [index, each] of open.entries()) {
      if (mayRepeat(results[index])) again.push(each);
      else failures.push(...refusalOf(each.draft, loaded, results[index]));
    }
    return again;
  });
  return failures;
};

/** The lookups within the object itself, once its records are there: only of those records that had to wait for one. */
const linkOwn = async (
  org: Org,
  loaded: Loaded,
  waiting: readonly Draft[],
  ids: ReadonlyMap<string, string>
): Promise<RestoreFailure[]> => {
  const { object } = loaded.kept;
  const updates: Writing[] = [];
  const failures: RestoreFailure[] = [];
  for (const draft of waiting) {
    const Id = draft.id ?? ids.get(draft.key);
    if (Id === undefined) continue;
    const fields: RecordFields = {};
    for (const { name, reference } of draft.waiting) {
      const to = draft.row.refs[name];
      const led = reference && ledTo(reference, to);
      if (led?.to !== object) continue;
      const target = ids.get(keyText(led.key));
      if (target !== undefined) fields[name] = target;
      else {
        const problem: Problem = { code: 'REFERENCE_NOT_FOUND', field: name, to: keyLabel(to) };
        failures.push(...failuresOf({ ...draft, id: Id, problems: [problem] }, loaded));
      }
    }
    if (Object.keys(fields).length > 0) updates.push({ draft: { ...draft, id: Id }, row: { Id, ...fields } });
  }
  return [...failures, ...(await updateAll(org, loaded, updates))];
};

/** Lookups for whose sake the org refused a record: the users that they lead to are not active. */
const inactiveIn = ({ doubtful, row }: Draft, result: Result): Problem[] =>
  result.outcome === 'failed' && result.code === 'INACTIVE_OWNER_OR_USER'
    ? doubtful.map(({ name }) => ({ code: 'USER_INACTIVE', field: name, to: keyLabel(row.refs[name]) }))
    : [];

/** Only lookups that wait for later objects, or that lead into the object itself, may wait. */
const mayWait =
  (all: readonly Loaded[], object: string, late: ReadonlySet<string>) =>
  (field: KeptField, key: ReferenceKey): boolean =>
    ((field.reference && ledTo(field.reference, key).to === object) || late.has(field.name)) &&
    isKeptRecord(all)(field, key);

/** What a record goes without, and why. */
const withoutOf = ({ draft, without }: Lesser, loaded: Loaded, result: Result): RestoreFailure[] =>
  refusalOf(draft, loaded, result).map((refusal) => ({
    ...refusal,
    message: text.get('problem.without', { fields: without.join(', '), message: refusal.message }),
  }));

/** Saves records without the values that the org refused, and without those that it refuses then. */
const saveFewer = async (
  org: Org,
  loaded: Loaded,
  drafts: readonly Draft[],
  ids: Map<string, string>
): Promise<RestoreFailure[]> => {
  if (drafts.length === 0) return [];
  const [missing, different] = [drafts.filter(({ id }) => id === null), drafts.filter(({ id }) => id !== null)];
  const created = await create(org, loaded, missing);
  const updated = await update(
    org,
    loaded.kept.object,
    different.map(({ id, fields }) => ({ Id: id ?? '', ...fields }))
  );
  const fewer: Draft[] = [];
  const failures = [...missing, ...different].flatMap((draft, index): RestoreFailure[] => {
    const result: Result = [...created, ...updated][index];
    if (result.outcome === 'created') ids.set(draft.key, result.id);
    const lesser = lesserOf(draft, result, loaded.kept);
    if (!lesser) return refusalOf(draft, loaded, result);
    fewer.push(lesser.draft);
    return withoutOf(lesser, loaded, result);
  });
  return [...failures, ...(await saveFewer(org, loaded, fewer, ids))];
};

const restoreRecords = async (
  org: Org,
  all: readonly Loaded[],
  loaded: Loaded,
  names: UserNames
): Promise<RestoreFailure[]> => {
  const { object } = loaded.kept;
  const late = sequenceOf(all.map(({ kept }) => kept)).late.get(object) ?? new Set<string>();
  const failures: RestoreFailure[] = [];
  const waiting = new Map<string, Draft>();
  const ids = new Map<string, string>();
  const without = new Map<string, ReadonlySet<string>>();
  await inRounds([...loaded.rows], async (open, { first, repeatable }) => {
    // As the org is by now: what an answer that got lost brought about must not be done twice.
    org.reader.forget();
    const rows = new Map(open);
    const { drafts, present } = await assess(org.reader, { ...loaded, rows }, names, mayWait(all, object, late));
    for (const [key, id] of present) ids.set(key, id);
    for (const draft of drafts) {
      if (first) failures.push(...failuresOf(draft, loaded));
      if (!draft.blocked && draft.waiting.length > 0) waiting.set(draft.key, draft);
    }
    for (const draft of drafts) for (const name of without.get(draft.key) ?? []) delete draft.fields[name];
    const writable = drafts.filter(({ blocked }) => !blocked);
    const missing = writable.filter(({ id }) => id === null);
    const different = writable.filter(({ id, fields }) => id !== null && Object.keys(fields).length > 0);
    const created = await create(org, loaded, missing);
    const updated = await update(
      org,
      object,
      different.map(({ id, fields }) => ({ Id: id ?? '', ...fields }))
    );
    const results: Array<[Draft, Result]> = [
      ...missing.map((draft, index): [Draft, Result] => [draft, created[index]]),
      ...different.map((draft, index): [Draft, Result] => [draft, updated[index]]),
    ];
    const mayRepeat = repeatable(results.map(([, result]) => result));
    const again: Array<[string, Row]> = [];
    const fewer: Draft[] = [];
    for (const [draft, result] of results) {
      const inactive = without.has(draft.key) ? [] : inactiveIn(draft, result);
      if (result.outcome === 'created') ids.set(draft.key, result.id);
      else if (inactive.length > 0) {
        without.set(draft.key, new Set(inactive.map(({ field }) => field)));
        failures.push(...failuresOf({ ...draft, problems: inactive }, loaded));
        again.push([draft.key, draft.row]);
      } else if (mayRepeat(result)) again.push([draft.key, draft.row]);
      else {
        const lesser = lesserOf(draft, result, loaded.kept);
        failures.push(...(lesser ? withoutOf(lesser, loaded, result) : refusalOf(draft, loaded, result)));
        if (lesser) fewer.push(lesser.draft);
      }
    }
    failures.push(...(await saveFewer(org, loaded, fewer, ids)));
    return again;
  });
  return [...failures, ...(await linkOwn(org, loaded, [...waiting.values()], ids))];
};

const restoreLinks = async (
  org: Org,
  all: readonly Loaded[],
  loaded: Loaded,
  names: UserNames
): Promise<RestoreFailure[]> => {
  const late = sequenceOf(all.map(({ kept }) => kept)).late.get(loaded.kept.object) ?? new Set<string>();
  const rows = new Map([...loaded.rows].filter(([, { refs }]) => [...late].some((name) => refs[name] !== undefined)));
  org.reader.forget();
  const { drafts } = await assess(org.reader, { ...loaded, rows }, names, () => false);
  const links = drafts.flatMap((draft) => {
    const fields = Object.entries(draft.fields).filter(([name]) => late.has(name));
    if (draft.id === null || draft.blocked || fields.length === 0) return [];
    return [{ draft, row: { Id: draft.id, ...Object.fromEntries(fields) } }];
  });
  const lost = drafts
    .filter(({ id }) => id !== null)
    .map((draft) => ({
      ...draft,
      problems: draft.problems.filter(({ field }) => late.has(field)),
    }));
  return [...lost.flatMap((draft) => failuresOf(draft, loaded)), ...(await updateAll(org, loaded, links))];
};

/**
 * Puts the kept records of one object back: creates those that are missing, and updates the fields that differ. Rows that
 * are locked, or that the org did not take up, are sent again a few times. One row that is refused stops no other.
 *
 * @throws OrgError where the org itself cannot be asked; SfError DamagedRecordsError
 */
export const restoreObject = async (
  org: Org,
  all: readonly Loaded[],
  { object, pass, names }: { object: string; pass: Pass; names: UserNames }
): Promise<RestoreFailure[]> => {
  const loaded = all.find(({ kept }) => kept.object === object);
  if (!loaded) return [];
  return pass === 'records' ? restoreRecords(org, all, loaded, names) : restoreLinks(org, all, loaded, names);
};
