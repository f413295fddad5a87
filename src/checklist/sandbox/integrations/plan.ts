import type { WithHoldings } from '../../shared/endpoints/hosts.ts';
import { isSetting, kindOf } from '../../shared/endpoints/kinds.ts';
import { isOrganizationRow } from './pairs.ts';
import type { Change, Scalar, Situation } from '../../item.ts';
import { loadText } from '../../../text.ts';
import { differences, fieldsToMake, type Difference } from './compare.ts';
import { targetOf } from './words.ts';

const text = loadText('checklist.integrations');
const ID = 'integrations';

type Here = Situation<WithHoldings>;

const changeOf = (difference: Difference, own: Pick<Change, 'before' | 'after' | 'write'>): Change => ({
  item: ID,
  target: targetOf(difference),
  severity: difference.toProduction ? 'critical' : 'normal',
  reason: text.get(difference.field === null ? 'reason.missing' : 'reason.changed'),
  ...own,
});

/** A component that is made again is off, and the change turns it on: a rollback turns it off. */
const creation = (difference: Difference, here: Here): Change[] => {
  const { type, name } = difference;
  const fields = fieldsToMake(difference, here);
  const { active } = kindOf(type);
  const wanted = active && isCalloutDisabled(type, here) ? active.off : (fields[active?.field ?? ''] ?? active?.on);
  const field = active?.field ?? Object.keys(fields)[0];
  if (field === undefined) return [];
  const { [field]: first = null, ...defaults } = fields;
  const after = wanted ?? first;
  const before = active && after === active.on ? active.off : null;
  return [changeOf(difference, { before, after, write: { kind: 'metadata', type, fullName: name, field, defaults } })];
};

const isCalloutDisabled = (type: string, { answers }: Here): boolean =>
  answers.policy.callouts === 'disabled' && (type === 'NamedCredential' || type === 'RemoteSiteSetting');

/** A row of a list is told by its name, the default of a hierarchy by the organization. */
const rowCreation = (difference: Difference, here: Here): Change[] => {
  const { type: object, name, recorded } = difference;
  const defaults: Record<string, Scalar> = isOrganizationRow(recorded)
    ? { SetupOwnerId: here.org.now.orgId }
    : { Name: name };
  return Object.entries(fieldsToMake(difference, here)).map(([field, after]) => ({
    ...changeOf(difference, { before: null, after, write: { kind: 'record', object, id: null, field, defaults } }),
    target: `${targetOf(difference)} › ${field}`,
  }));
};

const changesFor = (difference: Difference, here: Here): Change[] => {
  const { type, name, field, now, expected: after, actual: before } = difference;
  if (field === null) return isSetting(type) ? rowCreation(difference, here) : creation(difference, here);
  return [
    changeOf(difference, {
      before,
      after,
      write: isSetting(type)
        ? { kind: 'record', object: type, id: now?.id ?? null, field }
        : { kind: 'metadata', type, fullName: name, field },
    }),
  ];
};

/** What others refer to is there before them: a named credential needs its external one, that its auth. provider. */
const FIRST = ['AuthProvider', 'ExternalCredential'];

const rank = ({ type, field }: Difference): number =>
  field === null && FIRST.includes(type) ? FIRST.indexOf(type) : FIRST.length;

/** What repoint writes: what is missing or different, as far as the API takes it back. */
export const planIntegrations = (here: Here): Change[] =>
  here.org.refreshed
    ? differences(here)
        .filter(({ obstacle }) => obstacle === null)
        .toSorted((one, other) => rank(one) - rank(other))
        .flatMap((difference) => changesFor(difference, here))
    : [];
