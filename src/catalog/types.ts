import type { Budget } from './budget.ts';
import type { KeptObject } from './kept.ts';
import type { FormerId } from './worker/lookUp.ts';
import type { PriceBookHealth } from './worker/priceBooks.ts';
import type { Repeated } from './worker/repeatedKeys.ts';
import type { SyncCandidate } from './worker/syncCandidates.ts';
import type { Tally } from './worker/tally.ts';

/** A file that is complete, in the workspace, with the part of the refresh directory that it belongs to, and its name. */
export type StagedFile = {
  from: string;
  room: 'catalog' | 'id-map' | 'reports';
  name: string;
  /** It lists nothing: worth its place only where it takes that of an older one. */
  isEmpty?: true;
};

/** What is wrong with a catalog by itself. */
export type JudgedNow = { repeated: Repeated[]; health: PriceBookHealth; files: StagedFile[] };

/** What became of a catalog, with the files that say it row by row. */
export type Compared = {
  tallies: Tally[];
  /** Entries of currencies that no entry has now, by currency. */
  lostCurrencies: Record<string, number>;
  candidates: SyncCandidate[];
  files: StagedFile[];
};

/** What became of the catalog. */
export type Comparison = Omit<Compared, 'files'> & {
  /** What IDs of the time before the refresh are now, by their first 15 characters; others are left out. */
  lookUp(ids: Iterable<string>): Promise<Map<string, FormerId>>;
};

/** The catalog as the org has it now, with what was kept of it (before a refresh) or what became of it (after). */
export type CatalogView = JudgedNow & {
  budget: Budget;
  objects: Array<{ object: string; rows: number; via: KeptObject['via'] }>;
  /** The field that says whether Logik configures a product; null where there is none. */
  configurableField: string | null;
  kept: KeptObject[] | null;
  comparison: Comparison | null;
};
