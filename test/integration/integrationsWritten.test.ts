import { expect } from 'chai';
import { changesOf, elements, findingsOf, readComponent, writeAnswers } from '../support/preservedRun.ts';
import { Workbench } from '../support/workbench.ts';

const WANTED = 'https://pricing-uat.example.com/v2';

/** What only the sandbox has: each has something that makes it hard to make again. */
const GONE = [
  ['NamedCredential', 'DeveloperName', 'Pricing_API'],
  ['ExternalCredential', 'DeveloperName', 'Pricing'],
  ['AuthProvider', 'DeveloperName', 'Corporate'],
  ['CorsWhitelistEntry', 'DeveloperName', 'Portal'],
  ['RemoteProxy', 'SiteName', 'ERP'],
  ['Integration_Endpoint__c', 'Name', 'Pricing'],
] as const;

describe('integration settings that the refresh took, made again over the wire', () => {
  let bench: Workbench;
  let repointed: Awaited<ReturnType<typeof repoint>>;
  const repoint = (): ReturnType<typeof bench.run<'repoint'>> =>
    bench.run('repoint', '--target-org', 'uat', '--no-prompt');
  const rows = (object: string): ReturnType<Workbench['records']> => bench.records('sandbox', object);
  const called = async (object: string, field: string, value: string): Promise<Record<string, unknown> | undefined> =>
    (await rows(object)).find((row) => row[field] === value);

  before(async () => {
    bench = await Workbench.start({ scenario: 'preserved' });
    for (const [object, field, value] of GONE) {
      const row = (await bench.records('production', object)).find((one) => one[field] === value);
      await bench.control('DELETE', `records/production/${object}/${row?.Id}`);
    }
    await writeAnswers(bench, 'preserve: {settings: [Integration_Endpoint__c]}');
    await bench.prepare('--source-org', 'prod');
    await bench.refresh();
    for (const [object, field, value] of GONE) expect(await called(object, field, value), object).to.equal(undefined);
    repointed = await repoint();
  });
  after(() => bench.close());

  it('Given components that refer to one another, When they are made, Then what is referred to comes first, and all are applied', () => {
    expect(changesOf(repointed, 'integrations').filter((told) => !told.startsWith('applied'))).to.deep.equal([]);
    const made = changesOf(repointed, 'integrations').filter((told) => !told.includes('›'));
    expect(made).to.deep.equal([
      'applied AuthProvider Corporate',
      'applied ExternalCredential Pricing',
      'applied RemoteSiteSetting ERP',
      'applied NamedCredential Pricing_API',
      'applied CorsWhitelistOrigin Portal',
    ]);
  });

  it('Given a secured endpoint, When it is made again, Then another client of the Metadata API reads all of its parameters, and nothing that the org did not have', async () => {
    const answer = await readComponent(bench, 'NamedCredential', 'Pricing_API');
    expect(elements(answer, 'parameterType')).to.deep.equal(['Url', 'Authentication']);
    expect([elements(answer, 'parameterValue'), elements(answer, 'externalCredential')]).to.deep.equal([
      [WANTED],
      ['Pricing'],
    ]);
    expect([elements(answer, 'namedCredentialType'), elements(answer, 'calloutStatus')]).to.deep.equal([
      ['SecuredEndpoint'],
      ['Enabled'],
    ]);
    // Elements that are required of legacy credentials alone.
    expect([elements(answer, 'principalType'), elements(answer, 'protocol')]).to.deep.equal([[], []]);
  });

  it('Given an external credential and an auth. provider, When they are made again, Then principals and addresses are there, and their secrets are steps for people', async () => {
    const external = await readComponent(bench, 'ExternalCredential', 'Pricing');
    expect(elements(external, 'parameterType')).to.deep.equal(['AuthProviderUrl', 'NamedPrincipal']);
    expect([elements(external, 'authenticationProtocol'), elements(external, 'sequenceNumber')]).to.deep.equal([
      ['Oauth'],
      ['1'],
    ]);
    expect(await called('AuthProvider', 'DeveloperName', 'Corporate')).to.include({
      TokenUrl: 'https://login-uat.example.com/oauth/token',
      ProviderType: 'OpenIdConnect',
      OptionsSendAccessTokenInHeader: true,
    });
    expect(findingsOf(repointed, 'integrations')).to.include.members([
      'manual NamedCredential ERP › Secret',
      'manual AuthProvider Corporate › Secret',
      'manual ExternalCredential Pricing › Secret',
    ]);
  });

  it('Given rows of preserve.settings, one changed and one gone, When they are put back, Then the row is changed, the other made by its name, and neither is there twice', async () => {
    const found = (await rows('Integration_Endpoint__c')).map(({ Name, Url__c }) => [Name, Url__c]);
    expect(found).to.have.deep.members([
      ['ERP', 'https://erp-uat.example.com/api'],
      ['Pricing', WANTED],
    ]);
    const urls = (await rows('NamedCredential')).map(({ Endpoint }) => Endpoint).filter((url) => url !== null);
    expect(urls).to.include('https://erp-uat.example.com/orders');
    expect((await repoint()).result?.changes).to.deep.equal([]);
  });

  it('Given they were made, When it is rolled back, Then what has a switch is off, what has none stays whole as a step for people, and nothing is deleted', async () => {
    await bench.forgetRequests();
    const back = await bench.run('rollback', '--target-org', 'uat', '--no-prompt');
    expect(back.exitCode, back.stderr).to.equal(68);
    expect(changesOf(back, 'integrations').filter((told) => !told.startsWith('applied'))).to.deep.equal([]);
    expect(findingsOf(back, 'integrations')).to.deep.equal([
      'manual AuthProvider Corporate',
      'manual ExternalCredential Pricing',
      'manual CorsWhitelistOrigin Portal',
    ]);
    const secured = await readComponent(bench, 'NamedCredential', 'Pricing_API');
    expect([elements(secured, 'calloutStatus'), elements(secured, 'parameterValue')]).to.deep.equal([
      ['Disabled'],
      [WANTED],
    ]);
    expect(await called('RemoteProxy', 'SiteName', 'ERP')).to.include({ IsActive: false });
    expect(await called('AuthProvider', 'DeveloperName', 'Corporate')).to.include({
      AuthorizeUrl: 'https://login-uat.example.com/authorize',
    });
    expect(elements(await readComponent(bench, 'ExternalCredential', 'Pricing'), 'parameterType')).to.have.length(2);
    expect(await called('Integration_Endpoint__c', 'Name', 'ERP')).to.include({
      Url__c: 'https://erp.example.com/api',
    });
    const sent = (await bench.requests()).map(({ method, path }) => `${method} ${path}`);
    expect(sent.filter((request) => /^DELETE|deleteMetadata/.test(request))).to.deep.equal([]);
  });
});
