import { z } from 'zod';
import { hostOf } from '../../../logik/environmentUrl.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const field = z.strictObject({ name: z.string(), label: z.string() });

/** Whom a row of the hierarchy custom setting holds for. Rows are told apart by name, for IDs change in a refresh. */
const owner = z.strictObject({
  kind: z.enum(['organization', 'profile', 'user']),
  /** Profile name or username; null for the organization. */
  name: z.string().nullable(),
  /** A profile's developer name, which no language changes; absent where nobody could read it. */
  key: z.string().optional(),
});

const row = z.strictObject({
  recordId: z.string(),
  setupOwnerId: z.string(),
  owner,
  /** Every custom field by API name, except secrets. */
  values: z.record(z.string(), scalar),
  /** Secret fields by API name: the salted hash of what is set, or null where nothing is set. */
  secrets: z.record(z.string(), z.string().nullable()),
});

export const logikTenantSchema = z.strictObject({
  object: field,
  runtimeUrl: field,
  administrationUrl: field,
  /** Every other custom field of the setting. */
  others: z.array(field.extend({ secret: z.boolean() })),
  rows: z.array(row),
});

/** The Logik Tenant custom setting: where it is, and every row of it. */
export type TenantFacts = z.infer<typeof logikTenantSchema>;
export type TenantRow = z.infer<typeof row>;
export type TenantField = z.infer<typeof field>;
export type RowOwner = z.infer<typeof owner>;
export type UrlRole = 'runtimeUrl' | 'administrationUrl';

export const URL_ROLES: readonly UrlRole[] = ['runtimeUrl', 'administrationUrl'];

/** The row that holds for everybody who has no row of their own. */
export const orgDefaultOf = (facts: TenantFacts | undefined): TenantRow | undefined =>
  facts?.rows.find(({ owner: { kind } }) => kind === 'organization');

/** The text in a URL field of a row; null where it is empty. */
export const urlIn = (facts: TenantFacts | undefined, from: TenantRow | undefined, role: UrlRole): string | null => {
  const value = facts && from?.values[facts[role].name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const allUrls = (facts: TenantFacts | undefined): Array<{ role: UrlRole; url: string }> =>
  (facts?.rows ?? []).flatMap((from) =>
    URL_ROLES.flatMap((role) => {
      const url = urlIn(facts, from, role);
      return url === null ? [] : [{ role, url }];
    })
  );

/** The hosts that the rows name: org default, profiles and users. */
export const hostsIn = (facts: TenantFacts | undefined): string[] => [
  ...new Set(
    allUrls(facts)
      .map(({ url }) => hostOf(url))
      .filter((host) => host !== null)
  ),
];

/**
 * The URL of the environment that an org uses: what the org default holds. Where it holds none, and every URL on profile
 * and user rows names one environment, that is it (Administration URL and Runtime URL normally are the same); where
 * they name several, nobody can tell.
 */
export const ownUrl = (facts: TenantFacts | undefined, role: UrlRole): string | null => {
  const standard = urlIn(facts, orgDefaultOf(facts), role);
  if (standard !== null) return standard;
  const urls = allUrls(facts);
  const hosts = new Set(urls.map(({ url }) => hostOf(url)));
  if (hosts.size !== 1 || hosts.has(null)) return null;
  return (urls.find((each) => each.role === role) ?? urls[0]).url;
};
