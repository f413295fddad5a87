import type { Json, SfRecord } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import { sameId } from '../store/orgStore.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Parts } from './spec.ts';

const wordOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

function named(store: OrgStore, object: string, field: string, name: Json | undefined): SfRecord | undefined {
  return typeof name === 'string' ? [...store.table(object).withValue(field, name)][0] : undefined;
}

function addressesOf(store: OrgStore, functionId: string): SfRecord[] {
  return [...store.table('EmailServicesAddress').rows()].filter((row) => sameId(row['FunctionId'], functionId));
}

/** The addresses and the Apex class of an email service: rows of their own, and elements of its component. */
export const emailAddresses: Parts = {
  read(store, row) {
    const apexClass = store.table('ApexClass').get(String(row['ApexClassId']))?.['Name'] ?? null;
    const emailServicesAddresses = addressesOf(store, row.Id).map((address) => ({
      authorizedSenders: address['AuthorizedSenders'] ?? null,
      developerName: address['DeveloperName'] ?? null,
      isActive: address['IsActive'] ?? false,
      localPart: address['LocalPart'] ?? null,
      runAsUser: store.table('User').get(String(address['RunAsUserId']))?.['Username'] ?? null,
    }));
    return { apexClass, emailServicesAddresses };
  },
  write(store, row, component) {
    const apexClass = named(store, 'ApexClass', 'Name', component['apexClass']);
    if (apexClass) store.load('EmailServicesFunction', { ...row, ApexClassId: apexClass.Id });
    const given = component['emailServicesAddresses'];
    const known = addressesOf(store, row.Id);
    for (const address of Array.isArray(given) ? given.filter(isJsonObject) : []) {
      const before = known.find((one) => one['DeveloperName'] === address['developerName']);
      const runAs = named(store, 'User', 'Username', address['runAsUser']);
      store.load('EmailServicesAddress', {
        EmailDomainName: emailDomain(store.facts.orgId),
        ...before,
        FunctionId: row.Id,
        DeveloperName: wordOf(address['developerName']),
        LocalPart: wordOf(address['localPart']),
        AuthorizedSenders: wordOf(address['authorizedSenders']),
        IsActive: address['isActive'] === true,
        RunAsUserId: runAs?.Id ?? before?.['RunAsUserId'] ?? store.facts.loginUserId,
      });
    }
  },
};

/** The domain of an org's email services: a new org has a new one. */
export function emailDomain(orgId: string): string {
  return `${Buffer.from(orgId).toString('hex')}.apex.salesforce.com`;
}
