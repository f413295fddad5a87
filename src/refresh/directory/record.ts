import { z } from 'zod';
import { parseJson } from '../../literal/json.ts';
import { loadText } from '../../text.ts';

const text = loadText('refresh');

/** Zod's own words for what is not there, or is no number, speak of values of JavaScript: people look for a key. */
const wordsFor = ({ code, input, ...issue }: z.core.$ZodRawIssue): string | undefined => {
  if (code !== 'invalid_type') return undefined;
  const type = String('expected' in issue ? issue.expected : '');
  if (input === undefined) return text.get('missing', { type });
  return Number.isNaN(input) ? text.get('noNumber', { type }) : undefined;
};
z.config({ customError: wordsFor });

/** `items[2].facts` from zod's path. */
export const pathText = (path: ReadonlyArray<PropertyKey>): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '') || '(the file)';

const headSchema = z.looseObject({ kind: z.string(), schemaVersion: z.number() });

/**
 * Reads one of our own JSON files: damaged, foreign and newer files are told apart, and each error names the file and
 * the field.
 *
 * @param kind what `kind` in the file must say
 * @throws SfError DamagedFileError, ForeignFileError, NewerFileError
 */
export const parseRecord = <T>(
  content: string,
  { path, kind, schema }: { path: string; kind: string; schema: z.ZodType<T> }
): T => {
  let json: unknown;
  try {
    json = parseJson(content);
  } catch (error) {
    throw text.error('DamagedFile', { path, field: '(the file)', detail: (error as Error).message });
  }
  const head = headSchema.safeParse(json);
  if (!head.success || head.data.kind !== kind) throw text.error('ForeignFile', { path, kind });
  if (head.data.schemaVersion > 1) throw text.error('NewerFile', { path, version: head.data.schemaVersion, known: 1 });
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw text.error('DamagedFile', { path, field: pathText(issue.path), detail: issue.message });
};

/** JSON as people review it in git: indented, with a closing line break. */
export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
