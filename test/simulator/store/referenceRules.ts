import { ApiError } from '../model.ts';
import type { Json, ObjectDef, SfRecord } from '../model.ts';
import { sameId } from './orgStore.ts';
import type { OrgStore } from './orgStore.ts';

/**
 * What an org does not let records lead to, though it is there: the record of `to` whose `field` has the value. It depends
 * on licences, permissions, sharing and settings that no scenario has; what the API answers is given with it.
 */
export type ReferenceRule = {
  object: string;
  field: string;
  to: { object: string; field: string; value: Json };
  errorCode: string;
  message: string;
  /** The fields that the answer names. */
  fields?: string[];
};

/** Throws what the API answers for a record that leads to what the org does not let it lead to. */
export function refuseReferences(org: OrgStore, def: ObjectDef, row: SfRecord, changed: ReadonlySet<string>): void {
  for (const { object, field, to, errorCode, message, fields = [] } of org.referenceRules) {
    if (object.toLowerCase() !== def.name.toLowerCase() || !changed.has(field.toLowerCase())) continue;
    const id = row[field];
    const target = typeof id === 'string' ? org.table(to.object).get(id) : undefined;
    if (target?.[to.field] === to.value) throw new ApiError(400, { message, errorCode, fields });
  }
}

/** A queue that is told which objects it takes takes no other. Of one that a scenario tells nothing of, nothing is known. */
export function refuseQueues(org: OrgStore, def: ObjectDef, row: SfRecord, changed: ReadonlySet<string>): void {
  const id = row['OwnerId'];
  if (typeof id !== 'string' || !id.startsWith('00G') || !changed.has('ownerid')) return;
  const supported = [...org.table('QueueSobject').rows()].filter((each) => sameId(each['QueueId'], id));
  if (supported.length === 0 || supported.some((each) => each['SobjectType'] === def.name)) return;
  throw new ApiError(400, {
    message: 'Queue not associated with this SObject type',
    errorCode: 'INVALID_OPERATION',
    fields: [],
  });
}
