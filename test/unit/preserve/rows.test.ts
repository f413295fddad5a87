import { expect } from 'chai';
import fc from 'fast-check';
import { differences, typed } from '../../../src/preserve/difference.ts';
import { conditionsFor } from '../../../src/preserve/conditions.ts';
import type { KeptField, UserNames } from '../../../src/preserve/kept.ts';
import { columnsOf, keyed, keyOf, keyText, QUEUE, respelled, rowMaker, type Row } from '../../../src/preserve/row.ts';

const field = (name: string, type = 'string'): KeptField => ({ name, type, required: false, reference: null });
const owner: KeptField = {
  ...field('OwnerId', 'reference'),
  reference: {
    kind: 'owner',
    to: 'User',
    paths: ['Owner.Username', 'Owner.Name'],
    key: [{ path: 'Username', type: 'string' }],
  },
};
const region: KeptField = {
  ...field('Region__c', 'reference'),
  reference: {
    kind: 'record',
    to: 'Region__c',
    paths: ['Region__r.Key__c'],
    key: [{ path: 'Key__c', type: 'string' }],
  },
};
const NAMES: UserNames = { bare: (name) => name.replace(/\.uat$/, ''), candidates: (name) => [`${name}.uat`, name] };
const row = (values: Record<string, string>, refs: Record<string, string[]> = {}, id = 'a00'): Row => ({
  id,
  values,
  refs,
});

describe('rows by key', () => {
  const fields = [field('Name'), region, owner];
  const columns = columnsOf(fields);
  const make = rowMaker(fields, NAMES);

  it('Given fields and lookups, when rows are read, then lookups are asked for by key and never by ID', () => {
    expect(columns).to.deep.equal(['Id', 'Name', 'Region__r.Key__c', 'Owner.Username', 'Owner.Name']);
  });

  it('Given an answer, when a row is made of it, then usernames lose the suffix, queues keep their name, and what is empty is left out', () => {
    expect(make(columns, ['1', 'S', 'EU', 'ava@acme.uat', 'Ava'])).to.deep.equal(
      row({ Name: 'S' }, { Region__c: ['EU'], OwnerId: ['ava@acme'] }, '1')
    );
    expect(make(columns, ['2', '', '', '', 'Quotes'])).to.deep.equal(row({}, { OwnerId: [QUEUE, 'Quotes'] }, '2'));
  });

  it('Given a number, a moment and an ID as parts of keys, when one org spells them otherwise than the other, then the keys are one', () => {
    const meter: KeptField = {
      ...field('Meter__c', 'reference'),
      reference: {
        kind: 'record',
        to: 'Meter__c',
        paths: ['Meter__r.Number__c'],
        key: [{ path: 'Number__c', type: 'double' }],
      },
    };
    const typed = [field('Number__c', 'double'), field('At__c', 'datetime'), field('Old_Id__c', 'id'), meter];
    const key = { key: ['Number__c', 'At__c', 'Old_Id__c', 'Meter__c'] };
    const read = rowMaker(typed, NAMES);
    const [rest, bulk] = [
      ['1', '10000000', '2026-05-04T03:02:01.000+0000', '00D5e000005AHE7', '20000001'],
      ['2', '1.0E7', '2026-05-04T03:02:01.000Z', '00D5e000005AHE7EAO', '2.0000001E7'],
    ].map((cells) => read(columnsOf(typed), cells));
    expect(keyText(keyOf(rest, key))).to.equal(keyText(keyOf(bulk, key)));
    const old = { ...bulk, values: { ...bulk.values, Number__c: '1.0E7' }, refs: { Meter__c: ['2.0000001E7'] } };
    expect(keyText(keyOf(respelled(old, typed), key))).to.equal(keyText(keyOf(rest, key)));
  });

  it('Given rows, when they are sorted by key, then keys that are repeated, in whatever case, or empty in a part, are of no use', () => {
    const all = [
      row({ Name: 'a' }, { Region__c: ['EU'] }, '1'),
      row({ Name: 'A' }, { Region__c: ['eu'] }, '2'),
      row({ Name: 'b' }, { Region__c: ['EU'] }, '3'),
      row({ Name: 'c' }, {}, '4'),
    ];
    const { usable, empty, repeated } = keyed(all, { key: ['Region__c', 'Name'] });
    expect([...usable.values()].map(({ id }) => id)).to.deep.equal(['3']);
    expect(empty.map(({ id }) => id)).to.deep.equal(['4']);
    expect(repeated.map(({ id }) => id)).to.deep.equal(['1', '2']);
    expect(keyOf(all[2], { key: ['Region__c', 'Name'] })).to.deep.equal(['EU', 'b']);
  });

  it('Given any two keys, when their texts are the same, then they are the same but for case', () => {
    const keys = fc.array(fc.string(), { minLength: 1, maxLength: 3 });
    const lower = (parts: readonly string[]): string[] => parts.map((part) => part.toLowerCase());
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const same = JSON.stringify(lower(one)) === JSON.stringify(lower(other));
        expect(keyText(one) === keyText(other)).to.equal(same);
      })
    );
  });
});

describe('differences of a record', () => {
  const fields = [field('Name'), field('Size__c', 'double'), region];

  it('Given numbers that are spelled otherwise, when they are compared, then they are equal; texts are not', () => {
    expect(differences(row({ Size__c: '10.0' }), row({ Size__c: '10' }), fields)).to.deep.equal([]);
    expect(differences(row({ Name: '10.0' }), row({ Name: '10' }), fields)).to.have.length(1);
    expect(differences(row({ Size__c: '0' }), row({}), fields)).to.have.length(1);
  });

  it('Given lookups, when they are compared, then by what they lead to', () => {
    const eu = row({}, { Region__c: ['EU'] });
    expect(differences(eu, row({}, { Region__c: ['eu'] }, 'other'), fields)).to.deep.equal([]);
    expect(differences(eu, row({}, { Region__c: ['FR'] }), fields)).to.deep.equal([region]);
    expect(differences(eu, row({}), fields)).to.deep.equal([region]);
  });

  it('Given a kept text, when it is written, then it has the type of its field', () => {
    expect([typed('true', 'boolean'), typed(undefined, 'boolean')]).to.deep.equal([true, false]);
    expect([typed('1.0E7', 'double'), typed(undefined, 'double'), typed('12', 'string')]).to.deep.equal([
      1e7,
      null,
      '12',
    ]);
  });
});

describe('conditions by key', () => {
  it('Given many values, when conditions are made, then each value stands in one of few, each short enough for a URL', () => {
    const values = Array.from({ length: 2000 }, (_, index) => `Site's ${index}`);
    const conditions = conditionsFor({ path: 'Site__r.Code__c', type: 'string' }, values);
    expect(conditions.length).to.be.within(5, 10);
    for (const condition of conditions) expect(encodeURIComponent(condition).length).to.be.below(12_000);
    const found = conditions.join().match(/'Site\\'s \d+'/g) ?? [];
    expect(new Set(found).size).to.equal(2000);
  });

  it('Given numbers, when conditions are made, then they stand without quotes; what is no number never does', () => {
    expect(conditionsFor({ path: 'No__c', type: 'double' }, ['1.5', "0) OR (Id != ''"])).to.deep.equal([
      "No__c IN (1.5,'0) OR (Id != \\'\\'')",
    ]);
  });
});
