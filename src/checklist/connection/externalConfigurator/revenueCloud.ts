import { DEFAULT_KEYS } from '../../../catalog/objects.ts';
import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { ObjectDescription, OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../../shared/attempt.ts';
import type { ReadContext, Scalar } from '../../item.ts';
import type { ExternalConfiguratorFacts } from './facts.ts';
import type { ConfigurationFlow, FlowAssignment, RevenueCloudFacts, Subject } from './revenueCloudFacts.ts';

/** Salesforce's reference "Product Configurator Standard Objects", API version 60.0 and later. */
export const FLOW = 'ProductConfigurationFlow';
export const ASSIGNMENT = 'ProductConfigFlowAssignment';

/** Only since API version 65.0: whether a flow is for a product, or for what is added to a bundle. */
export const TYPE_FIELD = 'AssignmentType';

const CLASSIFICATION_KEYS = ['Code', 'Name'];

/** How many IDs, and how many names of up to 255 characters, one query asks for: Salesforce bounds its length. */
const IDS_AT_ONCE = 200;
const NAMES_AT_ONCE = 25;

type Row = { Id: string; [field: string]: Scalar };

const hasField = ({ fields }: ObjectDescription, name: string): boolean => fields.some((field) => field.name === name);

const text = (value: Scalar | undefined): string => (typeof value === 'string' ? value : '');

const readFlows = async (org: OrgReader): Promise<ConfigurationFlow[]> => {
  const rows = await org.query<Row>(
    soql`SELECT Id, FlowIdentifier, IsDefault, Status FROM ${soqlNames(FLOW)} ORDER BY FlowIdentifier`
  );
  return rows.map((row) => ({
    id: row.Id,
    identifier: text(row.FlowIdentifier),
    isDefault: row.IsDefault === true,
    status: typeof row.Status === 'string' ? row.Status : null,
  }));
};

/** The fields by which a kind of subject is told apart, as far as this org has them. */
type Keys = Record<Subject['object'], string[]>;

const readKeys = async ({ org, answers }: ReadContext): Promise<Keys> => {
  const wanted: Keys = {
    Product2: answers.catalog?.keys?.Product2 ?? DEFAULT_KEYS.Product2,
    ProductClassification: CLASSIFICATION_KEYS,
  };
  const known = async (object: Subject['object']): Promise<string[]> => {
    const { facts } = await attempt(org.describe(object));
    return facts === null ? [] : wanted[object].filter((field) => hasField(facts, field));
  };
  const [Product2, ProductClassification] = await Promise.all([known('Product2'), known('ProductClassification')]);
  return { Product2, ProductClassification };
};

/** Rows by ID, with the fields by which they are told apart. */
const readRows = async (
  org: OrgReader,
  object: Subject['object'],
  { fields, where, values }: { fields: readonly string[]; where: string; values: readonly string[] }
): Promise<Row[]> => {
  const select = soql`SELECT ${soqlNames('Id', ...fields)} FROM ${soqlNames(object)} WHERE ${soqlNames(where)} IN `;
  const parts = chunked([...new Set(values)], where === 'Id' ? IDS_AT_ONCE : NAMES_AT_ONCE);
  return (await Promise.all(parts.map((part) => org.query<Row>(select + soql`${part}`)))).flat();
};

const SUBJECTS = [
  { object: 'Product2', lookup: 'ProductId' },
  { object: 'ProductClassification', lookup: 'ProductClassificationId' },
] as const;

/** The field of an assignment that says what the flow is for. */
export const lookupOf = (object: Subject['object']): string =>
  object === 'Product2' ? 'ProductId' : 'ProductClassificationId';

type Valued = Pick<Subject, 'object' | 'field' | 'value'>;

const isOfSameValue = (one: Valued, other: Valued): boolean =>
  one.object === other.object && one.field === other.field && one.value === other.value;

/** Everything in the org that has the values by which subjects are told apart. */
const bearersOf = async (org: OrgReader, subjects: readonly Valued[]): Promise<RevenueCloudFacts['found']> => {
  const kinds = Map.groupBy(subjects, ({ object, field }) => `${object}.${field}`);
  const found = await Promise.all(
    [...kinds.values()].map(async (same) => {
      const [{ object, field }] = same;
      const values = [...new Set(same.map(({ value }) => value))];
      const { facts } = await attempt(readRows(org, object, { fields: [field], where: field, values }));
      // What could not be read is not the same as what is not there.
      if (facts === null) return [];
      return values.map((value) => ({
        object,
        field,
        value,
        // SOQL compares texts without case: a product whose code differs in nothing else is another one.
        ids: facts.filter((row) => row[field] === value).map(({ Id }) => Id),
      }));
    })
  );
  return found.flat();
};

const subjectsOf = async (org: OrgReader, rows: readonly Row[], keys: Keys): Promise<Map<string, Subject>> => {
  const read = SUBJECTS.map(async ({ object, lookup }): Promise<Subject[]> => {
    const ids = rows.map((row) => text(row[lookup])).filter((id) => id !== '');
    const fields = keys[object];
    if (ids.length === 0 || fields.length === 0) return [];
    const found = await readRows(org, object, { fields, where: 'Id', values: ids });
    return found.flatMap((row) => {
      const field = fields.find((name) => text(row[name]) !== '');
      return field === undefined ? [] : [{ object, field, value: text(row[field]), id: row.Id }];
    });
  });
  const subjects = (await Promise.all(read)).flat();
  const bearers = await bearersOf(org, subjects);
  return new Map(
    subjects.map((subject) => {
      const ids = bearers.find((each) => isOfSameValue(each, subject))?.ids;
      return [subject.id, ids === undefined ? subject : { ...subject, unique: ids.length <= 1 }];
    })
  );
};

const readAssignments = async (
  org: OrgReader,
  flows: readonly ConfigurationFlow[],
  keys: Keys
): Promise<{ assignments: FlowAssignment[]; withoutSubject: number }> => {
  const description = await org.describe(ASSIGNMENT);
  const optional = ['ProductClassificationId', TYPE_FIELD].filter((name) => hasField(description, name));
  const names = soqlNames('Id', 'ProductConfigurationFlowId', 'ProductId', ...optional);
  const rows = await org.query<Row>(soql`SELECT ${names} FROM ${soqlNames(ASSIGNMENT)}`);
  const identifiers = new Map(flows.map(({ id, identifier }) => [id, identifier]));
  const subjects = await subjectsOf(org, rows, keys);
  const assignments = rows.flatMap((row): FlowAssignment[] => {
    const flow = identifiers.get(text(row.ProductConfigurationFlowId));
    const subject = subjects.get(text(row.ProductId) || text(row.ProductClassificationId));
    if (flow === undefined || subject === undefined) return [];
    return [{ id: row.Id, flow, type: typeof row[TYPE_FIELD] === 'string' ? row[TYPE_FIELD] : null, subject }];
  });
  return { assignments, withoutSubject: rows.length - assignments.length };
};

type DefinitionRow = { ApiName: string | null; NamespacePrefix: string | null; ActiveVersionId: string | null };

/** Which of the flows the org has; a flow of a package is named with its prefix. */
const readDefinitions = async (
  org: OrgReader,
  names: readonly string[]
): Promise<NonNullable<RevenueCloudFacts['definitions']>> => {
  const bare = names.map((name) => name.replace(/^[A-Za-z]\w*?__/, ''));
  const parts = chunked([...new Set([...names, ...bare])], NAMES_AT_ONCE);
  const rows = await Promise.all(
    parts.map((part) =>
      org.query<DefinitionRow>(
        soql`SELECT ApiName, NamespacePrefix, ActiveVersionId FROM FlowDefinitionView WHERE ApiName IN ${part}`
      )
    )
  );
  return names.flatMap((name) => {
    const known = rows
      .flat()
      .find(({ ApiName, NamespacePrefix }) => [ApiName, `${NamespacePrefix}__${ApiName}`].includes(name));
    return known ? [{ name, active: known.ActiveVersionId !== null }] : [];
  });
};

const recordedFacts = ({ recorded }: ReadContext): RevenueCloudFacts | null | undefined =>
  (recorded?.('external-configurator') as ExternalConfiguratorFacts | undefined)?.revenueCloud;

/**
 * The configuration flows of an org that has no Salesforce CPQ, and what they are assigned to; null where the org does not
 * have Revenue Cloud's Product Configurator.
 */
export const gatherRevenueCloud = async (context: ReadContext): Promise<RevenueCloudFacts | null> => {
  const { org } = context;
  const objects = await org.describeGlobal();
  if (!objects.some(({ name }) => name === FLOW)) return null;
  const recorded = recordedFacts(context);
  const [flows, keys] = await Promise.all([attempt(readFlows(org)), readKeys(context)]);
  const names = [...new Set([...(flows.facts ?? []), ...(recorded?.flows ?? [])].map(({ identifier }) => identifier))];
  const [assigned, definitions, found] = await Promise.all([
    // Which flow an assignment is of, only the flows tell.
    flows.facts ? attempt(readAssignments(org, flows.facts, keys)) : { facts: null, unreadable: flows.unreadable },
    attempt(readDefinitions(org, names)),
    // What the recorded assignments are for, as the org has it now: IDs change, the key stays.
    bearersOf(
      org,
      (recorded?.assignments ?? []).map(({ subject }) => subject)
    ),
  ]);
  return {
    flows: flows.facts ?? [],
    unreadable: flows.unreadable,
    assignments: assigned.facts?.assignments ?? null,
    withoutSubject: assigned.facts?.withoutSubject ?? 0,
    assignmentsUnreadable: assigned.unreadable,
    definitions: definitions.facts,
    found,
  };
};
