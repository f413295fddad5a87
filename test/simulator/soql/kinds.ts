import type { FieldDef, FieldType, Json } from '../model.ts';
import { parseDatetime } from './dates.ts';

/** How values of a field compare. */
export type Kind = 'text' | 'id' | 'boolean' | 'number' | 'date' | 'datetime' | 'time' | 'multi';
export type Comparable = string | number | boolean;

const KINDS: Partial<Record<FieldType, Kind>> = {
  id: 'id',
  reference: 'id',
  boolean: 'boolean',
  int: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
  multipicklist: 'multi',
};

export function kindOf(field: FieldDef): Kind {
  return KINDS[field.type] ?? 'text';
}

/** The name that filter errors give to a field's type (its SOAP type). */
export function soapType(kind: Kind, field: FieldDef | undefined): string {
  if (kind === 'number') return field?.type === 'int' ? 'int' : 'double';
  const names: Partial<Record<Kind, string>> = { text: 'string', multi: 'string', id: 'ID', datetime: 'dateTime' };
  return names[kind] ?? kind;
}

/**
 * The form in which values are compared, sorted and grouped: text without case, IDs by their first 15 characters,
 * datetimes as milliseconds. Empty text is null, and a boolean is never null: both as Salesforce stores them.
 */
export function comparable(kind: Kind, value: Json | undefined): Comparable | null {
  if (kind === 'boolean') return value === true;
  if (value === null || value === undefined || value === '') return null;
  if (kind === 'number') return typeof value === 'number' ? value : Number(value);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (kind === 'id') return text.slice(0, 15);
  if (kind === 'date') return text.slice(0, 10);
  if (kind === 'datetime') return parseDatetime(text);
  return kind === 'time' ? text : text.toLowerCase();
}

const LONG_TEXT = 255;

function isLong(field: FieldDef): boolean {
  return field.type === 'textarea' && (field.length ?? 0) > LONG_TEXT;
}

/** Whether a field may stand in WHERE; the definition's own word counts, else its type decides. */
export function filterable(field: FieldDef): boolean {
  return field.filterable ?? !(isLong(field) || ['base64', 'complexvalue', 'encryptedstring'].includes(field.type));
}

export function sortable(field: FieldDef): boolean {
  return field.sortable ?? (filterable(field) && field.type !== 'multipicklist');
}

export function groupable(field: FieldDef): boolean {
  const never: FieldType[] = ['multipicklist', 'double', 'currency', 'percent', 'datetime', 'time'];
  return field.groupable ?? (filterable(field) && !never.includes(field.type));
}

/** Whether the function is defined for values of this kind. */
export function aggregable(aggregate: string, kind: Kind, field: FieldDef): boolean {
  if (isLong(field) || kind === 'boolean' || kind === 'multi' || field.type === 'base64') return false;
  if (aggregate === 'SUM' || aggregate === 'AVG') return kind === 'number';
  return kind !== 'time' || aggregate.startsWith('COUNT');
}
