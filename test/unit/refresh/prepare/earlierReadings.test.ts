import { expect } from 'chai';
import { checklist } from '../../../../src/checklist/index.ts';
import type { Reading } from '../../../../src/refresh/directory/baseline.ts';
import { carriedOver, keepEarlier, withLeftOut, type Earlier } from '../../../../src/refresh/prepare/earlierReadings.ts';

const read = (own: Partial<Extract<Reading, { status: 'read' }>> = {}): Reading => ({
  status: 'read',
  facts: { rows: 1 },
  ...own,
});
const unread: Reading = { status: 'unreadable', reason: 'no permission' };

const earlier: Earlier = {
  preparedAt: '2027-01-02T00:00:00.000Z',
  items: { packages: read(), catalog: read({ at: '2027-01-01T00:00:00.000Z' }), records: unread },
};

describe('what an earlier prepare recorded', () => {
  it('Given lines that could not be read now, When there is an earlier reading, Then it is kept with its date and said so', () => {
    const now = { packages: unread, catalog: unread, records: unread };
    const { readings, findings } = keepEarlier(checklist, now, earlier, 'earlier reading');
    expect(readings).to.deep.equal({
      packages: read({ at: '2027-01-02T00:00:00.000Z' }),
      catalog: read({ at: '2027-01-01T00:00:00.000Z' }),
      records: unread,
    });
    expect(findings.map(({ item, actual }) => [item, actual])).to.deep.equal([
      ['packages', 'as read on 2027-01-02'],
      ['catalog', 'as read on 2027-01-01'],
    ]);
  });

  it('Given lines that were left out, When they are recorded, Then as before, whatever that was; never recorded is not empty', () => {
    const now = { packages: read() };
    const leftOut = ['catalog', 'records', 'test-users'] as const;
    const readings = withLeftOut(now, { leftOut }, earlier);
    expect(readings.packages).to.deep.equal(read());
    expect(readings.catalog).to.deep.equal(read({ at: '2027-01-01T00:00:00.000Z' }));
    expect(readings.records).to.deep.equal(unread);
    expect(readings['test-users']).to.deep.include({ status: 'unreadable' });
    expect(withLeftOut(now, { leftOut: ['catalog'] }, undefined).catalog.status).to.equal('unreadable');
  });

  it('Given a line that was left out and read for another, When it is recorded, Then the new reading counts', () => {
    expect(withLeftOut({ catalog: read() }, { leftOut: ['catalog'] }, earlier).catalog).to.deep.equal(read());
  });

  it('Given all of an earlier record, When it is carried over, Then every reading is dated, and dates stay', () => {
    expect(carriedOver(earlier)).to.deep.equal({
      packages: read({ at: '2027-01-02T00:00:00.000Z' }),
      catalog: read({ at: '2027-01-01T00:00:00.000Z' }),
      records: unread,
    });
  });
});
