import type { JobState } from '../bulk/types.ts';
import type { FieldDef, Json } from '../model.ts';
import type { PageBehaviour } from '../pages/behaviour.ts';
import type { DuplicateRule } from '../store/duplicateRules.ts';
import type { ReferenceRule } from '../store/referenceRules.ts';
import type { ValidationRule } from '../store/validationRules.ts';

/** Salesforce field values of one row, by API name. */
export type Row = { [field: string]: Json };

/** A custom object, or fields added to a known one; field definitions are keyed by API name. */
export type ObjectPart = {
  label?: string;
  labelPlural?: string;
  keyPrefix?: string;
  customSetting?: boolean;
  /** With `customSetting`: a list setting instead of a hierarchical one. */
  listSetting?: boolean;
  api?: 'rest' | 'tooling' | 'both';
  fields?: { [name: string]: Partial<Omit<FieldDef, 'name' | 'code' | 'shownAs'>> };
};

export type TenantField = Pick<FieldDef, 'name' | 'label' | 'type' | 'length'>;
export type TenantRow = { owner: string; values: Row };

/** The Logik custom setting: its definition and its rows, one per owner (org default, profile, user). */
export type TenantPart = { object: string; label: string; fields: TenantField[]; rows: TenantRow[] };

export type ProfilePart = { permissions?: string[]; license?: string };
export type PermissionSetPart = {
  label?: string;
  permissions?: string[];
  /** `{ "Product2": ["Read", "ViewAllRecords"] }` */
  objectPermissions?: { [object: string]: string[] };
  /** `{ "Product2.Family": "read" }`; `edit` includes read. */
  fieldPermissions?: { [field: string]: 'read' | 'edit' };
};

export type UserPart = {
  username: string;
  email: string;
  firstName?: string;
  lastName: string;
  profile: string;
  permissionSets?: string[];
  isActive?: boolean;
  frozen?: boolean;
  fields?: Row;
};

/** Price book entries of one price book: unit prices by product code, and the other fields they share. */
export type EntryGroup = { pricebook: string; prices: { [productCode: string]: number }; fields?: Row };

/** An installed package: `version` is `major.minor.patch.build`. */
export type PackagePart = {
  name: string;
  namespace: string;
  version: string;
  packageId?: string;
  versionId?: string;
};

/** A row that belongs to a user, named by username. */
export type UserRow = { user: string; fields: Row };

/** The parts of an org that are lists; `add` appends to them. */
export type OrgLists = {
  users?: UserPart[];
  products?: Row[];
  pricebooks?: Row[];
  pricebookEntries?: EntryGroup[];
  packages?: PackagePart[];
  connectedApps?: Row[];
  oauthTokens?: UserRow[];
  loginHistory?: UserRow[];
  authSessions?: UserRow[];
  sandboxProcesses?: Row[];
  cspTrustedSites?: Row[];
  /** Rows of CurrencyType; an org that has any is a multi-currency org. */
  currencies?: Row[];
  /** Rows of ProductSellingModel; an org that has any sells by selling models. */
  productSellingModels?: Row[];
  validationRules?: ValidationRule[];
  duplicateRules?: DuplicateRule[];
  referenceRules?: ReferenceRule[];
};

/** Rows of an inherited list that differ: by product code, name, username or ISO code. */
export type OrgChanges = {
  products?: { [codeOrName: string]: Row };
  pricebooks?: { [name: string]: Row };
  pricebookEntries?: { [pricebook: string]: Partial<EntryGroup> };
  users?: { [username: string]: Partial<UserPart> };
  currencies?: { [isoCode: string]: Row };
  productSellingModels?: { [name: string]: Row };
};

/** Rows that an inherited list does not have here; prices go with their product or price book. */
export type OrgRemovals = {
  products?: string[];
  pricebooks?: string[];
  pricebookEntries?: { [pricebook: string]: string[] };
  users?: string[];
  currencies?: string[];
  productSellingModels?: string[];
};

export type Restrictions = { unreadable?: string[]; readOnly?: string[] };
export type EmailDeliverability = 'none' | 'system' | 'all';

/** A custom setting through which a package version exposes what its configuration page holds. */
export type CpqApiPart = { object: string; label: string; urlField: string; thirdPartyField: string };

/** What the configuration page of Salesforce CPQ holds; `fields` by `Tab/Label`. */
export type CpqSettingsPart = {
  externalConfiguratorUrl?: string;
  thirdPartyConfigurator?: boolean;
  fields?: { [tabAndLabel: string]: string | boolean };
  api?: CpqApiPart;
};

/** A component of the Metadata API, as `readMetadata` answers it. */
export type MetadataPart = { fullName: string; [element: string]: Json };

/** A job of the Bulk API 2.0 of somebody; `query` for a query job. */
export type BulkJobPart = {
  user: string;
  object: string;
  operation: 'insert' | 'update' | 'upsert' | 'delete' | 'query';
  state: JobState;
  /** Made by Bulk API 1.0: such jobs stand in the lists of queries and of ingests, and a query may stay Open. */
  jobType?: string;
  query?: string;
  createdDate?: string;
  processed?: number;
};

/** One org of a scenario. */
export type OrgPart = OrgLists & {
  organization?: Row;
  myDomain?: string;
  sandboxName?: string;
  login?: string;
  objects?: { [name: string]: ObjectPart };
  tenant?: TenantPart | TenantPart[];
  profiles?: { [name: string]: ProfilePart };
  /** How many users may be active, by the name of their license; 100 unless given. */
  licenses?: { [name: string]: number };
  /** Rows of UserRole; loaded before the users. */
  roles?: Row[];
  /** Whether the org has SourceMember: sandboxes with source tracking. */
  sourceTracking?: boolean;
  /** Whether the org has Revenue Cloud's Product Configurator. */
  revenueCloud?: boolean;
  /** Bulk jobs that are there at the start, and stay as they are. */
  bulkJobs?: BulkJobPart[];
  permissionSets?: { [name: string]: PermissionSetPart };
  records?: { [object: string]: Row[] };
  restrictions?: Restrictions;
  emailDeliverability?: EmailDeliverability;
  ssoEnabled?: boolean;
  cpqSettings?: CpqSettingsPart;
  /** Components by metadata type. */
  metadata?: { [type: string]: MetadataPart[] };
  /** Rows appended to the lists above, so that a file need not repeat what it inherits. */
  add?: OrgLists;
  change?: OrgChanges;
  remove?: OrgRemovals;
  /** Filled on loading: where in each list the added rows begin, so that an error can name their place in the file. */
  addedFrom?: { [list: string]: number };
};

export const ADMIN_PERMISSIONS = ['Read', 'Edit', 'Deploy', 'Bulk', 'Admin', 'End User Data'] as const;
export type AdminPermission = (typeof ADMIN_PERMISSIONS)[number];
export type AdminKeyPart = { name: string; permissions: AdminPermission[]; key?: string; expires?: string };
export type RuntimeClientPart = {
  name: string;
  origins: string[];
  token?: string;
  expires?: string;
  /** `Config`, or `Config and Flightpath`: nothing here depends on these. `Transaction` needs a user and its own host. */
  permission?: string;
  userId?: string;
};
export type BlueprintPart = {
  variableName: string;
  name: string;
  description?: string;
  modified?: string;
  deployed?: boolean;
};
/** A configurable product of the Logik environment, tied to a Salesforce product by its code in the sandbox. */
export type ConfigurableProductPart = { productCode: string; blueprint: string; name?: string; modified?: string };
/** A managed table of the Logik environment; as a number, so many rows are made from the names of their columns. */
export type ManagedTablePart = {
  name: string;
  description?: string;
  modified?: string;
  columns: Array<{ name: string; type: 'text' | 'number'; description?: string }>;
  rows?: number | string[][];
};

/** The Logik environment that the simulator serves. */
export type LogikPart = {
  adminKeys: AdminKeyPart[];
  runtimeClients: RuntimeClientPart[];
  blueprints: BlueprintPart[];
  configurableProducts: ConfigurableProductPart[];
  managedTables?: ManagedTablePart[];
  /** Product codes that the environment's product cache lacks though the sandbox has them. */
  notCached?: string[];
  /** Username of the refresh token user; unless given, who has the token of the sync's connected app. */
  refreshTokenUser?: string;
};

/** What a refresh does unless its request says otherwise. */
export type RefreshPart = {
  /** Username (of production or of the sandbox) of the user who starts it. */
  refreshedBy?: string;
  /** Usernames of the members of the sandbox access group; null: everybody gets in. */
  selectiveAccess?: string[] | null;
  sandboxName?: string;
  myDomain?: string;
};

/** A scenario file as written: with `extends`, any part may be missing. */
export type ScenarioFile = {
  $schema?: string;
  description?: string;
  extends?: string;
  production?: OrgPart;
  sandbox?: OrgPart;
  logik?: LogikPart;
  refresh?: RefreshPart;
  pages?: Partial<PageBehaviour>;
  takenUsernames?: string[];
};

/** A scenario ready to build: extended, inherited, placeholders filled. */
export type Scenario = {
  production: OrgPart;
  sandbox: OrgPart & { sandboxName: string };
  logik: LogikPart;
  refresh: RefreshPart;
  pages: Partial<PageBehaviour>;
  takenUsernames: string[];
};
