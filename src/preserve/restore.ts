import { inParts, inRounds, isBulk } from '../salesforce/rowRetry.ts';
import type { CreateResult, OrgReader, OrgWriter, RecordFields, RowResult } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import type { Draft, Problem } from './draft.ts';
import type { KeptField, UserNames } from './kept.ts';
import { doubtedIn, isOfOwner, lesserOf, OWNER, type Lesser } from './lesser.ts';
import { assess, isKeptRecord, sequenceOf, type Loaded } from './plan.ts';
import { keyLabel, keyOf, keyText, ledTo, type ReferenceKey, type Row } from './row.ts';

const text = loadText('preserve');

/** A record, or a field of it, that was not put back, and why. */
export type RestoreFailure = { object: string; name: string; id: string; code: string; message: string };

/** What was refused, and how many times a record was saved. */
export type Restored = { failures: RestoreFailure[]; saved: number };

/**
 * `records`: create what is missing and update what is different; `links`: only the lookups that had to wait until all
 * objects had their turn.
 */
export type Pass = 'records' | 'links';

type Org = { reader: OrgReader; writer: Pick<OrgWriter, 'createMany' | 'updateMany'> };
type Result = CreateResult | RowResult;

/** The org, with a count of the rows that it saved. */
const counted = ({ reader, writer }: Org): { counting: Org; saved: () => number } => {
  let rows = 0;
  const seen = <R extends Result>(results: R[]): R[] => {
    rows += results.filter(({ outcome }) => outcome === 'created' || outcome === 'updated').length;
    return results;
  };
  const counting = {
    createMany: async (...asked: Parameters<OrgWriter['createMany']>) => seen(await writer.createMany(...asked)),
    updateMany: async (...asked: Parameters<OrgWriter['updateMany']>) => seen(await writer.updateMany(...asked)),
  };
  return { counting: { reader, writer: counting }, saved: () => rows };
};

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

/** What a record leads to that is there and may be why it was refused, in words. */
const doubtText = (draft: Draft, result: Result): string[] =>
  doubtedIn(draft, result).map(({ name, doubt }) =>
    text.get(doubt === 'OWNER_FROZEN' ? 'doubt.frozen' : 'doubt.inactive', {
      field: name,
      to: keyLabel(draft.row.refs[name]),
    })
  );

const refusalOf = (draft: Draft, { kept }: Loaded, result: Result): RestoreFailure[] => {
  const { row, id } = draft;
  const base = { object: kept.object, name: keyLabel(keyOf(row, kept)), id: id ?? '' };
  const owner = row.refs[OWNER];
  if (result.outcome === 'failed' && owner && isOfOwner(draft, result)) {
    const message = text.get('refusal.owner', { field: OWNER, to: keyLabel(owner), message: result.message });
    return [{ ...base, code: 'OWNER_REFUSED', message }];
  }
  if (result.outcome === 'failed') {
    const message = [result.message, ...doubtText(draft, result)].join(' ');
    return [{ ...base, code: result.code, message }];
  }
  return result.outcome === 'unprocessed' ? [{ ...base, code: 'UNPROCESSED', message: result.reason ?? '' }] : [];
};

/** A field by what it led to, where it is a lookup. */
const fieldText = (name: string, { refs }: Row): string =>
  refs[name] === undefined ? name : text.get('field.ledTo', { field: name, to: keyLabel(refs[name]) });

/** What a record goes without, and why: what was there by name. */
const withoutOf = ({ without }: Lesser, draft: Draft, loaded: Loaded, result: Result): RestoreFailure[] =>
  refusalOf(draft, loaded, result).map((refusal) => {
    const { code, message } = refusal;
    // That says by itself that it was left out.
    if (code === 'OWNER_REFUSED') return refusal;
    const fields = without.map((name) => fieldText(name, draft.row)).join(', ');
    return { ...refusal, message: text.get('problem.without', { fields, message }) };
  });

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

/**
 * Updates rows, those again that are locked or that nobody took up. A lookup that is refused costs none of the others of its
 * record.
 */
const updateAll = async (org: Org, loaded: Loaded, drafts: readonly Writing[]): Promise<RestoreFailure[]> => {
  const failures: RestoreFailure[] = [];
  const fewer: Writing[] = [];
  await inRounds(drafts, async (open, { repeatable }) => {
    const results = await update(
      org,
      loaded.kept.object,
      open.map(({ row }) => row)
    );
    const mayRepeat = repeatable(results);
    const again: Writing[] = [];
    for (const [index, each] of open.entries()) {
      const result = results[index];
      if (mayRepeat(result)) {
        again.push(each);
        continue;
      }
      const { Id, ...fields } = each.row;
      const sent = { ...each.draft, id: Id, fields };
      const lesser = lesserOf(sent, result, loaded.kept);
      failures.push(...(lesser ? withoutOf(lesser, sent, loaded, result) : refusalOf(sent, loaded, result)));
      if (lesser) fewer.push({ draft: each.draft, row: { Id, ...lesser.draft.fields } });
    }
    return again;
  });
  return [...failures, ...(fewer.length > 0 ? await updateAll(org, loaded, fewer) : [])];
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

/** Lookups that the org may have refused a record for, and that it can go without. */
const doubtsIn = (draft: Draft, result: Result): Problem[] =>
  doubtedIn(draft, result)
    .filter(({ name, required }) => !required || name === OWNER)
    .map(({ name, doubt }) => ({ code: doubt, field: name, to: keyLabel(draft.row.refs[name]) }));

/** Only lookups that wait for later objects, or that lead into the object itself, may wait. */
const mayWait =
  (all: readonly Loaded[], object: string, late: ReadonlySet<string>) =>
  (field: KeptField, key: ReferenceKey): boolean =>
    ((field.reference && ledTo(field.reference, key).to === object) || late.has(field.name)) &&
    isKeptRecord(all)(field, key);

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
    return withoutOf(lesser, draft, loaded, result);
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
      const doubts = without.has(draft.key) ? [] : doubtsIn(draft, result);
      if (result.outcome === 'created') ids.set(draft.key, result.id);
      else if (doubts.length > 0) {
        without.set(draft.key, new Set(doubts.map(({ field }) => field)));
        failures.push(...failuresOf({ ...draft, problems: doubts }, loaded));
        again.push([draft.key, draft.row]);
      } else if (mayRepeat(result)) again.push([draft.key, draft.row]);
      else {
        const lesser = lesserOf(draft, result, loaded.kept);
        failures.push(...(lesser ? withoutOf(lesser, draft, loaded, result) : refusalOf(draft, loaded, result)));
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
): Promise<Restored> => {
  const loaded = all.find(({ kept }) => kept.object === object);
  if (!loaded) return { failures: [], saved: 0 };
  const { counting, saved } = counted(org);
  const put = pass === 'records' ? restoreRecords : restoreLinks;
  return { failures: await put(counting, all, loaded, names), saved: saved() };
};
