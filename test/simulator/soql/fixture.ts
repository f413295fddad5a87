import type { FieldDef, FieldType, ObjectDef, OrgData, SfRecord, Table } from '../model.ts';
import { ApiError } from '../model.ts';
import type { JsonObject, QueryOptions } from './index.ts';
import { runQuery } from './index.ts';

/** A field definition for the tests: a label is its name, the rest as given. */
export function field(name: string, type: FieldType = 'string', more: Partial<FieldDef> = {}): FieldDef {
  return { name, label: name, type, ...more };
}

export function lookupField(name: string, ...referenceTo: string[]): FieldDef {
  return field(name, 'reference', { referenceTo, relationshipName: name.replace(/Id$/, '').replace(/__c$/, '__r') });
}

export function object(name: string, keyPrefix: string, fields: FieldDef[], more: Partial<ObjectDef> = {}): ObjectDef {
  return {
    name,
    label: name,
    labelPlural: `${name}s`,
    keyPrefix,
    custom: name.endsWith('__c'),
    customSetting: false,
    api: 'rest',
    fields: [field('Id', 'id'), ...fields],
    ...more,
  };
}

/** An 18-character ID; the last three characters carry no information here. */
export function id(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(12, '0')}AAA`;
}

export function listTable(records: SfRecord[]): Table {
  const byId = new Map(records.map((record) => [record.Id.slice(0, 15), record]));
  return { size: records.length, rows: () => records, get: (wanted) => byId.get(wanted.slice(0, 15)) };
}

export const NOW = new Date('2026-11-18T10:30:00Z');

/** An org over definitions and tables; a hidden name is `Object` or `Object.Field`. */
export function orgOf(definitions: ObjectDef[], tables: Record<string, Table>, hidden: string[] = []): OrgData {
  const find = (name: string): ObjectDef | undefined =>
    definitions.find((definition) => definition.name.toLowerCase() === name.toLowerCase());
  return {
    object: (name, api) => {
      const found = find(name);
      return found && (found.api === 'both' || found.api === api) ? found : undefined;
    },
    children: (parent) =>
      definitions.flatMap(({ name, fields }) =>
        fields.flatMap((child) =>
          child.childRelationshipName && child.referenceTo?.includes(parent)
            ? [{ relationshipName: child.childRelationshipName, childObject: name, field: child.name }]
            : []
        )
      ),
    table: (name) => tables[name] ?? listTable([]),
    userId: id('005', 1),
    now: () => NOW,
    canRead: (name, fieldName) => !hidden.includes(fieldName === undefined ? name : `${name}.${fieldName}`),
  };
}

const PRODUCT = object('Product2', '01t', [
  field('Name'),
  field('ProductCode'),
  field('Family', 'picklist', {
    picklistValues: [
      { value: 'HW', label: 'Hardware' },
      { value: 'SW', label: 'Software' },
    ],
  }),
  field('IsActive', 'boolean'),
  field('Description', 'textarea', { length: 4000 }),
  field('Weight__c', 'double'),
  field('Stock__c', 'int'),
  field('Launch__c', 'date'),
  field('Regions__c', 'multipicklist'),
  field('LastModifiedDate', 'datetime'),
  lookupField('OwnerId', 'User', 'Group'),
  lookupField('Base__c', 'Product2'),
]);
const ENTRY = object('PricebookEntry', '01u', [
  { ...lookupField('Product2Id', 'Product2'), childRelationshipName: 'PricebookEntries' },
  { ...lookupField('Pricebook2Id', 'Pricebook2'), childRelationshipName: 'PricebookEntries' },
  field('UnitPrice', 'currency'),
  field('IsActive', 'boolean'),
]);
const DEFINITIONS = [
  PRODUCT,
  ENTRY,
  object('Pricebook2', '01s', [field('Name'), field('IsStandard', 'boolean')]),
  object('User', '005', [field('Name'), field('Email', 'email'), lookupField('ProfileId', 'Profile')]),
  object('Group', '00G', [field('Name')]),
  object('Profile', '00e', [field('Name')]),
  object('PermissionSet', '0PS', [field('Name')]),
  object('PermissionSetAssignment', '0Pa', [
    lookupField('AssigneeId', 'User'),
    lookupField('PermissionSetId', 'PermissionSet'),
  ]),
  object('OauthToken', '0CQ', [field('AppName'), lookupField('UserId', 'User')]),
  object('Apex__c', 'a00', [field('Name')], { queryable: false }),
  object('ApexClass', '01p', [field('Name')], { api: 'tooling' }),
];

const product = (number: number, more: Partial<SfRecord>): SfRecord => ({ Id: id('01t', number), ...more });
const entry = (number: number, productNumber: number, bookNumber: number, UnitPrice: number): SfRecord => ({
  Id: id('01u', number),
  Product2Id: id('01t', productNumber),
  Pricebook2Id: id('01s', bookNumber),
  UnitPrice,
  IsActive: UnitPrice > 10,
});

const TABLES: Record<string, Table> = {
  Product2: listTable([
    product(1, {
      Name: 'Laptop',
      ProductCode: 'LAP-1',
      Family: 'HW',
      IsActive: true,
      Description: 'Thin',
      Weight__c: 1.5,
      Stock__c: 7,
      Launch__c: '2026-11-18',
      Regions__c: 'EU;US',
      LastModifiedDate: '2026-11-18T08:00:00.000+0000',
      OwnerId: id('005', 1),
    }),
    product(2, {
      Name: "Tom's 100% Mouse",
      ProductCode: 'MOU_2',
      Family: 'HW',
      IsActive: false,
      Weight__c: 0.1,
      Stock__c: 100,
      Launch__c: '2026-11-17',
      Regions__c: 'EU',
      LastModifiedDate: '2026-11-17T23:59:59Z',
      OwnerId: id('00G', 1),
      Base__c: id('01t', 1),
    }),
    product(3, {
      Name: 'suite',
      ProductCode: 'C:\\SUITE',
      Family: 'SW',
      IsActive: true,
      Stock__c: 7,
      Launch__c: '2025-02-28',
      LastModifiedDate: '2025-02-28T12:00:00.000+0000',
      OwnerId: id('005', 2),
      Base__c: id('01t', 2),
    }),
    product(4, { Name: 'Écran', ProductCode: '', IsActive: true, Weight__c: 4, Regions__c: 'US;APAC' }),
  ]),
  PricebookEntry: listTable([entry(1, 1, 1, 1000), entry(2, 1, 2, 900), entry(3, 2, 1, 10), entry(4, 3, 1, 50)]),
  Pricebook2: listTable([
    { Id: id('01s', 1), Name: 'Standard', IsStandard: true },
    { Id: id('01s', 2), Name: 'Partner', IsStandard: false },
  ]),
  User: listTable([
    { Id: id('005', 1), Name: 'Ada', Email: 'ada@example.com', ProfileId: id('00e', 1) },
    { Id: id('005', 2), Name: 'Bob', Email: 'bob@example.com.invalid', ProfileId: null },
  ]),
  Group: listTable([{ Id: id('00G', 1), Name: 'Queue' }]),
  Profile: listTable([{ Id: id('00e', 1), Name: 'System Administrator' }]),
  PermissionSet: listTable([1, 2, 3].map((n) => ({ Id: id('0PS', n), Name: `PS${n}` }))),
  PermissionSetAssignment: listTable([
    { Id: id('0Pa', 1), AssigneeId: id('005', 1), PermissionSetId: id('0PS', 1) },
    { Id: id('0Pa', 2), AssigneeId: id('005', 2), PermissionSetId: id('0PS', 2) },
  ]),
  OauthToken: listTable([{ Id: id('0CQ', 1), AppName: 'Logik', UserId: id('005', 1) }]),
  ApexClass: listTable([{ Id: id('01p', 1), Name: 'Hello' }]),
};

export function smallOrg(...hidden: string[]): OrgData {
  return orgOf(DEFINITIONS, TABLES, hidden);
}

const REST: QueryOptions = { api: 'rest', apiVersion: '65.0' };

/** All records of a query over the small org. */
export function query(soql: string, org = smallOrg(), options = REST): JsonObject[] {
  return [...runQuery(soql, org, options).records];
}

/** The values of one field of a query over the small org. */
export function values(soql: string, name: string): unknown[] {
  return query(soql).map((record) => record[name]);
}

/** The error body of a query that must fail. */
export function refusal(
  soql: string,
  org = smallOrg(),
  options = REST
): { status: number; code: string; message: string } {
  try {
    runQuery(soql, org, options);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const [body] = error.body;
    return { status: error.status, code: body?.errorCode ?? '', message: body?.message ?? '' };
  }
  throw new Error(`Not refused: ${soql}`);
}
