import { ApiError } from '../model.ts';
import type { Json, ObjectDef, SfRecord } from '../model.ts';
import type { OrgStore } from './orgStore.ts';

type Operator = '=' | '!=' | '<' | '>' | 'startsWith' | 'contains' | 'blank' | 'notBlank' | 'changed';

/** When a rule refuses a record: `value` is what the operator compares with, where it compares. */
export type ValidationCondition = { field: string; op: Operator; value?: Json };

/** A validation rule of an org: a record that it applies to is refused with its message. */
export type ValidationRule = {
  object: string;
  when: ValidationCondition;
  /**
   * The rule lets a record through where it finds a record of another object, as VLOOKUP and triggers do: one whose `field`
   * has what this record has in `equals`.
   */
  unless?: { object: string; field: string; equals: string };
  message: string;
  /** Where the message stands; at the top of the page when left out. */
  field?: string;
};

/** Throws what the API answers for a record that validation rules refuse: an error for each of them. */
export function validate(
  rules: readonly ValidationRule[],
  def: ObjectDef,
  row: SfRecord,
  { before, org }: { before?: SfRecord; org?: Pick<OrgStore, 'table'> } = {}
): void {
  const broken = rules.filter(
    ({ object, when, unless }) =>
      object.toLowerCase() === def.name.toLowerCase() && applies(when, row, before) && !finds(unless, row, org)
  );
  if (broken.length === 0) return;
  throw new ApiError(
    400,
    ...broken.map(({ message, field }) => ({
      message,
      errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      fields: field === undefined ? [] : [field],
    }))
  );
}

function finds(unless: ValidationRule['unless'], row: SfRecord, org?: Pick<OrgStore, 'table'>): boolean {
  if (!unless || !org) return false;
  const wanted = row[unless.equals] ?? null;
  return typeof wanted === 'string' && !org.table(unless.object).withValue(unless.field, wanted).next().done;
}

function applies({ field, op, value = null }: ValidationCondition, row: SfRecord, before?: SfRecord): boolean {
  const own = row[field] ?? null;
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '<':
      return compare(own, value) < 0;
    case '>':
      return compare(own, value) > 0;
    case 'startsWith':
      return typeof own === 'string' && own.startsWith(String(value));
    case 'contains':
      return typeof own === 'string' && own.includes(String(value));
    case 'blank':
      return own === null || own === '';
    case 'notBlank':
      return own !== null && own !== '';
    case 'changed':
      return before !== undefined && (before[field] ?? null) !== own;
  }
}

/** Of two numbers or two texts; neither is the smaller one of anything else. */
function compare(own: Json, value: Json): number {
  if (typeof own === 'number' && typeof value === 'number') return own - value;
  if (typeof own !== 'string' || typeof value !== 'string') return 0;
  return own < value ? -1 : own > value ? 1 : 0;
}
