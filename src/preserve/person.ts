import type { ObjectDescription } from '../salesforce/types.ts';
import type { Row } from './row.ts';

/** What the name of a person account is made of. */
export const PERSON_FIELDS = ['FirstName', 'LastName'];

/** Whether an org's accounts may be persons (Object Reference: Account.IsPersonAccount). */
export const hasPersonAccounts = ({ name, fields }: Pick<ObjectDescription, 'name' | 'fields'>): boolean =>
  name === 'Account' && fields.some((field) => field.name === 'IsPersonAccount');

/** Whether a kept account is a person: only persons have a last name. Its Name is made of it, and refused where it is written. */
export const isPerson = ({ values }: Pick<Row, 'values'>): boolean => (values.LastName ?? '') !== '';
