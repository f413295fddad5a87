import { expect } from 'chai';
import { compare, fill, isLink, isWork, type Draft, type DraftContext } from '../../../src/preserve/draft.ts';
import type { KeptField, KeptObject } from '../../../src/preserve/kept.ts';
import type { Match } from '../../../src/preserve/resolve.ts';
import { keyText, type Row } from '../../../src/preserve/row.ts';
import { fieldOf } from '../support/reader.ts';

const field = (name: string, required = false): KeptField => ({ name, type: 'string', required, reference: null });
const lookup = (name: string, to: string, own: Partial<KeptField> = {}): KeptField => ({
  ...field(name),
  type: 'reference',
  reference: { kind: 'record', to, paths: [`${name}.Key__c`], key: [{ path: 'Key__c', type: 'string' }] },
  ...own,
});
const type: KeptField = {
  ...field('RecordTypeId'),
  reference: {
    kind: 'record-type',
    to: 'RecordType',
    paths: ['RecordType.DeveloperName'],
    key: [{ path: 'DeveloperName', type: 'string' }],
  },
};
const FIELDS = [
  field('Code__c'),
  field('Name'),
  lookup('Region__c', 'Region__c', { required: true }),
  lookup('Parent__c', 'Site__c'),
  type,
];
const kept = { object: 'Site__c', key: ['Code__c'], fields: FIELDS } as unknown as KeptObject;
const row = (code: string, refs: Record<string, string[]> = {}, name = 'n'): Row => ({
  id: `old-${code}`,
  values: { Code__c: code, Name: name },
  refs,
});
const keyedRows = (...rows: Row[]): Map<string, Row> =>
  new Map(rows.map((each) => [keyText([each.values.Code__c]), each]));
const ids = (entries: Record<string, string[]>, inactive = false): Map<string, Match> =>
  new Map(Object.entries(entries).map(([key, found]) => [keyText([key]), { ids: found, inactive }]));

const drafted = (wanted: Row[], there: Row[], own: Partial<DraftContext> = {}, several: string[] = []): Draft[] => {
  const context: DraftContext = {
    kept,
    now: new Map(FIELDS.map(({ name }) => [name, fieldOf(name)])),
    resolved: new Map([['Region__c', ids({ EU: ['a01-new'], TWO: ['1', '2'] })]]),
    coming: () => false,
    ...own,
  };
  const drafts = compare(
    keyedRows(...wanted),
    { rows: keyedRows(...there), several: new Set(several.map((key) => keyText([key]))) },
    context
  );
  fill(drafts, context);
  return drafts;
};
const NONE = new Set<string>();

describe('what is written to a record', () => {
  it('Given a record that is missing, when it is drafted, then its lookups hold the new IDs', () => {
    const [draft] = drafted([row('1', { Region__c: ['eu'] })], []);
    expect([draft.id, draft.fields]).to.deep.equal([null, { Code__c: '1', Name: 'n', Region__c: 'a01-new' }]);
    expect(isWork(draft, NONE)).to.equal(true);
  });

  it('Given a record that is equal, when it is drafted, then nothing is; one that differs is written in that field only', () => {
    const now = { ...row('1', { Region__c: ['EU'] }), id: 'new' };
    expect(drafted([row('1', { Region__c: ['EU'] })], [now])).to.deep.equal([]);
    const [draft] = drafted([row('1', { Region__c: ['EU'] }, 'other')], [now]);
    expect([draft.id, draft.fields]).to.deep.equal(['new', { Name: 'other' }]);
  });

  it('Given a value that somebody filled in, when the record is drafted, then it is emptied as it was', () => {
    const [draft] = drafted([row('1')], [{ ...row('1', { Region__c: ['EU'] }), id: 'new' }]);
    expect(draft.fields).to.deep.equal({ Region__c: null });
  });

  it('Given a required lookup or a record type that leads nowhere, when the record is missing, then it is not created', () => {
    const lost: Array<Record<string, string[]>> = [{ Region__c: ['XX'] }, { RecordTypeId: ['Gone'] }];
    for (const refs of lost) {
      const [draft] = drafted([row('1', refs)], []);
      expect(isWork(draft, NONE)).to.equal(false);
      expect(draft.problems).to.have.length(1);
    }
  });

  it('Given an optional lookup that leads nowhere, when the record is drafted, then all else is written and the lookup named', () => {
    const [missing] = drafted([row('1', { Parent__c: ['P'] })], []);
    expect(isWork(missing, NONE)).to.equal(true);
    expect(missing.fields).not.to.have.property('Parent__c');
    expect(missing.problems).to.deep.equal([{ code: 'REFERENCE_NOT_FOUND', field: 'Parent__c', to: 'P' }]);
    const [there] = drafted([row('1', { Parent__c: ['P'] })], [{ ...row('1'), id: 'new' }]);
    expect(isWork(there, NONE), 'nothing is left that can be done').to.equal(false);
  });

  it('Given an owner who is there and not active, when a record is drafted, then it is written without, named, and not planned again', () => {
    const owner: KeptField = {
      ...field('OwnerId'),
      reference: {
        kind: 'owner',
        to: 'User',
        paths: ['Owner.Username', 'Owner.Name'],
        key: [{ path: 'Username', type: 'string' }],
      },
    };
    const reviewer = lookup('Reviewer__c', 'User', {});
    const own: Partial<DraftContext> = {
      kept: { ...kept, fields: [...FIELDS, owner, reviewer] },
      now: new Map([...FIELDS, owner, reviewer].map(({ name }) => [name, fieldOf(name)])),
      resolved: new Map([
        ['OwnerId', ids({ pat: ['005-pat'] }, true)],
        ['Reviewer__c', ids({ pat: ['005-pat'] }, true)],
      ]),
    };
    const refs = { OwnerId: ['pat'], Reviewer__c: ['pat'] };
    const [missing] = drafted([row('1', refs)], [], own);
    expect([isWork(missing, NONE), missing.fields.OwnerId]).to.deep.equal([true, undefined]);
    expect(missing.problems).to.deep.equal([{ code: 'OWNER_INACTIVE', field: 'OwnerId', to: 'pat' }]);
    // Other lookups most orgs take: the org decides.
    expect([missing.fields.Reviewer__c, missing.doubtful.map(({ name }) => name)]).to.deep.equal([
      '005-pat',
      ['Reviewer__c'],
    ]);
    const there = { ...row('1', { ...refs, OwnerId: ['me'] }), id: 'new' };
    expect(isWork(drafted([row('1', refs)], [there], own)[0], NONE)).to.equal(false);
  });

  it('Given a lookup of which nobody kept where it led, when people set it, then it is left as it is', () => {
    const there = { ...row('1', { Region__c: ['EU'] }), id: 'new' };
    expect(drafted([row('1', { Region__c: [] })], [there])).to.deep.equal([]);
    expect(drafted([row('1', { Region__c: [] })], [])[0].fields).not.to.have.property('Region__c');
  });

  it('Given the account of a person, when it is drafted, then its name is left to the org', () => {
    const last = field('LastName');
    const own: Partial<DraftContext> = {
      kept: { ...kept, fields: [...FIELDS, last] },
      now: new Map([...FIELDS, last].map(({ name }) => [name, fieldOf(name)])),
      persons: true,
    };
    const person = { ...row('1'), values: { Code__c: '1', Name: 'Ada Lind', LastName: 'Lind' } };
    expect(drafted([person], [], own)[0].fields).to.deep.equal({ Code__c: '1', LastName: 'Lind' });
    expect(drafted([row('2')], [], own)[0].fields).to.deep.equal({ Code__c: '2', Name: 'n' });
  });

  it('Given the account of a person whose name alone differs, when it is compared, then nothing does; its middle name is written', () => {
    const names = [...FIELDS, field('LastName'), field('MiddleName')];
    const own: Partial<DraftContext> = {
      kept: { ...kept, fields: names },
      now: new Map(names.map(({ name }) => [name, fieldOf(name)])),
      persons: true,
    };
    const person = (name: string, middle: string): Row => ({
      ...row('1'),
      values: { Code__c: '1', Name: name, LastName: 'Lind', MiddleName: middle },
    });
    const there = person('Ada Lind', '');
    expect(drafted([person('Lind, Ada', '')], [there], own)).to.deep.equal([]);
    const [draft] = drafted([person('Ada B. Lind', 'B.')], [there], own);
    expect(draft.different.map(({ name }) => name)).to.deep.equal(['MiddleName']);
    expect(draft.fields).to.deep.equal({ MiddleName: 'B.' });
    const [company] = drafted([row('2', {}, 'new')], [row('2', {}, 'old')], own);
    expect(company.fields).to.deep.equal({ Name: 'new' });
  });

  it('Given a key that leads to two records, when a lookup goes by it, then nobody guesses', () => {
    const [draft] = drafted([row('1', { Region__c: ['TWO'] })], []);
    expect(draft.problems.map(({ code }) => code)).to.deep.equal(['REFERENCE_AMBIGUOUS']);
  });

  it('Given several records of the org with the key, when it is drafted, then none is touched', () => {
    const [draft] = drafted([row('1', {}, 'x')], [{ ...row('1'), id: 'new' }], {}, ['1']);
    expect([draft.blocked, draft.fields]).to.deep.equal([true, {}]);
  });

  it('Given a lookup to a record that will be there, when it is drafted, then it waits: for its object, or for all of them', () => {
    const [draft] = drafted([row('1', { Parent__c: ['P'] })], [{ ...row('1'), id: 'new' }], { coming: () => true });
    expect([isWork(draft, NONE), isLink(draft, NONE)]).to.deep.equal([true, false]);
    const late = new Set(['Parent__c']);
    expect([isWork(draft, late), isLink(draft, late)]).to.deep.equal([false, true]);
  });

  it('Given a field that this login may not write, when it differs, then it is named; one that is gone is not compared', () => {
    const now = new Map(FIELDS.map(({ name }) => [name, fieldOf(name, name, { updateable: name !== 'Name' })]));
    const there = { ...row('1', {}, 'other'), id: 'new' };
    expect(drafted([row('1')], [there], { now })[0].problems).to.deep.equal([
      { code: 'NOT_WRITABLE', field: 'Name', to: '' },
    ]);
    now.delete('Name');
    expect(drafted([row('1')], [there], { now })).to.deep.equal([]);
  });
});
