import type { Json, SfRecord } from '../model.ts';
import { GeneratedTable } from '../scenario/generatedTable.ts';
import { idKey } from '../store/ids.ts';
import { OrgStore, type OrgFacts } from '../store/orgStore.ts';
import { withoutSecrets } from '../metadata/secrets.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';

/** Rows that stay behind: they are about production itself, or about who logged in there. */
const NOT_COPIED = [
  'Organization',
  'OauthToken',
  'LoginHistory',
  'VerificationHistory',
  'AuthSession',
  'SandboxInfo',
  'SandboxProcess',
  'SourceMember',
];

/** An external client app that is not packaged is of one org, and no copy has it. */
const staysBehind = (object: string, row: SfRecord): boolean =>
  object === 'ExternalClientApplication' && row['DistributionState'] === 'Local';

/**
 * A new org with the definitions, records (under their IDs) and permissions of another one as they are now. What named
 * the source org names the copy: so the org default of a custom setting belongs to the new org.
 */
export function copyOrg(source: OrgStore, facts: OrgFacts): OrgStore {
  const copy = new OrgStore(facts, () => source.now());
  const defs = [...new Set([...source.objects('rest'), ...source.objects('tooling')])];
  for (const def of defs) copy.define(def);
  for (const { name } of defs) if (!NOT_COPIED.includes(name)) copyTable(source, copy, name);
  for (const [type, components] of source.components) copy.components.set(type, withoutSecrets(type, components));
  copy.validationRules.push(...source.validationRules);
  copy.duplicateRules.push(...source.duplicateRules);
  copy.referenceRules.push(...source.referenceRules);
  copyRestrictions(source, copy);
  return copy;
}

function copyTable(source: OrgStore, copy: OrgStore, object: string): void {
  const from = source.table(object);
  const to = copy.table(object);
  for (const generated of GeneratedTable.of(source, object)) generated.attachTo(copy, object);
  // The store's table offers no copy of its own: what lies over the generated rows is read from behind its back.
  const stamp = salesforceTimestamp(source.now());
  for (const id of from['gone']) to.remove(id, false, stamp);
  for (const row of from['own'].values()) {
    if (!staysBehind(object, row)) to.put(renamed(row, source.facts.orgId, copy.facts.orgId));
  }
}

function renamed(row: SfRecord, oldOrgId: string, newOrgId: string): SfRecord {
  const isOldOrg = (value: Json | undefined): boolean =>
    typeof value === 'string' && (value.length === 15 || value.length === 18) && idKey(value) === idKey(oldOrgId);
  const copy: SfRecord = { ...row };
  for (const [field, value] of Object.entries(row)) if (isOldOrg(value)) copy[field] = newOrgId;
  return copy;
}

function copyRestrictions(source: OrgStore, copy: OrgStore): void {
  for (const { name, fields } of [...source.objects('rest'), ...source.objects('tooling')]) {
    if (!source.canRead(name)) copy.restrict(name);
    else if (!source.canWrite(name)) copy.readOnly(name);
    else {
      for (const field of fields) {
        if (!source.canRead(name, field.name)) copy.restrict(`${name}.${field.name}`);
        else if (!source.canWrite(name, field.name)) copy.readOnly(`${name}.${field.name}`);
      }
    }
  }
}
