import { isItemError } from '../../../salesforce/errors.ts';
import { chunked, soql } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import type { UserFacts } from './facts.ts';
import { urlText } from '../../../salesforce/shapes.ts';

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

/** What tells a System Administrator is what the profile allows: its name is in the language of whoever asks. */
const isAdmin = (profile: UserRow['Profile']): boolean =>
  profile !== null &&
  profile.PermissionsModifyAllData &&
  profile.PermissionsCustomizeApplication &&
  profile.PermissionsManageUsers;

/** A query travels in a URL, and Salesforce takes none longer than some 16,000 characters. */
const IDS_PER_QUERY = 200;
const CONDITIONS_PER_QUERY = 50;
const CONDITION_LENGTH = 9000;

const readLogins = async (org: OrgReader, ids: string[]): Promise<UserLoginRow[]> => {
  try {
    const chunks = chunked(ids, IDS_PER_QUERY).map((some) =>
      org.query<UserLoginRow>(
        soql`SELECT Id, UserId, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId IN ${some}`
      )
    );
    return (await Promise.all(chunks)).flat();
  } catch (error) {
    // Without Manage Users nobody sees who is frozen: `login: null` says so, and the rules speak of it.
    if (isItemError(error)) return [];
    throw error;
  }
};

/** Conditions joined by OR, in as few statements as their number and their length in a URL allow. */
export const joined = (conditions: readonly string[]): string[] => {
  const groups: string[][] = [];
  let length = 0;
  for (const condition of conditions) {
    const own = urlText(` OR ${condition}`).length;
    const group = groups.at(-1);
    if (group && group.length < CONDITIONS_PER_QUERY && length + own <= CONDITION_LENGTH) {
      group.push(condition);
      length += own;
    } else {
      groups.push([condition]);
      length = own;
    }
  }
  return groups.map((group) => group.join(' OR '));
};

/**
 * The users that any of the SOQL conditions selects, each once, with their login records.
 *
 * @param conditions what follows WHERE, built with {@link soql}
 */
export const readUsers = async (org: OrgReader, ...conditions: string[]): Promise<UserFacts[]> => {
  const answers = await Promise.all(
    joined(conditions).map((condition) =>
      org.query<UserRow>(`SELECT ${COLUMNS} FROM User WHERE ${condition} ORDER BY Username`)
    )
  );
  const rows = [...new Map(answers.flat().map((row) => [row.Id, row])).values()];
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
