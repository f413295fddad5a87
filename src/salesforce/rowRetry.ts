import { setTimeout as wait } from 'node:timers/promises';
import { chunked } from './soql.ts';
import type { CreateResult, RowResult } from './types.ts';

/** A Bulk API 2.0 job takes 150 MB; so many rows are far below, and their results fit into memory. */
const ROWS_A_JOB = 50_000;
/** From this many rows on a bulk job takes fewer requests than collections of 200. */
const BULK_ROWS = 2000;
/** Creating a job, handing over its rows, asking for its state and for its results. */
const BULK_REQUESTS = 10;
/** sObject Collections: Salesforce takes at most 200 records in one call. */
const COLLECTION_ROWS = 200;
/** Somebody else holds a record for a moment: it is tried again, with a pause that doubles. */
const ROUNDS = 4;
/** Rows that were refused for the sake of another row are tried again as long as a round saves any, so often at most. */
const MOST_ROUNDS = 12;
const FIRST_PAUSE_MS = 500;
const PASSING = new Set(['UNABLE_TO_LOCK_ROW']);

/** Whether so many rows go out by a bulk job. */
export const isBulk = (rows: number): boolean => rows >= BULK_ROWS;

/** Sends rows in parts whose results fit into memory; answers all results in the rows' order. */
export const inParts = async <T, R>(
  rows: readonly T[],
  send: (part: readonly T[]) => Promise<readonly R[]>
): Promise<R[]> => {
  const results: R[][] = [];
  for (const part of chunked(rows, ROWS_A_JOB)) results.push([...(await send(part))]);
  return results.flat();
};

/** How many API requests it takes to write so many rows of one object, estimated. */
export const requestsToWrite = (rows: number): number => {
  const [jobs, rest] = [Math.floor(rows / ROWS_A_JOB), rows % ROWS_A_JOB];
  return jobs * BULK_REQUESTS + (isBulk(rest) ? BULK_REQUESTS : Math.ceil(rest / COLLECTION_ROWS));
};

/** What the org did not take up, or did not answer for, may be sent again, and so may what somebody else held. */
const mayPass = (result: Result): boolean =>
  result.outcome === 'unprocessed' || (result.outcome === 'failed' && PASSING.has(result.code));

type Result = CreateResult | RowResult;

const isSaved = ({ outcome }: Result): boolean => outcome === 'created' || outcome === 'updated';

/** One time that rows are sent. */
export type Round = {
  first: boolean;
  /**
   * Which rows with these results of this round are worth sending once more; the last time none is. What was held or
   * lost may pass; and what was refused may have been so for the sake of a row that is saved by now: no lookup says
   * that a custom price needs the standard price, or what a trigger or a validation rule looks for.
   */
  repeatable: (results: readonly Result[]) => (result: Result) => boolean;
};

/**
 * Hands rows over, those that are answered once more, a few times at most.
 *
 * @param send answers the rows that are to be sent again
 * @param pause waits for some milliseconds
 */
export const inRounds = async <T>(
  all: readonly T[],
  send: (open: readonly T[], round: Round) => Promise<readonly T[]>,
  pause: (milliseconds: number) => Promise<unknown> = wait
): Promise<void> => {
  let open = all;
  // Rounds after which something was held: only these are waited for, and only a few of them without progress.
  let held = 0;
  for (let round = 1; open.length > 0; round += 1) {
    const heldBefore = held;
    const repeatable: Round['repeatable'] = (results) => {
      const progress = results.some(isSaved) && round < MOST_ROUNDS;
      if (held === heldBefore && results.some(mayPass)) held += 1;
      return (result) => {
        if (mayPass(result)) return held < ROUNDS;
        return progress && result.outcome === 'failed';
      };
    };
    open = await send(open, { first: round === 1, repeatable });
    if (open.length > 0 && held > heldBefore) await pause(FIRST_PAUSE_MS * 2 ** (held - 1));
  }
};
