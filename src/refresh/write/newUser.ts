import { isFinal, OrgError } from '../../salesforce/errors.ts';
import { redact } from '../../salesforce/redact.ts';
import { soql } from '../../salesforce/soql.ts';
import type { OrgReader, OrgWriter, RecordFields } from '../../salesforce/types.ts';
import type { TouchFailure } from './touch.ts';
import { tableOf } from '../../literal/table.ts';

/** Without these there is no user, or another one. */
const VITAL: ReadonlySet<string> = new Set(['LastName', 'Alias', 'Email', 'ProfileId']);

/** Salesforce creates no user without these, and any value does: the login's own where the user's is refused. */
const SETTINGS = ['LocaleSidKey', 'LanguageLocaleKey', 'TimeZoneSidKey', 'EmailEncodingKey'] as const;
const isSetting = (field: string): boolean => SETTINGS.some((name) => name === field);

/** Codes that name their field by themselves. */
const FIELD_OF = tableOf<string>({ DUPLICATE_COMM_NICKNAME: 'CommunityNickname' });

/** An answer that says no: nothing was created. */
const isRefusal = (error: unknown): error is OrgError => error instanceof OrgError && error.name === 'OrgRefusedError';

/** Which of the fields a refusal is about: as the org tells, by its code, or by names in its words. */
const refusedOf = ({ fields, errorCode, message }: OrgError, names: readonly string[]): string[] => {
  const told = fields.length > 0 ? fields : [FIELD_OF[errorCode] ?? ''];
  const found = names.filter((name) => told.some((field) => field.toLowerCase() === name.toLowerCase()));
  return found.length > 0 ? found : names.filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(message));
};

const ownSettings = async (reader: OrgReader): Promise<Partial<Record<string, string>>> => {
  const { user_id: id } = await reader.userInfo();
  const [row] = await reader.query<Record<string, string>>(
    soql`SELECT Id, LocaleSidKey, LanguageLocaleKey, TimeZoneSidKey, EmailEncodingKey FROM User WHERE Id = ${id}`
  );
  return row ?? {};
};

/** The fields without those that were refused; a setting that must be there gets the login's value. */
const lesser = async (reader: OrgReader, fields: RecordFields, refused: readonly string[]): Promise<RecordFields> => {
  const own = refused.some(isSetting) ? await ownSettings(reader) : {};
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (!refused.includes(name)) return [[name, value]];
      const instead = isSetting(name) ? own[name] : undefined;
      return instead === undefined || instead === value ? [] : [[name, instead]];
    })
  );
};

/** What a user goes without, for one and the same reason. */
const failuresOf = (names: readonly string[], name: string, { errorCode, message }: OrgError): TouchFailure[] =>
  names.map((id) => ({ id, name, code: errorCode, message }));

/** The error, with what is known by then of the values that the user would go without, should it be there. */
const withFailures = (error: unknown, failures: readonly TouchFailure[]): unknown =>
  error instanceof Error && failures.length > 0 ? Object.assign(error, { failures: [...failures] }) : error;

/** What {@link createUser} knew of refused values when it ended with an error. */
export const failuresIn = (error: unknown): TouchFailure[] => {
  const { failures } = (error ?? {}) as { failures?: unknown };
  return Array.isArray(failures) ? (failures as TouchFailure[]) : [];
};

/**
 * Gives a user what it was created without, value by value: what the org refuses then, or what it does not answer, is
 * told, and the next one is tried. The user is there by then, so that nothing else would tell what it lacks.
 */
const addEach = async (
  writer: OrgWriter,
  { id, name }: { id: string; name: string },
  fields: RecordFields,
  failures: TouchFailure[]
): Promise<void> => {
  const names = Object.keys(fields);
  for (const [index, field] of names.entries()) {
    try {
      await writer.update('User', id, { [field]: fields[field] });
    } catch (error) {
      const isLast = !(error instanceof OrgError) || isFinal(error);
      const reason =
        error instanceof OrgError ? error : new OrgError('OrgRefusedError', redact(String(error)), [], '', 'item');
      failures.push(...failuresOf(isLast ? names.slice(index) : [field], name, reason));
      if (isLast) throw error;
    }
  }
};

/**
 * Creates a user. One value that the org refuses, such as a nickname that somebody else has, does not cost the user: it
 * is created without, and the value is answered with the reason.
 *
 * @throws OrgError where the org refuses the user itself, or its answer got lost; with the `failures` up to there
 *   ({@link failuresIn}), since a user whose answer got lost may be there without these values
 */
export const createUser = async (
  writer: OrgWriter,
  reader: OrgReader,
  username: string,
  wanted: RecordFields
): Promise<TouchFailure[]> => {
  const failures: TouchFailure[] = [];
  try {
    await create();
  } catch (error) {
    throw withFailures(error, failures);
  }
  return failures;

  async function create(): Promise<void> {
    let fields = wanted;
    for (;;) {
      try {
        await writer.create('User', { ...fields, Username: username, IsActive: true });
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const optional = Object.keys(fields).filter(
          (name) => !VITAL.has(name) && !failures.some(({ id }) => id === name)
        );
        const refused = refusedOf(error, optional);
        const isOfUser = error.fields.length > 0 && refused.length === 0;
        if (optional.length === 0 || isOfUser) throw error;
        if (refused.length === 0) {
          await createBare(error, fields, optional);
          return;
        }
        failures.push(...failuresOf(refused, username, error));
        fields = await lesser(reader, fields, refused);
      }
    }
  }

  /** Nobody knows which value it is: the user is created with none of them, and gets them one by one. */
  async function createBare(reason: OrgError, all: RecordFields, optional: string[]): Promise<void> {
    const left = optional.filter((name) => !isSetting(name));
    if (left.length === 0) throw reason;
    const bare = Object.fromEntries(Object.entries(all).filter(([name]) => !left.includes(name)));
    let id: string;
    try {
      id = await writer.create('User', { ...bare, Username: username, IsActive: true });
    } catch (error) {
      if (isRefusal(error)) throw reason;
      // Should the user be there all the same, then without any of these.
      failures.push(...failuresOf(left, username, reason));
      throw error;
    }
    const rest = Object.fromEntries(left.map((name) => [name, all[name]]));
    await addEach(writer, { id, name: username }, rest, failures);
  }
};
