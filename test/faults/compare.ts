import { join } from 'node:path';
import { filesBelow } from '../integration/hostile.ts';
import type { Workbench } from '../support/workbench.ts';

/** What is the same however often something is done: no times, no IDs that an org or a run gave itself. */
export const normalised = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d| UTC)?/g, '<time>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>')
    .replace(/\b(?=[A-Za-z]*\d[A-Za-z]*\d)[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b/g, '<id>');

const SYSTEM = new Set(['Id', 'CreatedDate', 'LastModifiedDate', 'SystemModstamp', 'LastLoginDate']);

/** The sandbox, object by object, with its components and the settings of its pages. */
export const orgState = ({ simulation }: Workbench): Map<string, string> => {
  const org = simulation.sandbox;
  const names = new Set([...org.objects('rest'), ...org.objects('tooling')].map(({ name }) => name));
  const state = new Map<string, string>();
  for (const name of names) {
    const rows = [...org.table(name).rows()].map((row) =>
      normalised(JSON.stringify(Object.entries(row).filter(([field]) => !SYSTEM.has(field))))
    );
    state.set(name, rows.sort().join('\n'));
  }
  for (const [type, components] of org.components) {
    const entries = [...components].map(([name, values]) => normalised(JSON.stringify([name, values])));
    state.set(`metadata ${type}`, entries.sort().join('\n'));
  }
  state.set('setup pages', normalised(JSON.stringify(simulation.settings(org))));
  return state;
};

/** The refresh directory, file by file. */
export const directoryState = async (bench: Workbench): Promise<Map<string, string>> =>
  new Map(
    Object.entries(await filesBelow(bench.directory).catch(() => ({}))).map(([path, content]) => [
      normalised(path),
      normalised(content),
    ])
  );

/** The journal as it stands. */
export const journalOf = async (bench: Workbench): Promise<string> =>
  (await filesBelow(bench.directory).catch((): Record<string, string> => ({})))['journal.ndjson'] ?? '';

type Line = { schemaVersion?: unknown; event?: unknown; undoes?: unknown; change?: { item?: string; target?: string } };

/** What the journal says became of each change in the end, apart for what was done and what was taken back. */
export const endings = (journal: string): Map<string, string> | string => {
  const ends = new Map<string, string>();
  for (const [index, text] of journal.split('\n').entries()) {
    if (text === '') continue;
    let line: Line;
    try {
      line = JSON.parse(text) as Line;
    } catch {
      return `line ${index + 1} of the journal is no JSON`;
    }
    if (line.schemaVersion !== 1) return `line ${index + 1} of the journal has no version`;
    const way = line.undoes === undefined ? 'done' : 'undone';
    ends.set(normalised(`${way} ${line.change?.item}: ${line.change?.target}`), String(line.event));
  }
  return journal === '' || journal.endsWith('\n') ? ends : 'the journal ends within a line';
};

/** Names that only a run under way may have in the directory, and what is below them. */
const LITTER = /(^|\/)(\.lock|\.logik-refresh\.|\.work\.|\.[0-9a-f]{12}\.tmp)/;

/** Names of runs under way, without what tells one run from another. */
export const placeOf = (path: string): string =>
  path
    .replace(/\.logik-refresh\.[^/]*\.(tmp|work)/g, '.logik-refresh.*.$1')
    .replace(/\.work\.[^/]*/g, '.work.*')
    .replace(/(^|\/)\.lock\.[^/]+/g, '$1.lock.*');

export const litterIn = (paths: Iterable<string>): string[] => [
  ...new Set([...paths].filter((path) => LITTER.test(path)).map(placeOf)),
];

/** Keys whose values are not the same, with those that are in one of the two only. */
export const differences = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));

export const inDirectory = (bench: Workbench, path: string): string => join(bench.directory, path);
