import { expect } from 'chai';
import { lossesByHand, lossesOfKept } from '../../../src/checklist/sandbox/records/losses.ts';
import { surveyRecords } from '../../../src/checklist/sandbox/records/rules.ts';
import { askFor } from '../../../src/preserve/asked.ts';
import type { KeptField } from '../../../src/preserve/kept.ts';
import { lossesOf, lostIn } from '../../../src/preserve/lost.ts';
import { shapesOf } from '../../../src/preserve/shape.ts';
import { fieldOf, objectOf, orgStub, refusal } from '../support/reader.ts';
import { answers, sandbox } from '../support/situation.ts';

const OMITTED = [
  { name: 'Body', why: 'binary', by: 'BodyLength' },
  { name: 'Pin__c', why: 'encrypted', by: 'Pin__c' },
  { name: 'Sum__c', why: 'formula' },
] as const;

const KEPT = {
  object: 'Attachment',
  where: null,
  key: ['Name'],
  keyParts: [],
  externalId: false,
  fields: [],
  omitted: [{ name: 'Body', why: 'binary' as const }],
  file: 'preserved/records/Attachment.ndjson.gz',
  format: 1 as const,
  rows: 1,
  bytes: 1,
  sha256: '',
  via: 'rest' as const,
  unusable: { empty: 0, repeated: 0, named: [] },
};

const seen = (rows: Array<Record<string, string>>): ReturnType<typeof lossesOf> => {
  const losses = lossesOf({ object: 'Attachment', key: ['Name'], omitted: [...OMITTED], fields: [] });
  for (const { id = '', key = '', ...cells } of rows)
    losses.see({ id, values: { Name: key }, refs: {} }, (column) => cells[column] ?? '');
  return losses;
};

describe('values that are not kept', () => {
  it('Given an object with files and encrypted fields, when its fields are judged, then the size stands for the file, and a field for itself', async () => {
    const file = [
      fieldOf('Name', 'Name', { nameField: true }),
      fieldOf('Body', 'Body', { type: 'base64' }),
      fieldOf('Pin__c', 'Pin', { type: 'encryptedstring' }),
      fieldOf('BodyLength', 'Size', { type: 'int', createable: false, updateable: false }),
    ];
    const plain = { customSetting: false };
    const size = (name: string): (typeof file)[number] => ({ ...file[3], name });
    const blob = (name: string): (typeof file)[number] => ({ ...file[1], name });
    const objects = [
      objectOf('Attachment', file, plain),
      objectOf('EventLogFile', [file[0], blob('LogFile'), size('LogFileLength')], plain),
      objectOf('Plan__c', [file[0], blob('Plan'), blob('Body'), size('BodyLength')], plain),
      objectOf('Note__c', [file[0], blob('Sketch')], plain),
    ];
    const { shapes } = await shapesOf(
      orgStub({ objects, queries: [[/FROM FieldPermissions/, []]] }),
      objects.map(({ name }) => ({ entry: { object: name }, place: { entry: name } }))
    );
    expect(shapes.map(({ omitted }) => omitted)).to.deep.equal([
      [OMITTED[0], OMITTED[1]],
      [{ name: 'LogFile', why: 'binary', by: 'LogFileLength' }],
      [
        { name: 'Plan', why: 'binary', asked: true },
        { name: 'Body', why: 'binary', by: 'BodyLength' },
      ],
      // Nobody knows how large they are: whether there are any is asked.
      [{ name: 'Sketch', why: 'binary', asked: true }],
    ]);
  });

  it('Given values that no column tells, when the records are asked, then those with one are told, by record; of what is refused all may', async () => {
    const omitted = (['Sketch', 'Place__c', 'Refused'] as const).map((name) => ({
      name,
      why: 'opaque' as const,
      asked: true as const,
    }));
    const org = orgStub({
      queries: [
        [
          /^SELECT Id, Sketch FROM Note__c WHERE Kind__c = 'x'$/,
          [
            { Id: '1', Sketch: '/services/data/v65.0/sobjects/Note__c/1/Sketch' },
            { Id: '2', Sketch: null },
          ],
        ],
        [
          /Place__c/,
          [
            { Id: '1', Place__c: { latitude: null, longitude: null } },
            { Id: '2', Place__c: { latitude: 0, longitude: 1 } },
          ],
        ],
        [/Refused/, refusal('INVALID_FIELD')],
      ],
    });
    const asked = await askFor(org, { object: 'Note__c', where: "Kind__c = 'x'", omitted });
    const losses = lossesOf({ object: 'Note__c', key: ['Name'], omitted, fields: [] }, asked);
    for (const id of ['1', '2']) losses.see({ id, values: { Name: `N${id}` }, refs: {} }, () => '');
    expect(lostIn(losses.all).map(({ field, rows, untold }) => [field, rows, untold])).to.deep.equal([
      ['Sketch', 1, undefined],
      ['Refused', 2, true],
      ['Place__c', 1, undefined],
    ]);
    expect(losses.columns).to.deep.equal([]);
  });

  it('Given texts with pictures, when they go by, then the text is kept and each record with a picture is told', () => {
    const fields = [{ name: 'Notes__c', type: 'textarea', required: false, reference: null }];
    const losses = lossesOf({ object: 'Plan__c', key: ['Name'], omitted: [], fields });
    const picture =
      '<p><img src="https://acme.file.force.com/servlet/rtaImage?eid=a0&amp;feoid=00N&amp;refid=0EM5e0" /></p>';
    const elsewhere = '<img src="https://example.com/rtaImage.png">';
    for (const [Name, Notes__c] of Object.entries({ one: picture, two: elsewhere, three: 'rtaImage' }))
      losses.see({ id: Name, values: { Name, Notes__c }, refs: {} }, () => '');
    expect(losses.all.map(({ key, field, images }) => [key, field, images])).to.deep.equal([['one', 'Notes__c', true]]);
    const kept = { ...KEPT, object: 'Plan__c', omitted: [], lost: lostIn(losses.all) };
    expect(lossesOfKept(kept).map(({ status, target }) => `${status} ${target}`)).to.deep.equal([
      'fail Plan__c › pictures in texts',
    ]);
    expect(lossesByHand(kept).map(({ status }) => status)).to.deep.equal(['manual']);
  });

  it('Given an owner, a user or a record type that this login may not read, when rows go by, then the lookup is lost', () => {
    const to = (name: string, kind: 'owner' | 'user' | 'record-type', path: string): KeptField => ({
      name,
      type: 'reference',
      required: false,
      reference: { kind, to: 'User', paths: [path], key: [{ path: 'Username', type: 'string' }] },
    });
    const fields = [to('OwnerId', 'owner', 'Owner.Username'), to('Coach__c', 'user', 'Coach__r.Username')];
    const losses = lossesOf({ object: 'Plan__c', key: ['Name'], omitted: [], fields });
    const row = losses.see({ id: '1', values: { Name: 'a' }, refs: { Coach__c: ['ava@acme.example'] } }, (column) =>
      ['OwnerId', 'Coach__c'].includes(column) ? '005000000000001AAA' : ''
    );
    expect(losses.all.map(({ field }) => field)).to.deep.equal(['OwnerId']);
    expect(row.refs).to.deep.equal({ Coach__c: ['ava@acme.example'], OwnerId: [] });
  });

  it('Given rows, when they go by, then those with a value are told, an empty file is none, and no value is', () => {
    const losses = seen([
      { id: '1', key: 'a', BodyLength: '10', Pin__c: '***1234' },
      { id: '2', key: 'b', BodyLength: '0', Pin__c: '' },
      { id: '3', key: '', BodyLength: '', Pin__c: '***5678' },
    ]);
    expect(losses.columns).to.deep.equal(['BodyLength', 'Pin__c']);
    expect(losses.all.map(({ id, field, bytes }) => [id, field, bytes])).to.deep.equal([
      ['1', 'Body', 10],
      ['1', 'Pin__c', null],
      ['3', 'Pin__c', null],
    ]);
    expect(JSON.stringify(losses.all)).not.to.match(/1234|5678/);
  });

  it('Given a lookup, when what it leads to has no key or only a part of one, then it is lost; an empty lookup is not', () => {
    const reference = {
      kind: 'record',
      to: 'Line__c',
      paths: ['Line__r.Code__c', 'Line__r.Region__c'],
      key: [{ path: 'Code__c', type: 'string' }],
    } as const;
    const fields = [
      {
        name: 'Line__c',
        type: 'reference',
        required: true,
        reference: { ...reference, paths: [...reference.paths], key: [...reference.key] },
      },
    ];
    const losses = lossesOf({ object: 'Inspection__c', key: ['Name'], omitted: [], fields });
    const rows: Array<Record<string, string>> = [
      { id: '1', Line__c: 'a07', 'Line__r.Code__c': 'L1', 'Line__r.Region__c': 'EU' },
      { id: '2', Line__c: 'a07', 'Line__r.Code__c': '', 'Line__r.Region__c': 'EU' },
      { id: '3', Line__c: 'a07', 'Line__r.Code__c': '', 'Line__r.Region__c': '' },
      { id: '4', Line__c: '', 'Line__r.Code__c': '', 'Line__r.Region__c': '' },
    ];
    const kept = rows.map(({ id, ...cells }) => {
      const to = reference.paths.map((path) => cells[path] ?? '');
      const refs: Record<string, string[]> = to.every((part) => part === '') ? {} : { Line__c: to };
      return losses.see({ id, values: { Name: id }, refs }, (column) => cells[column] ?? '');
    });
    expect(losses.columns).to.deep.equal(['Line__c']);
    expect(losses.all.map(({ id, field }) => `${id} ${field}`)).to.deep.equal(['2 Line__c', '3 Line__c']);
    // The mark says that there was something, so that nobody empties what people set by hand.
    expect(kept.map(({ refs }) => refs.Line__c)).to.deep.equal([['L1', 'EU'], [], [], undefined]);
  });

  it('Given many, when they are told by field, then all are counted and the largest named; one without a key by its ID', () => {
    const rows = Array.from({ length: 9 }, (_, index) => ({
      id: `${index}`,
      key: `k${index}`,
      BodyLength: `${index + 1}`,
    }));
    const [files] = lostIn(seen(rows).all);
    expect([files.rows, files.bytes]).to.deep.equal([9, 45]);
    expect(files.named.map(({ key }) => key)).to.deep.equal(['k8', 'k7', 'k6', 'k5', 'k4']);
    const [pins] = lostIn(seen([{ id: '7', key: '', Pin__c: '*' }]).all);
    expect([pins.bytes, pins.named]).to.deep.equal([null, [{ key: '7', bytes: null }]]);
    expect(lostIn([])).to.deep.equal([]);
  });

  it('Given a record of an earlier version, which did not ask, when it is surveyed, then the fields are a warning as before', () => {
    const status = (lost: ReturnType<typeof lostIn> | undefined): string | undefined =>
      surveyRecords({
        now: {
          objects: [{ object: 'Attachment', kept: { ...KEPT, lost }, unreadable: null }],
          now: null,
          remaining: null,
        },
        production: undefined,
        answers: answers(),
        org: sandbox(),
      }).find(({ target }) => target.includes('files'))?.status;
    expect([status(undefined), status([])]).to.deep.equal(['warn', 'warn']);
    expect(status([{ field: 'Body', rows: 1, bytes: 5, named: [] }])).to.equal('fail');
  });
});
