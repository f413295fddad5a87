import { chunked, soql, soqlNames } from '../../salesforce/soql.ts';
import type { FieldDescription, OrgReader } from '../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../item.ts';
import type { Component } from './facts.ts';
import { isSecretField, withoutSecrets } from './secrets.ts';

type Row = { Id: string; Name?: string; SetupOwnerId?: string; QualifiedApiName?: string; [field: string]: unknown };

/** How many IDs one query may name: it travels in a URL. */
const IDS_PER_QUERY = 200;

/** What tells a row apart; only those that the object has. */
const IDENTIFYING = ['Name', 'SetupOwnerId', 'QualifiedApiName'];

const OWNERS: Readonly<Record<string, string>> = { '00D': 'organization', '00e': 'profile', '005': 'user' };

const ownerKind = ({ SetupOwnerId = '' }: Row): string | undefined => OWNERS[SetupOwnerId.slice(0, 3)];

type Owner = { Id: string; Name?: string; Username?: string };

const ownersOf = async (org: OrgReader, rows: readonly Row[]): Promise<Map<string, string>> => {
  const idsOf = (kind: string): string[] => [
    ...new Set(rows.filter((row) => ownerKind(row) === kind).map(({ SetupOwnerId = '' }) => SetupOwnerId)),
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
const nameOf = (row: Row, owners: ReadonlyMap<string, string>, isList: boolean): string => {
  if (row.QualifiedApiName !== undefined) return row.QualifiedApiName;
  const kind = ownerKind(row);
  if (kind === undefined || (isList && kind === 'organization')) return row.Name ?? row.Id;
  return kind === 'organization' ? 'organization' : `${kind}:${owners.get(row.SetupOwnerId ?? '') ?? ''}`;
};

const isSecret = ({ name, label, type }: FieldDescription): boolean =>
  type === 'encryptedstring' || (type !== 'boolean' && (isSecretField(name) || isSecretField(label)));

/** Several rows of the organization: a list setting keeps one a name, a hierarchical setting has one default. */
const isListOf = (rows: readonly Row[]): boolean =>
  rows.filter((row) => ownerKind(row) === 'organization').some(({ Id, Name }) => isNamed(Id, Name));

/** Salesforce names a row of a hierarchy after its ID, or after the organization. */
const isNamed = (id: string, name: string | undefined): boolean =>
  name !== undefined && name !== '' && !id.startsWith(name) && !name.endsWith('(Organization)');

/** The records of a custom setting or custom metadata type that refresh.yaml names. */
export const readSetting = async ({ org }: ReadContext, object: string): Promise<Component[]> => {
  const { fields } = await org.describe(object);
  const own = fields.filter(({ name }) => name.endsWith('__c'));
  const asked = [
    ...IDENTIFYING.filter((field) => fields.some(({ name }) => name === field)),
    ...own.map(({ name }) => name),
  ];
  const rows = await org.query<Row>(soql`SELECT ${soqlNames('Id', ...asked)} FROM ${soqlNames(object)}`);
  const owners = (await attempt(ownersOf(org, rows))).facts ?? new Map<string, string>();
  const [secret, open] = [own.filter(isSecret), own.filter((field) => !isSecret(field))];
  const isList = isListOf(rows);
  return rows.map((row) => {
    const values = open.map(({ name }) => [name, (row[name] ?? null) as Component['fields'][string]]);
    const safe = withoutSecrets(Object.fromEntries(values) as Component['fields']);
    const set = secret.map(({ name }) => name).filter((name) => row[name] !== null && row[name] !== '');
    return {
      name: nameOf(row, owners, isList),
      id: row.Id,
      fields: safe.fields,
      secrets: [...safe.secrets, ...set],
    };
  });
};
