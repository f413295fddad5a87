import { expect } from 'chai';
import { dueAt, evidenceSince, isLate, syncInterval } from '../../../../../src/checklist/environment/syncEvidence/schedule.ts';
import type { Situation } from '../../../../../src/checklist/item.ts';
import { answers, situation } from '../../../support/situation.ts';

const at = (own: Partial<Situation<object>> = {}): Situation<object> =>
  situation({ now: {}, reconnectedAt: '2027-01-15T10:00:00.000Z', ...own });

describe("the sync's schedule", () => {
  for (const [runtimeUrl, minutes] of [
    ['https://acme-uat.test01.logik.io', 30],
    ['https://acme-uat.demo01.logik.io', 30],
    ['https://acme.test.logik.io', 30],
    ['https://acme.prod.logik.io', 15],
    ['https://acme.us01.logik.io', 15],
    ['https://prod.test01.logik.io', 30],
    [null, 30],
  ] as const) {
    it(`Given ${runtimeUrl}, when asked, then it synchronises every ${minutes} minutes`, () => {
      expect(syncInterval(at({ runtimeUrl, environment: null }))).to.equal(minutes);
    });
  }

  it('Given an interval in refresh.yaml, when asked, then that counts, whatever the host', () => {
    const said = answers({ logik: { syncIntervalMinutes: 7 } });
    expect(syncInterval(at({ answers: said, runtimeUrl: 'https://acme.us01.logik.io' }))).to.equal(7);
    expect(dueAt(at({ answers: said }))).to.equal('2027-01-15T10:12:00.000Z');
  });

  it('Given something that was modified after the connection, when asked, then it is due after that', () => {
    expect(dueAt(at())).to.equal('2027-01-15T10:35:00.000Z');
    expect(dueAt(at(), '2027-01-15T11:00:00.000Z')).to.equal('2027-01-15T11:35:00.000Z');
    expect(dueAt(at(), '2026-01-15T11:00:00.000Z')).to.equal('2027-01-15T10:35:00.000Z');
  });

  it('Given a connection that nobody recorded, when asked, then nothing is ever late, and prepare is the bound of evidence', () => {
    const unknown = at({ connectedAt: null, preparedAt: '2027-01-14T09:00:00.999Z' });
    expect(dueAt(unknown)).to.equal(null);
    expect(isLate(dueAt(unknown), '2030-01-01T00:00:00.000Z')).to.equal(false);
    expect(evidenceSince(unknown)).to.equal(Date.parse('2027-01-14T09:00:00.000Z'));
  });

  it('Given a time that is up to the second, when asked, then only later is late', () => {
    const due = dueAt(at());
    expect(isLate(due, '2027-01-15T10:35:00.000Z')).to.equal(false);
    expect(isLate(due, '2027-01-15T10:35:00.001Z')).to.equal(true);
  });
});
