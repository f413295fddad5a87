import { expect } from 'chai';
import type { Component, Holding } from '../../../../src/checklist/shared/endpoints/facts.ts';
import type { KeptObject } from '../../../../src/preserve/kept.ts';
import { postCopyEntries } from '../../../../src/refresh/handOff/postCopyConfig.ts';
import { sequenceOf } from '../../../../src/preserve/plan.ts';
import type { Answers } from '../../../../src/checklist/answers/index.ts';
import { beforeRefresh, mayComeBack, valueAfter } from '../../../../src/checklist/sandbox/integrations/compare.ts';
import { planIntegrations } from '../../../../src/checklist/sandbox/integrations/plan.ts';
import { holding, orgWith, PRODUCTION_HOST, SANDBOX_HOST } from '../../support/holdings.ts';
import { answers as said, sandbox, situation } from '../../support/situation.ts';
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
          "SELECT Id, Name, Region__c, Plant__c FROM Rule__c WHERE (Name != 'x  y' OR Open__c = true) AND Name != null AND Region__r.Code__c != null",
        operation: 'Upsert',
        externalId: 'Name;Region__r.Code__c',
      },
      { query: 'SELECT Id, Number__c FROM Plant__c', operation: 'Readonly', externalId: 'Number__c', master: false },
    ]);
    expect(sfdmuObjects([])).to.deep.equal([]);
  });

  it('Given an object before the one that it leads to, when rendered, then both stand in the order in which the plugin puts them back', () => {
    const child = keptObject('Site__c', { fields: [plain('Code__c'), lookup('Region__c', {})] });
    const all = [child, keptObject('Region__c', {})];
    expect(sfdmuObjects(all).map(({ query }) => query.split(' ').at(-1))).to.deep.equal(sequenceOf(all).objects);
  });

  it('Given keys that several rows have, when rendered, then nothing of the object is written: the plugin touches none of them', () => {
    const one = keptObject('Region__c', { unusable: { empty: 0, repeated: 2, named: ['EU'] } });
    expect(sfdmuObjects([one]).map(({ operation }) => operation)).to.deep.equal(['Readonly']);
  });
});

describe('hand-offs beside what the plugin itself writes', () => {
  const SITES: Array<[name: string, url: string]> = [
    ['Erp', 'https://uat.example.com'],
    ['Production', 'https://erp.example.com/api'],
    ['Logik', `https://${SANDBOX_HOST}`],
    ['Redacted', 'https://<redacted>@uat.example.com'],
    ['OtherLogik', 'https://other.test02.logik.io'],
  ];
  const held = holding('RemoteSiteSetting', ...SITES.map(([name, url]) => site(name, url)));
  const theirs = orgWith(PRODUCTION_HOST, holding('RemoteSiteSetting', site('Ours', 'https://erp.example.com')));
  const before = orgWith(SANDBOX_HOST, held);

  const answersFor = (dataStrategy: 'repoint' | 'decommission'): Answers => said({ refresh: { dataStrategy } });
  /** What the plugin sets after a refresh that left none of the sandbox's addresses. */
  const planned = (answers: Answers, environment: string | null): string[] => {
    const gone = held.components?.map((each) => ({
      ...each,
      fields: { ...each.fields, url: 'https://gone.example.com' },
    }));
    const now = orgWith(PRODUCTION_HOST, { ...held, components: gone ?? null });
    const here = situation({ before, now, production: theirs, answers, environment, runtimeUrl: environment });
    return planIntegrations(here).map(({ target, after }) => `${target.split(' ')[1]} ${String(after)}`);
  };
  const handedOff = (answers: Answers, environment: string | null): string[] => {
    const here = beforeRefresh(
      { now: before, production: theirs, answers, org: sandbox() },
      { environment, runtimeUrl: environment }
    );
    return postCopyEntries(before.holdings, theirs.holdings, (type, field, value) =>
      valueAfter(type, field, value, here)
    ).map(({ Label, Fields }) => `${Label} ${Fields.RemoteSiteUrl}`);
  };

  for (const [strategy, environment, logik] of [
    ['repoint', `https://${SANDBOX_HOST}`, [`Logik https://${SANDBOX_HOST}`]],
    ['decommission', 'https://acme-new.test01.logik.io', ['Logik https://acme-new.test01.logik.io']],
    ['decommission', null, []],
  ] as const)
    it(`Given ${strategy} to ${String(environment)}, when rendered, then PostCopyConfig sets what repoint would, and Logik's site as its line does`, () => {
      const answers = answersFor(strategy);
      const handed = handedOff(answers, environment);
      expect(handed.filter((each) => !each.startsWith('Logik'))).to.deep.equal(planned(answers, environment));
      expect(handed.filter((each) => each.startsWith('Logik'))).to.deep.equal(logik);
      expect(planned(answers, environment)).to.deep.equal(['Erp https://uat.example.com']);
    });

  for (const [strategy, names] of [
    ['repoint', ['Erp', 'Logik', 'OtherLogik', 'Redacted']],
    ['decommission', ['Erp', 'OtherLogik', 'Redacted']],
  ] as const)
    it(`Given ${strategy}, when sources are asked for, then none leads to production or to an environment that ends`, () => {
      const here = beforeRefresh(
        { now: before, production: theirs, answers: answersFor(strategy), org: sandbox() },
        { environment: strategy === 'repoint' ? `https://${SANDBOX_HOST}` : null, runtimeUrl: null }
      );
      const left = held.components
        ?.filter((each) => mayComeBack('RemoteSiteSetting', each, here))
        .map(({ name }) => name);
      expect(left).to.have.members([...names]);
    });
});
