import { tenantsOf } from './objects.ts';
import type { OrgBuilder } from './orgBuilder.ts';

/** Loads the rows of the Logik custom settings: org default, profile rows, user rows. */
export function loadTenants(builder: OrgBuilder): void {
  for (const [which, { object, label, rows }] of tenantsOf(builder.part).entries()) {
    const tenantAt = Array.isArray(builder.part.tenant) ? `/tenant/${which}` : '/tenant';
    for (const [index, { owner, values }] of rows.entries()) {
      const at = `${tenantAt}/rows/${index}`;
      const setupOwner = ownerId(builder, owner, `${at}/owner`);
      builder.load(object, { Name: rowName(label, owner), ...values, SetupOwnerId: setupOwner }, `${at}/values`);
    }
  }
}

/** Salesforce names these rows after the setting and the kind of their owner. */
function rowName(label: string, owner: string): string {
  const [kind = ''] = owner.split(':');
  return `${label} (${kind === 'org' ? 'Organization' : kind === 'profile' ? 'Profile' : 'User'})`;
}

function ownerId(builder: OrgBuilder, owner: string, at: string): string {
  if (owner === 'org') return builder.store.facts.orgId;
  const name = owner.slice(owner.indexOf(':') + 1);
  return owner.startsWith('profile:') ? builder.mustFind('Profile', name, at) : builder.mustFindUser(name, at);
}
