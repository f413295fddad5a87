/** Salesforce answers a REST query in pages of this many rows. */
const REST_PAGE = 2000;
/** What a bulk page holds, see the reader. */
const BULK_PAGE = 25_000;
/** Creating a job and asking for its state until it is done. */
const BULK_OVERHEAD = 12;

/** How many API requests it takes to read so many rows. */
export const requestsToRead = (rows: number, bulk: boolean): number =>
  bulk ? BULK_OVERHEAD + Math.ceil(rows / BULK_PAGE) : Math.max(1, Math.ceil(rows / REST_PAGE));
