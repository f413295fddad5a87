import { expect } from 'chai';
import { progressLine } from '../../../src/report/progress.ts';

describe('progressLine', () => {
  const entries = { stage: 'read', object: 'PricebookEntry', rows: 12_000, total: 1_000_000 } as const;

  it('Given parts that run, When told, Then each with its rows, then the rate and what is left of all', () => {
    const products = { stage: 'load', object: 'Product2', rows: 500, total: 1500 } as const;
    expect(progressLine([entries, products], 10)).to.equal(
      'Reading PricebookEntry: 12,000 of 1,000,000 rows · Loading the Product2 that prepare kept: 500 of 1,500 rows · 1,250 rows/s · 989,000 left'
    );
  });

  it('Given a part that is done beside one that runs, When told, Then only the one that runs is named, and both count', () => {
    const done = { stage: 'compare', object: 'Product2', rows: 40, total: 40 } as const;
    expect(progressLine([done, { ...entries, rows: 0 }], 1)).to.equal(
      'Reading PricebookEntry: 0 of 1,000,000 rows · 40 rows/s · 1,000,000 left'
    );
  });

  it('Given everything done, When told, Then the last part is named and nothing is left', () => {
    const done = { stage: 'compare', object: 'Product2', rows: 41, total: 40 } as const;
    expect(progressLine([{ ...entries, rows: 1_000_000 }, done], 0.9)).to.equal('Comparing Product2: 41 of 40 rows');
  });
});
