import { emailAddresses } from './emailParts.ts';
import { flags, sameFields, words } from './elements.ts';
import type { MetadataType } from './spec.ts';

/** How others get into an org, how it gets out to others, and how it sends mail. */

export const cors: MetadataType = {
  name: 'CorsWhitelistOrigin',
  directory: 'corsWhitelistOrigins',
  suffix: 'corsWhitelistOrigin',
  keyPrefix: '074',
  elements: words('urlPattern'),
  required: ['urlPattern'],
  rows: {
    object: 'CorsWhitelistEntry',
    nameField: 'DeveloperName',
    labelField: 'MasterLabel',
    fields: sameFields('urlPattern'),
  },
};

const AUTH_FIELDS = [
  'authorizeUrl',
  'consumerKey',
  'defaultScopes',
  'errorUrl',
  'friendlyName',
  'logoutUrl',
  'providerType',
  'tokenUrl',
  'userInfoUrl',
];

export const authProvider: MetadataType = {
  name: 'AuthProvider',
  directory: 'authproviders',
  suffix: 'authprovider',
  keyPrefix: '0SO',
  elements: {
    ...words('appleTeam', 'authorizeUrl', 'consumerKey'),
    consumerSecret: 'secret',
    ...words('customMetadataTypeRecord', 'defaultScopes'),
    ecKey: 'secret',
    ...words('errorUrl', 'executionUser', 'friendlyName', 'iconUrl', 'idTokenIssuer', 'linkKickoffUrl', 'logoutUrl'),
    ...words('oauthKickoffUrl', 'plugin', 'portal', 'providerType', 'registrationHandler'),
    ...flags('includeOrgIdInIdentifier', 'isPkceEnabled', 'requireMfa'),
    ...flags('sendAccessTokenInHeader', 'sendClientCredentialsInHeader', 'sendSecretInApis'),
    ...words('ssoKickoffUrl', 'tokenUrl', 'userInfoUrl'),
  },
  required: ['friendlyName', 'providerType'],
  rows: {
    object: 'AuthProvider',
    nameField: 'DeveloperName',
    fields: {
      ...sameFields(...AUTH_FIELDS),
      includeOrgIdInIdentifier: 'OptionsIncludeOrgIdInId',
      sendAccessTokenInHeader: 'OptionsSendAccessTokenInHeader',
      sendClientCredentialsInHeader: 'OptionsSendClientCredentialsInHeader',
    },
  },
};

export const saml: MetadataType = {
  name: 'SamlSsoConfig',
  directory: 'samlssoconfigs',
  suffix: 'samlssoconfig',
  keyPrefix: '0LE',
  elements: {
    ...words('attributeName', 'attributeNameIdFormat', 'decryptionCertificate', 'errorUrl', 'executionUserId'),
    ...words('identityLocation', 'identityMapping', 'issuer', 'loginUrl', 'logoutUrl', 'name', 'oauthTokenEndpoint'),
    redirectBinding: 'boolean',
    ...words('requestSignatureMethod', 'requestSigningCertId', 'salesforceLoginUrl', 'samlEntityId'),
    ...words('samlJitHandlerId', 'samlVersion', 'singleLogoutBinding', 'singleLogoutUrl'),
    userProvisioning: 'boolean',
    validationCert: 'string',
  },
  required: ['identityLocation', 'identityMapping', 'issuer', 'name', 'samlEntityId', 'samlVersion', 'validationCert'],
  rows: {
    object: 'SamlSsoConfig',
    nameField: 'DeveloperName',
    fields: {
      ...sameFields('errorUrl', 'identityLocation', 'identityMapping', 'issuer', 'loginUrl', 'logoutUrl'),
      name: 'MasterLabel',
      samlEntityId: 'Audience',
      userProvisioning: 'OptionsUserProvisioning',
      validationCert: 'ValidationCert',
    },
  },
};

const PROTOCOLS = ['AwsSv4', 'Basic', 'Custom', 'Jwt', 'NoAuthentication', 'Oauth'];

/** Its secrets belong to its principals and never were in the component. */
export const externalCredential: MetadataType = {
  name: 'ExternalCredential',
  directory: 'externalCredentials',
  suffix: 'externalCredential',
  keyPrefix: '0pY',
  elements: {
    authenticationProtocol: PROTOCOLS,
    description: 'string',
    externalCredentialParameters: {
      list: {
        of: {
          ...words('authProvider', 'certificate', 'description', 'externalAuthIdentityProvider', 'parameterGroup'),
          ...words('parameterName', 'parameterType', 'parameterValue', 'principal'),
          sequenceNumber: 'int',
        },
      },
    },
    label: 'string',
  },
  required: ['label', 'authenticationProtocol'],
  rows: {
    object: 'ExternalCredential',
    nameField: 'DeveloperName',
    fields: { ...sameFields('authenticationProtocol', 'description'), label: 'MasterLabel' },
  },
};

/** Facts alone: what a certificate is made of leaves the org by other ways, if at all. */
export const certificate: MetadataType = {
  name: 'Certificate',
  directory: 'certs',
  suffix: 'crt',
  keyPrefix: '0P1',
  elements: {
    ...flags('caSigned', 'encryptedWithPlatformEncryption'),
    expirationDate: 'dateTime',
    keySize: 'int',
    masterLabel: 'string',
    privateKeyExportable: 'boolean',
  },
  required: ['masterLabel'],
  rows: {
    object: 'Certificate',
    nameField: 'DeveloperName',
    fields: {
      ...sameFields('expirationDate', 'keySize', 'masterLabel'),
      caSigned: 'OptionsIsCaSigned',
      privateKeyExportable: 'OptionsIsPrivateKeyExportable',
    },
  },
  readOnly: true,
};

const FUNCTION_FLAGS = [
  'isActive',
  'isAuthenticationRequired',
  'isErrorRoutingEnabled',
  'isTextAttachmentsAsBinary',
  'isTlsRequired',
];
const FUNCTION_ACTIONS = ['authenticationFailure', 'authorizationFailure', 'functionInactive', 'overLimit'];
const FUNCTION_WORDS = ['attachmentOption', ...FUNCTION_ACTIONS.map((name) => `${name}Action`)];

export const emailFunction: MetadataType = {
  name: 'EmailServicesFunction',
  directory: 'emailservices',
  suffix: 'xml',
  keyPrefix: '091',
  elements: {
    ...words('apexClass', ...FUNCTION_WORDS, 'authorizedSenders'),
    emailServicesAddresses: {
      list: {
        of: {
          ...words('authorizedSenders', 'developerName'),
          isActive: 'boolean',
          ...words('localPart', 'runAsUser'),
        },
      },
    },
    ...words('errorRoutingAddress', 'functionName'),
    ...flags(...FUNCTION_FLAGS),
  },
  required: ['functionName'],
  rows: {
    object: 'EmailServicesFunction',
    nameField: 'FunctionName',
    fields: sameFields(
      ...FUNCTION_WORDS,
      ...FUNCTION_FLAGS,
      'authorizedSenders',
      'errorRoutingAddress',
      'functionName'
    ),
  },
  parts: emailAddresses,
};

/** The access level of e-mail deliverability is not among these: only its Setup page has it. */
const MAIL_FLAGS = [
  'enableComplianceBcc',
  'enableEmailConsentManagement',
  'enableEmailSenderIdCompliance',
  'enableEmailSpfCompliance',
  'enableEmailToSalesforce',
  'enableEmailWorkflowApproval',
  'enableEnhancedEmailEnabled',
  'enableHandleBouncedEmails',
  'enableHtmlEmail',
  'enableInternationalEmailAddresses',
  'enableListEmailLogActivities',
  'enableResendBouncedEmails',
  'enableRestrictTlsToDomains',
  'enableSendThroughGmailPref',
  'enableSendViaExchangePref',
  'enableSendViaGmailPref',
  'enableSetMatchingEmailsOnBounce',
  'enableUseOrgFootersForExtTrans',
  'sendEmailsEvenWhenAutomationUpdatesSameRecord',
  'sendMassEmailNotification',
  'sendTextOnlySystemEmails',
];

export const emailSettings: MetadataType = {
  name: 'EmailAdministrationSettings',
  directory: 'settings',
  suffix: 'settings',
  keyPrefix: '000',
  elements: flags(...MAIL_FLAGS),
  required: [],
  listedAs: 'Settings',
  only: {
    fullName: 'EmailAdministration',
    initial: { ...Object.fromEntries(MAIL_FLAGS.map((name) => [name, false])), enableHandleBouncedEmails: true },
  },
};
