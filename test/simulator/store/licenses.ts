import { ApiError } from '../model.ts';
import type { SfRecord } from '../model.ts';
import type { OrgStore } from './orgStore.ts';

/** Users take a license of their profile's kind as long as they are active. */

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
  const total = license?.['TotalLicenses'];
  if (typeof total !== 'number' || takenBy(org, id) < total) return;
  throw new ApiError(400, { message: 'License Limit Exceeded', errorCode: 'LICENSE_LIMIT_EXCEEDED', fields: [] });
}

/** Makes `UserLicense.UsedLicenses` say how many users are active. */
export function countLicenses(org: OrgStore): void {
  const table = org.table('UserLicense');
  for (const license of [...table.rows()]) table.put({ ...license, UsedLicenses: takenBy(org, license.Id) });
}

function takenBy(org: OrgStore, licenseId: string): number {
  let taken = 0;
  for (const user of org.table('User').rows())
    if (user['IsActive'] === true && licenseOf(org, user) === licenseId) taken += 1;
  return taken;
}
