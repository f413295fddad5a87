import {
  authProvider,
  certificate,
  cors,
  emailFunction,
  emailSettings,
  externalCredential,
  saml,
} from './accessTypes.ts';
import { flags, sameFields, words } from './elements.ts';
import { flow } from './flow.ts';
import { profile } from './profile.ts';
import type { MetadataType } from './spec.ts';
import { outboundMessage, workflow } from './workflow.ts';

const DIRECTIVES = ['Connect', 'Font', 'Frame', 'Img', 'Media', 'Style'].map((name) => `isApplicableTo${name}Src`);

const remoteSite: MetadataType = {
  name: 'RemoteSiteSetting',
  directory: 'remoteSiteSettings',
  suffix: 'remoteSite',
  keyPrefix: '0rp',
  elements: { ...words('description', 'url'), ...flags('disableProtocolSecurity', 'isActive') },
  required: ['url', 'isActive'],
  rows: {
    object: 'RemoteProxy',
    nameField: 'SiteName',
    fields: {
      ...sameFields('description', 'isActive'),
      url: 'EndpointUrl',
      disableProtocolSecurity: 'DisableProtocolSecurity',
    },
  },
};

const trustedSite: MetadataType = {
  name: 'CspTrustedSite',
  directory: 'cspTrustedSites',
  suffix: 'cspTrustedSite',
  keyPrefix: '08y',
  elements: {
    ...flags('canAccessCamera', 'canAccessMicrophone'),
    context: ['All', 'Communities', 'CustomVisualforce', 'FieldServiceMobileExtension', 'LEX', 'VisualForce'],
    ...words('description', 'endpointUrl'),
    ...flags('isActive', ...DIRECTIVES),
  },
  required: ['endpointUrl', 'isActive'],
  rows: {
    object: 'CspTrustedSite',
    nameField: 'DeveloperName',
    labelField: 'MasterLabel',
    fields: sameFields(
      'canAccessCamera',
      'canAccessMicrophone',
      'context',
      'description',
      'endpointUrl',
      'isActive',
      ...DIRECTIVES
    ),
  },
};

const namedCredential: MetadataType = {
  name: 'NamedCredential',
  directory: 'namedCredentials',
  suffix: 'namedCredential',
  keyPrefix: '0XA',
  elements: {
    ...flags('allowMergeFieldsInBody', 'allowMergeFieldsInHeader'),
    ...words('authProvider', 'authTokenEndpointUrl', 'awsAccessKey'),
    awsAccessSecret: 'secret',
    ...words('awsRegion', 'awsService'),
    calloutStatus: ['Enabled', 'Disabled'],
    ...words('certificate', 'description', 'endpoint'),
    ...flags('generateAuthorizationHeader'),
    ...words('jwtAudience', 'jwtFormulaSubject', 'jwtIssuer', 'jwtSigningCertificate', 'jwtTextSubject'),
    jwtValidityPeriodSeconds: 'int',
    label: 'string',
    namedCredentialParameters: {
      list: {
        of: {
          ...words('certificate', 'description', 'externalCredential'),
          ...flags('globalNamedPrincipalCredential', 'managedFeatureEnabledCallout'),
          ...words('outboundNetworkConnection', 'parameterName', 'parameterType', 'parameterValue'),
          ...flags('readOnlyNamedCredential', 'systemUserNamedCredential'),
          sequenceNumber: 'int',
        },
      },
    },
    namedCredentialType: ['Legacy', 'SecuredEndpoint', 'PrivateEndpoint'],
    oauthRefreshToken: 'secret',
    oauthScope: 'string',
    oauthToken: 'secret',
    password: 'secret',
    principalType: ['Anonymous', 'PerUser', 'NamedUser'],
    ...words('protocol', 'username'),
  },
  required: ['label'],
  rows: {
    object: 'NamedCredential',
    nameField: 'DeveloperName',
    fields: {
      ...sameFields('calloutStatus', 'endpoint', 'namedCredentialType', 'principalType'),
      label: 'MasterLabel',
      generateAuthorizationHeader: 'CalloutOptionsGenerateAuthorizationHeader',
    },
  },
};

const connectedApp: MetadataType = {
  name: 'ConnectedApp',
  directory: 'connectedApps',
  suffix: 'connectedApp',
  keyPrefix: '0H4',
  elements: {
    ...words('contactEmail', 'description', 'label'),
    oauthConfig: {
      of: {
        ...words('callbackUrl', 'consumerKey'),
        consumerSecret: 'secret',
        isAdminApproved: 'boolean',
        scopes: { list: 'string' },
      },
    },
    ...words('startUrl'),
  },
  required: ['label', 'contactEmail'],
  rows: { object: 'ConnectedApplication', nameField: 'Name', fields: { label: 'Name', startUrl: 'StartUrl' } },
  readOnly: true,
};

const SESSION_FLAGS = [
  'enableCSRFOnGet',
  'enableCSRFOnPost',
  'enableClickjackNonsetupSFDC',
  'enableClickjackNonsetupUser',
  'enableClickjackNonsetupUserHeaderless',
  'enableClickjackSetup',
  'forceLogoutOnSessionTimeout',
  'lockSessionsToDomain',
  'lockSessionsToIp',
  'referrerPolicy',
  'requireHttpOnly',
];

const security: MetadataType = {
  name: 'SecuritySettings',
  directory: 'settings',
  suffix: 'settings',
  keyPrefix: '000',
  elements: {
    ...flags('canUsersGrantLoginAccess', 'enableAdminLoginAsAnyUser', 'enableAuditFieldsInactiveOwner'),
    sessionSettings: { of: { ...flags(...SESSION_FLAGS), ...words('logoutURL', 'sessionTimeout') } },
    singleSignOnSettings: {
      of: flags(
        'enableForceDelegatedCallout',
        'enableMultipleSamlConfigs',
        'enableSamlJitProvisioning',
        'enableSamlLogin'
      ),
    },
  },
  required: [],
  listedAs: 'Settings',
  only: {
    fullName: 'Security',
    initial: {
      canUsersGrantLoginAccess: true,
      sessionSettings: {
        enableCSRFOnGet: true,
        enableCSRFOnPost: true,
        enableClickjackNonsetupSFDC: true,
        enableClickjackNonsetupUser: false,
        enableClickjackNonsetupUserHeaderless: false,
        enableClickjackSetup: true,
        sessionTimeout: 'TwoHours',
      },
    },
  },
};

const framedBy: MetadataType = {
  name: 'IframeWhiteListUrlSettings',
  directory: 'iframeWhiteListUrlSettings',
  suffix: 'iframeWhiteListUrlSettings',
  keyPrefix: '0BR',
  elements: {
    iframeWhiteListUrls: { list: { of: { context: ['LightningOut', 'Surveys', 'VisualforcePages'], url: 'string' } } },
  },
  required: [],
  only: { fullName: 'IframeWhiteListUrlSettings', initial: {} },
};

/** The metadata types that the simulated orgs have. */
export const METADATA_TYPES: readonly MetadataType[] = [
  authProvider,
  certificate,
  connectedApp,
  cors,
  trustedSite,
  emailSettings,
  emailFunction,
  externalCredential,
  flow,
  framedBy,
  namedCredential,
  profile,
  remoteSite,
  saml,
  security,
  workflow,
  outboundMessage,
];

/** The type of a name, spelt exactly. */
export function metadataType(name: string): MetadataType | undefined {
  return METADATA_TYPES.find((type) => type.name === name);
}
