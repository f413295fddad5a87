import { expect } from 'chai';
import { convert } from 'xmlbuilder2';
import { integrations, gatherHoldings } from '../../../../../src/checklist/sandbox/integrations/index.ts';
import { sourceFiles } from '../../../../../src/checklist/sandbox/integrations/sourceFiles.ts';
import type { MetadataComponent } from '../../../../../src/salesforce/types.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub, refusal } from '../../../support/reader.ts';
import { answers, sandbox } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const SECRET = 'hunter2-never-out';

const filesOf = (given: Record<string, MetadataComponent[]>): Record<string, string> =>
  Object.fromEntries(
    sourceFiles(new Map(Object.entries(given))).map(({ path, content }) => [
      path.replace('preserved/metadata/', ''),
      content,
    ])
  );

const fileOf = (type: string, component: Omit<MetadataComponent, 'fullName'>): string => {
  const [content] = Object.values(filesOf({ [type]: [{ fullName: 'One', ...component }] }));
  return content;
};

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** What a reader of XML sees: the children of the root, comments left out. The parser leaves entities to its caller. */
const read = (content: string): Record<string, unknown> => {
  const [root] = Object.values(convert(content, { format: 'object' })) as Array<Record<string, unknown>>;
  const own = Object.fromEntries(Object.entries(root).filter(([name]) => !/^[@!]/.test(name)));
  return JSON.parse(JSON.stringify(own), (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity) : value
  ) as Record<string, unknown>;
};

const element = (content: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(content)?.[1];

describe('the source of integration settings', () => {
  it('Given components of every type, when written, then each has the folder and the suffix of its type, and the manifest names it', () => {
    const one = [{ fullName: 'One', label: 'One' }];
    const files = filesOf({
      RemoteSiteSetting: one,
      NamedCredential: [...one, { fullName: 'Another', label: 'A' }],
      CspTrustedSite: one,
      CorsWhitelistOrigin: one,
      AuthProvider: one,
      SamlSsoConfig: one,
      ConnectedApp: one,
      ExternalCredential: one,
      WorkflowOutboundMessage: [
        { fullName: 'Account.Notify', endpointUrl: 'https://a.example' },
        { fullName: 'Case.Notify', endpointUrl: 'https://c.example' },
        { fullName: 'Account.Tell', endpointUrl: 'https://b.example' },
      ],
      EmailServicesFunction: one,
    });
    expect(Object.keys(files)).to.deep.equal([
      'remoteSiteSettings/One.remoteSite-meta.xml',
      'namedCredentials/One.namedCredential-meta.xml',
      'namedCredentials/Another.namedCredential-meta.xml',
      'cspTrustedSites/One.cspTrustedSite-meta.xml',
      'corsWhitelistOrigins/One.corsWhitelistOrigin-meta.xml',
      'authproviders/One.authprovider-meta.xml',
      'samlssoconfigs/One.samlssoconfig-meta.xml',
      'connectedApps/One.connectedApp-meta.xml',
      'externalCredentials/One.externalCredential-meta.xml',
      'workflows/Account.workflow-meta.xml',
      'workflows/Case.workflow-meta.xml',
      'emailservices/One.xml-meta.xml',
      'package.xml',
    ]);
    const { types, version } = read(files['package.xml']) as { types: object[]; version: string };
    expect(version).to.match(/^\d+\.0$/);
    expect(types).to.have.length(10);
    expect(types).to.deep.include.members([
      { members: ['Another', 'One'], name: 'NamedCredential' },
      { members: ['Account', 'Case'], name: 'Workflow' },
    ]);
    expect(read(files['workflows/Account.workflow-meta.xml']).outboundMessages).to.deep.equal([
      { fullName: 'Notify', endpointUrl: 'https://a.example' },
      { fullName: 'Tell', endpointUrl: 'https://b.example' },
    ]);
  });

  it('Given no component at all, when written, then there is no file, and no manifest', () => {
    expect(filesOf({ NamedCredential: [], AuthProvider: [] })).to.deep.equal({});
  });

  it('Given elements in an order of their own, when written, then they keep it, with the namespace and without the full name', () => {
    const content = fileOf('CspTrustedSite', {
      zeta: 'z',
      isActive: true,
      alpha: ['2', '1'],
      beta: 'b',
      nothing: null,
    });
    expect(content).to.match(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<CspTrustedSite xmlns="http:\/\/soap.sforce.com\/2006\/04\/metadata">/
    );
    expect([...content.matchAll(/<(\w+)>([^<]*)</g)].map(([, name, value]) => `${name} ${value}`)).to.deep.equal([
      'zeta z',
      'isActive true',
      'alpha 2',
      'alpha 1',
      'beta b',
    ]);
  });

  it('Given texts that would break XML, when written, then all of it is escaped once, and what XML does not know is replaced', () => {
    const label = `"A" & &amp; &#1; &x; <B> ]]> 'ü' -- \u{1F512}`;
    expect(element(fileOf('NamedCredential', { label }), 'label')).to.equal(
      `"A" &amp; &amp;amp; &amp;#1; &amp;x; &lt;B&gt; ]]&gt; 'ü' -- \u{1F512}`
    );
    const odd = fileOf('ConnectedApp', {
      description: 'a\u0001b\ud800c',
      oauthConfig: { consumerKey: '-->\u0001<x/>-' },
    });
    expect(element(odd, 'description')).to.equal('a\ufffdb\ufffdc');
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(odd).not.to.match(/\u0001|<x\/>-?-->/);
    expect(read(odd)).to.have.all.keys('description', 'oauthConfig');
  });

  it('Given full names that are no file names, when written, then no file is outside its folder, and the manifest spells them out', () => {
    const names = ['../../up', 'a/b\\c', '..', 'ns__A b', 'q?*:|"<>', '%41', '\ud800'];
    const files = filesOf({ NamedCredential: names.map((fullName) => ({ fullName, label: 'x' })) });
    const paths = Object.keys(files).filter((path) => path !== 'package.xml');
    expect(paths).to.have.length(names.length);
    for (const path of paths) expect(path).to.match(/^namedCredentials\/(?!\.)[\w%.-]+\.namedCredential-meta\.xml$/);
    expect(decodeURIComponent(paths[0])).to.equal('namedCredentials/../../up.namedCredential-meta.xml');
    const { types } = read(files['package.xml']) as { types: { members: string[] } };
    expect(types.members).to.include.members(['../../up', 'q?*:|"<>', '%41']);
  });

  it('Given secrets by name, by place and within an address, when written, then none is there, and a comment is in its place', () => {
    const content = fileOf('NamedCredential', {
      endpoint: `https://user:${SECRET}@a.example/in`,
      password: SECRET,
      principalType: 'NamedUser',
      protocol: 'Password',
      namedCredentialParameters: [
        { parameterName: 'Url', parameterType: 'Url', parameterValue: `https://b.example?apikey=${SECRET}` },
        { parameterName: 'Key', parameterType: 'HttpHeader', parameterValue: SECRET },
        { parameterName: 'Auth', parameterType: 'Authentication', externalCredential: 'Pricing' },
      ],
    });
    expect(content).not.to.include(SECRET);
    const comments = [...content.matchAll(/<!-- (.*?) -->/g)].map(([, words]) => words.split(' ')[0]);
    expect(comments).to.deep.equal(['endpoint', 'password', 'parameterValue', 'parameterValue']);
    expect(content).to.include('https://<redacted>@a.example/in');
    expect(element(content, 'endpoint')).to.equal(undefined);
    expect(element(content, 'externalCredential')).to.equal('Pricing');
  });

  it('Given a secret that no API gives out, or a value of one org only, when written, then a comment tells it', () => {
    expect(fileOf('ExternalCredential', { authenticationProtocol: 'Oauth' })).to.include('<!-- principal: a secret');
    const app = fileOf('ConnectedApp', { oauthConfig: { consumerKey: '3MVG9', callbackUrl: 'https://c.example' } });
    expect(element(app, 'consumerKey')).to.equal(undefined);
    expect(app).to.include('It was 3MVG9 -->').and.include('<callbackUrl>https://c.example</callbackUrl>');
    expect(element(fileOf('AuthProvider', { consumerKey: '3MVG9' }), 'consumerKey')).to.equal('3MVG9');
  });

  it('Given an org of which one type is refused, when prepared, then the others are documents; afterwards there are none', async () => {
    const org = orgStub({
      components: {
        NamedCredential: refusal('INSUFFICIENT_ACCESS'),
        RemoteSiteSetting: [{ fullName: 'Maps', url: 'https://maps.example' }],
      },
      queries: [[/./, []]],
    });
    const context = { org, answers: answers(), names: NAMES, ...ELSEWHERE, fingerprint: String };
    const documents = (now: Awaited<ReturnType<typeof gatherHoldings>>): string[] =>
      (integrations.documents?.({ now, production: undefined, answers: answers(), org: sandbox() }) ?? []).map(
        ({ path }) => path
      );
    expect(documents(await gatherHoldings(context))).to.deep.equal([
      'preserved/metadata/remoteSiteSettings/Maps.remoteSite-meta.xml',
      'preserved/metadata/package.xml',
    ]);
    expect(documents(await gatherHoldings({ ...context, recorded: () => undefined }))).to.deep.equal([]);
  });
});
