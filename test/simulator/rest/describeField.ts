import type { FieldDef, FieldType, Json, ObjectDef } from '../model.ts';
import { filterable, groupable, sortable } from '../soql/kinds.ts';
import type { OrgStore } from '../store/orgStore.ts';

const SOAP_TYPES: Partial<Record<FieldType, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  base64: 'xsd:base64Binary',
};

const TEXTS = new Set<FieldType>([
  'string',
  'textarea',
  'picklist',
  'multipicklist',
  'combobox',
  'email',
  'url',
  'phone',
  'encryptedstring',
]);

function byteLength(field: FieldDef): number {
  if (field.type === 'id' || field.type === 'reference') return 18;
  return TEXTS.has(field.type) ? lengthOf(field) * 3 : 0;
}

function lengthOf(field: FieldDef): number {
  if (field.type === 'id' || field.type === 'reference') return 18;
  return TEXTS.has(field.type) ? (field.length ?? 255) : 0;
}

function picklistValues(field: FieldDef): Json[] {
  return (field.picklistValues ?? []).map(({ value, label, active }) => ({
    active: active ?? true,
    defaultValue: value === field.defaultValue,
    label,
    validFor: null,
    value,
  }));
}

/** One entry of DescribeSObjectResult.fields, with every key that the real one has. */
export function describeField(org: OrgStore, def: ObjectDef, field: FieldDef): Json {
  const numeric = ['double', 'currency', 'percent'].includes(field.type);
  const system = field.type === 'id' || field.createable === false;
  const isOwnCheckbox = field.type === 'boolean' && field.name.endsWith('__c');
  const writable = org.canWrite(def.name) && org.canWrite(def.name, field.name) && !field.calculated;
  const longText = field.type === 'textarea' && (field.length ?? 255) > 255;
  const references = field.referenceTo ?? [];
  return {
    aggregatable: field.type !== 'boolean' && !longText,
    aiPredictionField: false,
    autoNumber: field.autoNumber !== undefined,
    byteLength: byteLength(field),
    calculated: field.calculated ?? false,
    calculatedFormula: null,
    cascadeDelete: false,
    caseSensitive: false,
    compoundFieldName: null,
    controllerName: null,
    createable: writable && field.createable !== false && def.createable !== false,
    custom: field.name.endsWith('__c'),
    defaultValue: field.type === 'boolean' ? (field.defaultValue ?? false) : null,
    defaultValueFormula: null,
    defaultedOnCreate:
      field.type === 'boolean' ||
      field.autoNumber !== undefined ||
      (system && field.nillable === false) ||
      /^(Setup)?OwnerId$/.test(field.name),
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? 9 : 0,
    displayLocationInDecimal: false,
    encrypted: field.type === 'encryptedstring',
    externalId: field.externalId ?? false,
    extraTypeInfo: field.type === 'textarea' ? 'plaintextarea' : null,
    filterable: filterable(field),
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: groupable(field),
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup ?? (field.type === 'id' || field.externalId === true),
    inlineHelpText: null,
    label: field.label,
    length: lengthOf(field),
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField ?? false,
    namePointing: references.length > 1,
    nillable: field.nillable !== false,
    // A checkbox is never null, and yet a custom one can be hidden like any other field.
    permissionable:
      field.permissionable ?? (!system && (field.nillable !== false || isOwnCheckbox) && !def.customSetting),
    picklistValues: picklistValues(field),
    polymorphicForeignKey: references.length > 1,
    precision: numeric ? (field.precision ?? 18) : 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: references,
    relationshipName: field.relationshipName ?? null,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: field.restricted === true,
    scale: numeric ? (field.scale ?? 0) : 0,
    searchPrefilterable: field.type === 'reference',
    soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
    sortable: sortable(field),
    type: field.type,
    unique: field.unique ?? false,
    updateable: writable && field.updateable !== false && def.updateable !== false && field.type !== 'id',
    writeRequiresMasterRead: false,
  };
}
