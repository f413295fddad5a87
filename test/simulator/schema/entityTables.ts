import type { FieldDef, ObjectDef, SfRecord, Table } from '../model.ts';
import { makeId } from '../store/ids.ts';

/** The definitions of objects and fields as rows of EntityDefinition and FieldDefinition, computed when asked for. */

type Definitions = {
  objects(api: 'rest' | 'tooling'): ObjectDef[];
  attach(object: string, table: Table): void;
};

const NO_ID = '000000000000000AAA';

/** `LGK__ConfigurationTenant__c` → namespace `LGK`, developer name `ConfigurationTenant`. */
export function apiNameParts(name: string): { namespace: string | null; developerName: string } {
  const match = /^(?:([A-Za-z][A-Za-z0-9]*)__)?(.+?)(?:__(?:c|mdt|e|b|x))?$/.exec(name);
  return { namespace: match?.[1] ?? null, developerName: match?.[2] ?? name };
}

function durableId(def: ObjectDef, index: number): string {
  return def.custom || def.customSetting ? makeId('01I', index + 1).slice(0, 15) : def.name;
}

function entityRow(def: ObjectDef, index: number): SfRecord {
  const { namespace, developerName } = apiNameParts(def.name);
  return {
    Id: NO_ID,
    DurableId: durableId(def, index),
    LastModifiedDate: null,
    QualifiedApiName: def.name,
    NamespacePrefix: namespace,
    DeveloperName: developerName,
    MasterLabel: def.label,
    Label: def.label,
    PluralLabel: def.labelPlural,
    KeyPrefix: def.keyPrefix,
    IsCustomSetting: def.customSetting,
    IsCustomizable: def.custom || def.customSetting || def.createable !== false,
    IsQueryable: def.queryable !== false,
    IsSearchable: !def.customSetting,
    IsDeprecatedAndHidden: false,
    IsTriggerable: def.createable !== false && !def.customSetting,
    IsIdEnabled: true,
    IsRetrieveable: true,
    IsReplicateable: true,
    IsInterface: false,
    PublisherId: namespace ?? (def.custom ? '<local>' : 'System'),
    InternalSharingModel: 'ReadWrite',
    ExternalSharingModel: 'Private',
  };
}

function fieldRow(def: ObjectDef, owner: string, field: FieldDef): SfRecord {
  const { namespace, developerName } = apiNameParts(field.name);
  return {
    Id: NO_ID,
    DurableId: `${owner}.${field.name}`,
    QualifiedApiName: field.name,
    EntityDefinitionId: owner,
    NamespacePrefix: namespace,
    DeveloperName: developerName,
    MasterLabel: field.label,
    Label: field.label,
    Length: field.length ?? 0,
    DataType: dataType(field),
    ValueTypeId: field.type,
    Precision: field.precision ?? 0,
    Scale: field.scale ?? 0,
    IsNillable: field.nillable !== false,
    IsCalculated: field.calculated === true,
    IsIndexed: field.externalId === true || field.unique === true || field.type === 'id' || field.type === 'reference',
    IsApiFilterable: field.filterable !== false,
    IsApiSortable: field.sortable !== false,
    IsApiGroupable: field.groupable !== false,
    RelationshipName: field.relationshipName ?? null,
    PublisherId: namespace ?? (field.name.endsWith('__c') ? '<local>' : def.custom ? '<local>' : 'System'),
    LastModifiedDate: null,
  };
}

function dataType(field: FieldDef): string {
  const names: Partial<Record<FieldDef['type'], string>> = {
    string: `Text(${field.length ?? 255})`,
    textarea: `Long Text Area(${field.length ?? 32768})`,
    boolean: 'Checkbox',
    double: `Number(${(field.precision ?? 18) - (field.scale ?? 0)}, ${field.scale ?? 0})`,
    currency: 'Currency(16, 2)',
    datetime: 'Date/Time',
    url: `URL(${field.length ?? 255})`,
    reference: `Lookup(${(field.referenceTo ?? []).join(',')})`,
  };
  return names[field.type] ?? field.type.charAt(0).toUpperCase() + field.type.slice(1);
}

function lazyTable(make: () => Iterable<SfRecord>): Table {
  return {
    get size() {
      let count = 0;
      for (const row of make()) if (row.Id) count += 1;
      return count;
    },
    rows: make,
    get(id) {
      for (const row of make())
        if (row['DurableId'] === id || (id.length === 18 && row['DurableId'] === id.slice(0, 15))) return row;
      return undefined;
    },
  };
}

/** Makes an org answer EntityDefinition and FieldDefinition queries about whatever it holds at that moment. */
export function attachEntityTables(org: Definitions): void {
  const all = (): ObjectDef[] => [...new Set([...org.objects('rest'), ...org.objects('tooling')])];
  function* entities(): Generator<SfRecord> {
    for (const [index, def] of all().entries()) yield entityRow(def, index);
  }
  function* fields(): Generator<SfRecord> {
    for (const [index, def] of all().entries()) {
      const owner = durableId(def, index);
      for (const field of def.fields) yield fieldRow(def, owner, field);
    }
  }
  org.attach('EntityDefinition', lazyTable(entities));
  org.attach('FieldDefinition', lazyTable(fields));
}
