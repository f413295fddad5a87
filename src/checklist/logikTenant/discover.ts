import type { Answers } from '../answers.ts';
import { isItemError, OrgError } from '../../salesforce/errors.ts';
import type { FieldDescription, ObjectDescription, ObjectSummary, OrgReader } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';

const text = loadText('checklist.logik-tenant');

/** The API name in Logik's own packages; other namespaces and labels are looked for when it is not there. */
const DEFAULT_OBJECT = 'LGK__ConfigurationTenant__c';
const OBJECT_NAME = /(^|__)ConfigurationTenant__c$/i;
const OBJECT_LABEL = /^(logik|cpq)(\.\w+)? (tenant|admin)/i;

/** Runtime URL: API name seen in Logik's public code. Administration URL: known by its label only. */
const RUNTIME_NAME = /(^|__)RuntimeUrl__c$/i;
const RUNTIME_LABEL = /^runtime (configuration )?url$/i;
const ADMINISTRATION_NAME = /(^|__)(AdministrationUrl|AdminUrl)__c$/i;
const ADMINISTRATION_LABEL = /^admin(istration)? url$/i;

export type DiscoveredTenant = {
  object: ObjectDescription;
  runtimeUrl: FieldDescription;
  administrationUrl: FieldDescription;
};

type Overrides = Answers['logik']['tenant'];

const isMissing = (error: unknown): boolean =>
  error instanceof OrgError && ['NOT_FOUND', 'INVALID_TYPE'].includes(error.errorCode);

/**
 * Custom settings that may be the Logik Tenant: by API name where any matches, otherwise by label. More than one is for
 * people to decide.
 */
export const tenantCandidates = (objects: readonly ObjectSummary[]): string[] => {
  const settings = objects.filter(({ customSetting }) => customSetting);
  const byName = settings.filter(({ name }) => OBJECT_NAME.test(name));
  const found = byName.length > 0 ? byName : settings.filter(({ label }) => OBJECT_LABEL.test(label));
  return found.map(({ name }) => name);
};

/** A setting that the login may not see looks like one that is not there; the list of packages tells them apart. */
const hasLogikPackage = async (org: OrgReader): Promise<boolean> => {
  try {
    const packages = await org.toolingQuery<{ SubscriberPackage: { NamespacePrefix: string | null } | null }>(
      'SELECT SubscriberPackage.NamespacePrefix FROM InstalledSubscriberPackage'
    );
    return packages.some((installed) => installed.SubscriberPackage?.NamespacePrefix === 'LGK');
  } catch (error) {
    if (isItemError(error)) return false;
    throw error;
  }
};

const discoverObject = async (org: OrgReader, override: string | null): Promise<ObjectDescription> => {
  try {
    return await org.describe(override ?? DEFAULT_OBJECT);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (override !== null) throw text.error('TenantObjectNotFound', { org: org.label, object: override });
  }
  const candidates = tenantCandidates(await org.describeGlobal());
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

type Wanted = { override: string | null; name: RegExp; label: RegExp; flag: string; title: string };

const discoverField = (org: OrgReader, object: ObjectDescription, wanted: Wanted): FieldDescription => {
  const { override, name, label, flag, title } = wanted;
  const byOverride = object.fields.filter((field) => field.name.toLowerCase() === override?.toLowerCase());
  const byName = object.fields.filter((field) => name.test(field.name));
  const byLabel = object.fields.filter((field) => label.test(field.label));
  const found = [override === null ? byName : byOverride, override === null ? byLabel : []].find(
    (fields) => fields.length > 0
  );
  if (found?.length === 1) return found[0];
  throw text.error(found ? 'TenantFieldAmbiguous' : 'TenantFieldNotFound', {
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

/**
 * Finds the Logik Tenant custom setting and its two URL fields by describe: API name first, label second, or as
 * refresh.yaml says.
 *
 * @throws SfError LogikNotInstalledError, TenantObjectNotFoundError, TenantObjectAmbiguousError,
 *   TenantFieldNotFoundError, TenantFieldAmbiguousError; each names what was found instead and the flag that decides
 */
export const discoverTenant = async (org: OrgReader, overrides: Overrides): Promise<DiscoveredTenant> => {
  const object = await discoverObject(org, overrides.object);
  return {
    object,
    runtimeUrl: discoverField(org, object, {
      override: overrides.runtimeUrlField,
      name: RUNTIME_NAME,
      label: RUNTIME_LABEL,
      flag: '--runtime-url-field',
      title: 'Runtime Configuration URL',
    }),
    administrationUrl: discoverField(org, object, {
      override: overrides.administrationUrlField,
      name: ADMINISTRATION_NAME,
      label: ADMINISTRATION_LABEL,
      flag: '--admin-url-field',
      title: 'Administration URL',
    }),
  };
};

/**
 * The Logik package's prefix (`LGK__`), read off the name of its custom setting; empty where the setting has none. Beside
 * the line logik-tenant this costs no request.
 */
export const tenantNamespace = async (org: OrgReader, overrides: Overrides): Promise<string> => {
  try {
    const { object } = await discoverTenant(org, overrides);
    return /^(\w+?__)\w+__c$/.exec(object.name)?.[1] ?? '';
  } catch {
    // Whatever is wrong with the setting is logik-tenant's finding; the package's documented prefix serves here.
    return 'LGK__';
  }
};
