import { SfError } from '@salesforce/core';
import { z } from 'zod';
import { hostOf, isLoopback } from '../../logik/environmentUrl.ts';
import { OrgError } from '../../salesforce/errors.ts';
import type { ReadContext, Situation } from '../item.ts';
import { hostsIn, ownUrl } from '../connection/logikTenant/facts.ts';
import { gatherTenant } from '../connection/logikTenant/gather.ts';
import { ownershipOf, type Ownership } from './production.ts';

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
    return {
      administrationUrl: ownUrl(facts, 'administrationUrl'),
      runtimeUrl: ownUrl(facts, 'runtimeUrl'),
      hosts: hostsIn(facts),
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

/** What a line has to ask whose a host is. */
export type Knowing = Pick<
  Situation<WithEnvironments>,
  'before' | 'production' | 'replaced' | 'answers' | 'foreign' | 'ownership' | 'copyOf'
>;

/** The engine's answer or, where a line stands alone, what its own facts tell. */
export const ownershipIn = ({
  before,
  production,
  replaced = [],
  answers,
  foreign,
  ownership,
  copyOf,
}: Knowing): Ownership =>
  ownership ??
  ownershipOf({
    told: [...(production?.environments?.hosts ?? []), ...(foreign?.hosts ?? [])],
    toldAll: (production?.environments?.hosts.length ?? 0) > 0,
    recorded: before?.environments?.hosts ?? [],
    answers,
    past: { replaced, written: [] },
    came: [],
    copiesProduction: (copyOf ?? null) === null,
  });

/** Whether a URL names production's Logik environment. */
export const isProductionHost = (url: string, situation: Knowing): boolean => {
  const host = hostOf(url);
  return host !== null && ownershipIn(situation).of(host).production;
};

/** Whose Logik environment a URL names, when it is one, and not the one that the sandbox must use. */
export const foreignEnvironment = (
  url: string,
  situation: Knowing & Pick<Situation<WithEnvironments>, 'now'>
): 'production' | 'old' | 'other' | undefined => {
  const host = hostOf(url);
  if (host === null) return undefined;
  if (isProductionHost(url, situation)) return 'production';
  if (situation.before?.environments?.hosts.includes(host)) return 'old';
  const known = situation.now.environments?.hosts.includes(host) === true || ownershipIn(situation).wrote(host);
  return known || LOGIK_HOST.test(new URL(`https://${host}`).hostname) ? 'other' : undefined;
};
