import { ApiError } from '../model.ts';
import type { ObjectDef, SfRecord } from '../model.ts';

/** Whether the accounts of an org may be persons. */
export function hasPersonAccounts(def: ObjectDef): boolean {
  return def.name === 'Account' && def.fields.some((field) => field.name === 'IsPersonAccount');
}

/** What follows of a person's account: its Name is made of the person's own. */
export function derivePerson(def: ObjectDef, row: SfRecord): void {
  if (!hasPersonAccounts(def)) return;
  const isPerson = typeof row['LastName'] === 'string' && row['LastName'] !== '';
  row['IsPersonAccount'] = isPerson;
  if (isPerson) row['Name'] = [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string').join(' ');
}

/** Nobody writes the name of a person's account, or the names of a person for a company's. */
export function checkPerson(def: ObjectDef, row: SfRecord, changed: ReadonlySet<string>): void {
  if (!hasPersonAccounts(def)) return;
  const refused = row['IsPersonAccount'] === true ? 'Name' : 'FirstName';
  if (!changed.has(refused.toLowerCase()) || (refused === 'FirstName' && row['FirstName'] === null)) return;
  throw new ApiError(400, {
    message: `Account: bad field names on insert/update call: ${refused}`,
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    fields: [refused],
  });
}
