import type { CatalogView, Comparison } from '../../../src/catalog/index.ts';
import type { ReadContext } from '../../../src/checklist/item.ts';
import { answers, NOT_REFRESHED } from './situation.ts';
import { ELSEWHERE } from './readContext.ts';
import { orgStub } from './reader.ts';

/** The catalog of an org in which nothing is wrong. */
export const catalogView = (own: Partial<CatalogView> = {}): CatalogView => ({
  budget: { needed: 3, remaining: 900, max: 1000 },
  objects: [],
  configurableField: 'LGK__IsConfigurable__c',
  kept: null,
  comparison: null,
  repeated: [],
  health: { standard: 'active', unknown: [], withoutEntry: [], inInactive: [], options: true },
  files: [],
  ...own,
});

export const comparison = (own: Partial<Comparison> = {}): Comparison => ({
  tallies: [],
  lostCurrencies: {},
  candidates: [],
  lookUp: () => Promise.resolve(new Map()),
  ...own,
});

/** What a line is given to read that asks for the catalog only. */
export const catalogContext = (view: CatalogView): ReadContext => ({
  org: orgStub({}),
  answers: answers(),
  names: { before: NOT_REFRESHED.before.sandboxName, now: NOT_REFRESHED.now.sandboxName },
  ...ELSEWHERE,
  fingerprint: (secret) => secret,
  catalog: () => Promise.resolve(view),
});
