import { expect } from 'chai';
import {
  missingPermissions,
  readMissingPermissions,
  type Grants,
  type ObjectGrant,
} from '../../../../../src/checklist/people/refreshTokenUser/permissions.ts';
import type { ObjectNeed } from '../../../../../src/logik/syncPermissions.ts';
import { SYNC_NEEDS } from '../../../../../src/logik/syncPermissions.ts';
import type { ObjectDescription } from '../../../../../src/salesforce/types.ts';
import { fieldOf, objectOf, orgStub, type OrgStub } from '../../../support/reader.ts';

const ALL: ObjectGrant = { create: true, edit: true, read: true, viewAll: true };
const NONE: ObjectGrant = { create: false, edit: false, read: false, viewAll: false };

const grants = (objects: Record<string, ObjectGrant>, own: Partial<Grants> = {}): Grants => ({
  apiEnabled: true,
  viewAllData: false,
  objects: new Map(Object.entries(objects)),
  readableFields: new Set(),
  ...own,
});
const described = (...objects: ObjectDescription[]): Map<string, ObjectDescription> =>
  new Map(objects.map((object) => [object.name, object]));

const PRODUCT: ObjectNeed = { object: 'Product2', read: true, viewAll: true, fields: ['Name', 'Family', 'Absent__c'] };
const PRODUCT_DESCRIBED = objectOf('Product2', [fieldOf('Name', 'Name', { permissionable: false }), fieldOf('Family')]);
const ENTRY: ObjectNeed = { object: 'PricebookEntry', read: true, viewAll: true };

describe('missingPermissions', () => {
  it('Given names, IDs and lookups without permission rows, when asked, then nothing is missing, whatever describe says', () => {
    const need: ObjectNeed = {
      object: 'PricebookEntry',
      fields: ['Id', 'Name', 'Product2Id', 'CreatedDate', 'IsActive'],
    };
    const fields = [
      fieldOf('Id'),
      fieldOf('Name'),
      fieldOf('Product2Id', 'Product', { type: 'reference' }),
      fieldOf('CreatedDate'),
      fieldOf('IsActive'),
    ];
    expect(missingPermissions([need], described(objectOf('PricebookEntry', fields)), grants({}))).to.deep.equal([
      'PricebookEntry.IsActive: Read',
    ]);
  });

  it('Given everything granted, when asked, then nothing is missing', () => {
    const all = grants({ Product2: ALL }, { readableFields: new Set(['Product2.Family']) });
    expect(missingPermissions([PRODUCT], described(PRODUCT_DESCRIBED), all)).to.deep.equal([]);
  });

  it('Given nothing granted, when asked, then each missing permission has a line of its own', () => {
    const none = grants({ Product2: NONE }, { apiEnabled: false });
    expect(missingPermissions([PRODUCT], described(PRODUCT_DESCRIBED), none)).to.deep.equal([
      'API Enabled',
      'Product2: Read',
      'Product2: View All',
      'Product2.Family: Read',
    ]);
  });

  it('Given no row for an object, when asked, then that is no permission', () => {
    expect(missingPermissions([PRODUCT], described(PRODUCT_DESCRIBED), grants({}))).to.include('Product2: Read');
  });

  it('Given View All Data, when asked, then reading every object is granted, writing is not', () => {
    const need: ObjectNeed = { object: 'A__c', read: true, viewAll: true, create: true };
    const all = grants({}, { viewAllData: true });
    expect(missingPermissions([need], described(objectOf('A__c')), all)).to.deep.equal(['A__c: Create']);
  });

  it('Given a field that nobody can be kept from reading, when asked, then its missing row is no missing permission', () => {
    const missing = missingPermissions([PRODUCT], described(PRODUCT_DESCRIBED), grants({ Product2: ALL }));
    expect(missing).to.deep.equal(['Product2.Family: Read']);
  });

  it('Given an object that follows its parent, when it has no row, then nothing is missing', () => {
    expect(missingPermissions([ENTRY], described(objectOf('PricebookEntry')), grants({}))).to.deep.equal([]);
  });

  it('Given such an object with a row that says no, when asked, then it is missing', () => {
    expect(
      missingPermissions([ENTRY], described(objectOf('PricebookEntry')), grants({ PricebookEntry: NONE }))
    ).to.deep.equal(['PricebookEntry: Read', 'PricebookEntry: View All']);
  });

  it('Given objects that the org does not have, when asked, then only the ones that must be there are missed', () => {
    const needs: ObjectNeed[] = [
      { object: 'Must__c', read: true },
      { object: 'May__c', read: true, optional: true },
    ];
    expect(missingPermissions(needs, described(), grants({}))).to.deep.equal(['Must__c: not in this org']);
  });
});

describe('readMissingPermissions', () => {
  const objects = (prefix: string): ObjectDescription[] =>
    SYNC_NEEDS.map(({ object, fields = [] }) =>
      objectOf(
        object.replace('{ns}', prefix),
        fields.map((name) => fieldOf(name))
      )
    );
  const read = (org: Parameters<typeof orgStub>[0], namespace = 'LGK__'): Promise<string[]> =>
    readMissingPermissions(orgStub(org), '0051', namespace);
  const setOf = (PermissionsApiEnabled: boolean): object => ({
    PermissionSet: { PermissionsApiEnabled, PermissionsViewAllData: false },
  });
  const objectRow = (SobjectType: string, granted: boolean): object => ({
    SobjectType,
    PermissionsCreate: granted,
    PermissionsEdit: granted,
    PermissionsRead: granted,
    PermissionsViewAllRecords: granted,
  });

  it('Given permissions spread over several sets, when read, then they add up', async () => {
    const names = objects('LGK__');
    const missing = await read({
      objects: names,
      queries: [
        [/FROM ObjectPermissions/, names.flatMap(({ name }) => [objectRow(name, false), objectRow(name, true)])],
        [
          /FROM FieldPermissions/,
          names.flatMap(({ name, fields }) => fields.map((field) => ({ Field: `${name}.${field.name}` }))),
        ],
        [/FROM PermissionSetAssignment/, [setOf(false), setOf(true)]],
      ],
    });
    expect(missing).to.deep.equal([]);
  });

  for (const prefix of ['LGK__', 'ACME__', '']) {
    it(`Given the Logik objects with the prefix "${prefix}", when read, then they are found and named so`, async () => {
      const missing = await read(
        {
          objects: objects(prefix),
          queries: [
            [/FROM (Object|Field)Permissions/, []],
            [/FROM PermissionSetAssignment/, [setOf(true)]],
          ],
        },
        prefix
      );
      expect(missing).to.include(`${prefix}ConfigurationLineItem__c: Create`);
      expect(missing.join()).not.to.contain('{ns}').and.not.contain('not in this org');
    });
  }

  const nothingGranted: OrgStub['queries'] = [
    [/FROM (Object|Field)Permissions/, []],
    [/FROM PermissionSetAssignment/, [setOf(true)]],
  ];

  it('Given an object of the list that nobody uses, when read, then its permissions are not needed; with a row they are', async () => {
    const stub = { objects: objects('LGK__'), queries: nothingGranted };
    expect((await read({ ...stub, counts: { ProductSellingModel: 0 } })).join()).not.to.contain('ProductSellingModel:');
    const used = await read({ ...stub, counts: { ProductSellingModel: 1 } });
    expect(used).to.include.members(['ProductSellingModel: Read', 'ProductSellingModel: View All']);
  });

  it('Given everything granted, when read, then nothing is counted', async () => {
    const names = objects('LGK__');
    const org = orgStub({
      objects: names,
      queries: [
        [/FROM ObjectPermissions/, names.map(({ name }) => objectRow(name, true))],
        [
          /FROM FieldPermissions/,
          names.flatMap(({ name, fields }) => fields.map((field) => ({ Field: `${name}.${field.name}` }))),
        ],
        [/FROM PermissionSetAssignment/, [setOf(true)]],
      ],
    });
    expect(await readMissingPermissions(org, '0051', 'LGK__')).to.deep.equal([]);
    expect(org.asked.filter((one) => one.startsWith('count'))).to.deep.equal([]);
  });

  it('Given a tenant setting without a prefix beside the usual package, when read, then the package is found', async () => {
    const missing = await read(
      {
        objects: objects('LGK__'),
        queries: [
          [/FROM (Object|Field)Permissions/, []],
          [/FROM PermissionSetAssignment/, [setOf(true)]],
        ],
      },
      ''
    );
    expect(missing).to.include('LGK__ConfigurationLineItem__c: Create');
  });
});
