import { expect } from 'chai';
import { shapesOf } from '../../../src/preserve/shape.ts';
import type { Entry } from '../../../src/preserve/selection.ts';
import type { FieldDescription } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../support/reader.ts';

const lookup = (name: string, referenceTo: string[], own: Partial<FieldDescription> = {}): FieldDescription =>
  fieldOf(name, name, {
    type: 'reference',
    referenceTo,
    relationshipName: name.replace(/__c$/, '__r').replace(/Id$/, ''),
    ...own,
  });
const NAME = fieldOf('Name', 'Name', { nameField: true });
const plain = { customSetting: false };

const org = orgStub({
  objects: [
    objectOf('Region__c', [NAME, fieldOf('Key__c', 'Key', { externalId: true })], plain),
    objectOf(
      'Site__c',
      [
        fieldOf('Id', 'Id', { type: 'id', createable: false, updateable: false }),
        NAME,
        fieldOf('Code__c'),
        lookup('Region__c', ['Region__c'], { nillable: false }),
        lookup('OwnerId', ['Group', 'User']),
        lookup('About__c', ['Account', 'Region__c']),
        lookup('Hidden__c', ['Hidden__c']),
        fieldOf('Sum__c', 'Sum', { calculated: true, createable: false, updateable: false }),
        fieldOf('Place__c', 'Place', { type: 'location' }),
        fieldOf('Place__Latitude__s', 'Place (Latitude)', { type: 'double', createable: false, updateable: false }),
        fieldOf('CreatedDate', 'Created', { createable: false, updateable: false }),
      ],
      plain
    ),
    objectOf('Ticket__c', [{ ...NAME, autoNumber: true, createable: false }], plain),
    objectOf('Note__c', [NAME, fieldOf('Code__c'), lookup('Ticket__c', ['Ticket__c'])], plain),
    objectOf('Setting__c', [NAME]),
    objectOf('Profile', [NAME, fieldOf('CreatedDate', 'Created', { createable: false, updateable: false })], plain),
    objectOf('UserRole', [NAME, fieldOf('DeveloperName', 'Role Name', { nillable: false })], plain),
    objectOf('Queue', [NAME, fieldOf('DeveloperName', 'Queue Name', { nillable: true })], plain),
    objectOf(
      'Rule__c',
      [NAME, lookup('ProfileId', ['Profile']), lookup('RoleId', ['UserRole']), lookup('QueueId', ['Queue'])],
      plain
    ),
  ],
});

const found = (...entries: Entry[]): ReturnType<typeof shapesOf> =>
  shapesOf(
    org,
    entries.map((entry, index) => ({ entry, place: { entry: `preserve.records[${index}]` } }))
  );

/** Where all entries can be followed; else the first thing that is wrong. */
const shapes = async (...entries: Entry[]): Promise<Awaited<ReturnType<typeof shapesOf>>['shapes']> => {
  const { shapes: all, refused } = await found(...entries);
  if (refused.length > 0) throw refused[0].error;
  return all;
};

describe('what is kept of an object', () => {
  it('Given an entry that cannot be followed, when the others are judged, then it is told with its place and they stand', async () => {
    const { shapes: all, refused } = await found(
      { query: 'SELECT Nothing__c FROM Site__c' },
      { object: 'Region__c' },
      { object: 'Region__c' }
    );
    expect(all.map(({ object }) => object)).to.deep.equal(['Region__c']);
    expect(refused.map(({ place, error }) => `${place.entry} ${error.name}`)).to.deep.equal([
      'preserve.records[0] UnknownFieldError',
      'preserve.records[2] SameObjectError',
    ]);
  });

  it('Given an object, when nothing else is said, then its external ID is the key, else its name', async () => {
    const [region, site] = await shapes({ object: 'Region__c' }, { object: 'Site__c' });
    expect([region.key, region.externalId]).to.deep.equal([['Key__c'], true]);
    expect([site.key, site.externalId]).to.deep.equal([['Name'], false]);
  });

  it('Given lookups to what has a developer name, or a name that is translated, when nothing is said, then no label tells it apart', async () => {
    const [{ fields }] = await shapes({ object: 'Rule__c' });
    const told = fields.flatMap(({ name, reference }) =>
      reference ? [`${name} ${reference.kind} ${reference.key.map(({ path }) => path).join()}`] : []
    );
    expect(told).to.deep.equal(['ProfileId same Id,CreatedDate', 'RoleId record DeveloperName', 'QueueId record Name']);
  });

  it('Given its fields, when they are judged, then those that cannot be kept are named with the reason', async () => {
    const [{ fields, omitted }] = await shapes({ object: 'Site__c' });
    expect(fields.map(({ name, required }) => `${name} ${required}`)).to.deep.equal([
      'Name false',
      'Code__c false',
      'Region__c true',
      'OwnerId false',
      'About__c false',
    ]);
    expect(fields.at(-1)?.reference).to.deep.include({ kind: 'any', paths: ['About__c'] });
    expect(omitted).to.deep.equal([
      { name: 'Hidden__c', why: 'no-key', by: 'Hidden__c' },
      { name: 'Sum__c', why: 'formula' },
      { name: 'Place__c', why: 'compound' },
      // A part that this login cannot write is not kept with the place.
      { name: 'Place__Latitude__s', why: 'read-only', by: 'Place__Latitude__s' },
    ]);
  });

  it('Given standard fields that this login cannot write, when others can, then they are people’s too; else the org’s own', async () => {
    const locked = { createable: false, updateable: false };
    const objects = [
      objectOf(
        'Account',
        [
          NAME,
          fieldOf('Industry', 'Industry', locked),
          fieldOf('Score', 'Score', locked),
          fieldOf('BillingCity', 'City', { ...locked, permissionable: false, compoundFieldName: 'BillingAddress' }),
          fieldOf('Pet__pc', 'Pet', locked),
        ],
        plain
      ),
    ];
    const omittedBy = async (answer: unknown[] | Error): Promise<string[]> => {
      const asked = orgStub({ objects, queries: [[/FROM FieldPermissions WHERE SobjectType = 'Account'/, answer]] });
      const { shapes: all } = await shapesOf(asked, [{ entry: { object: 'Account' }, place: { entry: 'a' } }]);
      return all[0].omitted.map(({ name, why, by }) => `${name} ${why} ${by}`);
    };
    const pet = 'Pet__pc read-only Pet__pc';
    expect(await omittedBy([{ Field: 'Account.Industry' }, { Field: 'Account.BillingAddress' }])).to.deep.equal([
      'Industry read-only Industry',
      'BillingCity read-only BillingCity',
      pet,
    ]);
    expect(await omittedBy([])).to.deep.equal([pet]);
    expect(await omittedBy(refusal('INSUFFICIENT_ACCESS'))).to.deep.equal([pet]);
  });

  it('Given a key with a lookup, when it is taken apart, then the lookup counts as the key of what it leads to', async () => {
    const [, site] = await shapes(
      { object: 'Region__c', key: ['Name'] },
      { object: 'Site__c', key: ['Region__c', 'Code__c'] }
    );
    expect(site.keyParts.map(({ path }) => path)).to.deep.equal(['Region__r.Name', 'Code__c']);
  });

  it('Given a query, when it is read, then only its fields and the key are kept, and its condition as it is written', async () => {
    const query = "SELECT Code__c, Region__r.Name FROM Site__c\nWHERE Name LIKE 'Where %' AND Region__r.Name != null";
    const [{ fields, where }] = await shapes({ query });
    expect(fields.map(({ name }) => name)).to.deep.equal(['Name', 'Code__c', 'Region__c']);
    expect(where).to.equal("Name LIKE 'Where %' AND Region__r.Name != null");
  });

  const mistakes: Array<[string, Entry, string, RegExp]> = [
    ['no key', { object: 'Ticket__c' }, 'NoKeyError', /preserve\.records\[0\]/],
    ['a custom setting', { object: 'Setting__c' }, 'KeptElsewhereError', /not kept among the records/],
    ['an owner as a key', { object: 'Site__c', key: ['OwnerId'] }, 'BadKeyError', /OwnerId/],
    [
      'a field that is set by the org as a key',
      { object: 'Site__c', key: ['CreatedDate'] },
      'GeneratedKeyWithOthersError',
      /preserve\.records\[0\].*CreatedDate/,
    ],
    ['a number that the org counts as a key', { object: 'Ticket__c', key: ['Name'] }, 'GeneratedKeyError', /Name/],
    ['a formula as a key', { object: 'Site__c', key: ['Sum__c'] }, 'GeneratedKeyWithOthersError', /Sum__c/],
    [
      'a lookup as a key to what only has a number',
      { object: 'Note__c', key: ['Ticket__c', 'Code__c'] },
      'BadKeyError',
      /Ticket__c/,
    ],
    [
      'an unknown field',
      { query: "SELECT Name,\n  Nope__c FROM Site__c WHERE Name = 'Nope__c'" },
      'UnknownFieldError',
      /line 2, column 3/,
    ],
    [
      'an unknown field in a condition',
      { query: "SELECT Name FROM Site__c WHERE (Name = 'x' OR Nope__c = 1)" },
      'UnknownFieldError',
      /line 1, column 47/,
    ],
    [
      'an unknown relationship',
      { query: 'SELECT Nope__r.Name FROM Site__c' },
      'UnknownFieldError',
      /Nope__r\.Name.*line 1, column 8/,
    ],
    [
      'a string that does not end',
      { query: "SELECT Name FROM Site__c WHERE Name = 'a" },
      'SoqlSyntaxError',
      /line 1, column 39/,
    ],
    [
      'a condition that does not begin',
      { query: 'SELECT Name FROM Site__c\nWHERE' },
      'SoqlSyntaxError',
      /line 2, column 6: the end of the query/,
    ],
    [
      'a query within',
      { query: 'SELECT Name, (SELECT Id FROM Lines__r) FROM Site__c' },
      'SoqlUnsupportedError',
      /column/,
    ],
    ['a count', { query: 'SELECT COUNT(Id) FROM Site__c' }, 'SoqlUnsupportedError', /COUNT\(Id\)/],
    [
      'an order',
      { query: 'SELECT Name FROM Site__c ORDER BY Name' },
      'SoqlUnsupportedError',
      /ORDER BY at line 1, column 26/,
    ],
  ];
  for (const [what, entry, name, message] of mistakes) {
    it(`Given ${what}, when it is read, then it is an error of usage that says where`, async () => {
      const error = await caught(() => shapes(entry));
      expect([error.name, error.exitCode]).to.deep.equal([name, 2]);
      expect(error.message).to.match(message);
      expect(error.actions).not.to.deep.equal([]);
    });
  }
});
