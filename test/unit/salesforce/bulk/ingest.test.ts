import { expect } from 'chai';
import { restore } from 'sinon';
import { encoded } from '../../../../src/salesforce/bytes.ts';
import { bulkUpdate } from '../../../../src/salesforce/bulk/ingest.ts';
import type { OrgRequest } from '../../../../src/salesforce/http.ts';
import type { RowResult, UpdateRow } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { contextOf, failure, httpStub, told, withoutPauses } from '../httpStub.ts';

const ROWS: UpdateRow[] = ['01t1', '01t2', '01t3'].map((Id) => ({ Id, Family: 'x' }));
const JOB = '7500';

type Answers = {
  /** What a step answers, instead of that it is done: a value, or an error that it ends with. */
  create?: unknown;
  upload?: unknown;
  patch?: unknown;
  job?: Record<string, unknown> | Error;
  successful?: string;
  failed?: string | Error;
};

const answered = (answer: unknown): unknown => (answer instanceof Error ? Promise.reject(answer) : answer);
const csv = (text: string | Error = ''): unknown =>
  text instanceof Error ? Promise.reject(text) : { bytes: encoded(text), headers: {} };

const org =
  ({ create, upload, patch, job, successful, failed }: Answers) =>
  ({ method, path }: OrgRequest): unknown => {
    if (method === 'POST') return answered(create ?? { id: JOB, state: 'Open' });
    if (method === 'PUT') return answered(upload ?? '');
    if (method === 'PATCH') return answered(patch ?? {});
    if (path.endsWith('/successfulResults')) return csv(successful);
    if (path.endsWith('/failedResults')) return csv(failed);
    return answered(job ?? { id: JOB, state: 'JobComplete' });
  };

const successes = (...ids: string[]): string =>
  ['"sf__Id","sf__Created","Id","Family"', ...ids.map((id) => `"${id}","false","${id}","x"`), ''].join('\n');
const failures = (...errors: Array<[id: string, error: string]>): string =>
  ['"sf__Id","sf__Error","Id","Family"', ...errors.map(([id, error]) => `"${id}","${error}","${id}","x"`), ''].join(
    '\n'
  );

const update = async (
  answers: Answers | ((request: OrgRequest) => unknown),
  rows = ROWS,
  jobBytes?: number
): Promise<{ results: RowResult[]; sent: OrgRequest[]; states: string[] }> => {
  const { http, sent } = httpStub(typeof answers === 'function' ? answers : org(answers));
  const states: string[] = [];
  const options = { onState: (state: string) => states.push(state), jobBytes };
  return { results: await bulkUpdate(contextOf(http), 'Product2', rows, options), sent, states };
};

const outcomes = (results: readonly RowResult[]): string[] => results.map(({ id, outcome }) => `${id} ${outcome}`);
const reasons = (results: readonly RowResult[]): string =>
  results.map((result) => (result.outcome === 'unprocessed' ? result.reason : '')).join('|');

const UNPROCESSED = ROWS.map(({ Id }) => `${Id} unprocessed`);

describe('bulkUpdate', () => {
  withoutPauses();

  it('Given rows, when all is well, then job, upload, close and results follow, and rows come back in their order', async () => {
    const { results, sent, states } = await update({
      job: { id: JOB, state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 1 },
      successful: successes('01t3', '01t1'),
      failed: failures(['01t2', 'UNABLE_TO_LOCK_ROW:busy:--']),
    });
    expect(results).to.deep.equal([
      { id: '01t1', outcome: 'updated' },
      { id: '01t2', outcome: 'failed', code: 'UNABLE_TO_LOCK_ROW', message: 'busy' },
      { id: '01t3', outcome: 'updated' },
    ]);
    expect(told(sent)).to.deep.equal([
      'POST /jobs/ingest',
      'PUT /jobs/ingest/7500/batches',
      'PATCH /jobs/ingest/7500',
      'GET /jobs/ingest/7500',
      'GET /jobs/ingest/7500/successfulResults',
      'GET /jobs/ingest/7500/failedResults',
    ]);
    expect(sent[0].body).to.include({ operation: 'update', object: 'Product2', lineEnding: 'LF' });
    expect(sent[1].csv).to.equal('"Id","Family"\n"01t1","x"\n"01t2","x"\n"01t3","x"\n');
    expect(sent[1].repeatable).to.equal(undefined);
    expect(states).to.deep.equal(['JobComplete']);
  });

  it('Given an ID in two rows, when one of them fails, then each row has its own result', async () => {
    const { results } = await update({ successful: successes('01t1'), failed: failures(['01t1', 'X:y:--']) }, [
      { Id: '01t1', A: 1 },
      { Id: '01t1', A: 2 },
    ]);
    expect(outcomes(results)).to.have.members(['01t1 updated', '01t1 failed']);
  });

  for (const state of ['Failed', 'Aborted']) {
    it(`Given a job that ends as ${state} half-way, when it is read, then the rest is unprocessed, with the job's reason`, async () => {
      const { results } = await update({
        job: { id: JOB, state, numberRecordsProcessed: 2, numberRecordsFailed: 1, errorMessage: 'why not' },
        successful: successes('01t1'),
        failed: failures(['01t2', 'X:y:--']),
      });
      expect(outcomes(results)).to.deep.equal(['01t1 updated', '01t2 failed', '01t3 unprocessed']);
      expect(reasons(results)).to.contain(state).and.contain('why not').and.contain(JOB);
    });
  }

  it('Given an upload whose answer gets lost, when it is, then it is not sent again, the job is aborted, and nothing was written', async () => {
    const { results, sent } = await update({ upload: failure('UND_ERR_SOCKET') });
    expect(outcomes(results)).to.deep.equal(UNPROCESSED);
    expect(reasons(results)).to.contain('UND_ERR_SOCKET').and.contain('nothing was written');
    expect(told(sent)).to.deep.equal(['POST /jobs/ingest', 'PUT /jobs/ingest/7500/batches', 'PATCH /jobs/ingest/7500']);
    expect(sent[2].body).to.deep.equal({ state: 'Aborted' });
  });

  it('Given a close whose answer gets lost, when the job is on its way nevertheless, then its results are read', async () => {
    const { results } = await update({
      patch: failure('UND_ERR_SOCKET'),
      successful: successes('01t1', '01t2', '01t3'),
    });
    expect(outcomes(results)).to.deep.equal(ROWS.map(({ Id }) => `${Id} updated`));
  });

  it('Given a close that does not reach the org, when the job is open still, then nothing is processed', async () => {
    const { results } = await update({ patch: failure('UND_ERR_SOCKET'), job: { id: JOB, state: 'Open' } });
    expect(outcomes(results)).to.deep.equal(UNPROCESSED);
  });

  it('Given an org that cannot be asked any more once the job runs, when it is followed, then the rows keep that reason', async () => {
    const { results } = await update({ job: failure('ECONNREFUSED') });
    expect(outcomes(results)).to.deep.equal(UNPROCESSED);
    expect(reasons(results)).to.contain(JOB).and.contain('ECONNREFUSED');
  });

  it('Given results that cannot be had, when they are read, then what is known is kept, and the rest says why', async () => {
    const { results } = await update({ successful: successes('01t1'), failed: failure('ECONNREFUSED') });
    expect(outcomes(results)).to.deep.equal(['01t1 updated', '01t2 unprocessed', '01t3 unprocessed']);
    expect(reasons(results)).to.contain('ECONNREFUSED');
  });

  it('Given a result with fewer rows than announced, when it is read again and again, then the missing rows say so', async () => {
    const { results, sent } = await update({
      job: { id: JOB, state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 0 },
      successful: successes('01t1'),
    });
    expect(reasons(results)).to.contain('1 rows where 3 were announced');
    expect(told(sent).filter((path) => path.endsWith('successfulResults'))).to.have.length(3);
  });

  it('Given a job that does not end in time, when it is followed, then the rows say in which state it was', async () => {
    restore();
    process.env.SF_LOGIK_BULK_TIMEOUT = '0.3';
    try {
      const { results } = await update({ job: { id: JOB, state: 'InProgress' } });
      expect(reasons(results)).to.contain('InProgress').and.contain('0.3 s');
    } finally {
      delete process.env.SF_LOGIK_BULK_TIMEOUT;
    }
  });

  it('Given a job that the org refuses, when nothing was written yet, then that is thrown', async () => {
    expect(await caught(() => update({ create: failure('FEATURENOTENABLED') }))).to.include({ scope: 'item' });
  });

  it('Given a second job that the org refuses, when the first was written, then its results are kept', async () => {
    let jobs = 0;
    const respond = org({ successful: successes('01t1') });
    const { results } = await update(
      (request) =>
        request.method === 'POST' && (jobs += 1) === 2
          ? Promise.reject(failure('REQUEST_LIMIT_EXCEEDED'))
          : respond(request),
      ROWS,
      30
    );
    expect(outcomes(results)).to.deep.equal(['01t1 updated', '01t2 unprocessed', '01t3 unprocessed']);
    expect(reasons(results)).to.contain('REQUEST_LIMIT_EXCEEDED');
  });

  it('Given no rows, when they are updated, then nothing is sent', async () => {
    const { results, sent } = await update({}, []);
    expect([results, sent]).to.deep.equal([[], []]);
  });
});
