import { expect } from 'chai';
import { inParts, inRounds, requestsToWrite } from '../../../src/salesforce/rowRetry.ts';
import type { RowResult } from '../../../src/salesforce/types.ts';

const locked = (id: string): RowResult => ({ id, outcome: 'failed', code: 'UNABLE_TO_LOCK_ROW', message: '' });
const refused = (id: string): RowResult => ({ id, outcome: 'failed', code: 'REQUIRED_FIELD_MISSING', message: '' });
const unprocessed = (id: string): RowResult => ({ id, outcome: 'unprocessed' });
const updated = (id: string): RowResult => ({ id, outcome: 'updated' });

describe('rows that are sent again', () => {
  it('Given rows that are locked, not taken up, refused and taken, When sent in rounds, Then the first two are sent again, four times in all, with pauses that double, and the refused one as long as a round saves any', async () => {
    const answers: Record<string, (id: string) => RowResult> = { locked, refused, unprocessed, updated };
    const sent: string[][] = [];
    const firsts: boolean[] = [];
    const pauses: number[] = [];
    await inRounds(
      Object.keys(answers),
      async (open, { first, repeatable }) => {
        sent.push([...open]);
        firsts.push(first);
        const results = open.map((id) => answers[id](id));
        return open.filter((_, index) => repeatable(results)(results[index]));
      },
      async (milliseconds) => pauses.push(milliseconds)
    );
    const again = ['locked', 'unprocessed'];
    expect(sent).to.deep.equal([
      ['locked', 'refused', 'unprocessed', 'updated'],
      ['locked', 'refused', 'unprocessed'],
      again,
      again,
    ]);
    expect(firsts).to.deep.equal([true, false, false, false]);
    expect(pauses).to.deep.equal([500, 1000, 2000]);
  });

  it('Given rows each of which needs the one before, When sent in rounds, Then they are all saved, without a pause', async () => {
    const saved = new Set<number>();
    const pauses: number[] = [];
    let rounds = 0;
    await inRounds(
      [3, 2, 1, 0],
      async (open, { repeatable }) => {
        rounds += 1;
        const before = new Set(saved);
        const results = open.map((row) => {
          if (row > 0 && !before.has(row - 1)) return refused(`${row}`);
          saved.add(row);
          return updated(`${row}`);
        });
        return open.filter((_, index) => repeatable(results)(results[index]));
      },
      async (milliseconds) => pauses.push(milliseconds)
    );
    expect([...saved].sort()).to.deep.equal([0, 1, 2, 3]);
    expect([rounds, pauses]).to.deep.equal([4, []]);
  });

  it('Given rows that are never taken while one more is taken each time, When sent in rounds, Then there is an end', async () => {
    let rounds = 0;
    await inRounds(
      Array.from({ length: 1000 }, (_, index) => `${index}`),
      async (open, { repeatable }) => {
        rounds += 1;
        const results = open.map((id, index) => (index === 0 ? updated(id) : refused(id)));
        return open.filter((_, index) => repeatable(results)(results[index]));
      }
    );
    expect(rounds).to.equal(12);
  });

  it('Given no rows, When sent in rounds, Then nothing is sent', async () => {
    let sent = 0;
    await inRounds([], async () => {
      sent += 1;
      return [];
    });
    expect(sent).to.equal(0);
  });

  it('Given more rows than a job takes, When sent in parts, Then each part is small enough and the results keep their order', async () => {
    const rows = Array.from({ length: 120_001 }, (_, index) => index);
    const parts: number[] = [];
    const results = await inParts(rows, async (part) => {
      parts.push(part.length);
      return part;
    });
    expect(parts).to.deep.equal([50_000, 50_000, 20_001]);
    expect(results.every((row, index) => row === index) && results.length === rows.length).to.equal(true);
  });

  const costs: Array<[number, number]> = [
    [0, 0],
    [1, 1],
    [200, 1],
    [201, 2],
    [1999, 10],
    [2000, 10],
    [50_000, 10],
    [50_001, 11],
    [102_000, 30],
  ];
  for (const [rows, requests] of costs) {
    it(`Given ${rows} rows, When their requests are counted, Then there are ${requests}`, () => {
      expect(requestsToWrite(rows)).to.equal(requests);
    });
  }
});
