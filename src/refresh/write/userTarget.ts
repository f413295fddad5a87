import type { Change, UserWrite } from '../../checklist/item.ts';
import { soql, soqlNames } from '../../salesforce/soql.ts';
import type { OrgReader, OrgWriter, RecordFields } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';
import { createUser } from './newUser.ts';
import type { TouchFailure } from './touch.ts';

const text = loadText('refresh');

type UserRow = { Id: string; IsActive: boolean; Manager: { Username: string } | null };

/** The user as it is now, also one that an earlier request of the same run created. */
const userNamed = async (reader: OrgReader, username: string): Promise<UserRow | undefined> =>
  (await reader.query<UserRow>(soql`SELECT Id, IsActive, Manager.Username FROM User WHERE Username = ${username}`))[0];

const idOf = async (reader: OrgReader, username: string): Promise<string> => {
  reader.forget();
  const user = await userNamed(reader, username);
  if (!user) throw text.error('NoSuchUser', { username });
  return user.Id;
};

/**
 * Sends one part of a test user. Each part goes out by itself, so that one that is refused (a licence that is used up,
 * a permission set that needs another) holds up no other; values that a new user goes without are answered. Taking a new user back deactivates it: nothing is deleted.
 */
export const sendUser = async (
  writer: OrgWriter,
  reader: OrgReader,
  [{ write, after }]: ReadonlyArray<Change & { write: UserWrite }>
): Promise<void | TouchFailure[]> => {
  const { username } = write;
  if (write.part === 'user' && after === true) return createUser(writer, reader, username, write.fields);
  const id = await idOf(reader, username);
  if (write.part === 'user') await writer.update('User', id, { IsActive: false });
  else if (write.part === 'password') await writer.resetPassword(id);
  else if (write.part === 'manager')
    await writer.update('User', id, { ManagerId: after === null ? null : await idOf(reader, String(after)) });
  else await writer.create(write.object, { ...write.fields, [write.userField]: id });
  return undefined;
};

/** What tells an assignment: whose and of what; when it ends is spelled by the org. */
const conditionOf = (fields: RecordFields): string =>
  Object.entries(fields)
    .filter(([field]) => field !== 'ExpirationDate')
    .map(([field, value]) => soql`${soqlNames(field)} = ${value}`)
    .join(' AND ');

/** Whether the part is there; of a manager, who it is; of an email nothing can be read. */
export const readUserPart = async (
  reader: OrgReader,
  write: UserWrite
): Promise<{ id: string | null; value: boolean | string | null } | undefined> => {
  if (write.part === 'password') return undefined;
  const user = await userNamed(reader, write.username);
  if (write.part === 'user') return { id: user?.Id ?? null, value: user?.IsActive ?? false };
  if (write.part === 'manager') return { id: user?.Id ?? null, value: user?.Manager?.Username.toLowerCase() ?? null };
  if (!user) return { id: null, value: false };
  const condition = conditionOf({ ...write.fields, [write.userField]: user.Id });
  const [found] = await reader.query<{ Id: string }>(
    `${soql`SELECT Id FROM ${soqlNames(write.object)} WHERE `}${condition}`
  );
  return { id: found?.Id ?? null, value: found !== undefined };
};
