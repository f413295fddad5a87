import type { Json, ObjectDef } from '../model.ts';
import { notFound } from '../store/apiErrors.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { describeField } from './describeField.ts';
import type { Api } from './types.ts';

/** The object that a path names, if the user may know of it. */
export function visibleObject(org: OrgStore, api: Api, name: string): ObjectDef {
  const def = org.object(name, api);
  if (!def || !org.canRead(def.name)) throw notFound();
  return def;
}

/** The prefix of this API's resources: `/services/data/v65.0` or `/services/data/v65.0/tooling`. */
export function apiRoot(api: Api, version: string): string {
  return `/services/data/v${version}${api === 'tooling' ? '/tooling' : ''}`;
}

function operations(org: OrgStore, def: ObjectDef): Record<'createable' | 'updateable' | 'deletable', boolean> {
  const writable = org.canWrite(def.name);
  return {
    createable: writable && def.createable !== false,
    updateable: writable && def.updateable !== false,
    deletable: writable && def.deletable !== false,
  };
}

function urls(def: ObjectDef, root: string): Record<string, Json> {
  const self = `${root}/sobjects/${def.name}`;
  const always = { rowTemplate: `${self}/{ID}`, describe: `${self}/describe`, sobject: self };
  return isLayoutable(def) ? { ...always, layouts: `${self}/describe/layouts` } : always;
}

function isLayoutable(def: ObjectDef): boolean {
  return !def.customSetting && def.createable !== false;
}

/** The facts that describe global and describe both state about an object. */
function summary(org: OrgStore, def: ObjectDef): Record<string, Json> {
  const { createable, updateable, deletable } = operations(org, def);
  const hasBin = def.fields.some((field) => field.name === 'IsDeleted') && !def.customSetting;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable,
    custom: def.custom || def.customSetting,
    customSetting: def.customSetting,
    deepCloneable: false,
    deletable,
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: def.keyPrefix,
    label: def.label,
    labelPlural: def.labelPlural,
    layoutable: !def.customSetting && createable,
    mergeable: false,
    mruEnabled: !def.customSetting && createable,
    name: def.name,
    queryable: def.queryable !== false,
    replicateable: true,
    retrieveable: true,
    searchable: !def.customSetting && createable,
    triggerable: !def.customSetting && createable,
    undeletable: hasBin && deletable,
    updateable,
  };
}

/**
 * DescribeGlobalResult: every object of the org, but for custom ones that the user may not see. That a standard object
 * without access is listed is assumed; see FIDELITY.md.
 */
export function describeGlobal(org: OrgStore, api: Api, version: string): Json {
  const root = apiRoot(api, version);
  const sobjects = org
    .objects(api)
    .filter((def) => org.canRead(def.name) || !(def.custom || def.customSetting))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((def) => ({ ...summary(org, def), urls: urls(def, root) }));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}

/** DescribeSObjectResult. */
export function describeObject(org: OrgStore, def: ObjectDef, api: Api, version: string): Json {
  const root = apiRoot(api, version);
  const self = `${root}/sobjects/${def.name}`;
  return {
    actionOverrides: [],
    childRelationships: childRelationships(org, def, api),
    compactLayoutable: !def.customSetting,
    ...summary(org, def),
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: def.fields
      .filter((field) => org.canRead(def.name, field.name))
      .map((field) => describeField(org, def, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: recordTypeInfos(org, def, root),
    searchLayoutable: !def.customSetting,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [{ label: `All ${def.labelPlural.toLowerCase()}`, name: 'everything' }],
    urls: {
      ...urls(def, root),
      uiDetailTemplate: `${org.facts.myDomain}/{ID}`,
      uiEditTemplate: `${org.facts.myDomain}/{ID}/e`,
      uiNewRecord: `${org.facts.myDomain}/${def.keyPrefix}/e`,
      compactLayouts: `${self}/describe/compactLayouts`,
      approvalLayouts: `${self}/describe/approvalLayouts`,
    },
  };
}

function childRelationships(org: OrgStore, def: ObjectDef, api: Api): Json[] {
  return org
    .children(def.name)
    .filter((child) => org.object(child.childObject, api) && org.canRead(child.childObject, child.field))
    .map((child) => ({
      cascadeDelete: ['Product2Id', 'Pricebook2Id'].includes(child.field) && child.childObject === 'PricebookEntry',
      childSObject: child.childObject,
      deprecatedAndHidden: false,
      field: child.field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.relationshipName,
      restrictedDelete: false,
    }));
}

/** Every object with record types also has its master one; objects that cannot have any answer none. */
function recordTypeInfos(org: OrgStore, def: ObjectDef, root: string): Json[] {
  if (def.customSetting || def.createable === false) return [];
  const own = [...org.table('RecordType').rows()].filter((row) => row['SobjectType'] === def.name);
  const info = (id: string, name: string, developerName: string, active: boolean, master: boolean): Json => ({
    active,
    available: active,
    defaultRecordTypeMapping: own.length === 0,
    developerName,
    master,
    name,
    recordTypeId: id,
    urls: { layout: `${root}/sobjects/${def.name}/describe/layouts/${id}` },
  });
  return [
    ...own.map((row) =>
      info(row.Id, String(row['Name']), String(row['DeveloperName']), row['IsActive'] === true, false)
    ),
    info('012000000000000AAA', 'Master', 'Master', true, true),
  ];
}
