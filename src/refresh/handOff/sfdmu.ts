import type { KeptField, KeptObject } from '../../preserve/kept.ts';
import { sequenceOf } from '../../preserve/plan.ts';

/** One object of SFDMU's export.json. */
export type SfdmuObject = {
  query: string;
  operation: 'Upsert' | 'Readonly';
  /** Several fields together are a key, joined by semicolons; a lookup counts as the key of what it leads to. */
  externalId: string;
  /** False: only the records that others lead to. */
  master?: false;
};

/**
 * Whether SFDMU finds again what a field leads to, as the plugin does: it binds a lookup to one object (help.sfdmu.com,
 * "Polymorphic Lookup Fields"), and knows neither that a username is spelled otherwise in every sandbox nor records that
 * are the same by ID and moment of creation.
 */
const isMovable = ({ reference }: KeptField): boolean =>
  reference === null || reference.kind === 'record' || reference.kind === 'record-type';

const keyOf = (parts: KeptObject['keyParts']): string => parts.map(({ path }) => path).join(';');

/** Rows without a key would be made anew at every run: those that the plugin does not put back either. */
const conditionOf = ({ where, keyParts, unusable }: KeptObject): string => {
  const filled = unusable.empty > 0 ? keyParts.map(({ path }) => `${path} != null`) : [];
  const all = [...(where === null ? [] : [filled.length > 0 ? `(${where})` : where]), ...filled];
  return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`;
};

/**
 * Rows of which several have one key: the plugin touches none of them, and an upsert would make one record of them. No
 * condition tells them apart, so the object is only looked up.
 */
const operationOf = ({ unusable }: KeptObject): SfdmuObject['operation'] =>
  unusable.repeated > 0 ? 'Readonly' : 'Upsert';

/** In the order in which the plugin puts objects back: what others lead to comes first. */
const inOrder = (kept: readonly KeptObject[]): KeptObject[] => {
  const { objects } = sequenceOf(kept);
  return kept.toSorted((one, other) => objects.indexOf(one.object) - objects.indexOf(other.object));
};

/** Objects that are only looked up: by the keys by which the plugin finds their records. */
const parentsOf = (kept: readonly KeptObject[]): SfdmuObject[] => {
  const own = new Set(kept.map(({ object }) => object));
  const parents = new Map(
    kept.flatMap(({ fields }) =>
      fields.flatMap(({ reference }) =>
        reference?.kind === 'record' && !own.has(reference.to) ? [[reference.to, reference.key] as const] : []
      )
    )
  );
  return [...parents].map(([object, key]) => ({
    // Paths are for the key alone: a query of SFDMU names fields of its own object only.
    query: `SELECT ${['Id', ...key.map(({ path }) => path).filter((path) => !path.includes('.'))].join(', ')} FROM ${object}`,
    operation: 'Readonly',
    externalId: keyOf(key),
    master: false,
  }));
};

/**
 * The preserved records as SFDMU moves them, in the order in which the plugin puts them back: the fields, conditions and keys that the plugin
 * goes by itself, whether somebody wrote them or it found them; nothing deleted. What refers to other objects finds them
 * by the same keys. Left out is what the plugin does not keep, and what SFDMU cannot find again.
 *
 * @param kept the objects of which records were kept: an entry that cannot be followed is none of SFDMU's either
 */
export const sfdmuObjects = (kept: readonly KeptObject[]): SfdmuObject[] =>
  kept.length === 0
    ? []
    : [
        ...inOrder(kept).map((one): SfdmuObject => {
          const fields = one.fields.filter(isMovable).map(({ name }) => name);
          return {
            query: `SELECT ${['Id', ...fields].join(', ')} FROM ${one.object}${conditionOf(one)}`,
            operation: operationOf(one),
            externalId: keyOf(one.keyParts),
          };
        }),
        ...parentsOf(kept),
      ];
