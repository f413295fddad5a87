import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TestJobs } from '../bulk/testJobs.ts';
import type { Json, ObjectDef, SfRecord } from '../model.ts';
import { buildSimulation, ScenarioError } from '../scenario/index.ts';
import { startClient } from '../rest/testClient.ts';
import type { TestClient } from '../rest/testClient.ts';
import { validate } from './validationRules.ts';
import type { ValidationCondition } from './validationRules.ts';

type Fields = { [key: string]: Json };

const CODE = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
const RULES: Json = [
  {
    object: 'Product2',
    when: { field: 'Family', op: '=', value: 'Service' },
    message: 'No services.',
    field: 'Family',
  },
  { object: 'Product2', when: { field: 'StockKeepingUnit', op: 'blank' }, message: 'An SKU, please.' },
];

describe('Given an org with validation rules', () => {
  let directory: string;
  let client: TestClient;
  const scenario = (rules: Json): string => {
    const file = join(directory, 'rules.json');
    writeFileSync(file, JSON.stringify({ extends: 'standard', production: { validationRules: rules } }));
    return file;
  };
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rules-'));
    client = await startClient({ scenario: scenario(RULES) });
  });
  after(async () => {
    await client.simulator.close();
    rmSync(directory, { recursive: true });
  });

  const idOf = async (code: string): Promise<string> => {
    const [row] = await client.records(`SELECT Id FROM Product2 WHERE ProductCode = '${code}'`);
    return String(row?.['Id']);
  };

  it('When single records are written, Then every broken rule answers, with its field', async () => {
    const created = await client.call('POST', '/sobjects/Product2', { Name: 'New', Family: 'Service' });
    expect(created.status).to.equal(400);
    expect(created.json).to.deep.equal([
      { message: 'No services.', errorCode: CODE, fields: ['Family'] },
      { message: 'An SKU, please.', errorCode: CODE, fields: [] },
    ]);
    const path = `/sobjects/Product2/${await idOf('HX-100')}`;
    expect((await client.call('PATCH', path, { Family: 'Service' })).status).to.equal(400);
    expect((await client.get(path)).json).to.include({ Family: 'Hardware' });
    expect((await client.call('PATCH', path, { Family: 'Software' })).status).to.equal(204);
  });

  it('When collections and bulk jobs write, Then the rules hold there, and after a refresh too', async () => {
    const good = await idOf('HX-100');
    const bad = await idOf('SVC-INST');
    const records = [good, bad].map((id) => ({ attributes: { type: 'Product2' }, id, Description: 'x' }));
    const results = (await client.call('PATCH', '/composite/sobjects', { records })).json as Fields[];
    expect(results.map((one) => one['success'])).to.deep.equal([true, false]);
    expect(results[1]?.['errors']).to.deep.equal([{ statusCode: CODE, message: 'No services.', fields: ['Family'] }]);
    await client.call('POST', '/__simulator/refresh', {});
    const jobs = new TestJobs(client);
    const csv = `Id,Description\n${await idOf('HX-100')},y\n${await idOf('SVC-INST')},y\n`;
    const info = await jobs.ingested({ object: 'Product2', operation: 'update' }, csv);
    expect(info).to.include({ numberRecordsFailed: 1 });
    expect(await jobs.results(info, 'failedResults')).to.include(`${CODE}:No services.:Family --`);
  });

  it('When a rule names a field that is not there, or an unknown operator, Then the scenario is refused', () => {
    const build = (when: Fields): (() => unknown) => {
      return () => buildSimulation(scenario([{ object: 'Product2', when, message: 'M' }] as Json), { baseUrl: 'x' });
    };
    expect(build({ field: 'Nope', op: 'blank' })).to.throw(ScenarioError, '/production/validationRules/0');
    expect(build({ field: 'Name', op: 'like' })).to.throw(
      ScenarioError,
      /validationRules\/0\/when\/op: must be one of/
    );
  });

  const def: ObjectDef = {
    name: 'A',
    label: 'A',
    labelPlural: 'As',
    keyPrefix: 'a00',
    custom: false,
    customSetting: false,
    api: 'rest',
    fields: [],
  };
  const old: SfRecord = { Id: '1', Text: 'old', Number: 1, Empty: null };
  const row: SfRecord = { Id: '1', Text: 'abc', Number: 5, Empty: null };
  const cases: Array<[ValidationCondition, boolean]> = [
    [{ field: 'Number', op: '=', value: 5 }, true],
    [{ field: 'Number', op: '!=', value: 5 }, false],
    [{ field: 'Number', op: '>', value: 4 }, true],
    [{ field: 'Number', op: '<', value: 4 }, false],
    [{ field: 'Number', op: '<', value: '9' }, false],
    [{ field: 'Text', op: '<', value: 'b' }, true],
    [{ field: 'Text', op: 'startsWith', value: 'ab' }, true],
    [{ field: 'Text', op: 'contains', value: 'd' }, false],
    [{ field: 'Empty', op: 'blank' }, true],
    [{ field: 'Empty', op: 'notBlank' }, false],
    [{ field: 'Text', op: 'changed' }, true],
    [{ field: 'Empty', op: 'changed' }, false],
  ];
  for (const [when, refused] of cases) {
    it(`When a rule is about ${JSON.stringify(when)}, Then it ${refused ? 'refuses' : 'accepts'}`, () => {
      const run = (): void => validate([{ object: 'a', when, message: 'M' }], def, row, { before: old });
      if (refused) expect(run).to.throw(CODE);
      else expect(run).to.not.throw();
    });
  }
});
