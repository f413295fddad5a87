/** Names of the files of the ID map of one object, in the directory `id-map`. */
export const idMapFiles = (object: string): { csv: string; ndjson: string } => ({
  csv: `${object}.csv`,
  ndjson: `${object}.ndjson`,
});
