import type { MetadataComponent } from '../../../salesforce/types.ts';
import type { Document } from '../../item.ts';
import { componentXml, packageXml, partsXml } from './sourceXml.ts';
import { tableOf } from '../../../literal/table.ts';

/** Components as the Metadata API gave them, by type. */
export type Given = ReadonlyMap<string, readonly MetadataComponent[]>;

const ROOM = 'preserved/metadata';

/** The Metadata API's version that the manifest names; every org of today knows it. */
const API_VERSION = '65.0';

/** Where files of each type are, and how they end (the API's describe: `directoryName`, `suffix`). */
const PLACES = tableOf<{ folder: string; suffix: string }>({
  RemoteSiteSetting: { folder: 'remoteSiteSettings', suffix: 'remoteSite' },
  NamedCredential: { folder: 'namedCredentials', suffix: 'namedCredential' },
  CspTrustedSite: { folder: 'cspTrustedSites', suffix: 'cspTrustedSite' },
  CorsWhitelistOrigin: { folder: 'corsWhitelistOrigins', suffix: 'corsWhitelistOrigin' },
  AuthProvider: { folder: 'authproviders', suffix: 'authprovider' },
  SamlSsoConfig: { folder: 'samlssoconfigs', suffix: 'samlssoconfig' },
  ConnectedApp: { folder: 'connectedApps', suffix: 'connectedApp' },
  ExternalCredential: { folder: 'externalCredentials', suffix: 'externalCredential' },
  EmailServicesFunction: { folder: 'emailservices', suffix: 'xml' },
  Workflow: { folder: 'workflows', suffix: 'workflow' },
});

/** One file, which is one component of a deploy. */
type SourceFile = { type: string; name: string; content: string };

/** A full name as a file name on any system: spelled as in an address, which the CLI turns back. */
const fileName = (fullName: string): string =>
  encodeURIComponent(fullName.toWellFormed())
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, '%2E');

const pathOf = ({ type, name }: SourceFile): string => {
  const { folder, suffix } = PLACES[type];
  return `${ROOM}/${folder}/${fileName(name)}.${suffix}-meta.xml`;
};

/** `Account.Notify_ERP` is a part of the workflow of Account: a deploy leaves the other parts of that as they are. */
const workflows = (messages: readonly MetadataComponent[]): SourceFile[] =>
  [...Map.groupBy(messages, ({ fullName }) => fullName.split('.')[0])].map(([object, own]) => {
    const parts = own.map((component) => ({ name: component.fullName.slice(object.length + 1), component }));
    const content = partsXml('Workflow', 'outboundMessages', 'WorkflowOutboundMessage', parts);
    return { type: 'Workflow', name: object, content };
  });

const filesOf = (type: string, components: readonly MetadataComponent[]): SourceFile[] => {
  if (type === 'WorkflowOutboundMessage') return workflows(components);
  if (!(type in PLACES)) return [];
  return components.map((each) => ({ type, name: each.fullName, content: componentXml(type, each) }));
};

/**
 * The components as source of a Salesforce DX project, and the manifest that names them; nothing where there are none.
 * Paths are relative to the refresh directory.
 */
export const sourceFiles = (given: Given): Document[] => {
  const files = [...given].flatMap(([type, components]) => filesOf(type, components));
  if (files.length === 0) return [];
  const types = [...Map.groupBy(files, ({ type }) => type)]
    .map(([type, own]) => [type, own.map(({ name }) => name).sort()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    ...files.map((file) => ({ path: pathOf(file), content: file.content })),
    { path: `${ROOM}/package.xml`, content: packageXml(types, API_VERSION) },
  ];
};
