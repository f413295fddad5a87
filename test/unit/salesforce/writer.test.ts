import type { Connection } from '@salesforce/core';
import { expect } from 'chai';
import { encoded } from '../../../src/salesforce/bytes.ts';
import type { OrgRequest } from '../../../src/salesforce/http.ts';
import type { SetupPageDriver } from '../../../src/salesforce/setupPage/index.ts';
import type { OrgWriter } from '../../../src/salesforce/types.ts';
import { orgWriter } from '../../../src/salesforce/writer.ts';
import { failure, httpStub, told, withoutPauses } from './httpStub.ts';

const LEAVE = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true', 'Sforce-Auto-Assign': 'FALSE' };
const ROWS = ['A', 'B', 'C'].map((Key__c) => ({ Key__c, Name: Key__c }));
const BLOCK = [{ statusCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?' }];

const writerTo = (respond: (request: OrgRequest) => unknown): { writer: OrgWriter; sent: OrgRequest[] } => {
  const { http, sent } = httpStub(respond);
  const connection = { getApiVersion: () => '62.0', instanceUrl: 'https://uat.example' } as unknown as Connection;
  return { writer: orgWriter(connection, http, 'uat', {} as SetupPageDriver), sent };
};

const csv = (...lines: string[]): unknown => ({ bytes: encoded(`${lines.join('\n')}\n`), headers: {} });

/** A bulk job that saves A and finds duplicates of B and C; what the collections say is the test's. */
const job =
  (collections: () => unknown) =>
  ({ method, path }: OrgRequest): unknown => {
    if (path.includes('/composite/')) return collections();
    if (method === 'POST') return { id: '7500', state: 'Open' };
    if (method !== 'GET') return {};
    if (path.endsWith('/successfulResults'))
      return csv('"sf__Id","sf__Created","Key__c","Name"', '"a01","true","A","A"');
    if (path.endsWith('/failedResults'))
      return csv(
        '"sf__Id","sf__Error","Key__c","Name"',
        ...['B', 'C'].map((key) => `"","DUPLICATES_DETECTED:Use one of these records?:--","${key}","${key}"`)
      );
    return { id: '7500', state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 };
  };

describe('what is written to an org that guards its records', () => {
  withoutPauses();

  it('Given one record, when it is made or changed, then duplicates are allowed and no assignment rule runs, as with many', async () => {
    const { writer, sent } = writerTo(() => ({ id: 'a00' }));
    await writer.create('ProductConfigurationFlow', { Name: 'x' });
    await writer.update('User', '005', { ManagerId: null });
    expect(told(sent)).to.deep.equal(['POST /sobjects/ProductConfigurationFlow', 'PATCH /sobjects/User/005']);
    for (const { headers } of sent) expect(headers).to.deep.equal(LEAVE);
  });

  it('Given rows that a duplicate rule refused a job, when they are sent with leave, then what is blocked all the same is told as that', async () => {
    const { writer, sent } = writerTo(
      job(() => [
        { id: 'a02', success: true },
        { success: false, errors: BLOCK },
      ])
    );
    const [first, second, third] = await writer.createMany('Account', ROWS, { bulk: true });
    expect([first, second]).to.deep.equal([
      { id: 'a01', outcome: 'created' },
      { id: 'a02', outcome: 'created' },
    ]);
    expect(third).to.include({ outcome: 'failed', code: 'DUPLICATES_DETECTED' });
    expect(third)
      .to.have.property('message')
      .that.matches(/^A duplicate rule of the org blocks this record/);
    expect(sent.at(-1)?.headers).to.deep.equal(LEAVE);
  });

  for (const code of ['INVALID_TYPE', 'INVALID_SESSION_ID', 'ECONNREFUSED'])
    it(`Given a call with leave that is refused as a whole (${code}), when rows were sent by a job, then what the job did stays known`, async () => {
      const { writer } = writerTo(job(() => Promise.reject(failure(code))));
      const results = await writer.createMany('Account', ROWS, { bulk: true });
      expect(results.map(({ id, outcome }) => [id, outcome])).to.deep.equal([
        ['a01', 'created'],
        [null, 'unprocessed'],
        [null, 'unprocessed'],
      ]);
    });

  for (const [code, words] of [
    ['DUPLICATES_DETECTED', /duplicate rule/],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', /validation rule/],
    ['ENTITY_IS_LOCKED', /approval process/],
    ['CANNOT_EXECUTE_FLOW_TRIGGER', /flow/],
  ] as const)
    it(`Given products that are touched, when the org refuses one (${code}), then its words stay, and it is told what guards it`, async () => {
      const { writer } = writerTo(() => [
        { success: false, errors: [{ statusCode: code, message: 'Nobody may do that' }] },
        { id: '01t2', success: true },
      ]);
      const [refused, saved] = await writer.updateMany('Product2', [{ Id: '01t1' }, { Id: '01t2' }], { bulk: false });
      expect(refused).to.include({ id: '01t1', outcome: 'failed', code });
      expect(refused).to.have.property('message').that.matches(words).and.includes('Nobody may do that');
      expect(saved).to.deep.equal({ id: '01t2', outcome: 'updated' });
    });
});
