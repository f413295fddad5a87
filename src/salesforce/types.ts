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
  /** Forgets every answer, so that the next read sees the org as it is then. */
  forget(): void;
};

export type RecordFields = Record<string, string | number | boolean | null>;

/** Writes to one org; made only after the production guard has let the org pass. */
export type OrgWriter = {
  update(objectName: string, id: string, fields: RecordFields): Promise<void>;
  /** Answers the new record's ID. */
  create(objectName: string, fields: RecordFields): Promise<string>;
};
