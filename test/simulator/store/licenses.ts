import { ApiError } from '../model.ts';
import type { SfRecord } from '../model.ts';
import { sameId } from './orgStore.ts';
import type { OrgStore } from './orgStore.ts';

/** Users take a license of their profile's kind as long as they are active, and those that they are assigned. */

function licenseOf(org: OrgStore, user: SfRecord): string {
  return String(org.table('Profile').get(String(user['ProfileId']))?.['UserLicenseId'] ?? '');
}

/** Throws when a user, as it shall be, would take a license that the org does not have. */
export function checkLicense(org: OrgStore, user: SfRecord): void {
  if (user['IsActive'] !== true) return;
  const id = licenseOf(org, user);
  const before = org.table('User').get(user.Id);
  if (before?.['IsActive'] === true && licenseOf(org, before) === id) return;
  const license = org.table('UserLicense').get(id);
  if (isLeft(license, takenBy(org, id))) return;
  throw new ApiError(400, { message: 'License Limit Exceeded', errorCode: 'LICENSE_LIMIT_EXCEEDED', fields: [] });
}

/** Throws when an assignment would take a permission set license that the org does not have. */
export function checkAssignedLicense(org: OrgStore, assignment: SfRecord): void {
  const license = org.table('PermissionSetLicense').get(String(assignment['PermissionSetLicenseId']));
  if (isLeft(license, assignedOf(org, license?.Id))) return;
  throw new ApiError(400, {
    message: `The permission set license ${String(license?.['MasterLabel'])} has no more licenses available.`,
    errorCode: 'LICENSE_LIMIT_EXCEEDED',
    fields: [],
  });
}

/** Objects whose rows take licenses, so that writes of them change how many are used. */
export const LICENSED: ReadonlySet<string> = new Set(['User', 'PermissionSetLicenseAssign']);

/** Makes `UsedLicenses` say how many users are active, and how many are assigned. */
export function countLicenses(org: OrgStore): void {
  const count = (object: string, used: (org: OrgStore, licenseId: string) => number): void => {
    const table = org.table(object);
    for (const license of [...table.rows()]) table.put({ ...license, UsedLicenses: used(org, license.Id) });
  };
  count('UserLicense', takenBy);
  count('PermissionSetLicense', assignedOf);
}

/** A license without a total has no limit. */
function isLeft(license: SfRecord | undefined, taken: number): boolean {
  const total = license?.['TotalLicenses'];
  return typeof total !== 'number' || taken < total;
}

function assignedOf(org: OrgStore, licenseId: string | undefined): number {
  let taken = 0;
  for (const row of org.table('PermissionSetLicenseAssign').rows())
    if (sameId(row['PermissionSetLicenseId'], licenseId)) taken += 1;
  return taken;
}

function takenBy(org: OrgStore, licenseId: string): number {
  let taken = 0;
  for (const user of org.table('User').rows())
    if (user['IsActive'] === true && licenseOf(org, user) === licenseId) taken += 1;
  return taken;
}
