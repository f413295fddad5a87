import type { ObjectDef } from '../model.ts';
import {
  area,
  bool,
  datetime,
  email,
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
} from './fields.ts';
import { auditFields } from './systemFields.ts';

const LOCALES = ['en_US=English (United States)', 'en_GB=English (United Kingdom)', 'de_DE=German (Germany)'];
const LANGUAGES = ['en_US=English', 'de=German', 'fr=French', 'es=Spanish', 'ja=Japanese'];
const TIME_ZONES = [
  'America/Los_Angeles',
  'America/Chicago',
  'America/New_York',
  'Europe/London',
  'Europe/Berlin',
  'GMT',
];
const ENCODINGS = ['UTF-8=Unicode (UTF-8)', 'ISO-8859-1=General US & Western Europe (ISO-8859-1)'];
const USER_TYPES = [
  'Standard',
  'PowerPartner',
  'PowerCustomerSuccess',
  'CustomerSuccess',
  'Guest',
  'CspLitePortal',
  'AutomatedProcess',
];
const ADDRESS = [area('Street', 255), ...['City', 'State', 'PostalCode', 'Country'].map((name) => text(name, 80))];

const user = standard(
  'User',
  '005',
  [
    text('Username', 80, { ...REQUIRED, unique: true, idLookup: true, permissionable: false }),
    text('LastName', 80, { ...REQUIRED, permissionable: false }),
    text('FirstName', 40, { permissionable: false }),
    text('Name', 121, { ...SYSTEM, nillable: false, nameField: true, permissionable: false, label: 'Full Name' }),
    text('CompanyName', 80),
    text('Division', 80),
    text('Department', 80),
    text('Title', 80),
    ...ADDRESS,
    email('Email', { ...REQUIRED, permissionable: false, idLookup: true }),
    bool('EmailPreferencesAutoBcc', { ...may('CUF'), permissionable: false }),
    email('SenderEmail', { length: 80 }),
    text('SenderName', 80),
    phone('Phone'),
    phone('Fax'),
    phone('MobilePhone'),
    text('Alias', 8, { ...REQUIRED, permissionable: false }),
    text('CommunityNickname', 40, { nillable: false, defaultValue: '', permissionable: false, label: 'Nickname' }),
    bool('IsActive', { defaultValue: true, permissionable: false, label: 'Active' }),
    pick('TimeZoneSidKey', TIME_ZONES, { ...REQUIRED, permissionable: false, label: 'Time Zone' }),
    ref('UserRoleId', 'UserRole', 'Users', { permissionable: false, label: 'Role ID' }),
    pick('LocaleSidKey', LOCALES, { ...REQUIRED, permissionable: false, label: 'Locale' }),
    bool('ReceivesInfoEmails', { permissionable: false }),
    bool('ReceivesAdminInfoEmails', { permissionable: false }),
    pick('EmailEncodingKey', ENCODINGS, { ...REQUIRED, permissionable: false, label: 'Email Encoding' }),
    ref('ProfileId', 'Profile', 'Users', { ...REQUIRED, permissionable: false }),
    pick('UserType', USER_TYPES, { ...SYSTEM, defaultValue: 'Standard', permissionable: false }),
    pick('LanguageLocaleKey', LANGUAGES, { ...REQUIRED, permissionable: false, label: 'Language' }),
    text('EmployeeNumber', 20),
    ref('DelegatedApproverId', ['Group', 'User'], undefined, { permissionable: false }),
    ref('ManagerId', 'User', 'ManagedUsers'),
    ref('ContactId', 'Contact', 'Users', { permissionable: false }),
    ref('AccountId', 'Account', 'Users', { ...SYSTEM, permissionable: false }),
    datetime('LastLoginDate', { ...SYSTEM, permissionable: false }),
    datetime('LastPasswordChangeDate', { ...SYSTEM, permissionable: false }),
    int('NumberOfFailedLogins', { ...SYSTEM, defaultValue: 0, permissionable: false }),
    text('FederationIdentifier', 512, {
      ...may('CUFSN'),
      unique: true,
      permissionable: false,
      label: 'SAML Federation ID',
    }),
    area('AboutMe', 1000, may('CUFSN')),
    ...auditFields,
    ...['MarketingUser', 'SFContentUser', 'OfflineUser', 'InteractionUser', 'SupportUser', 'KnowledgeUser'].map(
      (name) => bool(`UserPermissions${name}`, { ...may('CUF'), permissionable: false })
    ),
  ],
  { api: 'both', label: 'User', deletable: false }
);

const userLogin = standard(
  'UserLogin',
  '0Yw',
  [
    ref('UserId', 'User', undefined, SYSTEM),
    bool('IsFrozen', { label: 'Frozen' }),
    bool('IsPasswordLocked'),
    ...auditFields.slice(2, 4),
  ],
  { createable: false, deletable: false }
);

const userRole = standard('UserRole', '00E', [
  text('Name', 80, { ...REQUIRED, nameField: true }),
  text('DeveloperName', 80),
  ref('ParentRoleId', 'UserRole'),
  text('RollupDescription', 80),
  pick('OpportunityAccessForAccountOwner', ['None', 'Read', 'Edit'], { nillable: false, defaultValue: 'Edit' }),
  ...auditFields.slice(2),
]);

const group = standard('Group', '00G', [
  text('Name', 40, { ...REQUIRED, nameField: true }),
  text('DeveloperName', 80),
  pick('Type', ['Regular', 'Queue', 'Organization', 'Role', 'RoleAndSubordinates'], may('CFSG')),
  ref('RelatedId', ['User', 'UserRole'], undefined, SYSTEM),
  email('Email', { length: 255 }),
  ...auditFields,
]);

const groupMember = standard(
  'GroupMember',
  '011',
  [
    ref('GroupId', 'Group', 'GroupMembers', { ...REQUIRED, updateable: false }),
    ref('UserOrGroupId', ['Group', 'User'], undefined, { ...REQUIRED, updateable: false }),
    ...auditFields.slice(4),
  ],
  { updateable: false }
);

/** Which objects a queue takes. */
const queueSobject = standard(
  'QueueSobject',
  '03g',
  [
    ref('QueueId', 'Group', 'QueueSobjects', { ...REQUIRED, updateable: false }),
    text('SobjectType', 40, { ...REQUIRED, updateable: false }),
  ],
  { updateable: false }
);

const userLicense = standard(
  'UserLicense',
  '100',
  [
    text('LicenseDefinitionKey', 40, { ...SYSTEM, nillable: false }),
    text('Name', 40, { ...SYSTEM, nillable: false, nameField: true }),
    text('MasterLabel', 40, { ...SYSTEM, nillable: false }),
    pick('Status', ['Active', 'Disabled'], { ...may('FSG'), defaultValue: 'Active' }),
    int('TotalLicenses', may('FSG')),
    int('UsedLicenses', may('FSG')),
    ...auditFields.slice(0, 1),
  ],
  READ_ONLY
);

/** Users, what they belong to, and whether they are frozen. */
export const userObjects: ObjectDef[] = [user, userLogin, userRole, group, groupMember, queueSobject, userLicense];
