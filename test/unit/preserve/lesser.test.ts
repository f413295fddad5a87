import { expect } from 'chai';
import { lesserOf } from '../../../src/preserve/lesser.ts';
import type { Draft } from '../../../src/preserve/draft.ts';
import type { KeptField } from '../../../src/preserve/kept.ts';
import type { CreateResult } from '../../../src/salesforce/types.ts';

const field = (name: string, required = false): KeptField => ({ name, type: 'string', required, reference: null });
const KEPT = {
  key: ['Code__c'],
  fields: [field('Code__c'), field('Status__c'), field('Need__c', true), field('Note__c')],
};

const draft = (id: string | null, ...names: string[]): Draft => ({
  key: 'k',
  row: { id: 'a', values: {}, refs: {} },
  id,
  different: [],
  fields: Object.fromEntries(names.map((name) => [name, 'x'])),
  stands: [],
  waiting: [],
  problems: [],
  doubtful: [],
  blocked: false,
});
const refused = (fields: string[], code = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'): CreateResult => ({
  id: null,
  outcome: 'failed',
  code,
  message: 'bad value',
  fields,
});

describe('a record of which the org refuses a value', () => {
  it('Given a picklist value that is gone, when the refusal names it, then the record is saved without', () => {
    const found = lesserOf(draft(null, 'Code__c', 'Status__c', 'Note__c'), refused(['Status__c']), KEPT);
    expect(found?.draft.fields).to.deep.equal({ Code__c: 'x', Note__c: 'x' });
    expect(found?.without).to.deep.equal(['Status__c']);
  });

  const cases: Array<[what: string, Draft, CreateResult]> = [
    ['the key', draft(null, 'Code__c', 'Note__c'), refused(['Code__c'], 'DUPLICATE_VALUE')],
    ['a field without which there is no record', draft(null, 'Code__c', 'Need__c'), refused(['Need__c'])],
    ['fields that were not sent', draft(null, 'Code__c'), refused(['Status__c'])],
    ['no field', draft(null, 'Code__c', 'Status__c'), refused([])],
    ['a rule', draft(null, 'Code__c', 'Status__c'), refused(['Status__c'], 'FIELD_CUSTOM_VALIDATION_EXCEPTION')],
    ['all that an update has', draft('a00', 'Status__c'), refused(['Status__c'])],
    ['nothing', draft(null, 'Code__c', 'Status__c'), { id: 'a00', outcome: 'created' }],
  ];
  for (const [what, one, result] of cases) {
    it(`Given a refusal of ${what}, when looked at, then nothing less is saved`, () => {
      expect(lesserOf(one, result, KEPT)).to.equal(undefined);
    });
  }
});
