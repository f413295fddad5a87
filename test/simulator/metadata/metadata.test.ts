import { expect } from 'chai';
import type { Json } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import { MetadataClient } from './testClient.ts';

describe('the Metadata API', () => {
  let client: MetadataClient;
  beforeEach(async () => {
    client = await MetadataClient.start();
  });
  afterEach(() => client.simulator.close());

  it('Given the standard sandbox, When it is described and listed, Then types and components are there', async () => {
    const described = await client.metadata.describe();
    expect(described.metadataObjects.map(({ xmlName }) => xmlName)).to.include.members([
      'RemoteSiteSetting',
      'Settings',
    ]);
    const listed = await client.metadata.list([
      { type: 'RemoteSiteSetting' },
      { type: 'CspTrustedSite' },
      { type: 'Settings' },
    ]);
    expect(listed.map(({ fileName, fullName, type }) => [fileName, fullName, type])).to.deep.equal([
      ['remoteSiteSettings/Logik.remoteSite', 'Logik', 'RemoteSiteSetting'],
      ['cspTrustedSites/Logik.cspTrustedSite', 'Logik', 'CspTrustedSite'],
      ['settings/EmailAdministration.settings', 'EmailAdministration', 'Settings'],
      ['settings/Security.settings', 'Security', 'Settings'],
    ]);
    expect(listed[0]?.id).to.match(/^0rp/);
    expect(await client.metadata.list({ type: 'CorsWhitelistOrigin' })).to.deep.equal([]);
  });

  it('Given both orgs, When the remote site is read, Then each names its own Logik environment', async () => {
    expect(await client.read('RemoteSiteSetting', 'Logik')).to.include({ url: client.simulator.url, isActive: true });
    client.metadata = client.connect(client.simulator.simulation.login('production').accessToken);
    expect(await client.read('RemoteSiteSetting', 'Logik')).to.include({ url: 'https://acme.prod.logik.io' });
    expect(await client.read('CspTrustedSite', 'Logik')).to.include({ endpointUrl: 'https://acme.prod.logik.io' });
  });

  it('Given a new component, When it is created, changed and deleted, Then every reading says so', async () => {
    const site = { fullName: 'Other', url: 'https://a.example', isActive: true, disableProtocolSecurity: false };
    expect(await client.write('create', 'RemoteSiteSetting', site)).to.deep.include({
      fullName: 'Other',
      success: true,
    });
    expect(await client.read('RemoteSiteSetting', 'Other')).to.include({ url: 'https://a.example', isActive: true });
    await client.write('update', 'RemoteSiteSetting', { ...site, url: 'https://b.example', description: 'x & <y>' });
    expect(await client.read('RemoteSiteSetting', 'Other')).to.include({
      url: 'https://b.example',
      description: 'x & <y>',
    });
    expect(await client.write('upsert', 'RemoteSiteSetting', { ...site, isActive: false })).to.include({
      created: false,
    });
    expect(await client.read('RemoteSiteSetting', 'Other')).to.include({ url: 'https://a.example', isActive: false });
    expect((await client.metadata.delete('RemoteSiteSetting', 'Other')).success).to.equal(true);
    expect(await client.read('RemoteSiteSetting', 'Other')).not.to.include({ url: 'https://a.example' });
    expect(await client.write('upsert', 'RemoteSiteSetting', site)).to.include({ created: true });
  });

  it('Given trusted URLs, When metadata or record is written, Then the other shows it', async () => {
    const site = { fullName: 'Logik', context: 'All', endpointUrl: 'https://new.logik.io', isActive: true };
    await client.write('upsert', 'CspTrustedSite', { ...site, isApplicableToFrameSrc: true });
    const [row] = await client.records(
      'SELECT EndpointUrl, MasterLabel, IsApplicableToFrameSrc, IsApplicableToImgSrc FROM CspTrustedSite'
    );
    expect(row).to.include({
      EndpointUrl: 'https://new.logik.io',
      MasterLabel: 'Logik',
      IsApplicableToFrameSrc: true,
      IsApplicableToImgSrc: false,
    });
    const made = { DeveloperName: 'ByRest', MasterLabel: 'By REST', EndpointUrl: 'https://rest.example' };
    expect((await client.call('POST', '/sobjects/CspTrustedSite', made)).status).to.equal(201);
    expect((await client.metadata.list({ type: 'CspTrustedSite' })).map(({ fullName }) => fullName)).to.deep.equal([
      'Logik',
      'ByRest',
    ]);
    const soap = '<m:readMetadata><m:type>CspTrustedSite</m:type><m:fullNames>ByRest</m:fullNames></m:readMetadata>';
    expect((await client.raw(soap)).text).to.contain(
      '<endpointUrl>https://rest.example</endpointUrl><isActive>true</isActive>'
    );
  });

  it('Given remote sites, When they are queried by the Tooling API, Then they are its RemoteProxy rows', async () => {
    const rows = await client.get('/tooling/query?q=SELECT+SiteName,EndpointUrl,IsActive+FROM+RemoteProxy');
    expect((rows.json as { records: Json[] }).records).to.have.length(1);
    expect((rows.json as { records: Json[] }).records[0]).to.include({
      SiteName: 'Logik',
      EndpointUrl: client.simulator.url,
    });
  });

  it('Given security settings, When a part is updated, Then the rest stays, and single sign-on is the org’s', async () => {
    const sessionSettings = { enableClickjackNonsetupUser: true };
    await client.write('update', 'SecuritySettings', {
      fullName: 'Security',
      sessionSettings,
      singleSignOnSettings: { enableSamlLogin: true },
    });
    const { sessionSettings: after, singleSignOnSettings } = await client.read('SecuritySettings', 'Security');
    expect(after).to.include({
      enableClickjackNonsetupUser: true,
      enableClickjackSetup: true,
      sessionTimeout: 'TwoHours',
    });
    expect(singleSignOnSettings).to.include({ enableSamlLogin: true });
    const { simulation } = client.simulator;
    expect(simulation.settings(simulation.sandbox).ssoEnabled).to.equal(true);
    refreshSandbox(simulation, {});
    client.metadata = client.connect(client.token);
    expect((await client.read('SecuritySettings', 'Security'))['singleSignOnSettings']).to.include({
      enableSamlLogin: false,
    });
  });

  it('Given framing domains, When they are written, Then the list is read back, one or many', async () => {
    const urls = ['https://a.example', 'https://b.example'].map((url) => ({ context: 'VisualforcePages', url }));
    await client.write('update', 'IframeWhiteListUrlSettings', {
      fullName: 'IframeWhiteListUrlSettings',
      iframeWhiteListUrls: urls,
    });
    expect(
      (await client.read('IframeWhiteListUrlSettings', 'IframeWhiteListUrlSettings'))['iframeWhiteListUrls']
    ).to.deep.equal(urls);
  });

  it('Given connected apps of packages, When they are read and written, Then they are shown and stay as they are', async () => {
    const names = (await client.metadata.list({ type: 'ConnectedApp' })).map(({ fullName }) => fullName);
    expect(names).to.deep.equal(['Logik_Connected_App', 'Logik_API_User_Connected_App']);
    expect(await client.read('ConnectedApp', 'Logik_Connected_App')).to.deep.include({ label: 'Logik Connected App' });
    const answer = await client.metadata.delete('ConnectedApp', 'Logik_Connected_App');
    expect(answer.success).to.equal(false);
    expect(answer.errors[0]?.statusCode).to.equal('CANNOT_MODIFY_MANAGED_OBJECT');
  });

  it('Given profiles, When they are listed, Then each has its ID and a name that no language changes', async () => {
    const { simulation } = client.simulator;
    const people = simulation.sandbox.table('User');
    for (const user of [...people.rows()]) simulation.sandbox.load('User', { ...user, LanguageLocaleKey: 'de' });
    const listed = await client.metadata.list({ type: 'Profile' });
    const rows = [...simulation.sandbox.table('Profile').rows()];
    const admin = rows.find(({ Name }) => Name === 'System Administrator');
    expect(listed.find(({ fullName }) => fullName === 'Admin')).to.include({ id: admin?.Id });
    expect(listed.map(({ id }) => id).sort()).to.deep.equal(rows.map(({ Id }) => Id).sort());
  });

  it('Given an auth provider with a secret, When it is read, Then the secret is not', async () => {
    const provider = {
      friendlyName: 'Idp',
      providerType: 'OpenIdConnect',
      consumerKey: 'key',
      consumerSecret: 's3cret',
    };
    await client.write('create', 'AuthProvider', { fullName: 'Idp', ...provider });
    const soap = '<m:readMetadata><m:type>AuthProvider</m:type><m:fullNames>Idp</m:fullNames></m:readMetadata>';
    const { text } = await client.raw(soap);
    expect(text).to.contain('<consumerKey>key</consumerKey>').and.not.to.contain('s3cret');
  });

  it('Given a refresh, When the sandbox is read, Then its components are production’s, and its own are gone', async () => {
    await client.write('create', 'CorsWhitelistOrigin', { fullName: 'Mine', urlPattern: 'https://mine.example' });
    const { simulation } = client.simulator;
    client.metadata = client.connect(simulation.login('production').accessToken);
    await client.write('create', 'CorsWhitelistOrigin', { fullName: 'Prod', urlPattern: 'https://prod.example' });
    refreshSandbox(simulation, {});
    client.metadata = client.connect(client.token);
    expect((await client.metadata.list({ type: 'CorsWhitelistOrigin' })).map(({ fullName }) => fullName)).to.deep.equal(
      ['Prod']
    );
    expect(await client.read('RemoteSiteSetting', 'Logik')).to.include({ url: 'https://acme.prod.logik.io' });
    await client.write('update', 'CorsWhitelistOrigin', { fullName: 'Prod', urlPattern: 'https://changed.example' });
    client.metadata = client.connect(simulation.login('production').accessToken);
    expect(await client.read('CorsWhitelistOrigin', 'Prod')).to.include({ urlPattern: 'https://prod.example' });
  });

  it('Given calls that read and one that writes, When the request log is read, Then one is a write, by the user', async () => {
    await client.metadata.list({ type: 'CspTrustedSite' });
    await client.metadata.read('CspTrustedSite', 'Logik');
    await client.write('upsert', 'CorsWhitelistOrigin', { fullName: 'One', urlPattern: 'https://one.example' });
    const log = (await client.get('/__simulator/requests')).json as Array<{ [key: string]: Json }>;
    expect(log.map(({ write: isWrite }) => isWrite)).to.deep.equal([false, false, true]);
    expect(log[2]).to.include({ org: 'sandbox', user: client.simulator.simulation.login('sandbox').username });
  });
});
