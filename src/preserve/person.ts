import type { FieldDescription, ObjectDescription } from '../salesforce/types.ts';
import type { Row } from './row.ts';

/** What the name of a person account is made of, and how the person is addressed (Object Reference: Account). */
const NAMES = new Set(['FirstName', 'LastName']);
/** Middle names and suffixes only some orgs have, and salutations not every login may write. */
const MORE_NAMES = new Set(['MiddleName', 'Suffix', 'Salutation']);

/** Whether an org's accounts may be persons (Object Reference: Account.IsPersonAccount). */
export const hasPersonAccounts = ({ name, fields }: Pick<ObjectDescription, 'name' | 'fields'>): boolean =>
  name === 'Account' && fields.some((field) => field.name === 'IsPersonAccount');

/** Whether a kept account is a person: only persons have a last name. Its Name is made of it, and refused where it is written. */
export const isPerson = ({ values }: Pick<Row, 'values'>): boolean => (values.LastName ?? '') !== '';

const isNamePart = ({ name, createable, updateable }: FieldDescription): boolean =>
  NAMES.has(name) || (MORE_NAMES.has(name) && createable && updateable);

/**
 * What a person account is created with, whatever a query selects: its Name follows from them and cannot be written
 * (Object Reference: Account, "Person Accounts"). Empty for an object, or an org, without persons.
 */
export const personFields = (object: Pick<ObjectDescription, 'name' | 'fields'>): string[] =>
  hasPersonAccounts(object)
    ? object.fields.filter((field) => isNamePart(field) || field.name === 'RecordTypeId').map(({ name }) => name)
    : [];
