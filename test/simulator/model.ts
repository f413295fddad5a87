/**
 * The words that the parts of the simulator share. The SOQL engine reads an org only through {@link OrgData}; the HTTP
 * layer, the refresh and the scenarios build the store behind it. Nothing here comes from, or goes to, `src`.
 */

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Salesforce describe field types that the simulator knows (the words of `DescribeFieldResult.type`). */
export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'reference'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'email'
  | 'url'
  | 'phone'
  | 'encryptedstring'
  | 'base64'
  | 'complexvalue';

export type FieldDef = {
  name: string;
  label: string;
  type: FieldType;
  length?: number;
  precision?: number;
  scale?: number;
  /** False: required on create when there is no `defaultValue`. Default true. */
  nillable?: boolean;
  createable?: boolean;
  updateable?: boolean;
  filterable?: boolean;
  sortable?: boolean;
  groupable?: boolean;
  /** Whether field-level security applies (describe's `permissionable`). */
  permissionable?: boolean;
  unique?: boolean;
  externalId?: boolean;
  idLookup?: boolean;
  nameField?: boolean;
  calculated?: boolean;
  /** The org numbers its records by itself, in this form: `Q-{00000}`. Nobody writes such a field. */
  autoNumber?: string;
  defaultValue?: Json;
  referenceTo?: string[];
  /** The word used in a SOQL path: `Owner` in `Owner.Name`. */
  relationshipName?: string;
  /** The word a parent uses for its children in a subquery: `PricebookEntries`. */
  childRelationshipName?: string;
  picklistValues?: Array<{ value: string; label: string; active?: boolean }>;
  /** Of a picklist: only its values are taken. */
  restricted?: boolean;
  /** Of an object that both APIs show: a field that only one of them has. */
  api?: 'rest' | 'tooling';
  /** What conditions, groups and orders see of it, where that is not what answers hold. */
  code?: (row: SfRecord) => Json;
  /** What an answer holds for a user of that language. */
  shownAs?: (row: SfRecord, language: Json | undefined) => Json;
  /** Of an object that both APIs show: what the Tooling API says otherwise of the field. */
  tooling?: Partial<Omit<FieldDef, 'name' | 'api' | 'tooling'>>;
};

export type ObjectDef = {
  name: string;
  label: string;
  labelPlural: string;
  /** First three characters of its IDs. */
  keyPrefix: string;
  custom: boolean;
  customSetting: boolean;
  /** Of a custom setting: rows with names of their own, instead of one row for each owner. */
  listSetting?: boolean;
  /** Which API shows it: REST (`/sobjects`, `/query`), Tooling, or both. */
  api: 'rest' | 'tooling' | 'both';
  queryable?: boolean;
  createable?: boolean;
  updateable?: boolean;
  deletable?: boolean;
  fields: FieldDef[];
};

export type SfRecord = { Id: string; [field: string]: Json };

/** A record store's table; generated tables yield rows lazily, so never copy `rows()` into an array without need. */
export type Table = {
  readonly size: number;
  rows(): Iterable<SfRecord>;
  /** The rows from a position on, where they can be reached without making those before them. */
  rowsFrom?(position: number): Iterable<SfRecord>;
  /** By 15- or 18-character ID. */
  get(id: string): SfRecord | undefined;
};

/** What the SOQL engine may know of an org. Names are case-insensitive everywhere, as in Salesforce. */
export type OrgData = {
  object(name: string, api: 'rest' | 'tooling'): ObjectDef | undefined;
  /** Child relationships of an object, for subqueries: `Product2.PricebookEntries`. */
  children(objectName: string): Array<{ relationshipName: string; childObject: string; field: string }>;
  table(objectName: string): Table;
  /** The user who asks; decides nothing but `UserInfo`-like literals today. */
  userId: string;
  now(): Date;
  /** False: this user may not see the object (INVALID_TYPE) or field (INVALID_FIELD), as with missing permissions. */
  canRead(objectName: string, fieldName?: string): boolean;
};

/** An error body of the Salesforce REST API: always a JSON array of these, with an HTTP status. */
export type ApiErrorBody = { message: string; errorCode: string; fields?: string[] };

export class ApiError extends Error {
  public readonly status: number;
  public readonly body: ApiErrorBody[];
  public constructor(status: number, ...body: ApiErrorBody[]) {
    super(body.map((b) => `${b.errorCode}: ${b.message}`).join('; '));
    this.status = status;
    this.body = body;
  }
}
