import type { SetupPage } from '../salesforce/types.ts';
import type { SandboxNames } from './shared/users/facts.ts';

export type Scalar = string | number | boolean | null;

/** One field of one record, or of a record that does not exist yet (`id: null`). */
export type RecordWrite = {
  kind: 'record';
  object: string;
  id: string | null;
  field: string;
  /**
   * Only for a new record: what else it needs. All changes of one new record carry the same. A name may be a path, such as
   * `Parent.Code`: the lookup to the one record with this value, which a change before this one may have made.
   */
  defaults?: Record<string, Scalar>;
  /** The value before is a secret: it is nowhere, so this cannot be taken back. */
  secret?: true;
};

/** One control of a setup page: what has no API is set there, in a browser. All controls of a page are saved at once. */
export type SetupPageWrite = { kind: 'setup-page'; page: SetupPage; control: string };

/** One field of one metadata component; a component that does not exist yet is created with the defaults. */
export type MetadataWrite = {
  kind: 'metadata';
  type: string;
  fullName: string;
  field: string;
  defaults?: Record<string, Scalar>;
};

/**
 * Records that are saved as they are, so that their LastModifiedDate moves: `field` is sent with the value that it has
 * at that moment. `before` and `after` of such a change are how many of them still have an earlier date.
 */
export type TouchWrite = {
  kind: 'touch';
  object: string;
  field: string;
  ids: readonly string[];
  /** ISO 8601, UTC, by the org's clock: none of the records was modified later than that before. */
  since: string;
};

/**
 * One part of a test user: the user itself, which is created; one thing that it is assigned; its manager; or the email to
 * set its password. The user is found by its username, since the same run may create it, and so is the manager, whose
 * username is `before` and `after` of such a change. Nothing of it is ever taken away.
 */
export type UserWrite = { kind: 'user'; username: string } & (
  | { part: 'user'; fields: Record<string, Scalar> }
  | { part: 'assignment'; object: string; userField: string; fields: Record<string, Scalar> }
  | { part: 'manager' }
  | { part: 'password' }
);

/**
 * The kept records of one object, put back by their keys: `records` creates and updates them, `links` sets the lookups
 * that had to wait until all objects had their turn. `before` and `after` of such a change are how many are left to do.
 */
export type RestoreWrite = { kind: 'restore'; object: string; pass: 'records' | 'links'; names: SandboxNames };

/**
 * One part of the backup of the Logik environment, put into the environment of after the refresh. `before` and `after`
 * of such a change are in words, such as `12 rows`; what is sent stands in the refresh directory.
 */
export type LogikWrite = {
  kind: 'logik';
  /** `https://<tenant>.<sector>.logik.io`. */
  environment: string;
  part: 'blueprints' | 'table';
  /** The name of the managed table, or of what the blueprints are called together. */
  name: string;
  /** The file below the refresh directory, and the checksum that it must have. */
  path: string;
  sha256: string;
  /**
   * Of a table: POST puts the rows behind those that are there, PUT in their place. Absent for blueprints, and in journals
   * of versions that did not tell them apart.
   */
  verb?: 'POST' | 'PUT';
  /** In the journal, of a write that did not come out as planned: what was there afterwards, in words. */
  left?: string;
};

/** Where a change is written. */
export type Write = RecordWrite | SetupPageWrite | MetadataWrite | TouchWrite | UserWrite | RestoreWrite | LogikWrite;
