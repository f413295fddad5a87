import { hostOf } from '../../../logik/environmentUrl.ts';
import { isRedacted } from '../../../salesforce/redact.ts';
import { endpointsIn, isLogikHost, productionHosts, type WithHoldings } from '../../shared/endpoints/hosts.ts';
import type { Component, Holding } from '../../shared/endpoints/facts.ts';
import { ownerKindOf } from '../../shared/endpoints/settings.ts';
import { isCalloutSwitch, isSetting, kindOf } from '../../shared/endpoints/kinds.ts';
import type { Scalar, Situation, Survey } from '../../item.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import { isOwned, pairsOf } from './pairs.ts';
import { valueAt } from '../../../literal/table.ts';

/** Why something is not put back by itself. */
export type Obstacle = 'type' | 'secret' | 'production' | 'id' | 'owner' | 'list' | 'environment';

/** One thing that is not as prepare recorded it. */
export type Difference = {
  type: string;
  name: string;
  /** Null where the whole component is gone. */
  field: string | null;
  recorded: Component;
  now: Component | undefined;
  expected: Scalar;
  actual: Scalar;
  /** Null where repoint puts it back. */
  obstacle: Obstacle | null;
  /** It leads to production now. */
  toProduction: boolean;
};

type Here = Situation<WithHoldings>;

/** Nothing set, an empty text and an unset checkbox are the same in an org; zero is a number that somebody set. */
const isUnset = (value: Scalar): boolean => value === null || value === '' || value === false;

const same = (one: Scalar, other: Scalar): boolean => one === other || (isUnset(one) && isUnset(other));

/** Record IDs of the org as it was name nothing in the refreshed one. */
const LOOKS_LIKE_ID = /^[0a][0-9A-Za-z]{2}[0-9A-Za-z]{2}0[0-9A-Za-z]{9}([A-Z0-5]{3})?$/;

/** Trusted URLs and remote sites of Logik have lines of their own. */
const belongsToOther = (type: string, component: Component, here: Here): boolean =>
  (type === 'CspTrustedSite' || type === 'RemoteSiteSetting') &&
  endpointsIn(type, component).some(({ host }) => isLogikHost(host, environmentsIn(here)));

const environmentsIn = ({ before, now, production }: Here): Parameters<typeof isLogikHost>[1] => [
  before?.environments,
  now.environments,
  production?.environments,
];

/** What named the sandbox's Logik environment names the one that it has now. */
const translated = (value: Scalar, { before, environment }: Here): Scalar => {
  const host = typeof value === 'string' && /^https?:\/\//i.test(value) ? hostOf(value) : null;
  // What somebody wrote into the record in the place of a URL translates nothing.
  if (host === null || environment === null || !URL.canParse(environment)) return value;
  if (!(before?.environments?.hosts.includes(host) ?? false)) return value;
  return String(value).replace(/^https?:\/\/[^/?#]+/i, new URL(environment).origin);
};

/** The environment that the sandbox had ends, and nobody knows the new one yet: the old must not come back. */
const namesEnded = (value: string, { before, environment, answers }: Here): boolean => {
  const host = hostOf(value);
  const ends = answers.refresh.dataStrategy === 'decommission' && environment === null;
  return ends && host !== null && (before?.environments?.hosts.includes(host) ?? false);
};

const obstacleOf = (type: string, field: string, expected: Scalar, here: Here): Obstacle | null =>
  kindOf(type).writable ? valueObstacle(type, field, expected, here) : 'type';

/** Why a value comes back by nobody's tool, ours or another. */
const valueObstacle = (type: string, field: string, expected: Scalar, here: Here): Obstacle | null => {
  if (isRedacted(expected)) return 'secret';
  if (field.endsWith('[]')) return 'list';
  if (typeof expected !== 'string') return null;
  if (LOOKS_LIKE_ID.test(expected)) return 'id';
  if (namesEnded(expected, here)) return 'environment';
  const [endpoint] = endpointsIn(type, { name: '', id: null, fields: { [field]: expected }, secrets: [] });
  return endpoint && productionHosts(here).has(endpoint.host) ? 'production' : null;
};

/**
 * A value as it is to be after the refresh, for tools that set it in the plugin's stead: in the words of the environment
 * that there is then. Undefined where the plugin itself would not write it: what leads to production, to an environment
 * that ends or that is not this sandbox's, what holds a secret or another org's ID.
 */
export const valueAfter = (type: string, field: string, value: Scalar, here: Here): Scalar | undefined => {
  const expected = translated(value, here);
  if (valueObstacle(type, field, expected, here) !== null) return undefined;
  const [endpoint] = endpointsIn(type, { name: '', id: null, fields: { [field]: expected }, secrets: [] });
  if (!endpoint || !isLogikHost(endpoint.host, environmentsIn(here))) return expected;
  const own = [here.environment, here.runtimeUrl].map(hostOf);
  return own.includes(endpoint.host) ? expected : undefined;
};

/** prepare: the org is both sides of the comparison, for the environment that it is to have. */
export const beforeRefresh = (
  survey: Survey<WithHoldings>,
  { environment, runtimeUrl }: { environment: string | null; runtimeUrl: string | null }
): Here => ({
  ...survey,
  before: survey.now,
  environment,
  runtimeUrl,
  reconnectedAt: '',
  org: { before: survey.org, now: survey.org, refreshed: false },
});

/** Rows that hold for a profile or a user are made again by hand: whom they hold for has another ID now. */
const obstacleOfMissing = (type: string, recorded: Component, here: Here): Obstacle | null => {
  if (isSetting(type) && isOwned(recorded)) return 'owner';
  const found = Object.entries(recorded.fields).map(([field, value]) => obstacleOf(type, field, value, here));
  return kindOf(type).writable ? (found.find((one) => one !== null && one !== 'list') ?? null) : 'type';
};

/** What it is called now; a profile as it was when it was recorded, whatever language this login has. */
const nameFor = (recorded: Component, now: Component): string =>
  isOwned(recorded) && ownerKindOf(recorded.owner) === 'profile' ? recorded.name : now.name;

const changed = (type: string, recorded: Component, now: Component, here: Here): Difference[] => {
  const paths = new Set([...Object.keys(recorded.fields), ...Object.keys(now.fields)]);
  const left = new Set([...recorded.secrets, ...now.secrets]);
  return [...paths].flatMap((field): Difference[] => {
    if (kindOf(type).ignored?.test(field) || isCalloutSwitch(type, field)) return [];
    const expected = translated(valueAt(recorded.fields, field) ?? null, here);
    const actual = valueAt(now.fields, field) ?? null;
    if (same(expected, actual) || (left.has(field) && !Object.hasOwn(recorded.fields, field))) return [];
    const host = endpointsIn(type, { ...now, fields: { [field]: actual } })[0]?.host;
    const toProduction = host !== undefined && productionHosts(here).has(host);
    const obstacle = obstacleOf(type, field, expected, here);
    const name = nameFor(recorded, now);
    return [{ type, name, field, recorded, now, expected, actual, obstacle, toProduction }];
  });
};

const namesOf = ({ org }: Here): SandboxNames => ({ before: org.before.sandboxName, now: org.now.sandboxName });

/** What is missing or different of one type, as far as both readings are known. */
export const differencesOf = ({ type, components }: Holding, here: Here): Difference[] => {
  const recorded = here.before?.holdings.find((one) => one.type === type)?.components;
  if (!recorded || !components) return [];
  const pairs = pairsOf(recorded, components, namesOf(here));
  return recorded
    .filter((each) => !belongsToOther(type, each, here))
    .flatMap((each): Difference[] => {
      const now = pairs.get(each);
      if (now) return changed(type, each, now, here);
      const obstacle = obstacleOfMissing(type, each, here);
      const gone = { expected: true, actual: false, toProduction: false };
      return [{ type, name: each.name, field: null, recorded: each, now, obstacle, ...gone }];
    });
};

/** Whether nothing of a component leads to production, or to an environment that ends. */
export const mayComeBack = (type: string, { fields }: Component, here: Here): boolean =>
  Object.entries(fields).every(([field, value]) => {
    const obstacle = valueObstacle(type, field, value, here);
    return obstacle !== 'production' && obstacle !== 'environment';
  });

/** Everything that is missing or different, in the order in which the kinds are read. */
export const differences = (here: Here): Difference[] =>
  here.now.holdings.flatMap((holding) => differencesOf(holding, here));

/** What came with the refresh and the sandbox did not have. */
export const newcomers = (here: Here): Array<{ type: string; component: Component }> =>
  here.now.holdings.flatMap(({ type, components }) => {
    const recorded = here.before?.holdings.find((one) => one.type === type)?.components;
    if (!recorded || !components) return [];
    const known = new Set(pairsOf(recorded, components, namesOf(here)).values());
    return components
      .filter((each) => !belongsToOther(type, each, here))
      .filter((each) => !known.has(each))
      .map((component) => ({ type, component }));
  });

/** The fields of a component that is made again: what can be written, for the environment that there is now. */
export const fieldsToMake = ({ type, recorded }: Difference, here: Here): Record<string, Scalar> =>
  Object.fromEntries(
    Object.entries(recorded.fields)
      .filter(
        ([field, value]) =>
          value !== null &&
          value !== '' &&
          !field.endsWith('[]') &&
          !recorded.secrets.includes(field) &&
          !kindOf(type).ignored?.test(field)
      )
      .map(([field, value]) => [field, translated(value, here)])
  );
