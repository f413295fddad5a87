/** The part of a field's describe that the checklist reads. */
export type FieldDescription = {
  name: string;
  label: string;
  type: string;
  updateable: boolean;
  createable: boolean;
  /** Whether field-level security applies to it: required and system fields are always readable. */
  permissionable: boolean;
  nillable?: boolean;
  /** Whether the org's people or a package made it. */
  custom?: boolean;
  defaultedOnCreate?: boolean;
  calculated?: boolean;
  autoNumber?: boolean;
  encrypted?: boolean;
  externalId?: boolean;
  unique?: boolean;
  /** The field that names the record. */
  nameField?: boolean;
  filterable?: boolean;
  /** Of a part of an address or a place: the field that it is a part of. */
  compoundFieldName?: string | null;
  /** The objects that a lookup may lead to. */
  referenceTo?: string[];
  /** The lookup's name in a SOQL path: `Owner` in `Owner.Name`. */
  relationshipName?: string | null;
};

export type ObjectSummary = {
  name: string;
  label: string;
  customSetting: boolean;
  /** With what the IDs of its records begin; null where it has no records of its own. */
  keyPrefix?: string | null;
};

export type ObjectDescription = ObjectSummary & { fields: FieldDescription[] };

/** What `/services/oauth2/userinfo` says of the login, as far as it is used. */
export type UserInfo = {
  user_id: string;
  organization_id: string;
  preferred_username: string;
  urls?: { custom_domain?: string };
  /** The language in which the user sees Setup: `en_US`, `de`. */
  language?: string;
};

/** A metadata component as the Metadata API's CRUD calls spell it: every value a text, a list or a nested component. */
export type MetadataComponent = { fullName: string; [field: string]: unknown };

export type MetadataReader = {
  /** The names of all types that the org has, children too; asked for once. */
  types(): Promise<string[]>;
  /** The full names of all components of a type. */
  list(type: string): Promise<string[]>;
  /** The same with the IDs of their records, as far as the org tells one. */
  identified(type: string): Promise<Array<{ id: string; fullName: string }>>;
  /** Components by full name; those that do not exist are left out. */
  read(type: string, fullNames: readonly string[]): Promise<MetadataComponent[]>;
};

/** The setup pages that hold what no API offers. */
export type SetupPage = 'cpq-configuration' | 'email-deliverability';

/** What a setup page showed: its controls by our names, and what else it offers that is never touched. */
export type PageContent = { values: Record<string, string | boolean | null>; offers: string[] };

export type SetupPageReader = {
  /**
   * @throws OrgError of scope `item`, always: no browser on the machine, a login that no browser gets in with, a passkey or
   *   another challenge, a notice or a maintenance page, a page without the expected controls (see PageProblem)
   */
  read(page: SetupPage): Promise<PageContent>;
};

/** A query whose answer may be large: objects and fields by API name, so that the answer's columns are known. */
export type CsvQuery = {
  object: string;
  /** Relationship fields as paths: `Product2.Name`. */
  fields: readonly string[];
  /** A SOQL condition without WHERE, built with soql`…`. */
  where?: string;
};

export type CsvOptions = {
  /** By a Bulk API 2.0 query job instead of REST query pages. */
  bulk: boolean;
  /** Rows in one page of a bulk result; 25,000 unless given. Memory holds some of them, and each costs a round trip. */
  pageRows?: number;
  /** Called as rows arrive. */
  onRows?: (rowsSoFar: number) => void;
  /** Called with the state of the job, e.g. `InProgress`, each time it is asked for. */
  onState?: (state: string) => void;
};

/**
 * A piece of CSV in UTF-8: whole rows, the last one ended by LF. The bytes are all of their buffer and nobody else's, so
 * that another thread may have it: `worker.postMessage(bytes, [bytes.buffer])`. Here they are gone then.
 */
export type CsvPage = { bytes: Uint8Array<ArrayBuffer>; rows: number };

/** A job of the Bulk API as the lists of jobs tell it. */
export type BulkJob = {
  id: string;
  createdById: string;
  object: string;
  operation: string;
  state: string;
  /** `Classic` for the Bulk API's first version, `V2Query`, `V2Ingest`, `BigObjectIngest`. */
  jobType?: string;
  /** When it was created, as Salesforce spells it: `2026-11-21T18:00:00.000+0000`. */
  createdDate?: string;
};

/** How many API requests the org may answer in 24 hours, and how many of them are left. */
export type ApiRequests = { max: number; remaining: number };

/**
 * Reads of one org. There is no way to change anything through it, so whatever is given only this is read-only by type.
 * Reads asked for in the same turn of the event loop travel together in one composite batch; the same read is sent once.
 */
export type OrgReader = {
  /** How the user named the org. */
  readonly label: string;
  readonly instanceUrl: string;
  /** All records of a SOQL query, every page of it. */
  query<T>(soql: string): Promise<T[]>;
  /** The same through the Tooling API. */
  toolingQuery<T>(soql: string): Promise<T[]>;
  /** What a SOSL statement finds through the Tooling API, with the type of each; built with `soslFor`. */
  toolingSearch<T>(sosl: string): Promise<Array<T & { attributes: { type: string } }>>;
  /**
   * The rows of a query as CSV, page by page as they come. Comma, LF, every value quoted as RFC 4180 has it, null as an
   * empty value. The first page starts with the header row: the names of `fields`, in their order. In memory are never
   * more than one page and the next one, which is asked for while the first is being used. The answer is not remembered.
   *
   * Both ways answer the same rows in the same spelling, as far as the org spells numbers alike; their order is the org's.
   * @throws OrgError of scope `item` where the bulk job fails, is aborted, vanishes or takes too long
   */
  csv(query: CsvQuery, options: CsvOptions): AsyncIterable<CsvPage>;
  /** The number of records, exactly; `where` as in {@link CsvQuery}. */
  count(objectName: string, where?: string): Promise<number>;
  /**
   * The bulk jobs that the whole org still lists, whoever made them, those of queries and of the Bulk API's first version
   * too, each once and in no order; the list is not remembered.
   */
  bulkJobs(): Promise<BulkJob[]>;
  /** How many API requests are left today, as of now; undefined where the org does not tell. */
  apiRequests(): Promise<ApiRequests | undefined>;
  describe(objectName: string): Promise<ObjectDescription>;
  describeGlobal(): Promise<ObjectSummary[]>;
  /** The names of all objects that the Tooling API has in this org. */
  toolingObjects(): Promise<string[]>;
  userInfo(): Promise<UserInfo>;
  readonly metadata: MetadataReader;
  /** Setup pages, read in a browser that is started when the first page is asked for. */
  readonly pages: SetupPageReader;
  /**
   * What the time is by the org's own clock, as its answers tell it: what the org dated is compared with it, never with
   * this machine's.
   */
  now(): Date;
  /** Forgets every answer, so that the next read sees the org as it is then. */
  forget(): void;
};

export type RecordFields = Record<string, string | number | boolean | null>;

/** A record to update: its ID and the fields to set. Fields that a row does not have stay as they are. */
export type UpdateRow = RecordFields & { Id: string };

/** What became of one row of an update. */
export type RowResult =
  | { id: string; outcome: 'updated' }
  | { id: string; outcome: 'failed'; code: string; message: string; fields?: readonly string[] }
  /** The org did not take it up, or did not tell: whether it was written shows in the record only. */
  | { id: string; outcome: 'unprocessed'; reason?: string };

/** What became of one row that was to be created. */
export type CreateResult =
  | { id: string; outcome: 'created' }
  | { id: null; outcome: 'failed'; code: string; message: string; fields?: readonly string[] }
  /** The org did not take it up, or did not tell: whether it was created shows in the org only. */
  | { id: null; outcome: 'unprocessed'; reason?: string };

export type UpdateOptions = {
  /** By Bulk API 2.0 ingest jobs instead of sObject Collections. */
  bulk: boolean;
  /** Called with the state of the job, e.g. `InProgress`, each time it is asked for. */
  onState?: (state: string) => void;
};

/** Writes to one org; made only after the production guard has let the org pass. */
export type OrgWriter = {
  update(objectName: string, id: string, fields: RecordFields): Promise<void>;
  /**
   * Updates records of one object; answers one result a row, in the rows' order. What the org says to a row is a result,
   * also where a job fails or is aborted, or an answer gets lost.
   * @throws OrgError where the org refuses everything before anything could have been written
   */
  updateMany(objectName: string, rows: readonly UpdateRow[], options: UpdateOptions): Promise<RowResult[]>;
  /**
   * Creates records of one object; answers one result a row, in the rows' order, as `updateMany` does.
   * @param options.externalId a field by whose value a record is updated where it is there already
   * @throws OrgError where the org refuses everything before anything could have been written
   */
  createMany(
    objectName: string,
    rows: readonly RecordFields[],
    options: UpdateOptions & { externalId?: string }
  ): Promise<CreateResult[]>;
  /** Answers the new record's ID. */
  create(objectName: string, fields: RecordFields): Promise<string>;
  /**
   * Gives a user a new password that nobody sees, and has Salesforce send the user an email to set one.
   * @throws OrgError of scope `item` where the org refuses it
   */
  resetPassword(userId: string): Promise<void>;
  /** Creates or replaces one component. */
  upsertMetadata(type: string, component: MetadataComponent): Promise<void>;
  /** Sets controls of a page and saves once; what was not given stays as it is. */
  savePage(page: SetupPage, values: Record<string, string | boolean>): Promise<void>;
};
