import { expect } from 'chai';
import type { ExternalConfiguratorFacts } from '../../../../../src/checklist/connection/externalConfigurator/facts.ts';
import { externalConfigurator } from '../../../../../src/checklist/connection/externalConfigurator/index.ts';
import { gatherRevenueCloud } from '../../../../../src/checklist/connection/externalConfigurator/revenueCloud.ts';
import {
  revenueCloudSchema,
  type FlowAssignment,
  type RevenueCloudFacts,
} from '../../../../../src/checklist/connection/externalConfigurator/revenueCloudFacts.ts';
import type { Change, Finding, Situation } from '../../../../../src/checklist/item.ts';
import { statuses } from '../../../support/brief.ts';
import { fieldOf, objectOf, orgStub, refusal, type OrgStub } from '../../../support/reader.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { answers, sandbox, situation } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const LOGIK = 'RLMConfiguratorScreen';
const flow = (
  identifier: string,
  isDefault = true,
  status: string | null = 'Active'
): RevenueCloudFacts['flows'][number] => ({
  id: `flow ${identifier}`,
  identifier,
  isDefault,
  status,
});
const product = (value: string, id = `old ${value}`): FlowAssignment['subject'] => ({
  object: 'Product2',
  field: 'ProductCode',
  value,
  id,
});
const assigned = (value: string, own: Partial<FlowAssignment> = {}): FlowAssignment => ({
  id: `link ${value}`,
  flow: LOGIK,
  type: 'PrimaryConfiguratorFlow',
  subject: product(value),
  ...own,
});
const found = (value: string, ...ids: string[]): RevenueCloudFacts['found'][number] => ({
  object: 'Product2',
  field: 'ProductCode',
  value,
  ids,
});
const facts = (own: Partial<RevenueCloudFacts> = {}): RevenueCloudFacts => ({
  flows: [flow(LOGIK)],
  assignments: [],
  withoutSubject: 0,
  definitions: [{ name: LOGIK, active: true }],
  found: [],
  unreadable: null,
  assignmentsUnreadable: null,
  ...own,
});
const line = (revenueCloud: RevenueCloudFacts | null | undefined): ExternalConfiguratorFacts => ({
  cpqVersion: null,
  source: 'none',
  unreadable: null,
  url: null,
  thirdParty: null,
  offers: [],
  setting: null,
  revenueCloud,
});
type Here = Situation<ExternalConfiguratorFacts>;
const seen = (
  before: RevenueCloudFacts | null | undefined,
  now: RevenueCloudFacts | null,
  own: Partial<Here> = {}
): Here => situation({ before: line(before), now: line(now), ...own });
const check = (here: Here): Finding[] => externalConfigurator.check(here);
const plan = (here: Here): Change[] => externalConfigurator.plan?.(here) ?? [];
const planned = (here: Here): string[] =>
  plan(here).map(({ target, before, after }) => `${target}: ${before} → ${after}`);

describe('configuration flows, after the refresh', () => {
  it('Given all as recorded, when checked, then it passes and nothing is planned', () => {
    const here = seen(
      facts({ assignments: [assigned('A')] }),
      facts({ assignments: [assigned('A', { subject: product('A', 'new A') })], found: [found('A', 'new A')] })
    );
    expect(statuses(check(here))).to.deep.equal([
      `pass Configuration flow ${LOGIK}`,
      'pass Assignments of configuration flows',
    ]);
    expect(plan(here)).to.deep.equal([]);
  });

  it('Given a flow that was there and not the default, when it is the default now, then it gives way before ours takes its place', () => {
    const other = 'Other';
    const here = seen(
      facts({ flows: [flow(LOGIK), flow(other, false)] }),
      facts({ flows: [flow(LOGIK, false), flow(other)] })
    );
    expect(planned(here)).to.deep.equal([
      `Configuration flow ${other} › Default: true → false`,
      `Configuration flow ${LOGIK} › Default: false → true`,
    ]);
  });

  it('Given a draft of before that is the default now, when checked, then it is told and taken back', () => {
    const here = seen(
      facts({ flows: [flow(LOGIK), flow('Spare', false, 'Draft')] }),
      facts({ flows: [flow(LOGIK), flow('Spare', true, 'Active')] })
    );
    expect(statuses(check(here))).to.include('fail Configuration flow Spare');
    expect(planned(here)).to.deep.equal(['Configuration flow Spare › Default: true → false']);
  });

  it('Given our flow is gone and another the default, when planned, then that one stays until ours is there', () => {
    const here = seen(
      facts({ assignments: [assigned('A')] }),
      facts({ flows: [flow('Acme')], definitions: [], found: [found('A', 'new A')] })
    );
    expect(plan(here)).to.deep.equal([]);
    expect(statuses(check(here))).to.deep.equal([
      `manual Configuration flow ${LOGIK}`,
      'fail Configuration flow Acme',
      `manual A → ${LOGIK}`,
    ]);
  });

  it('Given the flows themselves could not be read, when checked or surveyed, then their records alone pass nothing', () => {
    const dark = facts({ definitions: null });
    expect(statuses(check(seen(facts(), dark)))).to.include(`warn Configuration flow ${LOGIK}`);
    const survey = { now: line(dark), production: undefined, answers: answers(), org: sandbox() };
    expect(statuses(externalConfigurator.survey(survey))).to.include(`warn Configuration flow ${LOGIK}`);
  });

  it('Given assignments that could not be kept, when checked, then none of them passes', () => {
    const before = facts({ withoutSubject: 3 });
    const [told] = check(seen(before, facts())).filter(({ target }) => target === 'Assignments of configuration flows');
    expect(told).to.include({ status: 'warn' });
    expect(told.hint).to.contain('3 more are kept nowhere');
  });

  it('Given nobody knows which flows the org has, or had, when planned, then none is taken for gone', () => {
    const now = facts({ flows: [], definitions: null });
    expect(plan(seen(facts(), now))).to.have.length(2);
    expect(plan(seen(facts({ definitions: [] }), facts({ flows: [], definitions: [] })))).to.have.length(2);
  });

  it('Given several flow records of one identifier, when compared, then the default one counts', () => {
    const twice = facts({ flows: [flow(LOGIK, false, 'Inactive'), flow(LOGIK)] });
    expect(plan(seen(facts(), twice))).to.deep.equal([]);
    expect(plan(seen(twice, facts()))).to.deep.equal([]);
  });

  it('Given the same key under several IDs, when planned, then the very same product is taken, else it is a step', () => {
    const before = facts({ assignments: [assigned('A'), assigned('B')] });
    const here = seen(before, facts({ found: [found('A', 'x', 'old A'), found('B', 'x', 'y')] }));
    expect(planned(here)).to.deep.equal([`A → ${LOGIK}: null → old A`]);
    expect(statuses(check(here)).slice(1)).to.deep.equal([`fail A → ${LOGIK}`, `manual B → ${LOGIK}`]);
  });

  it('Given two products of one code, when only the other one is assigned now, then ours is missing and planned by its ID', () => {
    const [a, b] = ['01t000000000001', '01t000000000002'];
    const bike = (id: string): FlowAssignment => assigned('BIKE', { subject: product('BIKE', id) });
    const both = [found('BIKE', `${a}AAA`, `${b}AAA`)];
    const here = seen(facts({ assignments: [bike(a)] }), facts({ assignments: [bike(`${b}AAA`)], found: both }));
    expect(statuses(check(here)).slice(1)).to.deep.equal([
      `fail BIKE → ${LOGIK}`,
      'warn Assignments that the sandbox did not have',
    ]);
    expect(planned(here)).to.deep.equal([`BIKE → ${LOGIK}: null → ${a}AAA`]);
    const there = seen(facts({ assignments: [bike(a)] }), facts({ assignments: [bike(`${a}AAA`)], found: both }));
    expect(statuses(check(there)).slice(1)).to.deep.equal(['pass Assignments of configuration flows']);
  });

  it('Given two recorded products of one code of which one is left, when planned, then only the very same one is, else people decide', () => {
    const bikes = ['old 1', 'old 2'].map((id) => assigned('BIKE', { subject: product('BIKE', id) }));
    const before = facts({ assignments: bikes });
    const one = seen(before, facts({ found: [found('BIKE', 'old 1')] }));
    expect(planned(one)).to.deep.equal([`BIKE → ${LOGIK}: null → old 1`]);
    const other = seen(before, facts({ found: [found('BIKE', 'new')] }));
    expect(planned(other)).to.deep.equal([]);
    const [, ...missing] = check(other);
    expect(missing.map(({ status }) => status)).to.deep.equal(['manual', 'manual']);
    expect(missing[0].hint).to.include('Several had ProductCode BIKE before the refresh');
    const unread = seen(before, facts({ assignments: [bikes[1]] }));
    expect(statuses(check(unread)).slice(1)).to.deep.equal([
      'pass Assignments of configuration flows',
      `manual BIKE → ${LOGIK}`,
    ]);
  });

  it('Given another product had the code without being assigned, when the recorded one is gone, then people decide', () => {
    const was = assigned('BIKE', { subject: { ...product('BIKE', 'gone'), unique: false } });
    const here = seen(facts({ assignments: [was] }), facts({ found: [found('BIKE', 'other')] }));
    expect(planned(here)).to.deep.equal([]);
    const [, missing] = check(here);
    expect(missing).to.include({ status: 'manual', target: `BIKE → ${LOGIK}` });
    expect(missing.hint).to.include('Several had ProductCode BIKE before the refresh');
    const theirs = { ...assigned('BIKE', { subject: product('BIKE', 'other') }), id: 'theirs' };
    const taken = seen(
      facts({ assignments: [was] }),
      facts({ assignments: [theirs], found: [found('BIKE', 'other')] })
    );
    expect(statuses(check(taken))).to.include(`manual BIKE → ${LOGIK}`);
    const same = seen(facts({ assignments: [was] }), facts({ found: [found('BIKE', 'gone')] }));
    expect(planned(same)).to.deep.equal([`BIKE → ${LOGIK}: null → gone`]);
  });

  it('Given a product that could not be looked up, when checked, then it is not taken for gone', () => {
    const [, missing] = check(seen(facts({ assignments: [assigned('A')] }), facts()));
    expect(missing).to.include({ status: 'manual' });
    expect(missing.hint).to.include('could not be read');
  });

  it('Given a product that is told apart by another field now, when compared, then its assignment is there', () => {
    const now = assigned('A', { subject: { object: 'Product2', field: 'ExternalId', value: 'E-1', id: 'new A' } });
    const here = seen(
      facts({ assignments: [assigned('A')] }),
      facts({ assignments: [now], found: [found('A', 'new A')] })
    );
    expect(plan(here)).to.deep.equal([]);
    expect(statuses(check(here))).to.deep.equal([
      `pass Configuration flow ${LOGIK}`,
      'pass Assignments of configuration flows',
    ]);
  });

  it('Given an assignment of before the field for its type was there, when compared, then it is a primary one', () => {
    const here = seen(facts({ assignments: [assigned('A', { type: null })] }), facts({ assignments: [assigned('A')] }));
    expect(plan(here)).to.deep.equal([]);
    const other = seen(
      facts({ assignments: [assigned('A', { type: 'DynamicAdditionFlow' })] }),
      facts({
        assignments: [assigned('A', { subject: product('A', 'new A') })],
        found: [found('A', 'new A')],
      })
    );
    expect(planned(other)).to.deep.equal([`A → ${LOGIK} (DynamicAdditionFlow): null → new A`]);
  });

  it('Given assignments that nobody recorded, when checked, then they are one warning that names some', () => {
    const here = seen(facts(), facts({ assignments: ['A', 'B'].map((code) => assigned(code, { flow: 'Acme' })) }));
    const [, , news] = check(here);
    expect(news).to.include({ status: 'warn', actual: 2 });
    expect(news.hint).to.include('A → Acme, B → Acme');
  });

  it('Given no Revenue Cloud before, or now, when checked, then the one is not compared and the other fails', () => {
    expect(statuses(check(seen(null, null)))).to.deep.equal(['skip External Configurator URL']);
    expect(statuses(check(seen(null, facts())))).to.deep.equal(['skip Configuration flows of Revenue Cloud']);
    expect(statuses(check(seen(facts(), null)))).to.deep.equal(['fail Configuration flows of Revenue Cloud']);
    expect(check(seen(facts(), facts(), { before: undefined }))).to.deep.equal([]);
  });

  it('Given what could not be read, before or now, when checked, then it is a step, and nothing is planned', () => {
    const blind = facts({ flows: [], unreadable: 'no' });
    for (const here of [seen(blind, facts()), seen(facts(), blind), seen(undefined, facts())]) {
      expect(statuses(check(here))).to.deep.equal(['manual Configuration flows of Revenue Cloud']);
      expect(plan(here)).to.deep.equal([]);
    }
  });
});

describe('configuration flows, read', () => {
  const OBJECTS = [
    objectOf(
      'ProductConfigurationFlow',
      ['FlowIdentifier', 'IsDefault', 'Status'].map((name) => fieldOf(name))
    ),
    objectOf(
      'ProductConfigFlowAssignment',
      ['ProductId', 'AssignmentType'].map((name) => fieldOf(name))
    ),
    objectOf(
      'Product2',
      ['ProductCode', 'Name'].map((name) => fieldOf(name))
    ),
  ];
  const FLOWS = [{ Id: 'F1', FlowIdentifier: 'acme__Screen', IsDefault: true, Status: 'Active' }];
  const LINKS = [
    {
      Id: 'L1',
      ProductConfigurationFlowId: 'F1',
      ProductId: 'P1',
      ProductClassificationId: null,
      AssignmentType: null,
    },
    {
      Id: 'L2',
      ProductConfigurationFlowId: 'F1',
      ProductId: 'P9',
      ProductClassificationId: null,
      AssignmentType: null,
    },
  ];
  const read = (own: Partial<OrgStub> = {}, recorded?: RevenueCloudFacts): Promise<RevenueCloudFacts | null> =>
    gatherRevenueCloud({
      org: orgStub({
        objects: OBJECTS,
        ...own,
        queries: [
          ...(own.queries ?? []),
          [/FROM ProductConfigurationFlow /, FLOWS],
          [/FROM ProductConfigFlowAssignment/, LINKS],
          [/FROM Product2 WHERE Id IN/, [{ Id: 'P1', ProductCode: '', Name: 'Pump' }]],
          [/FROM Product2 WHERE Name IN/, [{ Id: 'P1', Name: 'Pump' }]],
          [/FROM FlowDefinitionView/, [{ ApiName: 'Screen', NamespacePrefix: 'acme', ActiveVersionId: '301' }]],
          [
            /FROM Product2 WHERE ProductCode IN/,
            [
              { Id: 'P5', ProductCode: 'hx-1' },
              { Id: 'P6', ProductCode: 'HX-1' },
            ],
          ],
        ],
      }),
      answers: answers(),
      names: NAMES,
      ...ELSEWHERE,
      fingerprint: () => 'mark',
      recorded: () => (recorded ? line(recorded) : undefined),
    });

  it("Given a package's flow and a product without a code, when read, then both are known by what tells them apart", async () => {
    const now = await read();
    expect(now).to.deep.include({
      definitions: [{ name: 'acme__Screen', active: true }],
      withoutSubject: 1,
      assignments: [
        {
          id: 'L1',
          flow: 'acme__Screen',
          type: null,
          subject: { object: 'Product2', field: 'Name', value: 'Pump', id: 'P1', unique: true },
        },
      ],
    });
    expect(revenueCloudSchema.parse(now)).to.deep.equal(now);
  });

  for (const [others, unique] of [
    [[{ Id: 'P1', Name: 'Pump' }], true],
    [
      [
        { Id: 'P1', Name: 'Pump' },
        { Id: 'P2', Name: 'pump' },
      ],
      true,
    ],
    [
      [
        { Id: 'P1', Name: 'Pump' },
        { Id: 'P2', Name: 'Pump' },
      ],
      false,
    ],
    [refusal('INVALID_FIELD'), undefined],
  ] as const) {
    it(`Given ${JSON.stringify(others)} have the value of a product, when read, then unique is ${unique}`, async () => {
      const named = [[/FROM Product2 WHERE Name IN/, others]] as unknown as OrgStub['queries'];
      const [{ subject }] = (await read({ queries: named }))?.assignments ?? [];
      expect(subject.unique).to.equal(unique);
    });
  }

  it('Given a code that differs in case alone, when looked up, then it is another product', async () => {
    const now = await read({}, facts({ assignments: [assigned('HX-1')] }));
    expect(now?.found).to.deep.equal([found('HX-1', 'P6')]);
  });

  it('Given one read is refused, when read, then the others stand', async () => {
    const noFlows = await read({ queries: [[/FROM FlowDefinitionView/, refusal('INVALID_TYPE')]] });
    expect(noFlows)
      .to.deep.include({ definitions: null, unreadable: null })
      .and.to.have.property('flows')
      .with.length(1);
    const noLinks = await read({ queries: [[/FROM ProductConfigFlowAssignment/, refusal('INVALID_TYPE')]] });
    expect(noLinks?.assignmentsUnreadable).to.include('INVALID_TYPE');
    const nothing = await read({ queries: [[/FROM ProductConfigurationFlow /, refusal('INVALID_FIELD')]] });
    expect(nothing?.unreadable).to.include('INVALID_FIELD');
    expect(nothing?.assignments).to.equal(null);
    const lookUp = [[/FROM Product2 WHERE ProductCode/, refusal('INVALID_FIELD')]] as OrgStub['queries'];
    expect((await read({ queries: lookUp }, facts({ assignments: [assigned('A')] })))?.found).to.deep.equal([]);
  });

  it('Given assignments without the newer fields, when read, then only what the org has is asked for', async () => {
    const assignment = objectOf('ProductConfigFlowAssignment', [fieldOf('ProductId')]);
    const refused = /ProductClassificationId|AssignmentType/;
    const now = await read({
      objects: [OBJECTS[0], assignment, OBJECTS[2]],
      queries: [[refused, refusal('INVALID_FIELD')]],
    });
    expect(now?.assignments).to.have.length(1);
  });

  it('Given an org without the object, when read, then there is no Revenue Cloud', async () => {
    expect(await read({ objects: OBJECTS.slice(1) })).to.equal(null);
  });
});
