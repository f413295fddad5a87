import { hostOf, looksLikeProduction } from '../logik/environmentUrl.ts';
import type { Answers } from './answers.ts';
import { readEnvironments } from './environments.ts';
import type { ReadContext } from './item.ts';
import { urlIn, URL_ROLES, type TenantFacts } from './logikTenant/facts.ts';
import { desiredUrl } from './logikTenant/lines.ts';

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

const productionHosts = async (context: ReadContext): Promise<readonly string[]> => {
  const { source, recordedOfProduction } = context;
  if (source) return (await readEnvironments({ ...context, org: source }))?.hosts ?? [];
  const recorded = recordedOfProduction?.('logik-tenant') as TenantFacts | undefined;
  const urls = recorded?.rows.flatMap((row) => URL_ROLES.map((role) => hostOf(urlIn(recorded, row, role)))) ?? [];
  return urls.filter((host) => host !== null);
};

const isSaid = (host: string, { logik }: Answers): boolean =>
  [logik.newHost, logik.administrationUrl, logik.runtimeUrl].some((said) => hostOf(said) === host);

/**
 * Whether a URL is that of production's Logik environment: nobody hands it a key. The source org tells; where nobody
 * asked it, a host of the production sector is taken for it, unless people named it as the sandbox's own.
 */
export const isProductions = async (environment: string, context: ReadContext): Promise<boolean> => {
  const host = hostOf(environment);
  if (host === null) return false;
  const hosts = await productionHosts(context);
  return hosts.length > 0 ? hosts.includes(host) : looksLikeProduction(host) && !isSaid(host, context.answers);
};
