import type { FormerId } from '../../../catalog/worker/lookUp.ts';
import { attempt, type Attempted } from '../../shared/attempt.ts';
import { readEnvironments } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';
import { ExportError, findExports } from './exports.ts';
import { KINDS, type StaleIdsFacts } from './facts.ts';
import { readLabels } from './labels.ts';
import { lookAtNamed, namedFields, readNamed } from './named.ts';
import { withOwnerNames } from './owners.ts';
import { readSettings } from './settings.ts';
import { sieve, type Sieve } from './sieve.ts';
import { merged, nothing, type Source } from './sources.ts';

type Scanned = StaleIdsFacts['scanned'];

const sift = async (screen: Sieve, source: Source): Promise<Attempted<number>> => {
  try {
    return await attempt(screen.pass(source));
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { facts: null, unreadable: error.message };
  }
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const tally = (read: ReadonlyArray<{ kind: Source['kind']; rows: number }>): Scanned =>
  KINDS.map((kind) => {
    const rows = read.filter((each) => each.kind === kind).map((each) => each.rows);
    return { kind, objects: rows.length, rows: sum(rows) };
  });

/**
 * Reads the places where IDs and hosts hide, all small ones at once. What refresh.yaml names may be large: before a
 * refresh, when there is nothing to look for, it is only counted.
 */
export const gatherStaleIds = async (context: ReadContext): Promise<StaleIdsFacts> => {
  const { org, answers, directory } = context;
  const fields = namedFields(answers);
  const [{ comparison }, environments, settings, labels, named, exports] = await Promise.all([
    context.catalog(),
    readEnvironments(context),
    readSettings(context, fields),
    readLabels(org),
    lookAtNamed(org, fields),
    findExports(directory),
  ]);
  const { sources, unreadable } = merged([
    settings,
    labels,
    { sources: [], unreadable: named.unreadable },
    comparison === null ? nothing : await readNamed(org, named.objects),
    exports,
  ]);
  const screen = sieve(async (ids) => (await comparison?.lookUp(ids)) ?? new Map<string, FormerId>());
  const read: Array<{ kind: Source['kind']; rows: number }> = [];
  for (const source of sources) {
    const { facts: rows, unreadable: reason } = await sift(screen, source);
    if (rows === null) unreadable.push({ name: source.object, reason });
    else read.push({ kind: source.kind, rows });
  }
  if (comparison === null) read.push(...named.objects.map(({ rows }) => ({ kind: 'named' as const, rows })));
  const { places, ...rest } = await screen.end();
  return {
    environments,
    scanned: tally(read),
    unreadable,
    ...rest,
    places: comparison === null ? null : await withOwnerNames(org, places),
  };
};
