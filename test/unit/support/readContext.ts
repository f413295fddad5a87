import { noLogik } from '../../../src/logik/none.ts';
import type { ReadContext } from '../../../src/checklist/item.ts';

/** What a line that reads neither the catalog nor the refresh directory gets of them. */
export const ELSEWHERE: Pick<ReadContext, 'directory' | 'catalog' | 'stage' | 'today' | 'facts' | 'logik'> = {
  directory: '/nowhere',
  facts: () => Promise.resolve(undefined),
  logik: noLogik,
  today: '2026-11-21',
  stage: () => Promise.reject(new Error('This line stages nothing.')),
  catalog: () => Promise.reject(new Error('This line does not read the catalog.')),
};
