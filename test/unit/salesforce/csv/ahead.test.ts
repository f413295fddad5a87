import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { pagesAhead } from '../../../../src/salesforce/csv/ahead.ts';
import { caught } from '../../support/caught.ts';

describe('pagesAhead', () => {
  it('Given pages, when one is being used, then the next one is on its way, and no other', async () => {
    const asked: number[] = [];
    const read = async (link = 0): Promise<number> => Promise.resolve(void asked.push(link)).then(() => link);
    const seen: string[] = [];
    for await (const page of pagesAhead(read, (link) => (link < 3 ? link + 1 : undefined))) {
      await turn();
      seen.push(`${page} with ${asked.join()}`);
    }
    expect(seen).to.deep.equal(['0 with 0,1', '1 with 0,1,2', '2 with 0,1,2,3', '3 with 0,1,2,3']);
  });

  it('Given a page that fails, when the ones before it are used, then they are whole, and the error comes in its turn', async () => {
    const read = (link = 0): Promise<number> =>
      link === 2 ? Promise.reject(new Error('page 2')) : Promise.resolve(link);
    const seen: number[] = [];
    const error = await caught(async () => {
      for await (const page of pagesAhead(read, (link) => link + 1)) {
        await turn();
        seen.push(page);
      }
    });
    expect(seen).to.deep.equal([0, 1]);
    expect(error.message).to.equal('page 2');
  });

  it('Given a reader that stops early, when the page on its way fails, then nobody hears of it', async () => {
    const unheard: unknown[] = [];
    const listen = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', listen);
    const read = (link = 0): Promise<number> =>
      link === 1 ? Promise.reject(new Error('late')) : Promise.resolve(link);
    for await (const _page of pagesAhead(read, (link) => link + 1)) break;
    await turn();
    process.off('unhandledRejection', listen);
    expect(unheard).to.deep.equal([]);
  });
});
