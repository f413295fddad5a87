import type { Json, ObjectDef, SfRecord } from '../model.ts';
import {
  area,
  bool,
  date,
  datetime,
  email,
  int,
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
    ...['Street', 'City', 'State', 'PostalCode', 'Country'].map((name) => text(name, 80, { createable: false })),
    phone('Phone', { createable: false }),
    phone('Fax', { createable: false }),
    text('PrimaryContact', 80, { createable: false }),
    pick('DefaultLocaleSidKey', ['en_US', 'en_GB', 'de_DE'], { createable: false, defaultValue: 'en_US' }),
    pick('TimeZoneSidKey', ['America/Los_Angeles', 'Europe/Berlin', 'GMT'], { createable: false, defaultValue: 'GMT' }),
    pick('LanguageLocaleKey', ['en_US', 'de', 'fr'], { createable: false, defaultValue: 'en_US' }),
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
    email('ComplianceBccEmail', { createable: false }),
    int('MonthlyPageViewsUsed', SYSTEM),
    ...auditFields,
  ],
  { createable: false, deletable: false }
);

// The fields of the object reference, and CreatedDate, which scenarios give and the reference does not list.
const oauthToken = standard(
  'OauthToken',
  '0CO',
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

/** What LoginHistory answers and sorts, and no condition takes (object reference). */
const UNFILTERED = { ...SYSTEM, filterable: false };

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
    datetime('LoginTime', SYSTEM),
    pick('LoginType', ['Application', 'Remote Access 2.0', 'OAuth', 'SAML Sfdc Initiated SSO'], SYSTEM),
    text('SourceIp', 39, SYSTEM),
    url('LoginUrl', SYSTEM),
    text('Browser', 64, UNFILTERED),
    text('Platform', 64, UNFILTERED),
    text('Application', 64, UNFILTERED),
    text('ClientVersion', 64, UNFILTERED),
    text('ApiType', 64, UNFILTERED),
    text('ApiVersion', 32, UNFILTERED),
    text('Status', 128, { ...UNFILTERED, defaultValue: 'Success', shownAs: loginStatusLabel }),
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
    text('SourceIp', 39, SYSTEM),
    int('NumSecondsValid', SYSTEM),
    text('UserType', 40, SYSTEM),
    datetime('CreatedDate', SYSTEM),
    datetime('LastModifiedDate', SYSTEM),
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
    bool('OptionsAllowAdminApprovedUsersOnly'),
    bool('OptionsRefreshTokenValidityMetric'),
    bool('OptionsHasSessionLevelPolicy'),
    bool('OptionsIsInternal', SYSTEM),
    bool('OptionsFullContentPushNotifications', SYSTEM),
    bool('OptionsCodeCredentialGuestEnabled', SYSTEM),
    url('MobileStartUrl'),
    url('StartUrl'),
    int('RefreshTokenValidityPeriod'),
    pick('UvidTimeout', ['0', '60', '120']),
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
    text('Action', 40, { ...SYSTEM, nillable: false }),
    text('Section', 80, SYSTEM),
    datetime('CreatedDate', SYSTEM),
    ref('CreatedById', 'User', undefined, SYSTEM),
    text('Display', 1000, SYSTEM),
    text('DelegateUser', 80, SYSTEM),
    text('ResponsibleNamespacePrefix', 15, SYSTEM),
    text('CreatedByContext', 40, SYSTEM),
    text('CreatedByIssuer', 40, SYSTEM),
  ],
  READ_ONLY
);

const CSP_CONTEXTS = ['All', 'LEX', 'Communities', 'VisualForce', 'CustomVisualforce'];
const CSP_DIRECTIVES = ['Connect', 'Font', 'Frame', 'Img', 'Media', 'Style'];
const cspTrustedSite = standard(
  'CspTrustedSite',
  '08y',
  [
    deletedField,
    text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
    pick('Language', ['en_US'], { defaultValue: 'en_US', nillable: false }),
    text('MasterLabel', 80, REQUIRED),
    text('NamespacePrefix', 15, SYSTEM),
    text('EndpointUrl', 1000, REQUIRED),
    area('Description', 255),
    bool('IsActive', { defaultValue: true }),
    pick('Context', CSP_CONTEXTS, { nillable: false, defaultValue: 'All' }),
    ...CSP_DIRECTIVES.map((name) => bool(`IsApplicableTo${name}Src`)),
    bool('CanAccessCamera'),
    bool('CanAccessMicrophone'),
    ...auditFields,
  ],
  { api: 'both', label: 'Trusted URL' }
);

const namedCredential = standard(
  'NamedCredential',
  '0XA',
  [
    text('DeveloperName', 80, { ...REQUIRED, nameField: true }),
    text('MasterLabel', 80, REQUIRED),
    text('NamespacePrefix', 15, SYSTEM),
    pick('Language', ['en_US'], { defaultValue: 'en_US', nillable: false }),
    url('Endpoint'),
    pick('PrincipalType', ['Anonymous', 'PerUser', 'NamedUser']),
    pick('CalloutStatus', ['Enabled', 'Disabled'], { defaultValue: 'Enabled', api: 'tooling' }),
    bool('CalloutOptionsGenerateAuthorizationHeader', { defaultValue: true }),
    pick('NamedCredentialType', ['Legacy', 'SecuredEndpoint', 'PrivateEndpoint'], {
      nillable: false,
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
    pick('Status', ['Active', 'Trial', 'Expired', 'Free'], { ...SYSTEM, defaultValue: 'Active' }),
    bool('IsProvisioned', SYSTEM),
    int('AllowedLicenses', SYSTEM),
    int('UsedLicenses', SYSTEM),
    date('ExpirationDate', SYSTEM),
    text('NamespacePrefix', 15, { ...SYSTEM, nameField: true }),
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
