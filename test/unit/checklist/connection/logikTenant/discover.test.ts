import { expect } from 'chai';
import { answersSchema } from '../../../../../src/checklist/answers/index.ts';
import { discoverTenant, tenantCandidates, tenantNamespace } from '../../../../../src/checklist/connection/logikTenant/discover.ts';
import { caught } from '../../../support/caught.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../../../support/reader.ts';

const NO_OVERRIDES = answersSchema.parse({ schemaVersion: 1, refresh: { date: '2027-01-15', dataStrategy: 'repoint' } })
  .logik.tenant;
const LOGIK_FIELDS = [
  fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
  fieldOf('LGK__AdminUrl__c', 'Administration URL'),
  fieldOf('LGK__Other__c', 'Other'),
];
const LOGIK = objectOf('LGK__ConfigurationTenant__c', LOGIK_FIELDS, { label: 'Logik Tenant' });
const LABELLED = objectOf('ACME__Setting__c', LOGIK_FIELDS, { label: 'CPQ Tenant' });

describe('tenantCandidates', () => {
  const setting = (name: string, label: string, customSetting = true): Parameters<typeof tenantCandidates>[0][0] => ({
    name,
    label,
    customSetting,
  });

  it('Given settings that match by name and by label, when candidates are looked for, then the name wins', () => {
    const objects = [setting('X__c', 'Logik Tenant'), setting('ACME__ConfigurationTenant__c', 'Anything')];
    expect(tenantCandidates(objects)).to.deep.equal(['ACME__ConfigurationTenant__c']);
  });

  it('Given a documented label beside others that may be meant, when candidates are looked for, then it wins', () => {
    const objects = [setting('A__c', 'CPQ Administration Defaults'), setting('B__c', 'ServiceNow CPQ Tenant')];
    expect(tenantCandidates(objects)).to.deep.equal(['B__c']);
  });

  for (const label of [
    'Logik Tenant',
    'CPQ Tenant',
    'ServiceNow CPQ Tenant',
    'Logik.io Admin',
    'ServiceNow CPQ (Logik.ai) Admin',
    'logik tenant settings',
  ]) {
    it(`Given no matching name, when a setting is labelled ${label}, then it is a candidate`, () => {
      expect(tenantCandidates([setting('X__c', label), setting('Y__c', 'Tenant')])).to.deep.equal(['X__c']);
    });
  }

  it('Given objects that are no custom settings, when candidates are looked for, then they are none', () => {
    expect(tenantCandidates([setting('LGK__ConfigurationTenant__c', 'Logik Tenant', false)])).to.deep.equal([]);
  });

  it('Given two settings of the same right, when candidates are looked for, then both are', () => {
    expect(tenantCandidates([setting('A__c', 'Logik Tenant'), setting('B__c', 'CPQ Tenant')])).to.have.length(2);
  });
});

describe('discoverTenant', () => {
  it("Given Logik's own package, when the tenant is looked for, then object and both fields are found", async () => {
    const found = await discoverTenant(orgStub({ objects: [LOGIK] }), NO_OVERRIDES);
    expect([found.object.name, found.runtimeUrl.name, found.administrationUrl.name]).to.deep.equal([
      'LGK__ConfigurationTenant__c',
      'LGK__RuntimeUrl__c',
      'LGK__AdminUrl__c',
    ]);
  });

  it('Given a renamed object with renamed fields, when the tenant is looked for, then labels tell', async () => {
    const object = objectOf('ACME__S__c', [fieldOf('R__c', 'Runtime URL'), fieldOf('A__c', 'Admin URL')], {
      label: 'Logik Tenant',
    });
    const found = await discoverTenant(orgStub({ objects: [object] }), NO_OVERRIDES);
    expect([found.object.name, found.runtimeUrl.name, found.administrationUrl.name]).to.deep.equal([
      'ACME__S__c',
      'R__c',
      'A__c',
    ]);
  });

  it('Given decoys beside what is documented, when the tenant is looked for, then what is documented wins', async () => {
    const object = objectOf(
      'LGK__ConfigurationTenant__c',
      [
        fieldOf('LGK__AdminUrl__c', 'Admin console of a partner'),
        fieldOf('LGK__AdministrationUrl__c', 'Admin URL'),
        fieldOf('Other__RuntimeUrl__c', 'Runtime URL'),
        fieldOf('LGK__Console__c', 'Administration URL'),
        fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
        fieldOf('LGK__Copy__c', 'Runtime Configuration URL'),
      ],
      { label: 'Logik Tenant' }
    );
    const { runtimeUrl, administrationUrl } = await discoverTenant(orgStub({ objects: [object] }), NO_OVERRIDES);
    expect([runtimeUrl.name, administrationUrl.name]).to.deep.equal(['LGK__RuntimeUrl__c', 'LGK__Console__c']);
  });

  it('Given a setting whose fields nobody can tell, when its namespace is asked for, then it is the one discovered', async () => {
    const object = objectOf('ACME__ConfigurationTenant__c', [fieldOf('ACME__X__c', 'X')]);
    expect(await tenantNamespace(orgStub({ objects: [object] }), NO_OVERRIDES)).to.equal('ACME__');
    expect(await tenantNamespace(orgStub({}), NO_OVERRIDES)).to.equal('LGK__');
  });

  it('Given names in refresh.yaml, when the tenant is looked for, then they win over what would be found', async () => {
    const object = objectOf('ACME__S__c', [...LOGIK_FIELDS, fieldOf('Mine__c'), fieldOf('MineToo__c')]);
    const found = await discoverTenant(orgStub({ objects: [LOGIK, object] }), {
      object: 'ACME__S__c',
      runtimeUrlField: 'mine__c',
      administrationUrlField: 'MineToo__c',
    });
    expect([found.object.name, found.runtimeUrl.name, found.administrationUrl.name]).to.deep.equal([
      'ACME__S__c',
      'Mine__c',
      'MineToo__c',
    ]);
  });

  const refusals: Array<[string, Parameters<typeof orgStub>[0], Partial<typeof NO_OVERRIDES>, string, RegExp]> = [
    ['no such setting and no package', {}, {}, 'LogikNotInstalledError', /uat has no Logik Tenant/],
    [
      'the package, and a setting that the login may not see',
      { tooling: [{ SubscriberPackage: { NamespacePrefix: 'LGK' } }] },
      {},
      'TenantNotReadableError',
      /may not see/,
    ],
    [
      'a Logik package with another prefix, and a setting that the login may not see',
      { tooling: [{ SubscriberPackage: { NamespacePrefix: 'ACME', Name: 'ServiceNow CPQ Managed' } }] },
      {},
      'TenantNotReadableError',
      /may not see/,
    ],
    [
      'packages that cannot be listed',
      { tooling: refusal('INSUFFICIENT_ACCESS') },
      {},
      'LogikNotInstalledError',
      /uat has no Logik Tenant/,
    ],
    [
      'two settings that could be it',
      { objects: [LABELLED, objectOf('B__c', [], { label: 'Logik Tenant' })] },
      {},
      'TenantObjectAmbiguousError',
      /ACME__Setting__c, B__c/,
    ],
    [
      'a named setting that is not there',
      { objects: [LOGIK] },
      { object: 'Nope__c' },
      'TenantObjectNotFoundError',
      /Nope__c/,
    ],
    [
      'a setting without the fields',
      { objects: [objectOf('LGK__ConfigurationTenant__c', [fieldOf('Other__c', 'Other label')])] },
      {},
      'TenantFieldNotFoundError',
      /Other__c \(Other label\)/,
    ],
    [
      'a named field that is not there',
      { objects: [LOGIK] },
      { administrationUrlField: 'Nope__c' },
      'TenantFieldNotFoundError',
      /Nope__c/,
    ],
    [
      'two fields that have the documented label',
      {
        objects: [
          objectOf('LGK__ConfigurationTenant__c', [...LOGIK_FIELDS, fieldOf('LGK__Second__c', 'Administration URL')]),
        ],
      },
      {},
      'TenantFieldAmbiguousError',
      /LGK__AdminUrl__c.*LGK__Second__c/,
    ],
    [
      'a field that is only called AdminUrl',
      {
        objects: [
          objectOf('LGK__ConfigurationTenant__c', [
            fieldOf('LGK__RuntimeUrl__c', 'Runtime Configuration URL'),
            fieldOf('LGK__AdminUrl__c', 'Partner console'),
          ]),
        ],
      },
      {},
      'TenantFieldNotFoundError',
      /no field "Administration URL".*LGK__AdminUrl__c \(Partner console\)/,
    ],
    [
      'the documented name on one field and the documented label on another',
      {
        objects: [
          objectOf('LGK__ConfigurationTenant__c', [
            fieldOf('LGK__RuntimeUrl__c', 'Legacy'),
            fieldOf('LGK__Runtime2__c', 'Runtime Configuration URL'),
            fieldOf('LGK__Admin__c', 'Administration URL'),
          ]),
        ],
      },
      {},
      'TenantFieldAmbiguousError',
      /several fields that could be "Runtime Configuration URL"/,
    ],
  ];
  for (const [name, stub, overrides, kind, message] of refusals) {
    it(`Given ${name}, when the tenant is looked for, then it is ${kind}, with something to do`, async () => {
      const error = await caught(() => discoverTenant(orgStub(stub), { ...NO_OVERRIDES, ...overrides }));
      expect(error.name).to.equal(kind);
      expect(error.message).to.match(message);
      expect(error.actions).to.be.an('array').that.is.not.empty;
    });
  }

  it('Given an expired session, when the tenant is looked for, then that is the error, not "not installed"', async () => {
    const org = { ...orgStub({}), describe: () => Promise.reject(refusal('INVALID_SESSION_ID', 'run')) };
    expect(await caught(() => discoverTenant(org, NO_OVERRIDES))).to.include({ errorCode: 'INVALID_SESSION_ID' });
  });
});
