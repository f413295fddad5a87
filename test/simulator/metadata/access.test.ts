import { expect } from 'chai';
import { refreshSandbox } from '../refresh/index.ts';
import { MetadataClient } from './testClient.ts';

type List = Array<{ [element: string]: unknown }>;

describe('Given components that say how an org is reached and what it reaches', () => {
  let client: MetadataClient;
  beforeEach(async () => {
    client = await MetadataClient.start({ scenario: 'preserved' });
  });
  afterEach(() => client.simulator.close());

  it('When types are described, Then children are named at their parent and Settings are there once', async () => {
    const { metadataObjects } = await client.metadata.describe();
    const names = metadataObjects.map(({ xmlName }) => xmlName);
    expect(names).to.include.members(['ExternalCredential', 'Certificate', 'EmailServicesFunction', 'Workflow']);
    expect(names).to.not.include('WorkflowOutboundMessage');
    expect(names.filter((name) => name === 'Settings')).to.have.length(1);
    const workflow = metadataObjects.find(({ xmlName }) => xmlName === 'Workflow');
    expect([workflow?.childXmlNames].flat()).to.deep.equal(['WorkflowOutboundMessage']);
  });

  it('When a named credential of the new kind is read, Then its endpoint is among its parameters', async () => {
    const credential = await client.read('NamedCredential', 'Pricing_API');
    expect(credential).to.include({ namedCredentialType: 'SecuredEndpoint' });
    expect(credential['endpoint'] ?? null).to.equal(null);
    const [url, access] = credential['namedCredentialParameters'] as List;
    expect(url).to.include({ parameterType: 'Url', parameterValue: 'https://pricing-uat.example.com/v2' });
    expect(access).to.include({ parameterType: 'Authentication', externalCredential: 'Pricing' });
    const external = await client.read('ExternalCredential', 'Pricing');
    expect(external).to.include({ authenticationProtocol: 'Oauth', label: 'Pricing' });
    expect((external['externalCredentialParameters'] as List)[0]).to.include({
      parameterValue: 'https://login-uat.example.com/oauth/token',
    });
  });

  it('When components with secrets are read, Then the secrets do not come out', async () => {
    for (const [type, name] of [
      ['NamedCredential', 'ERP'],
      ['AuthProvider', 'Corporate'],
    ] as const) {
      const text = JSON.stringify(await client.read(type, name));
      expect(text).to.include('example.com');
      expect(text).to.not.include('secret-1');
    }
  });

  it('When a refresh copies credentials, Then endpoints name production and secrets stay behind', async () => {
    const { simulation } = client.simulator;
    const secretsOf = (role: 'production' | 'sandbox'): string =>
      JSON.stringify([...(simulation.role(role).components.get('NamedCredential') ?? [])]);
    expect(secretsOf('production')).to.include('production-secret-1');
    refreshSandbox(simulation, {});
    expect(secretsOf('sandbox')).to.include('crm-production').and.not.include('secret-1');
    expect(secretsOf('production')).to.include('production-secret-1');
    client.metadata = client.connect(client.token);
    expect(await client.read('NamedCredential', 'ERP')).to.include({ endpoint: 'https://erp.example.com/orders' });
    expect(await client.read('AuthProvider', 'Corporate')).to.include({
      tokenUrl: 'https://login.example.com/oauth/token',
    });
  });

  it('When an outbound message is listed, read and updated, Then its object and its user stay with it', async () => {
    const [listed] = await client.metadata.list({ type: 'WorkflowOutboundMessage' });
    expect(listed).to.include({ fullName: 'Account.Notify_ERP', fileName: 'workflows/Account.workflow' });
    const message = await client.read('WorkflowOutboundMessage', 'Account.Notify_ERP');
    expect(message).to.include({
      endpointUrl: 'https://erp-uat.example.com/soap/accounts',
      integrationUser: 'release.manager@acme.example.uat',
    });
    const endpointUrl = 'https://other.example.com';
    const changed = { ...message, endpointUrl, fields: ['Id', 'Name'], includeSessionId: 'true' };
    expect(await client.write('update', 'WorkflowOutboundMessage', changed)).to.include({ success: true });
    const workflow = await client.read('Workflow', 'Account');
    const [child] = [workflow['outboundMessages']].flat() as List;
    expect(child).to.include({ fullName: 'Notify_ERP', endpointUrl: 'https://other.example.com' });
    expect(child).to.include({ integrationUser: 'release.manager@acme.example.uat', includeSessionId: false });
    const rows = await client.tooling(
      'SELECT Name, EntityDefinition.QualifiedApiName, IntegrationUser.Username FROM WorkflowOutboundMessage'
    );
    expect(rows).to.have.length(1);
    expect(rows[0]?.['EntityDefinition']).to.include({ QualifiedApiName: 'Account' });
  });

  it('When a workflow is written with its messages, Then each becomes a component of its own', async () => {
    const message = { fullName: 'Ping', name: 'Ping', apiVersion: 65, endpointUrl: 'https://ping.example.com' };
    const rest = { fields: ['Id'], includeSessionId: false, protected: false, useDeadLetterQueue: false };
    const integrationUser = 'dana.ortiz@acme.example.uat';
    const component = { fullName: 'Site__c', outboundMessages: [{ ...message, ...rest, integrationUser }] };
    expect(await client.write('upsert', 'Workflow', component)).to.include({ success: true, created: true });
    expect(await client.read('WorkflowOutboundMessage', 'Site__c.Ping')).to.include({
      endpointUrl: 'https://ping.example.com',
      integrationUser,
    });
  });

  it('When an email service is read and written, Then its addresses are the rows that queries see', async () => {
    const service = await client.read('EmailServicesFunction', 'Order_Intake');
    expect(service).to.include({ apexClass: 'OrderIntake', isTlsRequired: true });
    const addresses = service['emailServicesAddresses'] as List;
    expect(addresses.map((one) => [one['localPart'], one['runAsUser']])).to.deep.equal([
      ['orders-test', 'release.manager@acme.example.uat'],
      ['pilot', 'tess.agent@example.com.uat'],
    ]);
    const changed = addresses.map((one) => (one['localPart'] === 'pilot' ? { ...one, isActive: 'false' } : one));
    await client.write('update', 'EmailServicesFunction', { ...service, emailServicesAddresses: changed });
    const soql = 'SELECT LocalPart, IsActive, RunAsUser.Username, Function.FunctionName FROM EmailServicesAddress';
    const rows = await client.records(soql);
    expect(rows.map((row) => [row['LocalPart'], row['IsActive']])).to.deep.equal([
      ['orders-test', true],
      ['pilot', false],
    ]);
  });

  it('When certificates are read, Then they are facts that no call changes', async () => {
    const read = await client.read('Certificate', 'UAT_Signing');
    expect(read).to.include({ masterLabel: 'UAT Signing', keySize: 4096 });
    expect(String(read['expirationDate'])).to.match(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await client.write('update', 'Certificate', read)).to.include({ success: false });
    const [row] = await client.tooling('SELECT DeveloperName, MasterLabel, ExpirationDate, KeySize FROM Certificate');
    expect(row).to.include({ DeveloperName: 'UAT_Signing', KeySize: 4096 });
  });

  it('When mail settings are merged, Then those that are not named stay', async () => {
    const settings = { fullName: 'EmailAdministration', enableComplianceBcc: true };
    expect(await client.read('EmailAdministrationSettings', 'EmailAdministration')).to.include({
      enableComplianceBcc: false,
    });
    await client.write('update', 'EmailAdministrationSettings', settings);
    expect(await client.read('EmailAdministrationSettings', 'EmailAdministration')).to.include({
      enableComplianceBcc: true,
      enableHandleBouncedEmails: true,
    });
  });

  it('When providers, SAML and origins are queried, Then the rows say what the components say', async () => {
    const [provider] = await client.records('SELECT DeveloperName, ProviderType, TokenUrl FROM AuthProvider');
    expect(provider).to.include({ DeveloperName: 'Corporate', TokenUrl: 'https://login-uat.example.com/oauth/token' });
    const [saml] = await client.records('SELECT DeveloperName, MasterLabel, Issuer, LoginUrl FROM SamlSsoConfig');
    expect(saml).to.include({ MasterLabel: 'Corporate SSO', LoginUrl: 'https://sso-uat.example.com/saml/login' });
    const [origin] = await client.records('SELECT DeveloperName, UrlPattern FROM CorsWhitelistEntry');
    expect(origin).to.include({ DeveloperName: 'Portal', UrlPattern: 'https://portal-uat.example.com' });
    const soql = "SELECT NamedCredentialType, CalloutStatus FROM NamedCredential WHERE DeveloperName = 'Pricing_API'";
    expect((await client.tooling(soql))[0]).to.include({ NamedCredentialType: 'SecuredEndpoint' });
    expect((await client.query(soql)).text).to.include('INVALID_FIELD');
    const hidden = await client.query('SELECT ConsumerSecret FROM AuthProvider');
    expect(hidden.text).to.include('INVALID_FIELD');
  });
});
