import type { ObjectDef, OrgData } from '../model.ts';
import type { Place } from './errors.ts';
import { noSuchObject, queryError } from './errors.ts';
import type { Clause, Source } from './source.ts';

/** What one call of the engine works with. */
export type Environment = { org: OrgData; api: 'rest' | 'tooling'; apiVersion: string; source: Source; now: Date };

/** One SELECT of the query: the object it reads and where its words are. */
export type QueryScope = {
  env: Environment;
  entity: ObjectDef;
  alias: string | undefined;
  scope: number;
  /** An inner query of IN (…), which must not contain another one. */
  isSemiJoin: boolean;
  /** The number of the next SELECT inside this one: they are compiled in the order in which they are written. */
  nextChild: () => number;
};

/** Opens a SELECT for compilation, whose number comes from its outer one's `nextChild`. */
export function openScope(
  env: Environment,
  entity: ObjectDef,
  alias: string | undefined,
  scope: number,
  isSemiJoin = false
): QueryScope {
  const children = env.source.childScopes(scope);
  return { env, entity, alias, scope, isSemiJoin, nextChild: () => children.shift() ?? scope };
}

/** The place of a word in a clause of this SELECT. */
export function placeOf({ env, scope }: QueryScope, clause: Clause, raw: string): Place {
  return { source: env.source, offset: env.source.offsetOf(scope, clause, raw) };
}

/** An object that the user may query, else INVALID_TYPE: missing and hidden objects look the same from outside. */
export function queryableObject(env: Environment, name: string, scope: number): ObjectDef {
  const place = { source: env.source, offset: env.source.offsetOf(scope, 'FROM', name) };
  const def = visibleObject(env, name);
  if (!def) throw noSuchObject(place, name);
  if (def.queryable === false) {
    throw queryError('INVALID_TYPE_FOR_OPERATION', place, `entity type ${def.name} does not support query`);
  }
  return def;
}

/** The object, unless this API does not show it or the user may not read it. */
export function visibleObject(env: Environment, name: string): ObjectDef | undefined {
  const def = env.org.object(name, env.api);
  return def && env.org.canRead(def.name) ? def : undefined;
}
