import { hostOf } from '../../../logik/environmentUrl.ts';
import { ownershipIn } from '../../shared/environments.ts';
import type { HostSet } from '../../shared/endpoints/hostSet.ts';
import { endpointsOf, isAllowed, productionHosts, type Endpoint, type WithHoldings } from '../../shared/endpoints/hosts.ts';
import type { Situation } from '../../item.ts';

/** How an address is known to be production's: production has it, or it came with the refresh. */
export type Ground = 'production' | 'came';

export type Leak = Endpoint & { ground: Ground };

type Here = Situation<WithHoldings>;

/** The Logik Tenant's own URLs, as the line logik-tenant shows them. */
const tenantEndpoints = ({ environments }: WithHoldings): Endpoint[] =>
  (environments?.hosts ?? []).map((host) => ({
    type: 'Logik Tenant',
    name: host,
    field: 'URL',
    url: `https://${host}`,
    host,
    active: true,
    reach: 'data',
  }));

/** Every address of the org, the Logik Tenant's first. */
export const allEndpoints = (facts: WithHoldings): Endpoint[] => [
  ...tenantEndpoints(facts),
  ...endpointsOf(facts.holdings),
];

/** Types of which production's addresses are not known, so that what came with the refresh is taken for production's. */
export const unknownTypes = ({ production, now }: Here): ReadonlySet<string> =>
  new Set(
    now.holdings
      .map(({ type }) => type)
      .filter((type) => !production?.holdings.find((one) => one.type === type)?.components)
  );

const isRecorded = (before: WithHoldings | undefined, type: string): boolean => {
  const recorded = before?.holdings.find((one) => one.type === type);
  return recorded?.components != null || recorded?.absent === true;
};

/**
 * Types that the sandbox has, and of which nothing tells whether they lead to production: production's could not be read,
 * and what the sandbox had before is no help, since that could not be read either or nothing came yet.
 */
export const unjudgedTypes = (here: Here): string[] => {
  const unknown = unknownTypes(here);
  return here.now.holdings
    .filter(({ type, components }) => (components?.length ?? 0) > 0 && unknown.has(type))
    .map(({ type }) => type)
    .filter((type) => (here.org.refreshed ? !isRecorded(here.before, type) : here.production !== undefined));
};

/** Hosts that the sandbox had before; undefined where nothing of this type was recorded. */
const recordedHosts = ({ before }: Here, type: string): ReadonlySet<string> | undefined => {
  if (before === undefined || !isRecorded(before, type)) return undefined;
  return new Set(allEndpoints(before).map(({ host }) => host));
};

const groundOf = (endpoint: Endpoint, here: Here, known: HostSet, unknown: ReadonlySet<string>): Ground | undefined => {
  const { host, type } = endpoint;
  if (known.has(host)) return 'production';
  // What a clone of another sandbox gets is that one's; and what this tool was told, and wrote, did not come.
  if (!here.org.refreshed || (here.copyOf ?? null) !== null) return undefined;
  if (!unknown.has(type) || isAllowed(host, here.answers) || ownershipIn(here).isOurs(host)) return undefined;
  if ([here.environment, here.runtimeUrl].some((url) => hostOf(url) === host)) return undefined;
  const recorded = recordedHosts(here, type);
  return recorded && !recorded.has(host) ? 'came' : undefined;
};

/** Every address at which this org reaches production. */
export const leaksIn = (here: Here): Leak[] => {
  const [known, unknown] = [productionHosts(here), unknownTypes(here)];
  return allEndpoints(here.now).flatMap((endpoint): Leak[] => {
    const ground = groundOf(endpoint, here, known, unknown);
    return ground === undefined ? [] : [{ ...endpoint, ground }];
  });
};
