import { expect } from 'chai';
import { encoded } from '../../../../src/salesforce/bytes.ts';
import { bulkCreate } from '../../../../src/salesforce/bulk/ingest.ts';
import type { OrgRequest } from '../../../../src/salesforce/http.ts';
import { contextOf, httpStub, withoutPauses } from '../httpStub.ts';

const ROWS = [
  { Key__c: 'A', Name: 'one' },
  { Key__c: 'B', Name: null },
  { Key__c: 'C', Name: 'three' },
];

const csv = (...lines: string[]): unknown => ({ bytes: encoded(`${lines.join('\n')}\n`), headers: {} });

/** Results in another order than the rows were sent. */
const org = ({ method, path }: OrgRequest): unknown => {
  if (method === 'POST') return { id: '7500', state: 'Open' };
  if (method !== 'GET') return {};
  if (path.endsWith('/successfulResults'))
    return csv('"sf__Id","sf__Created","Key__c","Name"', '"a03","true","C","three"', '"a02","true","B","#N/A"');
  if (path.endsWith('/failedResults'))
    return csv('"sf__Id","sf__Error","Key__c","Name"', '"","DUPLICATE_VALUE:taken:Key__c --","A","one"');
  return { id: '7500', state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1 };
};

describe('bulkCreate', () => {
  withoutPauses();

  for (const externalId of [undefined, 'Key__c']) {
    it(`Given rows and ${externalId ?? 'no'} external ID, when they are created, then each finds its own result, whatever their order`, async () => {
      const { http, sent } = httpStub(org);
      expect(await bulkCreate(contextOf(http), 'Site__c', ROWS, { externalId })).to.deep.equal([
        { id: null, outcome: 'failed', code: 'DUPLICATE_VALUE', message: 'taken', fields: ['Key__c'] },
        { id: 'a02', outcome: 'created' },
        { id: 'a03', outcome: 'created' },
      ]);
      const job = sent[0].body as Record<string, unknown>;
      expect([job.operation, job.externalIdFieldName]).to.deep.equal([externalId ? 'upsert' : 'insert', externalId]);
    });
  }
});
