import { hostOf } from '../../logik/environmentUrl.ts';
import { readEnvironments } from './environments.ts';
import { attempt } from './attempt.ts';
import type { ReadContext } from '../item.ts';
import { hostsIn, type TenantFacts } from '../connection/logikTenant/facts.ts';
import { desiredUrl } from '../connection/logikTenant/lines.ts';
import { readOrganizationRow } from '../identity/orgIdentity/facts.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { mayBeProduction, NO_PAST, ownershipOf, type Ownership, pageHosts } from './production.ts';

/** The URLs of the Logik environment that a run is about; null where nobody knows them. */
export type Environment = { administrationUrl: string | null; runtimeUrl: string | null };

/**
 * Which Logik environment to ask: in prepare the one that the sandbox is connected to, afterwards the one that it must
 * be connected to. What a refreshed sandbox names may be production's, and must never be sent a key.
 */
export const environmentOf = async (context: ReadContext): Promise<Environment> => {
  const { answers, recorded } = context;
  if (recorded === undefined) {
    const now = await readEnvironments(context);
    return { administrationUrl: now?.administrationUrl ?? null, runtimeUrl: now?.runtimeUrl ?? null };
  }
  const before = recorded('logik-tenant') as TenantFacts | undefined;
  return {
    administrationUrl: desiredUrl(answers, before, 'administrationUrl') ?? null,
    runtimeUrl: desiredUrl(answers, before, 'runtimeUrl') ?? null,
  };
};

/** Somebody may name another sandbox, of which this one is a clone: what that one tells is not production's. */
const isSandbox = async (org: OrgReader): Promise<boolean> =>
  (await attempt(readOrganizationRow(org))).facts?.IsSandbox === true;

/** What is known of whose an environment is while lines read: the source org is asked, or what prepare recorded counts. */
const ownershipOfRun = async (context: ReadContext): Promise<Ownership> => {
  const { org, source, recorded, recordedOfProduction, answers, kept = answers, past, copy } = context;
  const asked =
    source && !(await isSandbox(source)) ? (await readEnvironments({ ...context, org: source }))?.hosts : [];
  const known = hostsIn(recordedOfProduction?.('logik-tenant') as TenantFacts | undefined);
  const theirs = asked && asked.length > 0 ? asked : known;
  const before = recorded?.('logik-tenant') as TenantFacts | undefined;
  const now = copy?.refreshed && before ? await readEnvironments({ ...context, org }) : null;
  return ownershipOf({
    // What production's configurator page leads to is production's too, but is not all that it names.
    told: [...theirs, ...pageHosts(recordedOfProduction?.('external-configurator'))],
    toldAll: theirs.length > 0,
    recorded: hostsIn(before),
    // A slip on the command line must not vouch for itself.
    answers: kept,
    past: past?.() ?? NO_PAST,
    came: now?.hosts ?? [],
    copiesProduction: (copy?.copyOf ?? null) === null,
  });
};

/** The hosts of production's Logik environment, as far as they are known while lines read. */
export const productionHostsOf = async (context: ReadContext): Promise<string[]> => [
  ...(await ownershipOfRun(context)).hosts,
];

/**
 * Whether a URL is that of production's Logik environment: nobody hands it a key. The source org tells, or what a refresh
 * brought; where nobody knows, a host of the production sector is taken for it, unless people named it as the sandbox's
 * own.
 */
export const isProductions = async (environment: string, context: ReadContext): Promise<boolean> => {
  const host = hostOf(environment);
  return host !== null && mayBeProduction(await ownershipOfRun(context), host);
};
