import type { Comparison } from '../../../catalog/index.ts';
import type { Place, StaleIdsFacts } from './facts.ts';
import { isOrgId, marksIn, shortOf } from './marks.ts';
import type { Source } from './sources.ts';

type LookUp = Comparison['lookUp'];

/** How many places are looked at together. */
const AT_ONCE = 5000;

/** How many places of one kind are kept; what is reported is far less, the rest is counted. */
const KEPT = 1000;

export type Sifted = Pick<StaleIdsFacts, 'more' | 'former'> & { places: Place[] };

/**
 * Keeps of all texts the places with IDs that the sandbox had and the org has no more, and those with organization IDs
 * or hosts, which the rules judge. What else the texts hold is forgotten at once.
 */
export type Sieve = {
  /** Answers how many rows the source has. */
  pass(source: Source): Promise<number>;
  end(): Promise<Sifted>;
};

/** Counts up and answers how many there were before. */
const counter = (): ((key: string) => number) & { counts: Map<string, number> } => {
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before;
  };
  return Object.assign(count, { counts });
};

export const sieve = (lookUp: LookUp): Sieve => {
  const places: Place[] = [];
  const former: Sifted['former'] = {};
  const kept = counter();
  const rest = counter();
  let waiting: Place[] = [];
  let stale = 0;

  /** Keeps or counts a place of which only stale IDs, organization IDs and hosts are left; answers whether it is kept. */
  const keep = (place: Place): boolean => {
    const forRules = [...place.ids.filter(isOrgId), ...place.hosts];
    const isStale = place.ids.some((id) => !isOrgId(id));
    const isKept = [...(isStale ? [''] : []), ...forRules].map(kept).some((before) => before < KEPT);
    if (isKept) places.push(place);
    else if (isStale) stale += 1;
    else if (forRules.length > 0) rest(forRules.join(' '));
    return isKept;
  };

  const lookAtWaiting = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const wanted = new Set(batch.flatMap(({ ids }) => ids.filter((id) => !isOrgId(id)).map(shortOf)));
    const found = wanted.size === 0 ? undefined : await lookUp(wanted);
    for (const place of batch) {
      const ids = place.ids.filter((id) => isOrgId(id) || found?.get(shortOf(id))?.isCurrent === false);
      if (!keep({ ...place, ids })) continue;
      for (const short of ids.map(shortOf)) {
        const was = found?.get(short);
        if (was) former[short] = { object: was.object, key: was.key, newId: was.newId };
      }
    }
  };

  return {
    pass: async ({ kind, object, rows }) => {
      let count = 0;
      for await (const { row, cells } of rows) {
        count += 1;
        for (const [field, value] of cells) {
          const { ids, hosts } = marksIn(value);
          if (ids.length > 0 || hosts.length > 0) waiting.push({ kind, object, row, field, ids, hosts });
        }
        if (waiting.length >= AT_ONCE) await lookAtWaiting();
      }
      return count;
    },
    end: async () => {
      await lookAtWaiting();
      const others = [...rest.counts].map(([marks, count]) => ({ marks: marks.split(' '), places: count }));
      return { places, more: { stale, others }, former };
    },
  };
};
