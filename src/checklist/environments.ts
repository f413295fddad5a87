import { SfError } from '@salesforce/core';
import { z } from 'zod';
import { hostOf, isLoopback } from '../logik/environmentUrl.ts';
import { OrgError } from '../salesforce/errors.ts';
import type { ReadContext, Situation } from './item.ts';
import { orgDefaultOf, urlIn, URL_ROLES, type UrlRole } from './logikTenant/facts.ts';
import { gatherTenant } from './logikTenant/gather.ts';

const LOGIK_HOST = /\.logik\.(io|ai)$/i;

/** The Logik environments that an org's Logik Tenant names; null where that could not be read. */
export const environmentsSchema = z
  .strictObject({
    administrationUrl: z.string().nullable(),
    runtimeUrl: z.string().nullable(),
    /** On any row: org default, profiles, users. */
    hosts: z.array(z.string()),
  })
  .nullable();

export type Environments = z.infer<typeof environmentsSchema>;

/** Facts of a line that opens a door to the Logik environment. */
export type WithEnvironments = { environments: Environments };

/**
 * Reads them off the Logik Tenant. The reader sends the same read once, so beside the line logik-tenant this costs no
 * request; whatever is wrong with the setting is that line's finding.
 */
export const readEnvironments = async (context: ReadContext): Promise<Environments> => {
  try {
    const facts = await gatherTenant(context);
    const urls = facts.rows.flatMap((row) => URL_ROLES.map((role) => hostOf(urlIn(facts, row, role))));
    const own = (role: UrlRole): string | null => urlIn(facts, orgDefaultOf(facts), role);
    return {
      administrationUrl: own('administrationUrl'),
      runtimeUrl: own('runtimeUrl'),
      hosts: [...new Set(urls.filter((host) => host !== null))],
    };
  } catch (error) {
    if (!(error instanceof SfError) || (error instanceof OrgError && error.scope === 'run')) throw error;
    return null;
  }
};

/** The origin that a value names, however it was typed. Logik speaks https; this machine's own addresses may not. */
const originOf = (value: string | null): string | null => {
  const host = hostOf(value);
  if (host === null) return null;
  const plain = isLoopback(new URL(`http://${host}`)) && /^http:/i.test(value?.trim() ?? '');
  return new URL(`${plain ? 'http' : 'https'}://${host}`).origin;
};

/** The origins that must get through: normally one, for Administration URL and Runtime URL usually are the same. */
export const wantedOrigins = (...urls: ReadonlyArray<string | null>): string[] => [
  ...new Set(urls.map(originOf).filter((origin) => origin !== null)),
];

/** Production's Logik environment, as the source org told. */
export const isProductionHost = (
  url: string,
  { production }: Pick<Situation<WithEnvironments>, 'production'>
): boolean => {
  const host = hostOf(url);
  return host !== null && (production?.environments?.hosts.includes(host) ?? false);
};

/** Whose Logik environment a URL names, when it is one, and not the one that the sandbox must use. */
export const foreignEnvironment = (
  url: string,
  situation: Pick<Situation<WithEnvironments>, 'before' | 'now' | 'production' | 'replaced'>
): 'production' | 'old' | 'other' | undefined => {
  const host = hostOf(url);
  if (host === null) return undefined;
  if (isProductionHost(url, situation) || situation.replaced?.includes(host)) return 'production';
  if (situation.before?.environments?.hosts.includes(host)) return 'old';
  const known = situation.now.environments?.hosts.includes(host) ?? false;
  return known || LOGIK_HOST.test(new URL(`https://${host}`).hostname) ? 'other' : undefined;
};
