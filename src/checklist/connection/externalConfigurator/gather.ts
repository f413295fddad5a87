import { attempt } from '../../shared/attempt.ts';
import { isItemError } from '../../../salesforce/errors.ts';
import { redact } from '../../../salesforce/redact.ts';
import { soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import type { ReadContext, Scalar } from '../../item.ts';
import type { ExposedSetting, ExternalConfiguratorFacts } from './facts.ts';
import { reasonOf } from '../../../text.ts';
import { gatherRevenueCloud } from './revenueCloud.ts';

const URL_LABEL = /^external configurator url$/i;
const THIRD_PARTY_LABEL = /^third party configurator$/i;

type PackageRow = {
  SubscriberPackage: { NamespacePrefix: string | null } | null;
  SubscriberPackageVersion: { MajorVersion: number; MinorVersion: number } | null;
};

/** The version of Salesforce CPQ as `major.minor`, or null where it is not installed. */
const readCpqVersion = async (org: OrgReader): Promise<string | null> => {
  const rows = await org.toolingQuery<PackageRow>(
    'SELECT SubscriberPackage.NamespacePrefix, SubscriberPackageVersion.MajorVersion, SubscriberPackageVersion.MinorVersion FROM InstalledSubscriberPackage'
  );
  const cpq = rows.find((row) => row.SubscriberPackage?.NamespacePrefix === 'SBQQ')?.SubscriberPackageVersion;
  return cpq ? `${cpq.MajorVersion}.${cpq.MinorVersion}` : null;
};

type Exposed = { setting: ExposedSetting; url: Scalar; thirdParty: Scalar };

/**
 * Looks for a custom setting of the SBQQ package that shows the value by API. Its storage is protected in every version
 * known, so this normally finds nothing; a version that does expose it needs no browser. Where several could be it, none
 * is chosen: the page is what is documented.
 */
const findSetting = async (org: OrgReader): Promise<Exposed | undefined> => {
  const exposed: Exposed[] = [];
  // Not being allowed to look for it is no reason not to look at the page.
  const { facts: settings } = await attempt(
    org.toolingQuery<{ QualifiedApiName: string }>(
      "SELECT QualifiedApiName FROM EntityDefinition WHERE NamespacePrefix = 'SBQQ' AND IsCustomSetting = true"
    )
  );
  for (const { QualifiedApiName: object } of settings ?? []) {
    try {
      const { fields } = await org.describe(object);
      const [urlField, ...others] = fields.filter(({ label }) => URL_LABEL.test(label)).map(({ name }) => name);
      if (urlField === undefined) continue;
      if (others.length > 0) return undefined;
      const thirdPartyField = fields.find(({ label }) => THIRD_PARTY_LABEL.test(label))?.name ?? null;
      const names = soqlNames('Id', 'SetupOwnerId', urlField, ...(thirdPartyField === null ? [] : [thirdPartyField]));
      const rows = await org.query<Record<string, Scalar>>(soql`SELECT ${names} FROM ${soqlNames(object)}`);
      const row = rows.find(({ SetupOwnerId }) => String(SetupOwnerId).startsWith('00D'));
      if (!row) continue;
      const setting = { object, recordId: String(row.Id), urlField, thirdPartyField };
      exposed.push({ setting, url: row[urlField], thirdParty: thirdPartyField === null ? null : row[thirdPartyField] });
    } catch (error) {
      // A setting that this login may not see is one that does not expose the value to it.
      if (!isItemError(error)) throw error;
    }
  }
  return exposed.length === 1 ? exposed[0] : undefined;
};

const NOTHING: ExternalConfiguratorFacts = {
  cpqVersion: null,
  source: 'none',
  unreadable: null,
  url: null,
  thirdParty: null,
  offers: [],
  setting: null,
};

/** A launcher's URL may carry a runtime token: it is not kept. */
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? redact(value) : null);
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** Reads the values by API where a package version exposes them, else from the configuration page in a browser. */
export const gatherExternalConfigurator = async (context: ReadContext): Promise<ExternalConfiguratorFacts> => {
  const { org } = context;
  const cpqVersion = await readCpqVersion(org);
  if (cpqVersion === null) return { ...NOTHING, revenueCloud: await gatherRevenueCloud(context) };
  const exposed = await findSetting(org);
  if (exposed) {
    const { setting, url, thirdParty } = exposed;
    return { ...NOTHING, cpqVersion, source: 'api', url: text(url), thirdParty: flag(thirdParty), setting };
  }
  try {
    const { values, offers } = await org.pages.read('cpq-configuration');
    const { externalConfiguratorUrl, thirdPartyConfigurator } = values;
    return {
      ...NOTHING,
      cpqVersion,
      source: 'page',
      url: text(externalConfiguratorUrl),
      thirdParty: flag(thirdPartyConfigurator),
      offers,
    };
  } catch (error) {
    if (!isItemError(error)) throw error;
    return { ...NOTHING, cpqVersion, unreadable: reasonOf(error) };
  }
};
