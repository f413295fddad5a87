import type { Blueprint, LogikAdmin, ManagedTable } from '../logik/types.ts';
import { exportTo, type Exported } from './export.ts';
import type { Patience } from './job.ts';
import type { Part } from './manifest.ts';

/** What an environment lists. */
export type Listed = { blueprints: readonly Blueprint[]; tables: readonly ManagedTable[] };

/** Which of a part an environment has: the table, or those of its blueprints that are there. */
export const presentMembers = (
  { kind, name, members }: Pick<Part, 'kind' | 'name' | 'members'>,
  { blueprints, tables }: Listed
): Array<{ name: string; modified: string | null }> => {
  if (kind === 'table')
    return tables.filter((table) => table.name === name).map(({ modified }) => ({ name, modified }));
  const wanted = new Set(members.map((member) => member.name));
  return blueprints
    .filter(({ variableName }) => wanted.has(variableName))
    .map(({ variableName, modified }) => ({ name: variableName, modified }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

/** Exports what an environment has of a part; undefined where it has nothing of it. */
export const exportPresent = async (
  admin: LogikAdmin,
  part: Pick<Part, 'kind' | 'name'>,
  present: ReadonlyArray<{ name: string }>,
  options: { folder: string; patience?: Patience }
): Promise<Exported | undefined> => {
  if (present.length === 0) return undefined;
  const { kind, name } = part;
  const members = present.map((member) => member.name);
  return exportTo(admin, kind === 'table' ? { kind, name } : { kind, name, members }, options);
};
