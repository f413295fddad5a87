import type { Answers } from '../../answers/index.ts';
import { isItemError, OrgError } from '../../../salesforce/errors.ts';
import type { FieldDescription, ObjectDescription, ObjectSummary, OrgReader } from '../../../salesforce/types.ts';
import { beginsWithLogik, firstFound } from '../../../logik/names.ts';
import { loadText } from '../../../text.ts';

const text = loadText('checklist.logik-tenant');

/** The API name in Logik's own packages; other namespaces and labels are looked for when it is not there. */
const DEFAULT_OBJECT = 'LGK__ConfigurationTenant__c';
/** The prefix of Logik's own packages, unless a tenant has another one configured. */
const USUAL_PREFIX = 'LGK__';
const OBJECT_NAME = /(^|__)ConfigurationTenant__c$/i;

/** As the vendor's documents call it (KB2641628, and newer texts), then what may be meant too. */
const DOCUMENTED_LABEL = /^(logik|cpq|servicenow cpq) tenant$/i;
const OBJECT_LABEL = /^(logik(\.\w+)?|cpq|servicenow cpq)( \([^)]*\))? (tenant|admin)/i;

/** API name seen in Logik's public code, label in its documents; the other ones are guesses. */
const RUNTIME = {
  field: 'RuntimeUrl__c',
  label: /^runtime configuration url$/i,
  guess: { name: /(^|__)RuntimeUrl__c$/i, label: /^runtime url$/i },
};

/** The API name is not public: only labels tell, and a field that is merely called so decides nothing. */
const ADMINISTRATION = { label: /^administration url$/i, guess: /^admin url$/i };

export type DiscoveredTenant = {
  object: ObjectDescription;
  runtimeUrl: FieldDescription;
  administrationUrl: FieldDescription;
};

type Overrides = Answers['logik']['tenant'];

const isMissing = (error: unknown): boolean =>
  error instanceof OrgError && ['NOT_FOUND', 'INVALID_TYPE'].includes(error.errorCode);

/**
 * Custom settings that may be the Logik Tenant: by API name where any matches, then by the documented labels, then by
 * others. More than one is for people to decide.
 */
export const tenantCandidates = (objects: readonly ObjectSummary[]): string[] => {
  const settings = objects.filter(({ customSetting }) => customSetting);
  const found = firstFound([
    settings.filter(({ name }) => OBJECT_NAME.test(name)),
    settings.filter(({ label }) => DOCUMENTED_LABEL.test(label.trim())),
    settings.filter(({ label }) => OBJECT_LABEL.test(label.trim())),
  ]);
  return found.map(({ name }) => name);
};

type PackageRow = { SubscriberPackage: { NamespacePrefix: string | null; Name?: string } | null };

/** A setting that the login may not see looks like one that is not there; the list of packages tells them apart. */
const hasLogikPackage = async (org: OrgReader): Promise<boolean> => {
  try {
    const packages = await org.toolingQuery<PackageRow>(
      'SELECT SubscriberPackage.NamespacePrefix, SubscriberPackage.Name FROM InstalledSubscriberPackage'
    );
    return packages.some(
      ({ SubscriberPackage: installed }) =>
        installed?.NamespacePrefix === 'LGK' || beginsWithLogik(installed?.Name ?? '')
    );
  } catch (error) {
    if (isItemError(error)) return false;
    throw error;
  }
};

/** The setting that is there by its documented name, or as people named it; otherwise everything that could be it. */
const lookForObject = async (
  org: OrgReader,
  override: string | null
): Promise<{ found: ObjectDescription } | { found?: undefined; candidates: string[] }> => {
  try {
    return { found: await org.describe(override ?? DEFAULT_OBJECT) };
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (override !== null) throw text.error('TenantObjectNotFound', { org: org.label, object: override });
  }
  return { candidates: tenantCandidates(await org.describeGlobal()) };
};

const discoverObject = async (org: OrgReader, override: string | null): Promise<ObjectDescription> => {
  const look = await lookForObject(org, override);
  if (look.found) return look.found;
  const { candidates } = look;
  if (candidates.length === 0) {
    const reason = (await hasLogikPackage(org)) ? 'TenantNotReadable' : 'LogikNotInstalled';
    throw text.error(reason, { org: org.label, object: DEFAULT_OBJECT });
  }
  if (candidates.length > 1) {
    throw text.error('TenantObjectAmbiguous', {
      org: org.label,
      count: candidates.length,
      candidates: candidates.join(', '),
      first: candidates[0],
    });
  }
  return org.describe(candidates[0]);
};

type Wanted = { override: string | null; candidates: readonly FieldDescription[]; flag: string; title: string };

const one = (org: OrgReader, object: ObjectDescription, wanted: Wanted): FieldDescription => {
  const { override, candidates, flag, title } = wanted;
  const byOverride = object.fields.filter((field) => field.name.toLowerCase() === override?.toLowerCase());
  const found = override === null ? candidates : byOverride;
  if (found.length === 1) return found[0];
  throw text.error(found.length > 1 ? 'TenantFieldAmbiguous' : 'TenantFieldNotFound', {
    org: org.label,
    object: object.name,
    title: override ?? title,
    flag,
    fields: object.fields
      .filter((field) => field.name.endsWith('__c'))
      .map((field) => `${field.name} (${field.label})`)
      .join(', '),
  });
};

const namespaceOf = ({ name }: Pick<ObjectDescription, 'name'>): string => /^(\w+?__)\w+__c$/.exec(name)?.[1] ?? '';

const labelled = (fields: readonly FieldDescription[], label: RegExp): FieldDescription[] =>
  fields.filter((field) => label.test(field.label.trim()));

/**
 * The field of the documented name in the setting's own namespace, unless another one has the documented label that this
 * one lacks: then both are asked about. What is guessed counts only where nothing is documented.
 */
const runtimeCandidates = (object: ObjectDescription): readonly FieldDescription[] => {
  const { fields } = object;
  const documented = `${namespaceOf(object)}${RUNTIME.field}`.toLowerCase();
  const byName = fields.filter(({ name }) => name.toLowerCase() === documented);
  const byLabel = labelled(fields, RUNTIME.label);
  const both = byName.filter((field) => byLabel.includes(field));
  return firstFound([
    both,
    [...byName, ...byLabel],
    fields.filter(({ name }) => RUNTIME.guess.name.test(name)),
    labelled(fields, RUNTIME.guess.label),
  ]);
};

/**
 * Finds the Logik Tenant custom setting and its two URL fields by describe: what is documented of them first (an API name
 * for the Runtime URL, the label alone for the Administration URL), or as refresh.yaml says.
 *
 * @throws SfError LogikNotInstalledError, TenantObjectNotFoundError, TenantObjectAmbiguousError,
 *   TenantFieldNotFoundError, TenantFieldAmbiguousError; each names what was found instead and the flag that decides
 */
export const discoverTenant = async (org: OrgReader, overrides: Overrides): Promise<DiscoveredTenant> => {
  const object = await discoverObject(org, overrides.object);
  return {
    object,
    runtimeUrl: one(org, object, {
      override: overrides.runtimeUrlField,
      candidates: runtimeCandidates(object),
      flag: '--runtime-url-field',
      title: 'Runtime Configuration URL',
    }),
    administrationUrl: one(org, object, {
      override: overrides.administrationUrlField,
      candidates: firstFound([
        labelled(object.fields, ADMINISTRATION.label),
        labelled(object.fields, ADMINISTRATION.guess),
      ]),
      flag: '--admin-url-field',
      title: 'Administration URL',
    }),
  };
};

/**
 * The Logik package's prefix (`LGK__`), read off the name of its custom setting; empty where the setting has none, the
 * usual one where nobody can tell. Beside the line logik-tenant this costs no request.
 */
export const tenantNamespace = async (org: OrgReader, overrides: Overrides): Promise<string> => {
  try {
    const look = await lookForObject(org, overrides.object);
    if (look.found) return namespaceOf(look.found);
    const prefixes = new Set(look.candidates.map((name) => namespaceOf({ name })));
    const [only] = prefixes;
    return prefixes.size === 1 ? only : USUAL_PREFIX;
  } catch {
    // Whatever is wrong with the setting is logik-tenant's finding; the package's documented prefix serves here.
    return USUAL_PREFIX;
  }
};
