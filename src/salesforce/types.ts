/** The part of a field's describe that the checklist reads. */
export type FieldDescription = {
  name: string;
  label: string;
  type: string;
  updateable: boolean;
  createable: boolean;
  /** Whether field-level security applies to it: required and system fields are always readable. */
  permissionable: boolean;
};

export type ObjectSummary = { name: string; label: string; customSetting: boolean };

export type ObjectDescription = ObjectSummary & { fields: FieldDescription[] };

/** What `/services/oauth2/userinfo` says of the login, as far as it is used. */
export type UserInfo = {
  user_id: string;
  organization_id: string;
  preferred_username: string;
  urls?: { custom_domain?: string };
};

/** A metadata component as the Metadata API's CRUD calls spell it: every value a text, a list or a nested component. */
export type MetadataComponent = { fullName: string; [field: string]: unknown };

export type MetadataReader = {
  /** The full names of all components of a type. */
  list(type: string): Promise<string[]>;
  /** Components by full name; those that do not exist are left out. */
  read(type: string, fullNames: readonly string[]): Promise<MetadataComponent[]>;
};

/** The setup pages that hold what no API offers. */
export type SetupPage = 'cpq-configuration' | 'email-deliverability';

/** What a setup page showed: its controls by our names, and what else it offers that is never touched. */
export type PageContent = { values: Record<string, string | boolean | null>; offers: string[] };

export type SetupPageReader = {
  /**
   * @throws OrgError of scope `item` where the page cannot be read: no browser on the machine (`NO_BROWSER`), a login
   *   challenge (`LOGIN_CHALLENGE`), a maintenance page, a page without the expected labels (`PAGE_CHANGED`)
   */
  read(page: SetupPage): Promise<PageContent>;
};

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
  describe(objectName: string): Promise<ObjectDescription>;
  describeGlobal(): Promise<ObjectSummary[]>;
  userInfo(): Promise<UserInfo>;
  readonly metadata: MetadataReader;
  /** Setup pages, read in a browser that is started when the first page is asked for. */
  readonly pages: SetupPageReader;
  /** Forgets every answer, so that the next read sees the org as it is then. */
  forget(): void;
};

export type RecordFields = Record<string, string | number | boolean | null>;

/** Writes to one org; made only after the production guard has let the org pass. */
export type OrgWriter = {
  update(objectName: string, id: string, fields: RecordFields): Promise<void>;
  /** Answers the new record's ID. */
  create(objectName: string, fields: RecordFields): Promise<string>;
  /** Creates or replaces one component. */
  upsertMetadata(type: string, component: MetadataComponent): Promise<void>;
  /** Sets controls of a page and saves once; what was not given stays as it is. */
  savePage(page: SetupPage, values: Record<string, string | boolean>): Promise<void>;
};
