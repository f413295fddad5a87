import type { Json, ObjectDef, SfRecord } from '../model.ts';
import {
  area,
  bool,
  datetime,
  email,
  inTooling,
  int,
  may,
  phone,
  pick,
  READ_ONLY,
  ref,
  REQUIRED,
  standard,
  SYSTEM,
  text,
  url,
} from './fields.ts';
import { auditFields, deletedField } from './systemFields.ts';

const EDITIONS = ['Developer Edition', 'Enterprise Edition', 'Unlimited Edition', 'Team Edition'];

const organization = standard(
  'Organization',
  '00D',
  [
    text('Name', 80, { ...REQUIRED, nameField: true, createable: false }),
    text('Division', 80, { createable: false }),
    area('Street', 255, may('UFSGN')),
    ...['City', 'State', 'PostalCode'].map((name) => text(name, 80, { createable: false })),
    text('Country', 80, may('FSGN')),
    phone('Phone', { createable: false }),
    phone('Fax', { createable: false }),
    text('PrimaryContact', 80, { createable: false }),
    pick('DefaultLocaleSidKey', ['en_US', 'en_GB', 'de_DE'], { ...may('UFSG'), defaultValue: 'en_US' }),
    pick('TimeZoneSidKey', ['America/Los_Angeles', 'Europe/Berlin', 'GMT'], { ...may('UFSG'), defaultValue: 'GMT' }),
    pick('LanguageLocaleKey', ['en_US', 'de', 'fr'], { ...may('UFSG'), defaultValue: 'en_US' }),
    bool('ReceivesInfoEmails', { createable: false }),
    int('FiscalYearStartMonth', { ...SYSTEM, defaultValue: 1 }),
    bool('UsesStartDateAsFiscalYearName', SYSTEM),
    pick('OrganizationType', EDITIONS, { ...SYSTEM, defaultValue: 'Enterprise Edition', label: 'Edition' }),
    text('NamespacePrefix', 15, SYSTEM),
    text('InstanceName', 5, SYSTEM),
    bool('IsSandbox', { ...SYSTEM, label: 'Is Sandbox' }),
    bool('IsReadOnly', SYSTEM),
    datetime('TrialExpirationDate', SYSTEM),
    text('WebToCaseDefaultOrigin', 40, { createable: false }),
    email('ComplianceBccEmail', may('FSGN')),
    int('MonthlyPageViewsUsed', SYSTEM),
    ...auditFields,
  ],
  { createable: false, deletable: false }
);

// The fields of the object reference, and CreatedDate, which scenarios give and the reference does not list.
const oauthToken = standard(
  'OauthToken',
  '0CQ',
  [
    text('AccessToken', 4000, SYSTEM),
    ref('AppMenuItemId', 'AppMenuItem', undefined, SYSTEM),
    text('AppName', 80, SYSTEM),
    datetime('CreatedDate', SYSTEM),
    text('DeleteToken', 4000, SYSTEM),
    datetime('LastUsedDate', SYSTEM),
    text('RequestToken', 4000, SYSTEM),
    int('UseCount', SYSTEM),
    ref('UserId', 'User', undefined, SYSTEM),
  ],
  { ...READ_ONLY, label: 'OAuth Token' }
);

/** How a login ended, as people read it: in the language of the user who asks. The German and French words are made up. */
const LOGIN_STATUS: Record<string, Record<string, string>> = {
  Success: { de: 'Erfolgreich', fr: 'Réussite' },
  'Invalid Password': { de: 'Ungültiges Kennwort', fr: 'Mot de passe non valide' },
};

const loginStatusLabel = ({ Status }: SfRecord, language: Json | undefined): Json =>
  LOGIN_STATUS[String(Status)]?.[String(language)] ?? Status ?? null;

const loginHistory = standard(
  'LoginHistory',
  '0Ya',
  [
    ref('UserId', 'User', undefined, SYSTEM),
    datetime('LoginTime', may('FS')),
    pick('LoginType', ['Application', 'Remote Access 2.0', 'OAuth', 'SAML Sfdc Initiated SSO'], may('FSG')),
    text('SourceIp', 39, SYSTEM),
    text('LoginUrl', 1024, SYSTEM),
    // These can be read, sorted and grouped by, but not filtered by.
    ...['Browser', 'Platform', 'Application', 'ClientVersion', 'ApiType'].map((name) => text(name, 64, may('SGN'))),
    text('ApiVersion', 32, may('SGN')),
    text('Status', 128, { ...may('SGN'), defaultValue: 'Success', shownAs: loginStatusLabel }),
    text('CountryIso', 2, SYSTEM),
  ],
  READ_ONLY
);

const authSession = standard(
  'AuthSession',
  '0Ak',
  [
    ref('UsersId', 'User', undefined, { ...SYSTEM, relationshipName: 'Users' }),
    ref('LoginHistoryId', 'LoginHistory', undefined, SYSTEM),
    pick('LoginType', ['Application', 'Remote Access 2.0', 'OAuth'], SYSTEM),
    pick('SessionType', ['UI', 'API', 'Oauth2', 'Visualforce'], SYSTEM),
    text('SourceIp', 39, may('FSG')),
    int('NumSecondsValid', may('FSG')),
    pick('UserType', [], may('FSG')),
    datetime('CreatedDate', may('FS')),
    datetime('LastModifiedDate', may('FS')),
    bool('IsCurrent', SYSTEM),
  ],
  { ...READ_ONLY, deletable: true }
);

const VERIFICATION_METHODS = [
  'Totp',
  'Sms',
  'Email',
  'SalesforceAuthenticator',
  'U2F',
  'BuiltInAuthenticator',
  'WebAuthnRoamingAuthenticator',
  'PwlessPasskey',
  'TempCode',
  'LL',
  'Password',
  'CustomOtpDelivery',
];

/** Who proved who they are, when and how; names and types as the field reference has them. */
const verificationHistory = standard(
  'VerificationHistory',
  '0NV',
  [
    int('EventGroup', SYSTEM),
    datetime('VerificationTime', SYSTEM),
    pick('VerificationMethod', VERIFICATION_METHODS, SYSTEM),
    ref('UserId', 'User', undefined, SYSTEM),
    pick('Activity', ['Login', 'ConnectWebAuth', 'ConnectU2F', 'ChangeEmail', 'ConnectedApp', 'Apex'], SYSTEM),
    pick('Status', ['Succeeded', 'AutomatedSuccess', 'FailedGeneralError', 'InProgress', 'Denied'], SYSTEM),
    ref('LoginHistoryId', 'LoginHistory', undefined, SYSTEM),
    text('SourceIp', 200, SYSTEM),
    pick('Policy', ['TwoFactorAuthentication', 'DeviceActivation', 'CustomApex'], SYSTEM),
    text('Remarks', 255, SYSTEM),
    ...auditFields,
  ],
  READ_ONLY
);

const connectedApplication = standard(
  'ConnectedApplication',
  '0H4',
  [
    text('Name', 80, { ...SYSTEM, nillable: false, nameField: true }),
    ...['AllowAdminApprovedUsersOnly', 'RefreshTokenValidityMetric', 'HasSessionLevelPolicy'].map((name) =>
      bool(`Options${name}`, may('F'))
    ),
    url('MobileStartUrl', may('FSN')),
    url('StartUrl', may('FSN')),
    int('RefreshTokenValidityPeriod', SYSTEM),
    pick('UvidTimeout', ['0', '60', '120'], SYSTEM),
    ...auditFields,
  ],
  { createable: false, deletable: false }
);

/** What takes the place of connected apps; its settings and credentials are in objects and files of their own. */
const externalClientApplication = standard(
  'ExternalClientApplication',
  '0xI',
  [
    deletedField,
    text('DeveloperName', 40, { ...SYSTEM, nillable: false, nameField: true }),
    text('MasterLabel', 80, { ...SYSTEM, nillable: false }),
    text('NamespacePrefix', 15, SYSTEM),
    text('Description', 255, SYSTEM),
    email('ContactEmail', SYSTEM),
    pick('DistributionState', ['Local', 'Packaged', 'Managed', 'AutoInstalled'], { ...SYSTEM, defaultValue: 'Local' }),
    ...auditFields,
  ],
  READ_ONLY
);

const setupAuditTrail = standard(
  'SetupAuditTrail',
  '0Ym',
  [
    text('Action', 40, may('FS')),
    text('Section', 80, may('SN')),
    datetime('CreatedDate', SYSTEM),
    ref('CreatedById', 'User', undefined, SYSTEM),
    text('Display', 1000, may('SN')),
    text('DelegateUser', 80, may('FSN')),
    text('ResponsibleNamespacePrefix', 15, SYSTEM),
    text('CreatedByContext', 40, SYSTEM),
    text('CreatedByIssuer', 40, SYSTEM),
  ],
  READ_ONLY
);

const CSP_CONTEXTS = ['All', 'LEX', 'Communities', 'VisualForce', 'CustomVisualforce'];
const CSP_DIRECTIVES = ['Connect', 'Font', 'Frame', 'Img', 'Media', 'Style'];
const TOOLING_CSP = inTooling('CUFSGN');
const cspTrustedSite = standard(
  'CspTrustedSite',
  '08y',
  [
    deletedField,
    text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
    pick('Language', ['en_US'], { defaultValue: 'en_US' }),
    text('MasterLabel', 80, REQUIRED),
    text('NamespacePrefix', 15, SYSTEM),
    text('EndpointUrl', 1000, { ...REQUIRED, ...TOOLING_CSP }),
    area('Description', 255, { tooling: { type: 'string' } }),
    bool('IsActive', { defaultValue: true, ...TOOLING_CSP }),
    pick('Context', CSP_CONTEXTS, { nillable: false, defaultValue: 'All', ...TOOLING_CSP }),
    ...CSP_DIRECTIVES.map((name) => bool(`IsApplicableTo${name}Src`, TOOLING_CSP)),
    bool('CanAccessCamera', TOOLING_CSP),
    bool('CanAccessMicrophone', TOOLING_CSP),
    ...auditFields,
  ],
  { api: 'both', label: 'Trusted URL' }
);

const namedCredential = standard(
  'NamedCredential',
  '0XA',
  [
    text('DeveloperName', 80, { ...may('FSG'), nameField: true }),
    text('MasterLabel', 80, may('FSG')),
    text('NamespacePrefix', 15, SYSTEM),
    pick('Language', ['en_US'], { ...may('FSG'), defaultValue: 'en_US', ...inTooling('FSGN') }),
    area('Endpoint', 1024, may('N')),
    pick('PrincipalType', ['Anonymous', 'PerUser', 'NamedUser'], may('FSG')),
    pick('CalloutStatus', ['Enabled', 'Disabled'], { defaultValue: 'Enabled', api: 'tooling' }),
    bool('CalloutOptionsGenerateAuthorizationHeader', { ...may('F'), defaultValue: true }),
    pick('NamedCredentialType', ['Legacy', 'SecuredEndpoint', 'PrivateEndpoint'], {
      ...may('FSGN'),
      defaultValue: 'Legacy',
      api: 'tooling',
    }),
    ...auditFields,
  ],
  { api: 'both', createable: false, deletable: false }
);

const packageLicense = standard(
  'PackageLicense',
  '050',
  [
    pick('Status', ['Active', 'Trial', 'Expired', 'Free'], { ...may('FSG'), defaultValue: 'Active' }),
    bool('IsProvisioned', SYSTEM),
    int('AllowedLicenses', may('FSG')),
    int('UsedLicenses', may('FSG')),
    datetime('ExpirationDate', SYSTEM),
    text('NamespacePrefix', 15, { ...may('FSG'), nameField: true }),
    ...auditFields,
  ],
  READ_ONLY
);

/** The org itself, its logins, and the setup objects that a refresh touches. */
export const setupObjects: ObjectDef[] = [
  organization,
  oauthToken,
  loginHistory,
  authSession,
  verificationHistory,
  connectedApplication,
  externalClientApplication,
  setupAuditTrail,
  cspTrustedSite,
  namedCredential,
  packageLicense,
];
