import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { convert } from 'xmlbuilder2';
import type { Holding } from '../../src/checklist/shared/endpoints/facts.ts';
import type { ActiveUsersFacts } from '../../src/checklist/governance/activeUsers/facts.ts';
import type { UncommittedWorkFacts } from '../../src/checklist/governance/uncommittedWork/facts.ts';
import type { TestUsersFacts } from '../../src/checklist/people/testUsers/facts.ts';
import { findingsOf, writeAnswers } from '../support/preservedRun.ts';
import { Workbench } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

type Facts = {
  integrations: { holdings: Holding[] };
  'uncommitted-work': UncommittedWorkFacts;
  'active-users': ActiveUsersFacts;
  'test-users': TestUsersFacts;
};

/** The facts of a line as baseline.json has them. */
const recorded = async <K extends keyof Facts>(bench: Workbench, item: K): Promise<Facts[K]> => {
  const text = await readFile(join(bench.directory, 'baseline.json'), 'utf8');
  return (JSON.parse(text) as { items: { [I in keyof Facts]: { facts: Facts[I] } } }).items[item].facts;
};

const HOST = 'example.com';

/** Of each kind: how its components are called, and a field that tells the sandbox's from production's. */
const READ: ReadonlyArray<[type: string, names: string[], field: string, value: string | boolean]> = [
  ['RemoteSiteSetting', ['ERP', 'Logik'], 'url', `https://erp-uat.${HOST}`],
  ['NamedCredential', ['ERP', 'Logik_Admin_API', 'Pricing_API'], 'endpoint', `https://erp-uat.${HOST}/orders`],
  [
    'NamedCredential',
    ['ERP', 'Logik_Admin_API', 'Pricing_API'],
    'namedCredentialParameters[parameterName=Url,parameterType=Url].parameterValue',
    `https://pricing-uat.${HOST}/v2`,
  ],
  [
    'ExternalCredential',
    ['Pricing'],
    'externalCredentialParameters[parameterName=AuthProviderUrl,parameterType=AuthProviderUrl].parameterValue',
    `https://login-uat.${HOST}/oauth/token`,
  ],
  ['CspTrustedSite', ['Logik', 'Maps'], 'endpointUrl', `https://maps-uat.${HOST}`],
  ['CorsWhitelistOrigin', ['Portal'], 'urlPattern', `https://portal-uat.${HOST}`],
  ['AuthProvider', ['Corporate'], 'tokenUrl', `https://login-uat.${HOST}/oauth/token`],
  ['SamlSsoConfig', ['Corporate_SSO'], 'issuer', `https://sso-uat.${HOST}`],
  ['ConnectedApp', ['Logik_API_User_Connected_App', 'Logik_Connected_App'], 'oauthConfig.isAdminApproved', true],
  ['WorkflowOutboundMessage', ['Account.Notify_ERP'], 'endpointUrl', `https://erp-uat.${HOST}/soap/accounts`],
  ['EmailServicesFunction', ['Order_Intake'], 'isErrorRoutingEnabled', false],
  ['EmailServicesAddress', ['orders-test', 'pilot'], 'AuthorizedSenders', HOST],
  ['OrgWideEmailAddress', [`sales-uat@${HOST}`], 'DisplayName', 'Acme Sales (UAT)'],
  ['EmailRelay', [`smtp-uat.${HOST}`], 'TlsSetting', 'Off'],
  ['Certificate', ['UAT_Signing'], 'MasterLabel', 'UAT Signing'],
  ['Integration_Endpoint__c', ['ERP', 'Pricing'], 'Url__c', `https://erp-uat.${HOST}/api`],
];

const KINDS = [...new Set(READ.map(([type]) => type))];

describe('what connects an org with others, read over the wire', () => {
  describe('of an org that has all of it', () => {
    let bench: Workbench;
    let holdings: Holding[];
    let prepared: Awaited<ReturnType<Workbench['prepare']>>;
    before(async () => {
      bench = await Workbench.start({ scenario: 'preserved' });
      await writeAnswers(
        bench,
        'preserve: {settings: [Integration_Endpoint__c, Nope__c], users: [tess.agent@example.com.uat]}'
      );
      prepared = await bench.prepare('--source-org', 'prod');
      if (prepared.error) throw prepared.error;
      ({ holdings } = await recorded(bench, 'integrations'));
    });
    after(() => bench.close());

    for (const [type, names, field, value] of READ)
      it(`Given ${type}, When prepared, Then it is recorded with ${field}`, () => {
        const holding = holdings.find((one) => one.type === type);
        expect(holding?.unreadable).to.equal(null);
        expect(holding?.components?.map(({ name }) => name)).to.have.members(names);
        expect(holding?.components?.map(({ fields }) => fields[field])).to.include(value);
      });

    it('Given every kind, When prepared, Then none is left unread, and no secret of either org is in the record', async () => {
      expect(holdings.filter(({ unreadable }) => unreadable !== null).map(({ type }) => type)).to.deep.equal([
        'Nope__c',
      ]);
      expect(holdings.map(({ type }) => type)).to.have.members([...KINDS, 'Nope__c']);
      const baseline = await readFile(join(bench.directory, 'baseline.json'), 'utf8');
      expect(baseline).not.to.match(/(uat|production)-secret-1/);
    });

    it('Given every kind of metadata, When prepared, Then it is kept as source that can be read, without a secret of either org, and the manifest names it', async () => {
      const files = await filesBelow(join(bench.directory, 'preserved', 'metadata'));
      const source = Object.keys(files).filter((path) => path.endsWith('-meta.xml'));
      expect(source).to.have.members([
        'remoteSiteSettings/ERP.remoteSite-meta.xml',
        'remoteSiteSettings/Logik.remoteSite-meta.xml',
        'namedCredentials/ERP.namedCredential-meta.xml',
        'namedCredentials/Logik_Admin_API.namedCredential-meta.xml',
        'namedCredentials/Pricing_API.namedCredential-meta.xml',
        'externalCredentials/Pricing.externalCredential-meta.xml',
        'cspTrustedSites/Logik.cspTrustedSite-meta.xml',
        'cspTrustedSites/Maps.cspTrustedSite-meta.xml',
        'corsWhitelistOrigins/Portal.corsWhitelistOrigin-meta.xml',
        'authproviders/Corporate.authprovider-meta.xml',
        'samlssoconfigs/Corporate_SSO.samlssoconfig-meta.xml',
        'connectedApps/Logik_API_User_Connected_App.connectedApp-meta.xml',
        'connectedApps/Logik_Connected_App.connectedApp-meta.xml',
        'workflows/Account.workflow-meta.xml',
        'emailservices/Order_Intake.xml-meta.xml',
      ]);
      const parsed = new Map(
        Object.entries(files)
          .filter(([path]) => path.endsWith('.xml'))
          .map(([path, content]) => {
            expect(content, path).not.to.include('secret-1').and.not.include('<redacted>');
            return [path, Object.values(convert(content, { format: 'object' }))[0] as Record<string, unknown>];
          })
      );
      for (const [path, root] of parsed)
        expect(root['@xmlns'], path).to.equal('http://soap.sforce.com/2006/04/metadata');
      const types = parsed.get('package.xml')?.types as Array<{ members: string | string[]; name: string }>;
      expect(types.flatMap(({ members }) => members)).to.have.length(source.length);
      expect(types).to.deep.include.members([
        { members: ['ERP', 'Logik_Admin_API', 'Pricing_API'], name: 'NamedCredential' },
        { members: 'Account', name: 'Workflow' },
      ]);
      const erp = files['namedCredentials/ERP.namedCredential-meta.xml'];
      expect(erp).to.include(`<endpoint>https://erp-uat.${HOST}/orders</endpoint>`).and.not.include('fullName');
      expect(erp).to.include('<!-- password');
      expect(files['authproviders/Corporate.authprovider-meta.xml']).to.include('<!-- consumerSecret');
    });

    it('Given a setting that the org does not have, When prepared, Then it is a failure of its own, 68, and the rest is kept', () => {
      expect(findingsOf(prepared, 'integrations')).to.deep.equal([
        'pass Integration settings',
        'warn Certificate UAT_Signing',
        'fail Nope__c',
      ]);
      expect(prepared.exitCode).to.equal(68);
    });

    it('Given unfinished work and running jobs, When prepared, Then source members and jobs of Apex and of the Bulk API are read', async () => {
      const work = await recorded(bench, 'uncommitted-work');
      expect(work.evidence).to.equal('source-tracking');
      expect(work.changes.map(({ type, name }) => `${type} ${name}`)).to.have.members([
        'ApexClass NightlySync',
        'ApexTrigger SiteTrigger',
        'CustomField Site__c.Alarm_Pin__c',
        'ApexClass QaDataFactory',
        'Flow Site_Onboarding',
        'ApexPage OldMap',
      ]);
      const { users, unreadable } = await recorded(bench, 'active-users');
      expect(unreadable).to.deep.equal([]);
      const jobs = users.flatMap((user) => user.jobs.map(({ what }) => what));
      expect(jobs).to.have.members([
        'BatchApex SiteRollup',
        'upsert Site__c',
        'Queueable NightlySync',
        'query Product2',
        // Made by the Bulk API's first version: it stands in both lists, and counts once.
        'query Pricebook2',
      ]);
    });

    it('Given a test user, When prepared, Then what it is assigned is read, its permission set licence too', async () => {
      const { users, unreadable } = await recorded(bench, 'test-users');
      expect(unreadable).to.deep.equal({});
      const [{ assignments }] = users;
      expect(assignments.map(({ kind, name }) => `${kind} ${name}`)).to.have.members([
        'permission-set Field_Service',
        'permission-set QA_Tools',
        'permission-set-group Site_Operations',
        'permission-set-license FieldServiceStandardPsl',
        'group QA_Testers',
        'group Price_Approvers',
        'queue Line_Triage',
      ]);
    });
  });

  it('Given an org without most kinds, When prepared, Then each is read as none, which is not the same as unread', async () => {
    const bench = await Workbench.start();
    try {
      await bench.restrict('sandbox', ['SamlSsoConfig', 'OrgWideEmailAddress']);
      const prepared = await bench.prepare();
      const { holdings } = await recorded(bench, 'integrations');
      const unread = holdings.filter(({ components }) => components === null);
      expect(unread.map(({ type }) => type)).to.have.members(['SamlSsoConfig', 'OrgWideEmailAddress']);
      for (const { type, unreadable } of unread) expect(unreadable, type).to.include(type);
      const none = holdings.filter(({ components }) => components?.length === 0).map(({ type }) => type);
      expect(none).to.have.members([
        'CorsWhitelistOrigin',
        'AuthProvider',
        'ExternalCredential',
        'WorkflowOutboundMessage',
        'EmailServicesFunction',
        'EmailServicesAddress',
        'EmailRelay',
        'Certificate',
      ]);
      expect(findingsOf(prepared, 'integrations')).to.deep.equal([
        'pass Integration settings',
        'fail SamlSsoConfig',
        'fail OrgWideEmailAddress',
      ]);
    } finally {
      await bench.close();
    }
  });
});
