import { expect } from 'chai';
import type { Component, Holding } from '../../../../src/checklist/endpoints/facts.ts';
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

describe('the export.json of SFDMU', () => {
  it('Given objects and queries with and without keys, when rendered, then they are upserted in order by these keys', () => {
    expect(
      sfdmuObjects(
        [
          { object: 'Region__c', key: ['Code__c'] },
          { object: 'Lost__c' },
          { query: 'SELECT Code__c FROM region__c WHERE' },
          { query: " SELECT Name, Region__c FROM Rule__c WHERE Name != 'x  y'\n", key: ['Name', 'Region__r.Code__c'] },
          { object: 'Note__c' },
        ],
        ['Region__c', 'Rule__c', 'Note__c']
      )
    ).to.deep.equal([
      { query: 'SELECT readonly_false FROM Region__c', operation: 'Upsert', externalId: 'Code__c' },
      {
        query: "SELECT Name, Region__c FROM Rule__c WHERE Name != 'x  y'",
        operation: 'Upsert',
        externalId: 'Name;Region__r.Code__c',
      },
      { query: 'SELECT readonly_false FROM Note__c', operation: 'Upsert' },
    ]);
  });
});
