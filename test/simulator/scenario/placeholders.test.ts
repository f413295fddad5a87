import { expect } from 'chai';
import { fillPlaceholders } from './placeholders.ts';

describe('Given a placeholder from the start of the month', () => {
  const filled = (text: string, now: string): unknown =>
    fillPlaceholders(text, { logikUrl: 'http://127.0.0.1:7777', now: new Date(now) });

  it('When the month is old enough, Then it is a time of this month', () => {
    expect(filled('${month+3d}', '2026-05-20T10:00:00Z')).to.equal('2026-05-04T00:00:00.000+0000');
    expect(filled('at ${month}', '2026-05-20T10:00:00Z')).to.equal('at 2026-05-01T00:00:00.000+0000');
  });

  it('When the month has only begun, Then it is now and no later', () => {
    expect(filled('${month+3d}', '2026-05-01T00:30:00Z')).to.equal('2026-05-01T00:30:00.000+0000');
  });
});
