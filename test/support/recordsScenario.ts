import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const lookup = (to: string, more: object = {}): object => ({ type: 'reference', referenceTo: [to], ...more });

const OBJECTS = {
  Region__c: {
    label: 'Region',
    fields: {
      Key__c: { type: 'string', length: 40, externalId: true, unique: true },
      Parent__c: lookup('Region__c'),
      Lead_Site__c: lookup('Site__c'),
      Budget__c: { type: 'double', precision: 18, scale: 2 },
    },
  },
  Site__c: {
    label: 'Site',
    fields: {
      Code__c: { type: 'string', length: 40 },
      Region__c: lookup('Region__c', { nillable: false }),
      Product__c: lookup('Product2'),
      RecordTypeId: { type: 'reference', referenceTo: ['RecordType'], relationshipName: 'RecordType' },
      Open__c: { type: 'boolean' },
      Label__c: { type: 'string', calculated: true },
      Secret__c: { type: 'encryptedstring', length: 40 },
      Plan__c: { type: 'base64' },
    },
  },
  Asset_Line__c: {
    label: 'Asset Line',
    fields: {
      Site__c: lookup('Site__c'),
      Before__c: lookup('Asset_Line__c'),
      Note__c: { type: 'textarea', length: 2000 },
    },
  },
};

const RECORD_TYPES = [
  { Name: 'Plant', DeveloperName: 'Plant', SobjectType: 'Site__c' },
  { Name: 'Office', DeveloperName: 'Office', SobjectType: 'Site__c' },
];

/**
 * A scenario with three objects that refer to one another: regions to a parent region and to a site (a circle), sites to
 * a region and a product, asset lines to a site. Only the sandbox has records of them.
 */
export const recordsScenario = async (directory: string, records: object, more: object = {}): Promise<string> => {
  const path = join(directory, 'records.json');
  const scenario = {
    extends: 'standard',
    production: { objects: OBJECTS, records: { RecordType: RECORD_TYPES }, ...more },
    sandbox: { records: { RecordType: RECORD_TYPES, ...records } },
  };
  await writeFile(path, JSON.stringify(scenario));
  return path;
};

/** Two regions, one below the other, three sites and four asset lines. */
export const FEW = {
  Region__c: [
    { Name: 'Europe', Key__c: 'EU', Budget__c: 10.5 },
    { Name: 'France', Key__c: 'FR', Parent__c: '@Region__c:Europe', OwnerId: '@User:dana.ortiz@acme.example.uat' },
  ],
  Site__c: [
    { Name: 'Plant Lyon', Code__c: '1', Region__c: '@Region__c:France', RecordTypeId: '@RecordType:Plant' },
    {
      Name: 'Office Lyon',
      Code__c: '2',
      Region__c: '@Region__c:France',
      Product__c: '@Product2:HX-200',
      Open__c: true,
    },
    { Name: 'Office Oslo', Code__c: '2', Region__c: '@Region__c:Europe', RecordTypeId: '@RecordType:Office' },
  ],
  Asset_Line__c: [
    { Name: 'Line 1', Site__c: '@Site__c:Plant Lyon', Note__c: 'one\ntwo, "three"' },
    { Name: 'Line 2', Site__c: '@Site__c:Office Lyon' },
    { Name: 'Line 3' },
    { Name: 'Other', Site__c: '@Site__c:Office Oslo' },
  ],
};

/** What refresh.yaml says of them. */
export const PRESERVE = [
  '    - object: Asset_Line__c',
  '      key: [Name]',
  '    - object: Region__c',
  '    - query: |',
  '        SELECT Name, Code__c, Region__c, Product__r.Name, RecordTypeId, Open__c, Label__c, Secret__c, Plan__c',
  '        FROM Site__c',
  '      key: [Region__c, Code__c]',
];
