import { otherKey, sameKey } from '../../shared/profileNames.ts';
import { sameId } from '../../identity/orgIdentity/ids.ts';
import type { TenantFacts, TenantField, TenantRow } from './facts.ts';

/** The profile of a row as it was called when it was recorded. */
const recordedName = ({ owner, setupOwnerId }: TenantRow, rows: readonly TenantRow[]): string | null | undefined => {
  if (owner.kind !== 'profile') return undefined;
  const own = rows.filter((row) => row.owner.kind === 'profile');
  const found =
    own.find((row) => sameId(row.setupOwnerId, setupOwnerId)) ??
    own.find((row) => sameKey(row.owner.key, owner.key)) ??
    own.find((row) => !otherKey(row.owner.key, owner.key) && row.owner.name === owner.name);
  return found?.owner.name;
};

/**
 * A reading in the words in which it was recorded. Labels and the names of standard profiles are in the language of
 * whoever asks, and findings are known by them: to waivers, to what somebody vouched for, and to what was already so.
 */
export const toldAs = (recorded: TenantFacts | undefined, now: TenantFacts): TenantFacts => {
  if (!recorded || recorded.object.name !== now.object.name) return now;
  const labels = new Map(
    [recorded.runtimeUrl, recorded.administrationUrl, ...recorded.others].map(({ name, label }) => [name, label])
  );
  const told = <F extends TenantField>(field: F): F => ({ ...field, label: labels.get(field.name) ?? field.label });
  return {
    ...now,
    object: { ...now.object, label: recorded.object.label },
    runtimeUrl: told(now.runtimeUrl),
    administrationUrl: told(now.administrationUrl),
    others: now.others.map(told),
    rows: now.rows.map((row) => {
      const name = recordedName(row, recorded.rows) ?? row.owner.name;
      return { ...row, owner: { ...row.owner, name } };
    }),
  };
};
