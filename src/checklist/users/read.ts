import { isItemError } from '../../salesforce/errors.ts';
import { soql } from '../../salesforce/soql.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import type { UserFacts } from './facts.ts';

type UserRow = {
  Id: string;
  Username: string;
  Email: string | null;
  Name: string | null;
  IsActive: boolean;
  Profile: {
    Name: string;
    PermissionsModifyAllData: boolean;
    PermissionsCustomizeApplication: boolean;
    PermissionsManageUsers: boolean;
  } | null;
};

type UserLoginRow = { Id: string; UserId: string; IsFrozen: boolean; IsPasswordLocked: boolean };

const COLUMNS =
  'Id, Username, Email, Name, IsActive, Profile.Name, Profile.PermissionsModifyAllData, ' +
  'Profile.PermissionsCustomizeApplication, Profile.PermissionsManageUsers';

/** What tells a System Administrator by what the profile allows, whatever its name is in the org's language. */
const isAdmin = (profile: UserRow['Profile']): boolean =>
  profile !== null &&
  (profile.Name === 'System Administrator' ||
    (profile.PermissionsModifyAllData && profile.PermissionsCustomizeApplication && profile.PermissionsManageUsers));

const readLogins = async (org: OrgReader, ids: string[]): Promise<UserLoginRow[]> => {
  try {
    return await org.query<UserLoginRow>(
      soql`SELECT Id, UserId, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId IN ${ids}`
    );
  } catch (error) {
    // Without Manage Users nobody sees who is frozen: `login: null` says so, and the rules speak of it.
    if (isItemError(error)) return [];
    throw error;
  }
};

/**
 * The users that a SOQL condition selects, with their login records.
 *
 * @param condition what follows WHERE, built with {@link soql}
 */
export const readUsers = async (org: OrgReader, condition: string): Promise<UserFacts[]> => {
  const rows = await org.query<UserRow>(`SELECT ${COLUMNS} FROM User WHERE ${condition} ORDER BY Username`);
  if (rows.length === 0) return [];
  const logins = new Map(
    (
      await readLogins(
        org,
        rows.map(({ Id }) => Id)
      )
    ).map((login) => [login.UserId, login])
  );
  return rows.map((row) => {
    const login = logins.get(row.Id);
    return {
      id: row.Id,
      username: row.Username,
      email: row.Email,
      name: row.Name,
      isActive: row.IsActive,
      profile: row.Profile?.Name ?? null,
      isAdmin: isAdmin(row.Profile),
      login: login ? { id: login.Id, isFrozen: login.IsFrozen, isPasswordLocked: login.IsPasswordLocked } : null,
    };
  });
};
