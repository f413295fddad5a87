import { expect } from 'chai';
import { doubtedIn, lesserOf } from '../../../src/preserve/lesser.ts';
import type { Draft } from '../../../src/preserve/draft.ts';
import type { KeptField, Reference } from '../../../src/preserve/kept.ts';
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

  it('Given a lookup filter that does not take what a record leads to, when the refusal names the lookup, then the record is saved without', () => {
    const result = refused(['Note__c'], 'FIELD_FILTER_VALIDATION_EXCEPTION');
    expect(lesserOf(draft(null, 'Code__c', 'Note__c'), result, KEPT)?.without).to.deep.equal(['Note__c']);
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

  describe('what a record leads to that is there and cannot be used', () => {
    const owned = (owner: string[], ...names: string[]): Draft => ({
      ...draft(null, 'Code__c', 'OwnerId', ...names),
      row: { id: 'a', values: {}, refs: { OwnerId: owner } },
    });
    const reference = { kind: 'owner', to: 'User', paths: ['Owner.Username'], key: [] } as unknown as Reference;
    const WITH_OWNER = {
      key: ['Code__c'],
      fields: [
        ...KEPT.fields,
        { ...field('OwnerId'), type: 'reference', reference },
        { ...field('CurrencyIsoCode'), type: 'picklist' },
        { ...field('Amount__c'), type: 'currency' },
      ],
    };
    const CODES = ['INACTIVE_OWNER_OR_USER', 'OP_WITH_INVALID_USER_TYPE_EXCEPTION', 'TRANSFER_REQUIRES_READ'];
    for (const code of CODES)
      it(`Given ${code}, which names no field, when looked at, then the record is saved without its owner`, () => {
        const found = lesserOf(owned(['pat']), refused([], code), WITH_OWNER);
        expect(found?.without).to.deep.equal(['OwnerId']);
        expect(found?.draft.fields).to.deep.equal({ Code__c: 'x' });
      });

    it('Given INVALID_OPERATION, when the owner is a queue, then it goes without; when it is a user, it is about something else', () => {
      const result = refused([], 'INVALID_OPERATION');
      for (const owner of [
        ['#queue', 'Sites'],
        ['Group', 'Sites'],
      ])
        expect(lesserOf(owned(owner), result, WITH_OWNER)?.without).to.deep.equal(['OwnerId']);
      expect(lesserOf(owned(['pat']), result, WITH_OWNER)).to.equal(undefined);
    });

    it('Given a currency that is not active, when looked at, then no amount is saved in another one', () => {
      const one = draft(null, 'Code__c', 'CurrencyIsoCode', 'Amount__c', 'Note__c');
      for (const result of [refused([], 'INVALID_CURRENCY_ISO'), refused(['CurrencyIsoCode'])]) {
        const found = lesserOf(one, result, WITH_OWNER);
        expect(found?.without).to.deep.equal(['CurrencyIsoCode', 'Amount__c']);
        expect(found?.draft.fields).to.deep.equal({ Code__c: 'x', Note__c: 'x' });
      }
    });

    it('Given a lookup to what is not active, when the refusal may be about it, then it is doubted; of a rule or another field it is not', () => {
      const doubtful = [{ ...field('Note__c'), doubt: 'REFERENCE_INACTIVE' as const }];
      const one = { ...draft(null, 'Code__c', 'Note__c'), doubtful };
      const names = (result: CreateResult): string[] => doubtedIn(one, result).map(({ name }) => name);
      expect(names(refused([], 'FIELD_INTEGRITY_EXCEPTION'))).to.deep.equal(['Note__c']);
      expect(names(refused(['Note__c'], 'INVALID_CROSS_REFERENCE_KEY'))).to.deep.equal(['Note__c']);
      expect(names(refused(['Status__c'], 'INVALID_CROSS_REFERENCE_KEY'))).to.deep.equal([]);
      expect(names(refused([], 'FIELD_CUSTOM_VALIDATION_EXCEPTION'))).to.deep.equal([]);
    });
  });
});
