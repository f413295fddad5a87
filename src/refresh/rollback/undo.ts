import type { Change, Scalar } from '../../checklist/item.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import type { JournalEntry } from '../directory/journal.ts';
import { sameValue } from '../write/targets.ts';

/** What a run may have left in the org; `refused` it did not, unless the org took it all the same. */
const SENT = new Set(['attempt', 'answered', 'unconfirmed', 'confirmed']);

/** A touch leaves every value as it was, an email is gone, and records that were put back stay: nothing to take back. */
const leavesNothing = ({ write }: Change): boolean =>
  write.kind === 'touch' || write.kind === 'restore' || (write.kind === 'user' && write.part === 'password');

/** One run of repoint that is taken back: since when (ISO 8601, UTC) and how many places it wrote. */
export type RunToUndo = { run: string; at: string; changes: number };

/** What one run did to a place. */
export type Link = { run: string; change: Change };

/** One field of one record, component, page or user, with what the runs did to it, the newest first. */
export type Place = { name: string; links: Link[] };

/** Runs newest first; places in the order in which they were first written. */
export type ToUndo = { runs: RunToUndo[]; places: Place[] };

const nameOf = ({ change }: JournalEntry): string => `${change.item} ${change.target}`;

/** The runs that a rollback took back. A journal of before names only one. */
const undoneBy = ({ undoes, undoesAll }: JournalEntry): readonly string[] =>
  undoesAll ?? (undoes === undefined ? [] : [undoes]);

/**
 * What repoint did to this org since its refresh and nobody took back yet: every run, also one that was killed half-way;
 * undefined where there is none. A new refresh makes a new org, so an org's runs are those of one refresh.
 *
 * @param lastOnly only the newest run, and nothing where that has been taken back already
 */
export const toUndo = (
  entries: readonly JournalEntry[],
  orgId: string,
  { lastOnly = false } = {}
): ToUndo | undefined => {
  const here = entries.filter((entry) => sameOrgId(entry.orgId, orgId));
  const sent = here.filter(({ event, change }) => SENT.has(event) && !leavesNothing(change));
  const made = sent.filter(({ undoes }) => undoes === undefined);
  // The newest run is the newest, also where it left nothing to take back.
  const ids = [
    ...new Set(here.filter(({ event, undoes }) => SENT.has(event) && undoes === undefined).map(({ run }) => run)),
  ];
  const wanted = lastOnly ? ids.slice(-1) : ids;
  const undone = new Set(
    sent.flatMap((entry) =>
      entry.event === 'confirmed' ? undoneBy(entry).map((run) => `${run} ${nameOf(entry)}`) : []
    )
  );
  // What a user has that a run created goes to rest with it.
  const created = new Set(
    made.flatMap(({ run, change: { write } }) =>
      wanted.includes(run) && write.kind === 'user' && write.part === 'user' ? [write.username] : []
    )
  );
  const rests = ({ write }: Change): boolean =>
    write.kind === 'user' && write.part !== 'user' && created.has(write.username);
  const runs: RunToUndo[] = [];
  const places = new Map<string, Place>();
  for (const run of wanted) {
    const of = made.filter((entry) => entry.run === run);
    // The newest word on each place counts: `confirmed` knows the ID of a record that was created.
    const left = new Map(
      of
        .filter((entry) => !undone.has(`${run} ${nameOf(entry)}`) && !rests(entry.change))
        .map((entry) => [nameOf(entry), entry.change] as const)
    );
    if (left.size === 0) continue;
    runs.unshift({ run, at: of[0].at, changes: left.size });
    for (const [name, change] of left) {
      const place = places.get(name) ?? { name, links: [] };
      place.links.unshift({ run, change });
      places.set(name, place);
    }
  }
  return runs.length === 0 ? undefined : { runs, places: [...places.values()] };
};

/** Where the newest run wrote, with what another may have learned: the ID of a record, and whether a component was made. */
const placeWritten = (links: readonly Link[]): Change['write'] => {
  const writes = links.map(({ change: { write } }) => write);
  const [newest] = writes;
  const oldest = writes[writes.length - 1];
  const defaults = 'defaults' in oldest ? { defaults: oldest.defaults } : {};
  if (newest.kind !== 'record') return { ...newest, ...defaults };
  const id = writes.map((write) => (write.kind === 'record' ? write.id : null)).find((known) => known !== null);
  return { ...newest, ...defaults, id: id ?? null };
};

/** What a run left in a place: a table of Logik may hold something else than was planned, which the journal knows then. */
const wrote = ({ write, after }: Change): Scalar => (write.kind === 'logik' ? (write.left ?? after) : after);

/** The change over several runs as one: from what stood there before the oldest to what the newest wrote. */
const joined = (links: readonly Link[]): Change => {
  const [{ change: newest }] = links;
  const { change: oldest } = links[links.length - 1];
  return {
    ...newest,
    before: oldest.before,
    after: wrote(newest),
    severity: links.some(({ change }) => change.severity === 'critical') ? 'critical' : 'normal',
    write: placeWritten(links),
  };
};

/**
 * What is to be taken back of one place, given what it holds now: the change over all runs, as far back as each run
 * found what the one before it had left. Where somebody wrote in between, it ends there: theirs is not ours to take back.
 *
 * @param now what the place holds; undefined where that is not known, and all runs count then
 * @returns `run` is the one whose value of before comes back; `intact` false where somebody wrote in between, or since
 */
export const resolve = (
  { links }: Place,
  now: { value: Scalar } | undefined
): { change: Change; run: string; intact: boolean } => {
  // A run that was refused, or killed before it sent anything, left what it found: the one before it counts.
  const from = now
    ? links.findIndex(
        ({ change }, index) =>
          sameValue(wrote(change), now.value) &&
          links.slice(0, index).every(({ change: newer }) => sameValue(newer.before, now.value))
      )
    : 0;
  const start = Math.max(from, 0);
  let end = start;
  while (end + 1 < links.length && sameValue(wrote(links[end + 1].change), links[end].change.before)) end += 1;
  const chain = links.slice(start, end + 1);
  return { change: joined(chain), run: chain[chain.length - 1].run, intact: end + 1 === links.length };
};
