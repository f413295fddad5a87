import type { RowOwner, TenantFacts, TenantRow } from '../../../src/checklist/connection/logikTenant/facts.ts';
import type { Change, Scalar } from '../../../src/checklist/item.ts';
import { writtenTo } from './changes.ts';

export const RUNTIME = 'LGK__RuntimeUrl__c';
export const ADMIN = 'LGK__AdminUrl__c';
export const EMAIL = 'LGK__CpqEmailRecipientOverride__c';
export const SKIP = 'LGK__SkipTrigger__c';
export const TOKEN = 'LGK__RuntimeToken__c';

export const SANDBOX_URL = 'https://acme-uat.test01.logik.io';
export const PRODUCTION_URL = 'https://acme.us01.logik.io';
export const THIRD_URL = 'https://acme-dev.test02.logik.io';
export const NEW_URL = 'https://acme-uat2.test01.logik.io';

export const ORG_DEFAULT: RowOwner = { kind: 'organization', name: null };
export const profile = (name: string): RowOwner => ({ kind: 'profile', name });
export const user = (name: string): RowOwner => ({ kind: 'user', name });

type Values = {
  runtime?: string | null;
  admin?: string | null;
  token?: string | null;
  others?: Record<string, Scalar>;
};

/** One row; both URLs the same unless told otherwise. */
export const row = (owner: RowOwner, url: string | null, own: Values = {}): TenantRow => ({
  recordId: `a0${owner.kind.slice(0, 1)}${owner.name ?? ''}`,
  setupOwnerId: `${owner.kind}-${owner.name ?? ''}`,
  owner,
  values: {
    [RUNTIME]: own.runtime === undefined ? url : own.runtime,
    [ADMIN]: own.admin === undefined ? url : own.admin,
    [EMAIL]: null,
    [SKIP]: false,
    ...own.others,
  },
  secrets: { [TOKEN]: own.token ?? null },
});

/** The Logik Tenant with these rows. */
export const tenant = (...rows: TenantRow[]): TenantFacts => ({
  object: { name: 'LGK__ConfigurationTenant__c', label: 'Logik Tenant' },
  runtimeUrl: { name: RUNTIME, label: 'Runtime Configuration URL' },
  administrationUrl: { name: ADMIN, label: 'Administration URL' },
  others: [
    { name: EMAIL, label: 'Email Override', secret: false },
    { name: SKIP, label: 'Skip Trigger', secret: false },
    { name: TOKEN, label: 'Runtime Client Token', secret: true },
  ],
  rows,
});

/** The Logik Tenant with only an organization default. */
export const orgDefault = (url: string | null, own: Values = {}): TenantFacts => tenant(row(ORG_DEFAULT, url, own));

/** What the org holds once the changes are written: what Salesforce would do with them. */
export const written = (facts: TenantFacts, changes: readonly Change[]): TenantFacts => {
  const rows = structuredClone(facts.rows);
  for (const change of changes) {
    const write = writtenTo(change);
    const found = rows.find(({ recordId, owner: { kind } }) =>
      write.id === null ? kind === 'organization' : recordId === write.id
    );
    const target = found ?? row(ORG_DEFAULT, null);
    if (!found) rows.push(target);
    if (write.secret) target.secrets[write.field] = null;
    else target.values[write.field] = change.after;
  }
  return { ...facts, rows };
};
