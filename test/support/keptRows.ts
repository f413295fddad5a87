import { namedRows } from './preservedRun.ts';
import type { Workbench } from './workbench.ts';

type Row = Record<string, unknown>;

/** What of the records of scenario `preserved` people know: fields, and lookups by what they lead to. */
const KEPT = {
  Region__c: { lookups: { Flagship_Site__c: ['Site__c', 'Code__c'] }, fields: ['Name'] },
  Site__c: {
    lookups: {
      Region__c: ['Region__c', 'Code__c'],
      Parent_Site__c: ['Site__c', 'Code__c'],
      OwnerId: ['User', 'Username'],
    },
    fields: ['Name', 'Headcount__c', 'Status__c', 'Notes__c'],
  },
  Asset_Line__c: {
    lookups: { Site__c: ['Site__c', 'Code__c'], RecordTypeId: ['RecordType', 'DeveloperName'] },
    fields: ['Name', 'Capacity__c', 'Serial_Number__c', 'Installed_On__c', 'Checked_At__c'],
  },
} as const;

export type KeptName = keyof typeof KEPT;

export const KEPT_OBJECTS: readonly KeptName[] = ['Region__c', 'Site__c', 'Asset_Line__c'];

/** The sandbox's rows that have a code, by it: no ID is in them. */
export const keptRows = async (bench: Workbench, object: KeptName): Promise<Row[]> => {
  const { lookups, fields } = KEPT[object];
  const names = ['Code__c', ...fields, ...Object.keys(lookups)];
  return (await namedRows(bench, 'sandbox', object, lookups))
    .filter(({ Code__c }) => Code__c !== null)
    .map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
    .sort((one, other) => String(one.Code__c).localeCompare(String(other.Code__c)));
};

/** A user of the sandbox with profile, role and manager by name. */
export const userRow = async (bench: Workbench, username: string): Promise<Row> => {
  const rows = await namedRows(bench, 'sandbox', 'User', {
    ProfileId: ['Profile', 'Name'],
    UserRoleId: ['UserRole', 'DeveloperName'],
    ManagerId: ['User', 'Username'],
  });
  const found = rows.find(({ Username }) => Username === username);
  if (!found) throw new Error(`No user ${username}.`);
  return found;
};

/** Test users of the scenario: two of the sandbox alone, one whose profile is lost, one inactive, one of production. */
export const TEST_USERS = ['tess.planner', 'tess.agent', 'tess.lead', 'tess.auditor', 'pat.former'].map(
  (name) => `${name}@example.com.uat`
);

/** A refresh.yaml that keeps all that the scenario has. */
export const KEEP_ALL = [
  'policy: {callouts: as-before, communications: system-only, allowedHosts: ["*.allowed.example"]}',
  'preserve:',
  `  users: [${TEST_USERS.join(', ')}]`,
  '  passwordReset: true',
  '  settings: [Integration_Endpoint__c]',
  '  records: [{object: Inspection__c}, {object: Asset_Line__c}, {object: Site__c}, {object: Region__c}]',
];
