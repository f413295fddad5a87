import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import { OrgError } from '../../../salesforce/errors.ts';
import type { FieldDescription, ObjectDescription, OrgReader } from '../../../salesforce/types.ts';
import { loadText } from '../../../text.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../../item.ts';
import { profileKeyOf } from '../profileNames.ts';
import { readProfileKeys, type ProfileKeys } from '../../../salesforce/profileKeys.ts';
import type { Component } from './facts.ts';
import { isSecretField, withoutSecrets } from './secrets.ts';
import { tableOf } from '../../../literal/table.ts';

const text = loadText('checklist.integrations');

/** Whatever describe calls nillable may be null: the Name of a hierarchical setting's row is. */
type Row = {
  Id: string;
  Name?: string | null;
  SetupOwnerId?: string | null;
  QualifiedApiName?: string | null;
  [field: string]: unknown;
};

/** How many IDs one query may name: it travels in a URL. */
const IDS_PER_QUERY = 200;

/** What tells a row apart; only those that the object has. */
const IDENTIFYING = ['Name', 'SetupOwnerId', 'QualifiedApiName'];

const OWNERS = tableOf<OwnerKind>({ '00D': 'organization', '00e': 'profile', '005': 'user' });

/** Whom a row of a hierarchy holds for, by the ID's own prefix. */
export type OwnerKind = 'organization' | 'profile' | 'user';

export const ownerKindOf = (owner: string | null | undefined): OwnerKind | undefined =>
  OWNERS[(owner ?? '').slice(0, 3)];

const ownerKind = ({ SetupOwnerId }: Row): OwnerKind | undefined => ownerKindOf(SetupOwnerId);

type Owner = { Id: string; Name?: string; Username?: string };

const ownersOf = async (org: OrgReader, rows: readonly Row[]): Promise<Map<string, string>> => {
  const idsOf = (kind: string): string[] => [
    ...new Set(rows.filter((row) => ownerKind(row) === kind).map(({ SetupOwnerId }) => SetupOwnerId ?? '')),
  ];
  const owners = await Promise.all([
    ...chunked(idsOf('profile'), IDS_PER_QUERY).map((ids) =>
      org.query<Owner>(soql`SELECT Id, Name FROM Profile WHERE Id IN ${ids}`)
    ),
    ...chunked(idsOf('user'), IDS_PER_QUERY).map((ids) =>
      org.query<Owner>(soql`SELECT Id, Username FROM User WHERE Id IN ${ids}`)
    ),
  ]);
  return new Map(owners.flat().map(({ Id, Name = Id, Username = Name }) => [Id, Username]));
};

/** Hierarchical rows are told apart by whom they hold for, rows of a list and of custom metadata by their names. */
const nameOf = (row: Row, owners: ReadonlyMap<string, string>, hierarchical: boolean): string => {
  const kind = hierarchical ? ownerKind(row) : undefined;
  if (kind === undefined) return row.QualifiedApiName ?? row.Name ?? row.Id;
  // Without its owner's name a row has at least the owner's ID: no two rows may look alike.
  return kind === 'organization' ? kind : `${kind}:${owners.get(row.SetupOwnerId ?? '') ?? row.SetupOwnerId ?? ''}`;
};

const isSecret = ({ name, label, type }: FieldDescription): boolean =>
  type === 'encryptedstring' || (type !== 'boolean' && (isSecretField(name) || isSecretField(label)));

const has = ({ fields }: ObjectDescription, field: string): boolean => fields.some(({ name }) => name === field);

/** A custom setting is a hierarchy where its rows need no name: those of a list are told apart by theirs. */
export const isHierarchy = (object: ObjectDescription): boolean =>
  object.customSetting &&
  has(object, 'SetupOwnerId') &&
  object.fields.find(({ name }) => name === 'Name')?.nillable !== false;

/** What describe says it is decides, not how its name ends. */
const refuseOther = (object: ObjectDescription, named: string): void => {
  if (object.customSetting || has(object, 'QualifiedApiName')) return;
  throw new OrgError('NotASettingError', text.get('hint.notASetting', { object: named }), [], 'NOT_A_SETTING', 'item');
};

/** The records of a custom setting or custom metadata type that refresh.yaml names. */
export const readSetting = async ({ org }: ReadContext, object: string): Promise<Component[]> => {
  const description = await org.describe(object);
  refuseOther(description, object);
  const { fields } = description;
  const own = fields.filter(({ name, custom = name.endsWith('__c') }) => custom);
  const asked = [
    ...IDENTIFYING.filter((field) => fields.some(({ name }) => name === field)),
    ...own.map(({ name }) => name),
  ];
  const rows = await org.query<Row>(soql`SELECT ${soqlNames('Id', ...asked)} FROM ${soqlNames(object)}`);
  const owners = (await attempt(ownersOf(org, rows))).facts ?? new Map<string, string>();
  const [secret, open] = [own.filter(isSecret), own.filter((field) => !isSecret(field))];
  const hierarchical = isHierarchy(description);
  const ofProfiles = hierarchical && rows.some((row) => ownerKind(row) === 'profile');
  const keys: ProfileKeys = ofProfiles ? await readProfileKeys(org) : new Map();
  return rows.map((row) => {
    const values = open.map(({ name }) => [name, (row[name] ?? null) as Component['fields'][string]]);
    const safe = withoutSecrets(Object.fromEntries(values) as Component['fields']);
    const set = secret.map(({ name }) => name).filter((name) => row[name] !== null && row[name] !== '');
    const ownerKey = profileKeyOf(keys, row.SetupOwnerId);
    return {
      name: nameOf(row, owners, hierarchical),
      id: row.Id,
      owner: hierarchical ? (row.SetupOwnerId ?? null) : null,
      ...(ownerKey === null ? {} : { ownerKey }),
      fields: safe.fields,
      secrets: [...safe.secrets, ...set],
    };
  });
};
