import { expect } from 'chai';
import type { Component, Holding } from '../../../../src/checklist/endpoints/facts.ts';
import type { KeptObject } from '../../../../src/preserve/kept.ts';
import { postCopyEntries } from '../../../../src/refresh/handOff/postCopyConfig.ts';
import { sfdmuObjects } from '../../../../src/refresh/handOff/sfdmu.ts';

const component = (name: string, fields: Component['fields'], secrets: string[] = []): Component => ({
  name,
  id: null,
  fields,
  secrets,
});
const sites = (...components: Component[]): Holding => ({ type: 'RemoteSiteSetting', components, unreadable: null });
const messages = (...components: Component[]): Holding => ({
  type: 'WorkflowOutboundMessage',
  components,
  unreadable: null,
});
const site = (name: string, url: string, isActive = true): Component => component(name, { url, isActive });
const message = (name: string, endpointUrl: string, secrets?: string[]): Component =>
  component(name, { endpointUrl }, secrets);

describe('the block PostCopyConfig', () => {
  it('Given a message and a remote site, when rendered, then both have the five documented keys, messages in the phase before', () => {
    const held = [
      messages(message('Account.Sync', 'https://uat.example.com/a')),
      sites(site('Erp', 'https://uat.example.com')),
    ];
    expect(postCopyEntries(held, undefined)).to.deep.equal([
      {
        ConfigurationName: 'OutboundMessages',
        Label: 'Sync',
        Fields: { EndpointUrl: 'https://uat.example.com/a', Object: 'Account' },
        IsActive: true,
        ExecutionOrder: 1,
      },
      {
        ConfigurationName: 'RemoteSiteSettings',
        Label: 'Erp',
        Fields: { RemoteSiteUrl: 'https://uat.example.com' },
        IsActive: true,
        ExecutionOrder: 2,
      },
    ]);
  });

  it('Given an address that production has just so, when rendered, then it is left out, and the sandbox’s own stay', () => {
    const production = [sites(site('Maps', 'https://maps.example.com'), site('Erp', 'https://erp.example.com'))];
    const held = [sites(site('Maps', 'https://maps.example.com'), site('Erp', 'https://uat.example.com', false))];
    expect(
      postCopyEntries(held, production).map(({ Label, Fields, IsActive }) => ({ Label, Fields, IsActive }))
    ).to.deep.equal([{ Label: 'Erp', Fields: { RemoteSiteUrl: 'https://uat.example.com' }, IsActive: false }]);
  });

  it('Given addresses with a secret, or none that could be read, when rendered, then they stand in no file', () => {
    const held = [
      messages(
        message('Account.Keyed', 'https://uat.example.com/a', ['endpointUrl']),
        message('Account.Redacted', 'https://<redacted>@uat.example.com')
      ),
      { type: 'RemoteSiteSetting', components: null, unreadable: 'no access' },
    ];
    expect(postCopyEntries(held, undefined)).to.deep.equal([]);
  });
});

type Fields = KeptObject['fields'];
const plain = (name: string): Fields[number] => ({ name, type: 'string', required: false, reference: null });
const lookup = (name: string, reference: Partial<NonNullable<Fields[number]['reference']>>): Fields[number] => ({
  ...plain(name),
  type: 'reference',
  reference: {
    kind: 'record',
    to: 'Region__c',
    paths: [name],
    key: [{ path: 'Code__c', type: 'string' }],
    ...reference,
  },
});
const keptObject = (object: string, own: Partial<KeptObject>): KeptObject => ({
  object,
  where: null,
  key: ['Code__c'],
  keyParts: [{ path: 'Code__c', type: 'string' }],
  externalId: true,
  fields: [plain('Code__c')],
  omitted: [],
  file: `preserved/records/${object}.ndjson.gz`,
  format: 1,
  rows: 1,
  bytes: 1,
  sha256: '',
  via: 'rest',
  unusable: { empty: 0, repeated: 0, named: [] },
  ...own,
});

describe('the export.json of SFDMU', () => {
  it('Given objects that are kept, when rendered, then fields, conditions and keys are those that the plugin goes by', () => {
    const rules = keptObject('Rule__c', {
      where: "Name != 'x  y' OR Open__c = true",
      key: ['Name', 'Region__c'],
      keyParts: [
        { path: 'Name', type: 'string' },
        { path: 'Region__r.Code__c', type: 'string' },
      ],
      fields: [
        plain('Name'),
        lookup('Region__c', {}),
        lookup('Plant__c', { to: 'Plant__c', key: [{ path: 'Number__c', type: 'string' }] }),
        lookup('OwnerId', { kind: 'owner', to: 'User' }),
        lookup('WhatId', { kind: 'any', to: 'Name' }),
        lookup('Quote__c', { kind: 'same', to: 'Quote__c' }),
      ],
      omitted: [{ name: 'Sum__c', why: 'formula' }],
      unusable: { empty: 2, repeated: 0, named: [] },
    });
    expect(sfdmuObjects([keptObject('Region__c', {}), rules])).to.deep.equal([
      { query: 'SELECT Id, Code__c FROM Region__c', operation: 'Upsert', externalId: 'Code__c' },
      {
        query:
          "SELECT Id, Name, Region__c, Plant__c FROM Rule__c WHERE (Name != 'x  y' OR Open__c = true) AND Name != null AND Region__c != null",
        operation: 'Upsert',
        externalId: 'Name;Region__r.Code__c',
      },
      { query: 'SELECT Id, Number__c FROM Plant__c', operation: 'Readonly', externalId: 'Number__c', master: false },
    ]);
    expect(sfdmuObjects([])).to.deep.equal([]);
  });
});
