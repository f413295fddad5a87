import { expect } from 'chai';
import { completed, jobFailure, warningOf, type Patience } from '../../../src/logikBackup/job.ts';
import type { LogikJob } from '../../../src/logik/types.ts';
import { caught } from '../support/caught.ts';

const STARTED: LogikJob = { id: '7', status: 'STARTED', message: null, counts: null };

/** A clock that only pauses move, and what they were. */
const patient = (limitMs = 60_000): { patience: Patience; pauses: number[] } => {
  const pauses: number[] = [];
  let now = 0;
  const pause = (ms: number): Promise<unknown> => {
    pauses.push(Math.round(ms));
    now += ms;
    return Promise.resolve();
  };
  return { patience: { firstPauseMs: 100, longestPauseMs: 1000, limitMs, pause, now: () => now }, pauses };
};

const after = (turns: number, last: Partial<LogikJob>): { job: () => Promise<LogikJob> } => {
  let left = turns;
  return { job: () => Promise.resolve((left -= 1) >= 0 ? STARTED : { ...STARTED, ...last }) };
};

describe('jobs of Logik', () => {
  it('Given a job that takes its time, when it is waited for, then pauses grow up to a limit', async () => {
    const { patience, pauses } = patient();
    const job = await completed(after(8, { status: 'COMPLETED' }), 'table', STARTED, 'prices', patience);
    expect(job.status).to.equal('COMPLETED');
    expect(pauses).to.deep.equal([100, 160, 256, 410, 655, 1000, 1000, 1000, 1000]);
  });

  it('Given a job that is over at once, when it is waited for, then nobody is asked', async () => {
    const asked = { job: () => Promise.reject(new Error('asked')) };
    const { patience } = patient();
    expect(await completed(asked, 'table', { ...STARTED, status: 'COMPLETED' }, 'prices', patience)).to.be.an('object');
  });

  it('Given a job that fails, when it is waited for, then Logik’s words are told as one bounded line', async () => {
    const message = `Row 3\nis \u001b[31mred${'!'.repeat(1000)}`;
    const { patience } = patient();
    const error = await caught(() =>
      completed(after(1, { status: 'FAILED', message }), 'table', STARTED, 'prices', patience)
    );
    expect(error.name).to.equal('JobFailedError');
    expect(error.message)
      .to.contain('prices')
      .and.to.contain('Row 3 is [31mred!!!')
      .and.not.match(/\p{Cc}/u);
    expect(error.message.length).to.be.below(400);
  });

  it('Given a job that counted errors, when it is waited for, then they are told with the messages, and whether some of it was done', async () => {
    const failed = (success: number | null, message: string | null): Partial<LogikJob> => ({
      status: 'FAILED',
      message,
      counts: { success, error: 2, warning: 0, total: 5 },
    });
    const end = (last: Partial<LogikJob>): Promise<Error> =>
      caught(() => completed(after(0, last), 'table', STARTED, 'prices', patient().patience));
    const some = await end(failed(3, 'Row 3; Row 4'));
    expect(some.message).to.contain('2 of 5 failed: Row 3; Row 4');
    expect(jobFailure(some)).to.equal('partial');
    expect(jobFailure(await end(failed(0, null)))).to.equal('failed');
    expect(jobFailure(await end(failed(null, null)))).to.equal('failed');
    expect(jobFailure(new Error('JobFailedError'))).to.equal(null);
  });

  it('Given a job with warnings, when it went well, then they are told', () => {
    const counts = { success: 3, error: 0, warning: 2, total: 3 };
    expect(warningOf({ ...STARTED, status: 'COMPLETED', counts, message: 'Row 3' }, 'prices')).to.equal(
      'Logik did it for prices, with 2 warnings: Row 3'
    );
    expect(warningOf({ ...STARTED, status: 'COMPLETED', counts: { ...counts, warning: 0 } }, 'prices')).to.equal(null);
    expect(warningOf(STARTED, 'prices')).to.equal(null);
  });

  it('Given a job that never ends, when the time is up, then the error says what hung and for how long', async () => {
    const { patience, pauses } = patient(120_000);
    const error = await caught(() => completed(after(Infinity, {}), 'table', STARTED, 'prices', patience));
    expect(error.name).to.equal('JobTimeoutError');
    expect(jobFailure(error)).to.equal('open');
    expect(error.message).to.contain('2 minutes').and.to.contain('prices');
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).to.be.within(119_000, 121_000);
  });
});
