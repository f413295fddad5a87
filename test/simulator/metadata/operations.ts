import type { Json } from '../model.ts';
import { apiNameParts } from '../schema/entityTables.ts';
import { deleteComponent, fullNames, readComponent, stampsOf, writeComponent } from './components.ts';
import type { MetadataOrg } from './components.ts';
import { badRequest, ComponentError, tooMany, unknownType, unusableType } from './faults.ts';
import type { Component, MetadataType } from './spec.ts';
import { METADATA_TYPES, metadataType } from './types.ts';
import { recordOf, texts, typedValues } from './xml.ts';
import type { Output, XmlElement } from './xml.ts';

/** Who calls, in which org. */
export type Caller = { org: MetadataOrg; userId: string };

/** An operation answers the elements named `result`. */
export type Operation = (request: XmlElement, caller: Caller) => Output[];

const MOST_COMPONENTS = 10;
const MOST_QUERIES = 3;

/** The calls of the Metadata API that are simulated. */
export const OPERATIONS: { readonly [name: string]: Operation } = {
  describeMetadata: (_request, { org }) => [
    {
      metadataObjects: METADATA_TYPES.filter((type) => isDescribed(type) && !org.store.lacks(type.name)).map(
        (type) => ({
          ...childNames(type, org),
          directoryName: type.directory,
          inFolder: false,
          metaFile: false,
          suffix: type.suffix,
          xmlName: type.listedAs ?? type.name,
        })
      ),
      organizationNamespace: '',
      partialSaveAllowed: true,
      testRequired: !org.store.facts.isSandbox,
    },
  ],
  listMetadata(request, { org }) {
    const queries = request.children.filter(({ name }) => name === 'queries');
    if (queries.length > MOST_QUERIES) throw tooMany(MOST_QUERIES);
    return queries.flatMap((query) => {
      const name = texts(query, 'type')[0] ?? '';
      const types = METADATA_TYPES.filter((one) => (one.listedAs ?? one.name) === name);
      return (types.length > 0 ? types : [usableType(org, name)]).flatMap((type) => {
        usableType(org, type.name);
        return fullNames(org, type).map((fullName) => fileProperties(org, type, fullName));
      });
    });
  },
  readMetadata(request, { org }) {
    const type = usableType(org, texts(request, 'type')[0] ?? '');
    const names = limited(texts(request, 'fullNames'));
    return [{ records: names.map((name) => recordOf(type, readComponent(org, type, name))) }];
  },
  createMetadata: (request, caller) =>
    each(request, caller, (type, component) => {
      complete(type, component);
      if (readComponent(caller.org, type, component.fullName)) {
        const message = `${type.name} named ${component.fullName} already exists or has been previously used. Please choose a different name.`;
        throw new ComponentError('DUPLICATE_DEVELOPER_NAME', message);
      }
      writeComponent(caller.org, type, component, caller.userId);
      return {};
    }),
  updateMetadata: (request, caller) =>
    each(request, caller, (type, component) => {
      existing(caller.org, type, component.fullName);
      complete(type, component);
      writeComponent(caller.org, type, component, caller.userId);
      return {};
    }),
  upsertMetadata: (request, caller) =>
    each(
      request,
      caller,
      (type, component) => {
        complete(type, component);
        const created = readComponent(caller.org, type, component.fullName) === undefined;
        writeComponent(caller.org, type, component, caller.userId);
        return { created };
      },
      { created: false }
    ),
  deleteMetadata(request, caller) {
    const type = usableType(caller.org, texts(request, 'type')[0] ?? '');
    return limited(texts(request, 'fullNames')).map((fullName) =>
      saved(fullName, {}, () => {
        writable(caller.org, type, fullName);
        existing(caller.org, type, fullName);
        if (type.only) throw new ComponentError('INSUFFICIENT_ACCESS_OR_READONLY', `${type.name} can't be deleted`);
        deleteComponent(caller.org, type, fullName);
        return {};
      })
    );
  },
};

/** Children are described with their parents, and what is listed under one name once. */
function isDescribed({ name, listedAs, childOf }: MetadataType): boolean {
  return !childOf && (!listedAs || METADATA_TYPES.find((type) => type.listedAs === listedAs)?.name === name);
}

/** The types that are children of another one, as its description lists them. */
function childNames({ name }: MetadataType, { store }: MetadataOrg): Output {
  const names = METADATA_TYPES.filter((type) => type.childOf === name && !store.lacks(type.name)).map(
    (type) => type.name
  );
  return names.length === 0 ? {} : { childXmlNames: names };
}

/** One result for each component of a call, whatever happens to the others. */
function each(
  request: XmlElement,
  { org }: Caller,
  save: (type: MetadataType, component: Component) => Output,
  otherwise: Output = {}
): Output[] {
  const given = limited(request.children.filter(({ name }) => name === 'metadata'));
  const components = given.map((element) => {
    if (element.type === undefined)
      throw badRequest(
        'Must specify a {http://www.w3.org/2001/XMLSchema-instance}type attribute value for the {http://soap.sforce.com/2006/04/metadata}metadata element'
      );
    const type = usableType(org, element.type);
    const values = typedValues(element, { fullName: 'string', ...type.elements }, type.name);
    return { type, component: { ...values, fullName: String(values['fullName'] ?? '') } satisfies Component };
  });
  return components.map(({ type, component }) =>
    saved(component.fullName, otherwise, () => {
      if (component.fullName === '')
        throw new ComponentError('REQUIRED_FIELD_MISSING', 'Required field is missing: fullName', ['fullName']);
      writable(org, type, component.fullName);
      return save(type, component);
    })
  );
}

function saved(fullName: string, otherwise: Output, save: () => Output): Output {
  try {
    return { ...save(), fullName, success: true };
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    const { fields, message, statusCode } = error;
    const errors: Output = { ...(fields.length > 0 ? { fields } : {}), message, statusCode };
    return { ...otherwise, errors, fullName, success: false };
  }
}

function usableType({ store }: MetadataOrg, name: string): MetadataType {
  const type = metadataType(name);
  if (!type) throw unknownType(name);
  if (store.lacks(name) || !store.canRead(name)) throw unusableType(name);
  return type;
}

function limited<T>(list: T[]): T[] {
  if (list.length > MOST_COMPONENTS) throw tooMany(MOST_COMPONENTS);
  return list;
}

function writable({ store }: MetadataOrg, type: MetadataType, fullName: string): void {
  if (type.readOnly)
    throw new ComponentError(
      'CANNOT_MODIFY_MANAGED_OBJECT',
      `Cannot modify managed object: entity=${type.name}, component=${fullName}`
    );
  if (!store.canWrite(type.name))
    throw new ComponentError(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
      'insufficient access rights on cross-reference id'
    );
}

function existing(org: MetadataOrg, type: MetadataType, fullName: string): void {
  if (readComponent(org, type, fullName)) return;
  throw new ComponentError(
    'INVALID_CROSS_REFERENCE_KEY',
    `In field: fullName - no ${type.name} named ${fullName} found`,
    ['fullName']
  );
}

function complete(type: MetadataType, component: Component): void {
  const missing = type.required.find((element) => component[element] === undefined || component[element] === '');
  if (missing) throw new ComponentError('REQUIRED_FIELD_MISSING', `Required field is missing: ${missing}`, [missing]);
  if (type.only && component.fullName !== type.only.fullName)
    throw new ComponentError(
      'INVALID_CROSS_REFERENCE_KEY',
      `In field: fullName - no ${type.name} named ${component.fullName} found`,
      ['fullName']
    );
}

function fileProperties(org: MetadataOrg, type: MetadataType, fullName: string): Output {
  const stamps = stampsOf(org, type, fullName);
  const text = (name: string): string => String(stamps[name] ?? '');
  const person = (id: string): string => String(org.store.table('User').get(id)?.['Name'] ?? '');
  // SOAP writes the zone of a time as Z, REST as +0000.
  const time = (name: string): string => text(name).replace('+0000', 'Z');
  const [parent = '', ownName = fullName] = type.childOf ? fullName.split('.') : [fullName];
  const { namespace } = apiNameParts(ownName);
  return {
    createdById: text('CreatedById'),
    createdByName: person(text('CreatedById')),
    createdDate: time('CreatedDate'),
    fileName: `${type.directory}/${parent}.${type.suffix}`,
    fullName,
    id: text('Id'),
    lastModifiedById: text('LastModifiedById'),
    lastModifiedByName: person(text('LastModifiedById')),
    lastModifiedDate: time('LastModifiedDate'),
    manageableState: namespace === null ? 'unmanaged' : 'installed',
    ...(namespace === null ? {} : { namespacePrefix: namespace }),
    type: type.listedAs ?? type.name,
  } satisfies { [name: string]: Json };
}
