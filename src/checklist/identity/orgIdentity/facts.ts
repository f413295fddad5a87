import { z } from 'zod';
import { isMyDomain } from '../../../salesforce/domains.ts';
import { toOrgError } from '../../../salesforce/errors.ts';
import type { OrgReader } from '../../../salesforce/types.ts';

/** Who an org is, as it says itself. */
export type OrgIdentity = {
  /** 18 characters; new at every refresh. */
  orgId: string;
  name: string;
  organizationType: string | null;
  /** The instance that hosts the org, such as `USA254S`; a refresh may move it. */
  instanceName: string | null;
  isSandbox: boolean;
  instanceUrl: string;
  /** `https://<domain>--<sandbox>.sandbox.my.salesforce.com`; null where the org does not tell. */
  myDomain: string | null;
  /** The sandbox's name as My Domain spells it; null where My Domain does not hold one. */
  sandboxName: string | null;
  /** The Salesforce username of the login that looked. */
  username: string;
};

// The type is spelled out, not inferred: it is part of the commands' results, whose JSON schemas are generated from
// types by a tool that cannot follow zod.
export const orgIdentitySchema: z.ZodType<OrgIdentity> = z.strictObject({
  orgId: z.string().regex(/^00D[A-Za-z0-9]{15}$/),
  name: z.string(),
  organizationType: z.string().nullable(),
  instanceName: z.string().nullable(),
  isSandbox: z.boolean(),
  instanceUrl: z.url(),
  myDomain: z.url().nullable(),
  sandboxName: z.string().nullable(),
  username: z.string(),
});

type OrganizationRow = {
  Id: string;
  Name: string;
  OrganizationType: string | null;
  InstanceName: string | null;
  IsSandbox: boolean;
};

/** `acme--uat.sandbox.my.salesforce.com` and the older `acme--uat.my.salesforce.com` both hold the name. */
export const sandboxNameOf = (myDomain: string | null): string | null =>
  (myDomain && /--([a-z0-9]+)\./i.exec(new URL(myDomain).hostname)?.[1]?.toLowerCase()) ?? null;

const nameless = (org: OrgReader, asked: string): Error => {
  const failure = { code: 'UNREADABLE_BODY', message: 'the answer does not tell who the org is' };
  return toOrgError(failure, org.label, org.instanceUrl, asked);
};

/** An answer without what tells the org apart must end the run: nothing could be recognised by it. */
const refuseNameless = (org: OrgReader, told: Array<[asked: string, value: unknown]>): void => {
  const missing = told.find(([, value]) => typeof value !== 'string' || value === '');
  if (!missing) return;
  throw nameless(org, missing[0]);
};

/** What an org says of itself, without who asked; undefined for an answer without a row. */
export const readOrganizationRow = async (org: OrgReader): Promise<OrganizationRow> => {
  const [organization] = await org.query<OrganizationRow>(
    'SELECT Id, Name, OrganizationType, InstanceName, IsSandbox FROM Organization'
  );
  return organization;
};

/**
 * Asks the org who it is. The login file is never trusted for that: after a refresh its org ID is the old org's.
 * My Domain is the instance URL where that is one; otherwise the OpenID user info may tell it (`urls.custom_domain`).
 */
export const readOrgIdentity = async (org: OrgReader): Promise<OrgIdentity> => {
  const [organization, user] = await Promise.all([readOrganizationRow(org), org.userInfo()]);
  refuseNameless(org, [
    ['Organization', (organization as OrganizationRow | undefined)?.Id],
    ['Organization', (organization as OrganizationRow | undefined)?.Name],
    ['the login', user.preferred_username],
  ]);
  const told: unknown = user.urls?.custom_domain;
  const toldDomain = typeof told === 'string' && URL.canParse(told) ? told : null;
  const myDomain = isMyDomain(org.instanceUrl) ? new URL(org.instanceUrl).origin : toldDomain;
  // Whether it is a sandbox decides whether it may be written to: only the very value says so.
  if (typeof organization.IsSandbox !== 'boolean') throw nameless(org, 'Organization');
  const identity = {
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
  if (!orgIdentitySchema.safeParse(identity).success) throw nameless(org, 'Organization');
  return identity;
};
