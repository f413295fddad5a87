import { expect } from 'chai';
import { awaitSync, clock, pauseBefore, type Patience } from '../../../../src/refresh/verify/wait.ts';
import type { View } from '../../../../src/refresh/judge/judge.ts';
import { OrgError } from '../../../../src/salesforce/errors.ts';

const view = (...targets: string[]): View => ({
  findings: [],
  changes: [],
  handOffs: [],
  awaited: targets.map((target) => ({ item: 'sync-evidence', target, what: `a pull of ${target}` })),
  readings: {},
  refusal: undefined,
});

describe('awaitSync', () => {
  const real = { ...clock };
  let time: number;
  let shown: string[];
  let stop: AbortController;
  let ended: number;
  beforeEach(() => {
    [time, shown, stop, ended] = [0, [], new AbortController(), 0];
    clock.now = () => time;
    clock.pause = (ms) => {
      time += ms;
      return Promise.resolve();
    };
  });
  afterEach(() => {
    Object.assign(clock, real);
    delete process.env.SF_LOGIK_WAIT_INTERVAL;
  });

  const patience = (minutes: number): Patience => ({
    minutes,
    begin: () => ({ signal: stop.signal, end: () => (ended += 1) }),
    show: (left, ms) => shown.push(`${left.join(', ')} ${ms / 1000}`),
  });
  const wait = (
    first: View,
    looks: Array<View | Error | Promise<View>>,
    minutes = 35
  ): ReturnType<typeof awaitSync> => {
    const again = async (): Promise<View> => {
      const next = await (looks.length > 1 ? looks.shift() : looks[0]);
      if (next instanceof Error) throw next;
      return next ?? first;
    };
    return awaitSync(first, { again, leftOf: ({ awaited }) => awaited }, patience(minutes));
  };
  const lost = (name: string): OrgError => new OrgError(name, 'no', [], 'CODE', 'run');

  it('Given nothing to wait for, when asked to wait, then it neither begins nor looks', async () => {
    const { waited } = await wait(view(), [new Error('not to be looked at')]);
    expect(waited).to.deep.equal({ outcome: 'settled', seconds: 0, left: [] });
    expect([ended, shown]).to.deep.equal([0, []]);
  });

  it('Given things that come one by one, when it waits, then it says what is left and ends with the last', async () => {
    const last = view();
    const { view: seen, waited } = await wait(view('A', 'B'), [view('A', 'B'), view('B'), last]);
    expect(seen).to.equal(last);
    expect(waited).to.deep.equal({ outcome: 'settled', seconds: 48, left: [] });
    expect(shown).to.deep.equal(['a pull of A, a pull of B 2100', 'a pull of A, a pull of B 2090', 'a pull of B 2075']);
    expect(ended).to.equal(1);
  });

  it('Given something that never comes, when the time is up, then it looks once more at that moment, and ends', async () => {
    const { waited } = await wait(view('A'), [view('A')], 1);
    expect(waited).to.include({ outcome: 'limit', seconds: 60 });
    expect(waited.left).to.deep.equal([{ item: 'sync-evidence', target: 'A', what: 'a pull of A' }]);
    expect(time).to.equal(60_000);
  });

  it('Given no minutes at all, when something is left, then the time is up at once', async () => {
    const { waited } = await wait(view('A'), [new Error('not to be looked at')], 0);
    expect(waited).to.include({ outcome: 'limit', seconds: 0 });
  });

  it('Given a signal during a pause, when it waits, then what is known is what counts', async () => {
    clock.pause = () => {
      stop.abort();
      return Promise.reject(new Error('aborted'));
    };
    const first = view('A');
    const { view: seen, waited } = await wait(first, [new Error('not to be looked at')]);
    expect(waited.outcome).to.equal('interrupted');
    expect(seen).to.equal(first);
    expect(ended).to.equal(1);
  });

  it('Given a signal while it looks, when that look never ends, then nobody waits for it', async () => {
    const first = view('A');
    setTimeout(() => stop.abort(), 5);
    const { view: seen, waited } = await wait(first, [new Promise<View>(() => undefined)]);
    expect(waited.outcome).to.equal('interrupted');
    expect(seen).to.equal(first);
  });

  for (const name of ['OrgUnreachableError', 'OrgTimeoutError', 'OrgMaintenanceError']) {
    it(`Given an org that is away for a moment (${name}), when it looks, then it waits on`, async () => {
      const { waited } = await wait(view('A'), [lost(name), view()]);
      expect(waited.outcome).to.equal('settled');
    });
  }

  it('Given a login that ended, when it looks, then the run ends, and so does the waiting', async () => {
    const error = await wait(view('A'), [lost('SessionExpiredError')]).catch((thrown: unknown) => thrown);
    expect(error).to.have.property('name', 'SessionExpiredError');
    expect(ended).to.equal(1);
  });

  it('Given turn after turn, when it pauses, then longer each time, up to a minute', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(pauseBefore)).to.deep.equal([
      10_000, 15_000, 22_500, 33_750, 50_625, 60_000, 60_000,
    ]);
  });

  it('Given SF_LOGIK_WAIT_INTERVAL, when it pauses, then as long as that says; nonsense says nothing', () => {
    for (const [value, ms] of [
      ['0.1', 100],
      ['90', 90_000],
      ['0', 10_000],
      ['-1', 10_000],
      ['soon', 10_000],
      ['', 10_000],
    ] as const) {
      process.env.SF_LOGIK_WAIT_INTERVAL = value;
      expect(pauseBefore(0), value).to.equal(ms);
    }
  });
});
