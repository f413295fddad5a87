import { expect } from 'chai';
import { planReading } from '../../../src/catalog/budget.ts';
import { requestsToRead } from '../../../src/salesforce/readCost.ts';
import type { ApiRequests } from '../../../src/salesforce/types.ts';
import { caught } from '../support/caught.ts';
import { shaped } from '../support/catalog.ts';
import { orgStub } from '../support/reader.ts';

const SHAPES = ['Product2', 'PricebookEntry'].map((name) => shaped(name, ['Id']));
const plan = (
  counts: Record<string, number>,
  apiRequests?: ApiRequests,
  threshold = 10_000
): ReturnType<typeof planReading> => planReading(orgStub({ counts, apiRequests }), SHAPES, threshold);

describe('requestsToRead', () => {
  for (const [rows, expected] of [
    [0, 1],
    [1, 1],
    [2000, 1],
    [2001, 2],
    [9999, 5],
  ]) {
    it(`Given ${rows} rows by REST, when counted, then it is ${expected} requests`, () => {
      expect(requestsToRead(rows, false)).to.equal(expected);
    });
  }

  it('Given a bulk job, when counted, then it costs its pages of 25,000 besides creating and waiting', () => {
    const overhead = requestsToRead(0, true);
    expect(overhead).to.be.above(2);
    for (const [rows, pages] of [
      [1, 1],
      [25_000, 1],
      [25_001, 2],
      [1_000_000, 40],
    ]) {
      expect(requestsToRead(rows, true) - overhead).to.equal(pages);
    }
  });
});

describe('planReading', () => {
  it('Given a threshold, when planned, then tables of so many rows are read in bulk, smaller ones not', async () => {
    const { readings } = await plan({ Product2: 9999, PricebookEntry: 10_000 });
    expect(readings.map(({ shape, rows, bulk }) => [shape.name, rows, bulk])).to.deep.equal([
      ['Product2', 9999, false],
      ['PricebookEntry', 10_000, true],
    ]);
    expect((await plan({ Product2: 1 }, undefined, 1)).readings[0].bulk).to.equal(true);
  });

  it('Given an org that does not tell its limit, when planned, then nothing is held against it', async () => {
    expect((await plan({})).budget).to.deep.equal({ needed: 2, remaining: null, max: null });
  });

  it('Given exactly enough requests, when planned, then it goes on; one less, and it says both numbers', async () => {
    const counts = { Product2: 4001 };
    expect((await plan(counts, { max: 100, remaining: 4 })).budget).to.deep.equal({
      needed: 4,
      remaining: 4,
      max: 100,
    });
    const error = await caught(() => plan(counts, { max: 100, remaining: 3 }));
    expect(error.name).to.equal('ApiBudgetError');
    expect(error.message).to.match(/\b4\b.*\b3\b.*\b100\b/);
  });
});
