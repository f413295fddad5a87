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
export type ManagedTable = {
  name: string;
  modified: string | null;
  rows: number | null;
  /** Null where the list does not tell them. */
  columns: TableColumn[] | null;
};

/** What a job is about: all named blueprints together, or the rows of one managed table. Each has an API of its own. */
export type ExportKind = 'blueprints' | 'table';

/** How many things a job was about, as Logik counts them; null where it does not say. */
export type JobCounts = { success: number | null; error: number | null; warning: number | null; total: number | null };

export type LogikJob = {
  id: string;
  /** COMPLETED only where its result says nothing else: a job can be over, and have failed. */
  status: 'STARTED' | 'COMPLETED' | 'FAILED';
  /** What Logik says of a failure or of warnings, its messages in one line; null where it says nothing. */
  message: string | null;
  counts: JobCounts | null;
};

/** How the rows of a file get into a managed table: behind those that are there, or in their place. */
export type TableVerb = 'POST' | 'PUT';

/** A column of a managed table; `type` is `text` or `number`. */
export type TableColumn = { name: string; type: string; description: string };

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
  /** Whether somebody without any key is answered that as well, so that the answer proves nothing of the key. */
  opensToAll(): Promise<boolean>;
  /** All pages. */
  blueprints(): Promise<Blueprint[]>;
  /**
   * The latest deployment in a blueprint's history; null where the history is empty. It does not tell whether the
   * blueprint is deployed now: test sites undeploy what nobody uses. Needs the permission Deploy.
   */
  lastDeployment(blueprint: string): Promise<{ at: string | null } | null>;
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
  /** Hands a ZIP of blueprints to the environment (job type GENERIC_IMPORT). */
  importBlueprints(path: string): Promise<LogikJob>;
  /** Hands the CSV of a managed table's rows to the environment (job type TABLE_IMPORT). */
  importTable(table: string, path: string, verb: TableVerb): Promise<LogikJob>;
  /** Makes a managed table without rows. */
  createTable(table: string, columns: readonly TableColumn[]): Promise<void>;
};

/** What became of the session that a start made: there was none, it is ended, or nobody could tell. */
export type SessionAfter = 'none' | 'ended' | 'may-be-open';

/** How an environment answered the start of a configuration. Nothing of the session itself is kept. */
export type RuntimeAnswer = {
  /** It named a session, and no error. The status alone proves nothing: Logik refuses with 200 too. */
  opened: boolean;
  status: number;
  /** Logik's own code and words; null where it gave none. */
  errorCode: string | null;
  message: string | null;
  session: SessionAfter;
};

/** The Runtime API of one environment, with the runtime token. */
export type LogikRuntime = {
  environment: string;
  /**
   * Starts a configuration of one product, as an application of `origin` would, without a session that stays: the start
   * is stateless, and what it made is ended at once where the environment kept it all the same.
   *
   * @param productId the 18-character Product2 ID
   */
  start(productId: string, origin: string): Promise<RuntimeAnswer>;
  /** Whether the same opens without any token, so that a start proves nothing of the token. */
  opensToAll(productId: string, origin: string): Promise<boolean>;
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

/** What lets somebody into an environment: the admin API key, or the token of a runtime client. */
export type Credential = 'admin' | 'runtime';

/** The way to Logik environments: with what somebody put into the environment of the process, or without. */
export type LogikAccess = {
  hasAdminKey: boolean;
  hasRuntimeToken: boolean;
  /** Null without an admin key. */
  admin(environment: string): LogikAdmin | null;
  /** Null without a runtime token. */
  runtime(environment: string): LogikRuntime | null;
  reach(environment: string): Promise<Reach>;
  /** Why a credential does not go to an environment, in words; null where it may. Whoever sends it all the same cannot. */
  withheld(which: Credential, environment: string): Promise<string | null>;
  /** Whose word counts for an environment that nobody else vouches for: the org that the run is about. */
  about(word: OrgsWord): void;
  /** Keeps, outside the refresh directory, what the org named itself and what was typed for it in this run. */
  remember(hosts: readonly string[]): Promise<void>;
};

/** What an org says of its environment; asked only where that decides. */
export type OrgsWord = {
  /** What stands for the org from one refresh to the next. */
  org: string;
  /** Hosts that it names itself: nothing that was written into it from the refresh directory. */
  names: () => Promise<readonly string[]>;
};
