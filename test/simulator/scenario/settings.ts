import type { SfRecord } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { CpqApiPart, EmailDeliverability, OrgPart } from './types.ts';

/** Settings of an org that live on Setup pages, not in any record (but for {@link SetupSettings.cpqApi}). */
export type SetupSettings = {
  emailDeliverability: EmailDeliverability;
  ssoEnabled: boolean;
  externalConfiguratorUrl: string;
  thirdPartyConfigurator: boolean;
  /** Whatever else the pages show: by tab and label. What is not here has its initial value. */
  pageFields: { [tabAndLabel: string]: string | boolean };
  /** The custom setting through which this package version lets the API see the two settings above. */
  cpqApi?: CpqApiPart;
};

/** The Setup settings of an org as its scenario says. */
export function settingsOf(store: OrgStore, part: OrgPart): SetupSettings {
  const { emailDeliverability = 'all', ssoEnabled = false, cpqSettings = {} } = part;
  const { externalConfiguratorUrl = '', thirdPartyConfigurator = false, fields = {}, api } = cpqSettings;
  const values = { emailDeliverability, ssoEnabled, externalConfiguratorUrl, thirdPartyConfigurator };
  return liveSettings(store, { ...values, pageFields: { ...fields }, ...(api ? { cpqApi: api } : {}) });
}

/** What a refresh makes of production's settings: all of them, but no e-mail beside the system's and no SSO. */
export function refreshedSettings(copy: OrgStore, source: SetupSettings): SetupSettings {
  const pageFields = { ...source.pageFields };
  return liveSettings(copy, { ...source, pageFields, emailDeliverability: 'system', ssoEnabled: false });
}

/** Settings that are also a record have their value there, so that page and API always agree. */
function liveSettings(store: OrgStore, settings: SetupSettings): SetupSettings {
  const { cpqApi, externalConfiguratorUrl, thirdPartyConfigurator } = settings;
  if (!cpqApi) return settings;
  const { object, urlField, thirdPartyField } = cpqApi;
  defineSetting(store, cpqApi);
  const find = (): SfRecord | undefined => [...store.table(object).rows()][0];
  const write = (values: { [field: string]: string | boolean }): void => {
    store.load(object, { Name: 'Configurator (Organization)', SetupOwnerId: store.facts.orgId, ...find(), ...values });
  };
  write({ [urlField]: externalConfiguratorUrl, [thirdPartyField]: thirdPartyConfigurator });
  return Object.defineProperties(settings, {
    externalConfiguratorUrl: {
      enumerable: true,
      get: () => String(find()?.[urlField] ?? ''),
      set: (value: string) => write({ [urlField]: value }),
    },
    thirdPartyConfigurator: {
      enumerable: true,
      get: () => find()?.[thirdPartyField] === true,
      set: (value: boolean) => write({ [thirdPartyField]: value }),
    },
  });
}

function defineSetting(store: OrgStore, { object, label, urlField, thirdPartyField }: CpqApiPart): void {
  if (store.object(object)) return;
  store.define({
    name: object,
    label,
    labelPlural: label,
    keyPrefix: 'aZ9',
    custom: true,
    customSetting: true,
    api: 'rest',
    fields: [
      { name: urlField, label: 'External Configurator URL', type: 'string', length: 255 },
      {
        name: thirdPartyField,
        label: 'Third Party Configurator',
        type: 'boolean',
        nillable: false,
        defaultValue: false,
      },
    ],
  });
}
