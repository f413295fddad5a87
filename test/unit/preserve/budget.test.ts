import { expect } from 'chai';
import { affordKeeping, requestsToRestore } from '../../../src/preserve/budget.ts';
import type { Draft } from '../../../src/preserve/draft.ts';
import type { KeptField, Shape } from '../../../src/preserve/kept.ts';
import type { Loaded } from '../../../src/preserve/plan.ts';
import { caught } from '../support/caught.ts';
import { orgStub, refusal } from '../support/reader.ts';

const SHAPES = ['Small__c', 'Large__c'].map((object) => ({ object, where: null }) as unknown as Shape);
const COUNTS = { Small__c: 4001, Large__c: 60_000 };
/** Three pages; a bulk job of three pages. */
const NEEDED = 3 + 15;

describe('what keeping records takes', () => {
  it('Given just enough API requests, or an org that does not tell, When it is asked, Then keeping may begin', async () => {
    await affordKeeping(orgStub({ counts: COUNTS, apiRequests: { max: 5000, remaining: NEEDED } }), SHAPES);
    await affordKeeping(orgStub({ counts: COUNTS }), SHAPES);
  });

  it('Given one request less, When it is asked, Then the error tells both numbers', async () => {
    const org = orgStub({ counts: COUNTS, apiRequests: { max: 5000, remaining: NEEDED - 1 } });
    const error = await caught(() => affordKeeping(org, SHAPES));
    expect([error.name, error.exitCode]).to.deep.equal(['RecordsBudgetError', 1]);
    expect(error.message)
      .to.contain(`about ${NEEDED} API requests`)
      .and.contain(`${NEEDED - 1} of 5000`);
    expect(error.actions).not.to.deep.equal([]);
  });

  it('Given an object that may not be counted, When it is asked, Then it hinders no other; an org that is gone does', async () => {
    const refusing = (scope: 'item' | 'run'): Parameters<typeof affordKeeping>[0] => ({
      count: () => Promise.reject(refusal('INVALID_TYPE', scope)),
      apiRequests: () => Promise.resolve({ max: 10, remaining: 9 }),
    });
    await affordKeeping(refusing('item'), SHAPES);
    expect((await caught(() => affordKeeping(refusing('run'), SHAPES))).name).to.equal('OrgRefusedError');
  });
});

describe('what putting records back takes', () => {
  const lookup = (name: string): KeptField => ({
    name,
    type: 'reference',
    required: false,
    reference: { kind: 'record', to: 'Site__c', paths: ['x'], key: [{ path: 'x', type: 'string' }] },
  });
  const loaded = (rows: number): Loaded => ({
    kept: { fields: [lookup('Site__c'), lookup('Before__c')] } as unknown as Loaded['kept'],
    rows: new Map(Array.from({ length: rows }, (_, index) => [`${index}`, { id: '', values: {}, refs: {} }])),
  });
  const drafts = (rows: number, own: (index: number) => Partial<Draft> = () => ({})): Draft[] =>
    Array.from({ length: rows }, (_, index) => ({
      key: `${index}`,
      row: { id: '', values: {}, refs: { Site__c: [`S${index % 500}`] } },
      id: null,
      different: [],
      fields: {},
      stands: [],
      waiting: [],
      doubtful: [],
      problems: [],
      blocked: false,
      ...own(index),
    }));
  const NONE = new Set<string>();

  it('Given nothing to write, When it is counted, Then it takes nothing', () => {
    expect(requestsToRestore(loaded(900), [], NONE)).to.equal(0);
    expect(
      requestsToRestore(
        loaded(900),
        drafts(3, () => ({ blocked: true })),
        NONE
      )
    ).to.equal(0);
  });

  it('Given missing rows, When they are counted, Then they are read three times with their lookups, and written once', () => {
    // Each look: describe, count, a page, and two queries for 500 different keys.
    expect(requestsToRestore(loaded(900), drafts(900), NONE)).to.equal(3 * 5 + 5);
  });

  it('Given lookups within the object and lookups that wait for others, When they are counted, Then those passes are in it', () => {
    const own = drafts(900, (index) => (index < 300 ? { waiting: [lookup('Before__c')] } : {}));
    expect(requestsToRestore(loaded(900), own, NONE)).to.equal(3 * 5 + 5 + 2);
    expect(requestsToRestore(loaded(900), own, new Set(['Before__c']))).to.equal(5 * 5 + 5 + 2);
  });
});
