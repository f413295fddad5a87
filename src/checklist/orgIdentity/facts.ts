import { z } from 'zod';
import type { OrgReader } from '../../salesforce/types.ts';

export const orgIdentitySchema = z.strictObject({
  /** 18 characters; new at every refresh. */
  orgId: z.string().regex(/^00D[A-Za-z0-9]{15}$/),
  name: z.string(),
  organizationType: z.string().nullable(),
  /** The instance that hosts the org, such as `USA254S`; a refresh may move it. */
  instanceName: z.string().nullable(),
  isSandbox: z.boolean(),
  instanceUrl: z.url(),
  /** `https://<domain>--<sandbox>.sandbox.my.salesforce.com`; null where the org does not tell. */
  myDomain: z.url().nullable(),
  /** The sandbox's name as My Domain spells it; null where My Domain does not hold one. */
  sandboxName: z.string().nullable(),
  /** The Salesforce username of the login that looked. */
  username: z.string(),
});

/** Who an org is, as it says itself. */
export type OrgIdentity = z.infer<typeof orgIdentitySchema>;

type OrganizationRow = {
  Id: string;
  Name: string;
  OrganizationType: string | null;
  InstanceName: string | null;
  IsSandbox: boolean;
};

const isMyDomain = (url: string): boolean =>
  /\.my\.(pc-rnd\.)?(salesforce|sfcrmproducts)\.(com|cn)$/i.test(new URL(url).hostname);

/** `acme--uat.sandbox.my.salesforce.com` and the older `acme--uat.my.salesforce.com` both hold the name. */
export const sandboxNameOf = (myDomain: string | null): string | null =>
  (myDomain && /--([a-z0-9]+)\./i.exec(new URL(myDomain).hostname)?.[1]?.toLowerCase()) ?? null;

/**
 * Asks the org who it is. The login file is never trusted for that: after a refresh its org ID is the old org's.
 * My Domain is the instance URL where that is one; otherwise the OpenID user info may tell it (`urls.custom_domain`).
 */
export const readOrgIdentity = async (org: OrgReader): Promise<OrgIdentity> => {
  const [[organization], user] = await Promise.all([
    org.query<OrganizationRow>('SELECT Id, Name, OrganizationType, InstanceName, IsSandbox FROM Organization'),
    org.userInfo(),
  ]);
  const told = user.urls?.custom_domain;
  const myDomain = isMyDomain(org.instanceUrl) ? new URL(org.instanceUrl).origin : (told ?? null);
  return {
    orgId: organization.Id,
    name: organization.Name,
    organizationType: organization.OrganizationType,
    instanceName: organization.InstanceName,
    isSandbox: organization.IsSandbox,
    instanceUrl: new URL(org.instanceUrl).origin,
    myDomain,
    sandboxName: organization.IsSandbox ? sandboxNameOf(myDomain) : null,
    username: user.preferred_username,
  };
};
