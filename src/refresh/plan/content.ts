import type { Change, Write } from '../../checklist/item.ts';
import { redact } from '../../salesforce/redact.ts';
import { byCodeUnits, dataDigest } from './canonical.ts';
import type { PlanContent, PlannedChange, PlannedWrite } from './schema.ts';

/** The data with every text in it as a plan may hold it: no secret, and no half character, which no JSON can carry. */
const sound = (data: unknown): unknown => {
  if (typeof data === 'string') return redact(data).toWellFormed();
  if (Array.isArray(data)) return data.map(sound);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [sound(key), sound(value)]));
};

const plannedWrite = (write: Write): PlannedWrite => {
  if (write.kind === 'touch') {
    const { kind, object, field, since, ids } = write;
    return { kind, object, field, since, records: ids.length, ids: dataDigest([...ids].sort(byCodeUnits)) };
  }
  if (write.kind !== 'logik') return write;
  const { kind, environment, part, name, path, sha256, verb } = write;
  return { kind, environment, part, name, path, sha256, ...(verb === undefined ? {} : { verb }) };
};

const planned = ({ item, target, severity, before, after, basis, write }: Change): PlannedChange =>
  sound({ item, target, severity, before, after, basis, write: plannedWrite(write) }) as PlannedChange;

/**
 * The changes as a plan holds them, in an order that does not depend on the one in which an org answered. Words that say
 * why are no part of it: they tell figures that change by themselves.
 */
export const plannedChanges = (changes: readonly Change[]): PlannedChange[] =>
  changes
    .map(planned)
    .map((change) => ({ change, key: JSON.stringify([change.item, change.target, dataDigest(change)]) }))
    .sort((one, other) => byCodeUnits(one.key, other.key))
    .map(({ change }) => change);

/** The hash that an approval goes by: the same for the same plan, another for any other. */
export const planHash = (content: Omit<PlanContent, 'command'> & { command: string }): string => dataDigest(content);
