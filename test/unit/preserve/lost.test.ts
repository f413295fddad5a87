import { expect } from 'chai';
import { surveyRecords } from '../../../src/checklist/records/rules.ts';
import { lossesOf, lostIn } from '../../../src/preserve/lost.ts';
import { shapesOf } from '../../../src/preserve/shape.ts';
import { fieldOf, objectOf, orgStub } from '../support/reader.ts';
import { answers, sandbox } from '../support/situation.ts';

const OMITTED = [
  { name: 'Body', why: 'binary', by: 'BodyLength' },
  { name: 'Pin__c', why: 'encrypted', by: 'Pin__c' },
  { name: 'Sum__c', why: 'formula' },
] as const;

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
    const objects = [objectOf('Attachment', file, plain), objectOf('Plan__c', file, plain)];
    const {
      shapes: [attachment, own],
    } = await shapesOf(orgStub({ objects }), [
      { entry: { object: 'Attachment' }, place: { entry: 'a' } },
      { entry: { object: 'Plan__c' }, place: { entry: 'b' } },
    ]);
    expect(attachment.omitted).to.deep.equal([OMITTED[0], OMITTED[1]]);
    // Nobody knows how large the files of other objects are.
    expect(own.omitted).to.deep.equal([{ name: 'Body', why: 'binary' }, OMITTED[1]]);
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
    const kept = {
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
    const status = (lost: ReturnType<typeof lostIn> | undefined): string | undefined =>
      surveyRecords({
        now: {
          objects: [{ object: 'Attachment', kept: { ...kept, lost }, unreadable: null }],
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
