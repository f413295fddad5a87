import type { SfRecord } from '../../model.ts';
import { lookup, parentOf, pathColumn, pathOf } from '../../soql/columns.ts';
import type { Lookup } from '../../soql/columns.ts';
import type { QueryScope } from '../../soql/context.ts';
import { cellWriter } from './cells.ts';

/** A column of a result: its heading, and what stands in it (escaped, without quotes). */
export type BulkColumn = { name: string; write: (row: SfRecord) => string; binary?: boolean };

type Parent = ReturnType<typeof parentOf>;
type ParentOf = (row: SfRecord) => Parent;

/** Makes the columns of one query; columns behind the same relationship share the parent that they read last. */
export class ColumnReaders {
  private readonly scope: QueryScope;
  private readonly parents = new Map<string, ParentOf>();

  public constructor(scope: QueryScope) {
    this.scope = scope;
  }

  /** The column of a field, or of a parent's field; its heading is spelt as the definitions are. */
  public path(raw: string): BulkColumn {
    const { field, read } = pathColumn(this.scope, 'SELECT', raw);
    const write = cellWriter(field);
    const path = pathOf(this.scope, raw);
    const name = field?.name ?? path.at(-1) ?? raw;
    if (path.length === 1) return { name, write: (row) => write(row[name]), binary: field?.type === 'base64' };
    const { steps, headings } = this.follow(path.slice(0, -1));
    const heading = [...headings, name].join('.');
    // `Type` behind a lookup to several objects is no field of any of them: the engine's reader knows it.
    if (steps.at(-1)?.targets.every((target) => target.fields.every((each) => each.name !== name)) ?? true) {
      return { name: heading, write: (row) => write(read(row)) };
    }
    const parent = this.parentReader(headings, steps);
    return { name: heading, write: (row) => write(parent(row)?.record[name]) };
  }

  private follow(relationships: string[]): { steps: Lookup[]; headings: string[] } {
    const { env, entity } = this.scope;
    const steps: Lookup[] = [];
    let owners = [entity];
    for (const relationship of relationships) {
      const step = lookup(env, owners, relationship);
      if (!step) break;
      steps.push(step);
      owners = step.targets;
    }
    return { steps, headings: steps.map((step, index) => step.field.relationshipName ?? relationships[index] ?? '') };
  }

  private parentReader(headings: string[], steps: Lookup[]): ParentOf {
    const key = headings.join('.');
    const known = this.parents.get(key);
    if (known) return known;
    const { env } = this.scope;
    const step = steps.at(-1);
    const before = steps.length > 1 ? this.parentReader(headings.slice(0, -1), steps.slice(0, -1)) : undefined;
    let latest: { id: unknown; parent: Parent } = { id: undefined, parent: null };
    const reader: ParentOf = (row) => {
      const child = before ? before(row)?.record : row;
      if (!child || !step) return null;
      // Children of one parent often follow each other, and a generated parent is computed at every look.
      const id = child[step.field.name];
      if (latest.id !== id) latest = { id, parent: parentOf(env, step, child) };
      return latest.parent;
    };
    this.parents.set(key, reader);
    return reader;
  }
}
