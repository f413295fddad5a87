import type { FieldDescription, ObjectDescription } from './types.ts';

/** Moments and people that an org notes on a record by itself: some logins may write them, and they tell no record. */
const STAMPS = new Set([
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
]);

/**
 * Whether each org makes up the values of a field by itself: numbers that it counts, formulas, stamps, IDs, and a name
 * that nobody can write although the object can be written (Object Reference: Name of Contact, PricebookEntry, User). The
 * same value is another record in another org then.
 */
export const isGenerated = (
  { name, type, autoNumber, calculated, nameField, createable, updateable }: FieldDescription,
  { fields }: Pick<ObjectDescription, 'fields'>
): boolean =>
  type === 'id' ||
  autoNumber === true ||
  calculated === true ||
  STAMPS.has(name) ||
  (nameField === true && !createable && !updateable && fields.some((other) => other.createable));
