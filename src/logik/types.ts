/**
 * What the plugin asks of a Logik environment, in the words of its documentation. Only endpoints that the vendor
 * documents are called (github logikioopensource/API-Documentation; ServiceNow CPQ docs "Admin API keys").
 */

/** A blueprint as `GET /api/admin/v2/blueprints` lists it; dates are ISO 8601, UTC. */
export type Blueprint = { name: string; variableName: string; modified: string | null };

/** A product as Logik holds it; `partnerProductId` is the 18-character Product2 ID that it believes in. */
export type ConfigurableProduct = {
  name: string;
  partnerProductId: string | null;
  blueprint: string | null;
  modified: string | null;
};

/** A managed table as `GET /api/managedTables/v1/managedTables` lists it. */
export type ManagedTable = { name: string; modified: string | null; rows: number | null };

/** What is exported: all named blueprints together, or the rows of one managed table. */
export type ExportKind = 'blueprints' | 'table';

export type LogikJob = {
  id: string;
  status: 'STARTED' | 'COMPLETED' | 'FAILED';
  /** What Logik says of a failure; null otherwise. */
  message: string | null;
};

/** A file that was streamed to disk: its size in bytes and its checksum in hexadecimal. */
export type Downloaded = { bytes: number; sha256: string };

/**
 * The Admin API of one environment, with the admin key. Every call throws a LogikError where the environment says no,
 * cannot be reached or answers something else; none of its texts holds the key.
 */
export type LogikAdmin = {
  /** `https://<tenant>.<sector>.logik.io`. */
  environment: string;
  /** The cheapest question that needs a key, once: how many blueprints there are. */
  probe(): Promise<{ blueprints: number }>;
  /** All pages. */
  blueprints(): Promise<Blueprint[]>;
  /** The revisions that are deployed now. */
  deployments(blueprint: string): Promise<number>;
  /** All pages. */
  configurableProducts(): Promise<ConfigurableProduct[]>;
  managedTables(): Promise<ManagedTable[]>;
  /** Begins the export of these blueprints, by variable name. */
  exportBlueprints(names: readonly string[]): Promise<LogikJob>;
  /** Begins the export of one managed table. */
  exportTable(table: string): Promise<LogikJob>;
  job(kind: ExportKind, id: string): Promise<LogikJob>;
  /** Streams what a completed export job made to a file. */
  download(kind: ExportKind, id: string, path: string): Promise<Downloaded>;
  /** Hands a file of an export to the environment (job type GENERIC_IMPORT). */
  upload(path: string): Promise<LogikJob>;
};

/** How an environment answered the start of a configuration. Nothing of the session itself is kept. */
export type RuntimeAnswer = {
  status: number;
  /** Logik's own code and words; null where it gave none. */
  errorCode: string | null;
  message: string | null;
};

/** The Runtime API of one environment, with the runtime token. */
export type LogikRuntime = {
  environment: string;
  /**
   * Starts a configuration of one product, as an application of `origin` would. The session is not saved.
   *
   * @param productId the 18-character Product2 ID
   */
  start(productId: string, origin: string): Promise<RuntimeAnswer>;
};

/** How an environment answers somebody without any key. */
export type Reach =
  | { kind: 'answers' }
  /** 404 or 410 for its own front page: decommissioned. */
  | { kind: 'gone'; status: number }
  /** It sends people to another host: renamed. */
  | { kind: 'moved'; to: string }
  | { kind: 'certificate'; detail: string }
  /** The name is not known, nobody answers, a proxy refuses. */
  | { kind: 'unreachable'; detail: string }
  | { kind: 'error'; status: number };

/** The way to Logik environments: with what somebody put into the environment of the process, or without. */
export type LogikAccess = {
  hasAdminKey: boolean;
  hasRuntimeToken: boolean;
  /** Null without an admin key. */
  admin(environment: string): LogikAdmin | null;
  /** Null without a runtime token. */
  runtime(environment: string): LogikRuntime | null;
  reach(environment: string): Promise<Reach>;
};
