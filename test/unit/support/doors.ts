import type { Environments } from '../../../src/checklist/shared/environments.ts';
import type { RemoteSite, RemoteSiteFacts } from '../../../src/checklist/connection/remoteSite/facts.ts';
import type { TrustedSite, TrustedUrlFacts } from '../../../src/checklist/connection/trustedUrl/facts.ts';
import type { Change } from '../../../src/checklist/item.ts';
import { PRODUCTION_URL, SANDBOX_URL } from './tenant.ts';

/** What a Logik Tenant says that names these URLs; both the same unless told otherwise. */
export const environments = (administrationUrl: string | null, runtimeUrl = administrationUrl): Environments => ({
  administrationUrl,
  runtimeUrl,
  hosts: [...new Set([administrationUrl, runtimeUrl].filter((url) => url !== null).map((url) => new URL(url).host))],
});

/** A trusted URL as Logik asks for it. */
export const trusted = (url: string, own: Partial<TrustedSite> = {}): TrustedSite => ({
  id: `08y${own.name ?? url}`,
  name: 'Logik',
  url,
  isActive: true,
  context: 'All',
  frameSrc: true,
  imgSrc: true,
  ...own,
});

export const trustedFacts = (environment: string | null, ...sites: TrustedSite[]): TrustedUrlFacts => ({
  environments: environments(environment),
  sites,
});

export const remote = (url: string, own: Partial<RemoteSite> = {}): RemoteSite => ({
  fullName: 'Logik',
  url,
  isActive: true,
  disableProtocolSecurity: false,
  ...own,
});

export const remoteFacts = (environment: string | null, ...sites: RemoteSite[]): RemoteSiteFacts => ({
  environments: environments(environment),
  sites,
  unreadable: null,
});

export const PRODUCTION_TRUSTED = trustedFacts(PRODUCTION_URL, trusted(PRODUCTION_URL));
export const SANDBOX_TRUSTED = trustedFacts(SANDBOX_URL, trusted(SANDBOX_URL));
export const PRODUCTION_REMOTE = remoteFacts(PRODUCTION_URL, remote(PRODUCTION_URL));
export const SANDBOX_REMOTE = remoteFacts(SANDBOX_URL, remote(SANDBOX_URL));

const TRUSTED_FIELDS: Record<string, keyof TrustedSite> = {
  IsActive: 'isActive',
  Context: 'context',
  IsApplicableToFrameSrc: 'frameSrc',
  IsApplicableToImgSrc: 'imgSrc',
};

/** The trusted URLs once the changes are written: what Salesforce would do with them. */
export const trustedAfter = (facts: TrustedUrlFacts, changes: readonly Change[]): TrustedUrlFacts => {
  const sites = structuredClone(facts.sites);
  for (const { write, after } of changes) {
    if (write.kind !== 'record') throw new Error(`Not a record: ${write.kind}`);
    const { id, field, defaults = {} } = write;
    const fields = { ...defaults, [field]: after };
    if (id !== null) Object.assign(sites.find((site) => site.id === id) ?? {}, { [TRUSTED_FIELDS[field]]: after });
    else {
      sites.push({
        id: `08y${String(fields.DeveloperName)}`,
        name: String(fields.DeveloperName),
        url: String(fields.EndpointUrl),
        isActive: fields.IsActive === true,
        context: String(fields.Context),
        frameSrc: fields.IsApplicableToFrameSrc === true,
        imgSrc: fields.IsApplicableToImgSrc === true,
      });
    }
  }
  return { ...facts, sites };
};

/** The remote sites once the changes are written. */
export const remoteAfter = (facts: RemoteSiteFacts, changes: readonly Change[]): RemoteSiteFacts => {
  const sites = structuredClone(facts.sites ?? []);
  for (const { write, after } of changes) {
    if (write.kind !== 'metadata') throw new Error(`Not metadata: ${write.kind}`);
    const { fullName, field, defaults = {} } = write;
    const present = sites.find((site) => site.fullName === fullName);
    if (present) Object.assign(present, { [field]: after });
    else sites.push({ fullName, ...(defaults as Omit<RemoteSite, 'fullName'>), [field]: after });
  }
  return { ...facts, sites };
};
