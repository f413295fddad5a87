import { SfError } from '@salesforce/core';
import { attempt } from '../../shared/attempt.ts';
import { isHierarchy, ownerKindOf } from '../../shared/endpoints/settings.ts';
import type { ReadContext } from '../../item.ts';
import { discoverTenant } from '../../connection/logikTenant/discover.ts';
import { isItemError, OrgError } from '../../../salesforce/errors.ts';
import { soql, soqlNames } from '../../../salesforce/soql.ts';
import type { FieldDescription, ObjectDescription } from '../../../salesforce/types.ts';
import type { Kind, Row } from './facts.ts';
import type { NamedField } from './facts.ts';
import { merged, nothing, orUnreadable, textsOf, type Found } from './sources.ts';

type SettingRow = Readonly<Record<string, unknown>> & { Id: string };

/** Field types that hold texts: an ID or a host name can stand in them. */
const TEXT_TYPES = new Set(['string', 'textarea', 'url', 'id', 'reference', 'picklist', 'encryptedstring']);

/** Fields of the row itself that people fill: a list of settings may be keyed by ID. */
const TITLES = ['Name', 'MasterLabel'];

/** What tells which row it is; only those that the object has. */
const IDENTIFYING = ['Name', 'SetupOwnerId', 'QualifiedApiName', 'DeveloperName'];

/** Fields that are another line's business, as `Object.Field` in lower case. */
type LeftOut = ReadonlySet<string>;

const placeName = (object: string, field: string): string => `${object}.${field}`.toLowerCase();

/** The two URLs of the Logik Tenant belong to the line logik-tenant, which also says what is wrong with them. */
const tenantUrls = async ({ org, answers }: ReadContext): Promise<LeftOut> => {
  try {
    const { object, runtimeUrl, administrationUrl } = await discoverTenant(org, answers.logik.tenant);
    return new Set([runtimeUrl, administrationUrl].map(({ name }) => placeName(object.name, name)));
  } catch (error) {
    if (!(error instanceof SfError) || (error instanceof OrgError && !isItemError(error))) throw error;
    return new Set();
  }
};

/** Where a version of Salesforce CPQ shows it to the API, the line external-configurator looks after it. */
const isConfiguratorUrl = (object: string, { label }: FieldDescription): boolean =>
  object.startsWith('SBQQ__') && /^external configurator url$/i.test(label);

const fieldsToScan = ({ name, fields }: ObjectDescription, leftOut: LeftOut, named: readonly NamedField[]): string[] =>
  fields
    .filter(
      (field) =>
        (TEXT_TYPES.has(field.type) && ((field.custom ?? field.name.endsWith('__c')) || TITLES.includes(field.name))) ||
        named.some((place) => placeName(place.object, place.field) === placeName(name, field.name))
    )
    .filter((field) => !leftOut.has(placeName(name, field.name)) && !isConfiguratorUrl(name, field))
    .map((field) => field.name);

const told = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Profile and user rows are told apart by their owner, whose name is read only where the row is reported. A row of the
 * organization is one of a list, with a name, or the default of a hierarchy, whatever that is called.
 */
const rowOf = (record: SettingRow, hierarchical: boolean): Row => {
  const owner = told(record.SetupOwnerId);
  const kind = hierarchical ? ownerKindOf(owner) : undefined;
  if (kind === 'organization') return { kind, name: '' };
  if (kind !== undefined) return { kind, name: owner };
  const name = told(record.QualifiedApiName) || told(record.DeveloperName) || told(record.Name);
  return { kind: 'name', name: name || record.Id };
};

const readObject = async (
  { org }: ReadContext,
  { kind, object }: { kind: Kind; object: string },
  leftOut: LeftOut,
  named: readonly NamedField[]
): Promise<Found> => {
  const reading = async (): Promise<Found> => {
    const description = await org.describe(object);
    const fields = fieldsToScan(description, leftOut, named);
    if (fields.length === 0) return nothing;
    const own = IDENTIFYING.filter((field) => description.fields.some(({ name }) => name === field));
    const names = soqlNames(...new Set(['Id', ...own, ...fields]));
    const records = await org.query<SettingRow>(soql`SELECT ${names} FROM ${soqlNames(object)}`);
    const hierarchical = isHierarchy(description);
    const rows = records.map((record) => ({ row: rowOf(record, hierarchical), cells: textsOf(record, fields) }));
    return { sources: [{ kind, object, rows }], unreadable: [] };
  };
  return orUnreadable(object, await attempt(reading()));
};

const isMetadataType = ({ name }: { name: string }): boolean => /__mdt$/i.test(name);

/** Custom settings and custom metadata types: read with all their texts, whether somebody names them or not. */
export const isSetting = (object: { name: string; customSetting: boolean }): boolean =>
  object.customSetting || isMetadataType(object);

/** Reads every row of all custom settings and custom metadata types: their texts, and what refresh.yaml names of them. */
export const readSettings = async (context: ReadContext, named: readonly NamedField[]): Promise<Found> => {
  const [objects, leftOut] = await Promise.all([context.org.describeGlobal(), tenantUrls(context)]);
  const [settings, types] = [objects.filter(({ customSetting }) => customSetting), objects.filter(isMetadataType)];
  const all = [
    ...settings.map(({ name }) => ({ kind: 'settings' as const, object: name })),
    ...types.map(({ name }) => ({ kind: 'metadata' as const, object: name })),
  ];
  return merged(await Promise.all(all.map((each) => readObject(context, each, leftOut, named))));
};
