import { expect } from 'chai';
import { bulkOrLiteral } from '../../../../src/salesforce/bulk/literal.ts';
import type { CreateResult, RecordFields } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { failure } from '../httpStub.ts';

const ODD = ['#N/A', '#n/a', ' #N/A', '#N/A\n'];
const PLAIN = ['N/A', '#N/A.', 'null', '', '=1+1', '"x"', 'two\r\nlines', '00123', '1E5'];

const rowsOf = (values: readonly string[]): RecordFields[] =>
  values.map((Note__c, Number__c) => ({ Number__c, Note__c }));

type Way = (rows: readonly RecordFields[]) => Promise<CreateResult[]>;

const way =
  (name: string, took: string[]): Way =>
  (rows) => {
    took.push(...rows.map(({ Note__c }) => String(Note__c)));
    return Promise.resolve(rows.map(({ Number__c }) => ({ id: `${name} ${Number__c}`, outcome: 'created' })));
  };
const nobody = (_: RecordFields, result: { outcome: 'unprocessed'; reason: string }): CreateResult => ({
  id: null,
  ...result,
});

describe('rows with a text that the Bulk API takes for something else', () => {
  it('Given such texts among others, when rows are sent, then only they travel another way, and results come in the rows’ order', async () => {
    const [bulk, literal]: string[][] = [[], []];
    const values = [PLAIN[0], ...ODD, ...PLAIN.slice(1)];
    const results = await bulkOrLiteral(rowsOf(values), way('bulk', bulk), way('literal', literal), nobody);
    expect(literal).to.deep.equal(ODD);
    expect(bulk).to.deep.equal(PLAIN);
    expect(results.map(({ id }) => id)).to.deep.equal(
      values.map((value, index) => `${ODD.includes(value) ? 'literal' : 'bulk'} ${index}`)
    );
  });

  it('Given nothing but such texts, when rows are sent, then there is no job', async () => {
    const bulk: string[] = [];
    await bulkOrLiteral(rowsOf(ODD), way('bulk', bulk), way('literal', []), nobody);
    expect(bulk).to.deep.equal([]);
  });

  it('Given an org that refuses the other way once the job is done, when rows are sent, then the results of the job are kept', async () => {
    const refuse: Way = () => Promise.reject(failure('API_DISABLED_FOR_ORG'));
    const results = await bulkOrLiteral(rowsOf(['a', '#N/A']), way('bulk', []), refuse, nobody);
    expect(results.map(({ outcome }) => outcome)).to.deep.equal(['created', 'unprocessed']);
    expect(await caught(() => bulkOrLiteral(rowsOf(['#N/A']), way('bulk', []), refuse, nobody))).to.have.property(
      'errorCode',
      'API_DISABLED_FOR_ORG'
    );
  });
});
