import type { FieldType as Selected, Query } from '@jetstreamapp/soql-parser-js';
import type { FieldDef, Json, ObjectDef } from '../model.ts';
import { parse } from '../soql/parse.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { JsonObject } from './body.ts';
import type { Api } from './types.ts';

/** What `query?columns=true` tells of a query's columns, which is how the `sf` CLI knows what to print. */

const APEX_TYPES: Partial<Record<FieldDef['type'], string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
};

/** Functions whose result stands under the field's own name. */
const SHOWN_AS_FIELD = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY']);

type Column = { name: string; field?: FieldDef; more?: JsonObject };

function column({ name, field, more }: Column): JsonObject {
  const apexType = field ? (APEX_TYPES[field.type] ?? 'String') : 'complexvalue';
  return {
    aggregate: false,
    apexType,
    booleanType: apexType === 'Boolean',
    columnName: field?.name ?? name,
    custom: name.endsWith('__c') || name.endsWith('__r'),
    displayName: field?.name ?? name,
    foreignKeyName: null,
    insertable: field !== undefined && field.createable !== false,
    joinColumns: [],
    numberType: apexType === 'Double' || apexType === 'Integer',
    textType: apexType === 'String',
    updatable: field !== undefined && field.updateable !== false,
    ...more,
  };
}

/** Answers the metadata of a query that the engine accepts; whatever is wrong with a query was said before. */
export function queryColumns(org: OrgStore, api: Api, soql: string): Json {
  const { query } = parse(soql);
  const def = org.object(query.sObject ?? '', api);
  const columnMetadata = def ? columnsOf(org, def, query) : [];
  return {
    columnMetadata,
    entityName: def?.name ?? null,
    groupBy: query.groupBy !== undefined,
    idSelected: columnMetadata.some((each) => each['columnName'] === 'Id'),
    keyPrefix: def?.keyPrefix ?? null,
  };
}

function columnsOf(org: OrgStore, def: ObjectDef, query: Pick<Query, 'fields'>): JsonObject[] {
  const columns: JsonObject[] = [];
  let unnamed = 0;
  for (const selected of query.fields ?? []) {
    if (selected.type === 'FieldFunctionExpression') {
      if (selected.functionName.toUpperCase() === 'FIELDS') {
        for (const field of def.fields)
          if (org.canRead(def.name, field.name)) columns.push(column({ name: field.name, field }));
      } else if (SHOWN_AS_FIELD.has(selected.functionName.toUpperCase()) && !selected.alias) {
        const field = org.field(def.name, String(selected.parameters[0]));
        columns.push(column({ name: String(selected.parameters[0]), field }));
      } else if (selected.parameters.length > 0) {
        const name = selected.alias ?? `expr${unnamed}`;
        if (!selected.alias) unnamed += 1;
        columns.push(column({ name, more: { aggregate: true, displayName: selected.rawValue ?? name } }));
      }
    } else addColumn(org, def, selected, columns);
  }
  return columns;
}

function addColumn(org: OrgStore, def: ObjectDef, selected: Selected, columns: JsonObject[]): void {
  if (selected.type === 'Field') {
    const field = org.field(def.name, selected.field);
    columns.push(column({ name: selected.alias ?? selected.field, field }));
  } else if (selected.type === 'FieldRelationship') {
    addPath(org, def, [...selected.relationships, selected.field], columns);
  } else if (selected.type === 'FieldSubquery') {
    const { relationshipName, fields } = selected.subquery;
    const relation = org
      .children(def.name)
      .find((each) => each.relationshipName.toLowerCase() === relationshipName.toLowerCase());
    const child = relation && org.object(relation.childObject);
    const joinColumns = child ? columnsOf(org, child, { fields }) : [];
    columns.push(
      column({ name: relation?.relationshipName ?? relationshipName, more: { aggregate: true, joinColumns } })
    );
  }
}

/** `Owner.Profile.Name`: one column for each step, each inside the one before; shared beginnings are one column. */
function addPath(org: OrgStore, def: ObjectDef, path: string[], columns: JsonObject[]): void {
  const [step = '', ...rest] = path.filter((part, index) => index > 0 || part.toLowerCase() !== def.name.toLowerCase());
  const last = rest.length === 0;
  if (last) {
    columns.push(column({ name: step, field: org.field(def.name, step) }));
    return;
  }
  const via = def.fields.find((field) => field.relationshipName?.toLowerCase() === step.toLowerCase());
  const target = via?.referenceTo?.map((name) => org.object(name)).find((each) => each !== undefined);
  const name = via?.relationshipName ?? step;
  let parent = columns.find((each) => each['columnName'] === name && each['foreignKeyName'] === via?.name);
  if (!parent) {
    parent = column({ name, more: { foreignKeyName: via?.name ?? null } });
    columns.push(parent);
  }
  if (target) addPath(org, target, rest, parent['joinColumns'] as JsonObject[]);
}
