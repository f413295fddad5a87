/** How bad it is where such a component reaches production: it sends data, logs people in, or lets a browser in. */
export type Reach = 'data' | 'login' | 'browser' | 'none';

/** What a kind of component is, where it is set up, and what of it can be put back. */
export type Kind = {
  /** The metadata type, or the object that is read. */
  type: string;
  /** Below Setup. */
  path: string;
  /** Whether the Metadata API takes it back without what is secret. */
  writable: boolean;
  reach: Reach;
  /** Fields that hold addresses of other systems. */
  endpoints: RegExp;
  /** The field that switches it on, and the value that it has then. */
  active?: { field: string; on: string | boolean; off: string | boolean };
  /** Fields that a new org gives itself, or that name what only one org has. */
  ignored?: RegExp;
};

const NO_ENDPOINT = /$^/;

/**
 * The kinds of components that connect an org with others (Metadata API Developer Guide). Three neighbours share a call,
 * so kinds that an org may lack stand together, at the end.
 */
export const METADATA_KINDS: readonly Kind[] = [
  {
    type: 'RemoteSiteSetting',
    path: 'Security > Remote Site Settings',
    writable: true,
    reach: 'data',
    endpoints: /^url$/,
    active: { field: 'isActive', on: true, off: false },
  },
  {
    type: 'NamedCredential',
    path: 'Security > Named Credentials',
    writable: true,
    reach: 'data',
    endpoints: /^endpoint$|parameterType=Url[^\]]*\](#\d+)?\.parameterValue$/,
    active: { field: 'calloutStatus', on: 'Enabled', off: 'Disabled' },
  },
  {
    type: 'CspTrustedSite',
    path: 'Security > Trusted URLs',
    writable: true,
    reach: 'browser',
    endpoints: /^endpointUrl$/,
    active: { field: 'isActive', on: true, off: false },
  },
  { type: 'CorsWhitelistOrigin', path: 'Security > CORS', writable: true, reach: 'browser', endpoints: /^urlPattern$/ },
  {
    type: 'AuthProvider',
    path: 'Identity > Auth. Providers',
    writable: true,
    reach: 'login',
    endpoints: /^(authorizeUrl|tokenUrl|userInfoUrl|logoutUrl|errorUrl)$/,
    ignored: /^(executionUser|consumerKey)$/,
  },
  {
    type: 'SamlSsoConfig',
    path: 'Identity > Single Sign-On Settings',
    writable: false,
    reach: 'login',
    endpoints: /^(loginUrl|logoutUrl|errorUrl|issuer)$/,
    ignored: /^(salesforceLoginUrl|oauthTokenEndpoint|executionUserId)$/,
  },
  {
    type: 'ConnectedApp',
    path: 'Apps > Connected Apps > Manage Connected Apps',
    writable: false,
    reach: 'none',
    endpoints: NO_ENDPOINT,
    ignored: /consumerKey$/,
  },
  {
    type: 'ExternalCredential',
    path: 'Security > Named Credentials > External Credentials',
    writable: true,
    reach: 'data',
    endpoints: /parameterType=(AuthProviderUrl|Url)[^\]]*\](#\d+)?\.parameterValue$/,
  },
  {
    type: 'WorkflowOutboundMessage',
    path: 'Process Automation > Workflow Actions > Outbound Messages',
    writable: false,
    reach: 'data',
    endpoints: /^endpointUrl$/,
    // Messages carry no session ID any more: the switch is always off, whatever it was when it was recorded.
    ignored: /^(integrationUser|includeSessionId)$/,
  },
  {
    type: 'EmailServicesFunction',
    path: 'Email > Email Services',
    writable: false,
    reach: 'none',
    endpoints: NO_ENDPOINT,
    ignored: /(runAsUser|emailDomainName)$/,
  },
];

/** Kinds that are records: the query, and which column names one. No column that is secret is ever asked for. */
export const RECORD_KINDS: ReadonlyArray<Kind & { name: string; query: string; tooling?: true }> = [
  {
    type: 'OrgWideEmailAddress',
    path: 'Email > Organization-Wide Addresses',
    writable: false,
    reach: 'none',
    endpoints: NO_ENDPOINT,
    name: 'Address',
    query: 'SELECT Address, DisplayName, IsAllowAllProfiles FROM OrgWideEmailAddress ORDER BY Address',
  },
  {
    type: 'EmailServicesAddress',
    path: 'Email > Email Services',
    writable: false,
    reach: 'none',
    endpoints: NO_ENDPOINT,
    name: 'LocalPart',
    query: 'SELECT LocalPart, IsActive, AuthorizedSenders FROM EmailServicesAddress ORDER BY LocalPart',
  },
  {
    type: 'EmailRelay',
    path: 'Email > Email Relays',
    writable: false,
    reach: 'data',
    endpoints: /^Host$/,
    name: 'Host',
    query: 'SELECT Host, Port, TlsSetting, IsRequireAuth FROM EmailRelay ORDER BY Host',
  },
  {
    type: 'Certificate',
    path: 'Security > Certificate and Key Management',
    writable: false,
    reach: 'none',
    endpoints: NO_ENDPOINT,
    name: 'DeveloperName',
    query: 'SELECT DeveloperName, MasterLabel, ExpirationDate FROM Certificate ORDER BY DeveloperName',
    tooling: true,
  },
];

/** The kind of a type; the settings that refresh.yaml names are kinds of their own. */
export const kindOf = (type: string): Kind =>
  [...METADATA_KINDS, ...RECORD_KINDS].find((kind) => kind.type === type) ?? {
    type,
    path: isCustomMetadata(type) ? `Custom Metadata Types > ${type}` : `Custom Settings > ${type}`,
    writable: !isCustomMetadata(type),
    reach: 'data',
    endpoints: /./,
  };

const KNOWN: ReadonlySet<string> = new Set([...METADATA_KINDS, ...RECORD_KINDS].map(({ type }) => type));

/** Custom metadata is read as records and written by nobody. */
const isCustomMetadata = (type: string): boolean => /__mdt$/i.test(type);

/** Whether a type is a custom setting of refresh.yaml, whose rows are records. */
export const isSetting = (type: string): boolean => !KNOWN.has(type) && !isCustomMetadata(type);

/** Switches that the line callouts looks after, so that no other line turns them. */
export const isCalloutSwitch = (type: string, field: string): boolean =>
  (type === 'NamedCredential' || type === 'RemoteSiteSetting') && kindOf(type).active?.field === field;

/** Whether a component does anything: what has no switch does. */
export const isOn = (type: string, fields: Readonly<Record<string, unknown>>): boolean => {
  const { active } = kindOf(type);
  return active === undefined || fields[active.field] !== active.off;
};
