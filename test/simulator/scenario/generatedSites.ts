import { ScenarioError } from './error.ts';
import type { OrgBuilder } from './orgBuilder.ts';

/** One region for so many sites, and every site but each of so many has an asset line. */
const TEN = 10;
const OBJECTS = ['Region__c', 'Site__c', 'Asset_Line__c'];

/**
 * Loads regions, sites and asset lines that only this org has: N / 10, N and 9 N / 10 of them. Sites name their region
 * and, but for each tenth, another site above them; asset lines name their site. The same N makes the same rows.
 */
export function loadGeneratedSites(builder: OrgBuilder, sites: number): void {
  for (const object of OBJECTS) {
    if (builder.store.object(object)) continue;
    throw new ScenarioError(builder.path, `has no ${object}, which --sites makes rows of; take the scenario preserved`);
  }
  // The first record type only: others may be gone after a refresh.
  const [type] = [...builder.store.table('RecordType').withValue('SobjectType', 'Asset_Line__c')];
  const regionIds: string[] = [];
  const siteIds: string[] = [];
  for (let number = 0; number < Math.ceil(sites / TEN); number += 1) {
    const code = `GR-${digits(number)}`;
    regionIds.push(builder.load('Region__c', { Name: `Generated Region ${number + 1}`, Code__c: code }, '').Id);
  }
  for (let number = 0; number < sites; number += 1) {
    const place = number % TEN;
    const isTop = place === 0;
    const above = number - place + Math.floor((place - 1) / 3);
    const row = {
      Name: `Generated Site ${number + 1}`,
      Code__c: `GS-${digits(number)}`,
      Region__c: regionIds[Math.floor(number / TEN)] ?? null,
      Parent_Site__c: isTop ? null : (siteIds[above] ?? null),
      Headcount__c: (number * 7) % 400,
    };
    siteIds.push(builder.load('Site__c', row, '').Id);
    if (isTop) continue;
    const line = {
      Name: `Generated Line ${number + 1}`,
      Code__c: `GL-${digits(number)}`,
      Site__c: siteIds[number] ?? null,
      RecordTypeId: type?.Id ?? null,
      Capacity__c: (number * 13) % 1000,
    };
    builder.load('Asset_Line__c', line, '');
  }
}

function digits(number: number): string {
  return String(number + 1).padStart(6, '0');
}
