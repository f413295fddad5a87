import type { ObjectDef } from '../model.ts';
import {
  area,
  bool,
  date,
  datetime,
  email,
  int,
  may,
  pick,
  READ_ONLY,
  ref,
  REQUIRED,
  standard,
  SYSTEM,
  text,
  url,
} from './fields.ts';
import { auditFields } from './systemFields.ts';

const developerName = [
  text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
  text('MasterLabel', 80, REQUIRED),
  text('NamespacePrefix', 15, SYSTEM),
  pick('Language', ['en_US'], { defaultValue: 'en_US' }),
];
/** Components of the Metadata API write these; the data APIs read them. */
const SETUP_ONLY = { createable: false, updateable: false, deletable: false } as const;

const externalCredential = standard(
  'ExternalCredential',
  '0pY',
  [
    ...developerName,
    text('Description', 255),
    pick('AuthenticationProtocol', ['NoAuthentication', 'Oauth', 'AwsSv4', 'Basic', 'Custom', 'Jwt'], may('FSG')),
    ...auditFields,
  ],
  { ...SETUP_ONLY, api: 'tooling' }
);

const authProvider = standard(
  'AuthProvider',
  '0SO',
  [
    text('DeveloperName', 32, { ...REQUIRED, nameField: true }),
    text('FriendlyName', 32, REQUIRED),
    pick('ProviderType', [], REQUIRED),
    datetime('CreatedDate', SYSTEM),
    url('AuthorizeUrl', may('CUFSN')),
    text('ConsumerKey', 256, may('CUFSN')),
    text('DefaultScopes', 256, may('CUFSN')),
    text('ErrorUrl', 1024, may('CUFSN')),
    url('LogoutUrl', may('CUFSN')),
    ...['IncludeOrgIdInId', 'SendAccessTokenInHeader', 'SendClientCredentialsInHeader'].map((name) =>
      bool(`Options${name}`, may('CUF'))
    ),
    url('TokenUrl', may('CUFSN')),
    url('UserInfoUrl', may('CUFSN')),
    ...auditFields.slice(1),
  ],
  { label: 'Auth. Provider' }
);

const samlSsoConfig = standard(
  'SamlSsoConfig',
  '0LE',
  [
    ...developerName.slice(0, 3),
    pick('Language', ['en_US'], { ...may('FSG'), defaultValue: 'en_US' }),
    text('Issuer', 1024, may('FSG')),
    pick('Version', ['1.1', '2.0'], may('FSG')),
    text('Audience', 1024, may('FSG')),
    pick('IdentityLocation', ['SubjectNameId', 'Attribute'], may('FSG')),
    pick('IdentityMapping', ['Username', 'FederationId', 'UserId'], may('FSG')),
    ...['LoginUrl', 'LogoutUrl', 'ErrorUrl'].map((name) => text(name, 1024, may('FSN'))),
    text('ValidationCert', 4000, may('FS')),
    bool('OptionsSpInitBinding', may('F')),
    bool('OptionsUserProvisioning', may('F')),
    ...auditFields,
  ],
  { ...SETUP_ONLY, label: 'SAML Single Sign-On Configuration' }
);

const corsWhitelistEntry = standard(
  'CorsWhitelistEntry',
  '074',
  [...developerName, text('UrlPattern', 255, REQUIRED), ...auditFields],
  { label: 'CORS Allowed Origin' }
);

const certificate = standard(
  'Certificate',
  '0P1',
  [
    text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
    text('MasterLabel', 80, REQUIRED),
    date('ExpirationDate', SYSTEM),
    int('KeySize', SYSTEM),
    bool('OptionsIsCaSigned', may('F')),
    bool('OptionsIsPrivateKeyExportable', may('F')),
    ...auditFields,
  ],
  { ...READ_ONLY, api: 'tooling' }
);

const emailRelay = standard('EmailRelay', '26Z', [
  text('Host', 255, { ...REQUIRED, nameField: true }),
  pick('Port', ['25', '587', '10025', '11025'], REQUIRED),
  pick('TlsSetting', ['Off', 'Preferred', 'PreferredVerify', 'Required', 'RequiredVerify'], REQUIRED),
  bool('IsRequireAuth'),
  pick('AuthType', ['PLAIN', 'LOGIN']),
  text('Username', 255),
  ...auditFields,
]);

const orgWideEmailAddress = standard(
  'OrgWideEmailAddress',
  '0D2',
  [
    email('Address', { ...may('CUFS'), idLookup: true }),
    text('DisplayName', 120, { ...may('CUFS'), nameField: true }),
    bool('IsAllowAllProfiles'),
    bool('IsVerified'),
    pick('Purpose', ['UserSelection', 'DefaultNoreply', 'UserSelectionAndDefaultNoreply'], {
      nillable: false,
      defaultValue: 'UserSelection',
    }),
    ...auditFields,
  ],
  { label: 'Organization-wide From Email Address' }
);

/** A domain that the org may send from, once its ownership is verified; API 64.0 and later. */
const authorizedEmailDomain = standard(
  'AuthorizedEmailDomain',
  '0Xe',
  [
    text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
    text('MasterLabel', 80, REQUIRED),
    text('DomainName', 255, REQUIRED),
    bool('IsDomainOwnershipVerified', SYSTEM),
    ...auditFields,
  ],
  { api: 'tooling' }
);

const DOMAIN_MATCH = ['DomainOnly', 'SubdomainsOnly', 'DomainAndSubdomains'];
/** A DKIM key. */
const emailDomainKey = standard('EmailDomainKey', '0Ek', [
  text('Domain', 255, { ...REQUIRED, nameField: true }),
  pick('DomainMatch', DOMAIN_MATCH, { nillable: false, defaultValue: 'DomainOnly' }),
  text('DomainMatchPattern', 255),
  text('Selector', 63, REQUIRED),
  text('AlternateSelector', 63),
  bool('IsActive'),
  pick('Status', ['Provisioning', 'Published', 'Failed'], SYSTEM),
  ...auditFields,
]);

const ACTIONS = ['UseSystemDefault', 'Bounce', 'Discard', 'Requeue'];

const emailServicesFunction = standard('EmailServicesFunction', '091', [
  text('FunctionName', 64, { ...REQUIRED, nameField: true }),
  ref('ApexClassId', 'ApexClass'),
  area('AuthorizedSenders', 4000, may('CUFSN')),
  pick('AttachmentOption', ['None', 'TextOnly', 'BinaryOnly', 'All', 'NoContent'], {
    ...REQUIRED,
    defaultValue: 'None',
  }),
  ...['OverLimit', 'AddressInactive', 'FunctionInactive', 'AuthorizationFailure', 'AuthenticationFailure'].map((name) =>
    pick(`${name}Action`, ACTIONS, { defaultValue: 'UseSystemDefault' })
  ),
  email('ErrorRoutingAddress', may('CUFSN')),
  ...[
    'Active',
    'AuthenticationRequired',
    'TlsRequired',
    'ErrorRoutingEnabled',
    'TextAttachmentsAsBinary',
    'TextTruncated',
  ].map((name) => bool(`Is${name}`)),
  ...auditFields,
]);

const emailServicesAddress = standard('EmailServicesAddress', '093', [
  text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
  text('LocalPart', 64, REQUIRED),
  text('EmailDomainName', 255, SYSTEM),
  ref('FunctionId', 'EmailServicesFunction', 'Addresses', REQUIRED),
  ref('RunAsUserId', 'User', undefined, REQUIRED),
  area('AuthorizedSenders', 4000, may('CUFSN')),
  bool('IsActive'),
  ...auditFields,
]);

/** What an org sends mail with and reaches other systems by; endpoints without rows are in the Metadata API alone. */
export const credentialObjects: ObjectDef[] = [
  externalCredential,
  authProvider,
  samlSsoConfig,
  corsWhitelistEntry,
  certificate,
  emailRelay,
  orgWideEmailAddress,
  authorizedEmailDomain,
  emailDomainKey,
  emailServicesFunction,
  emailServicesAddress,
];
