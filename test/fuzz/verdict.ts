import { SfError } from '@salesforce/core';

/** What must not happen, found by one input. */
export class Bad extends Error {
  public readonly kind: string;
  public constructor(kind: string, detail: string) {
    super(`${kind}: ${detail}`);
    this.name = 'Bad';
    this.kind = kind;
  }
}

/** Words of a program that people cannot do anything with. */
const RAW =
  /\bundefined\b|\[object |\bNaN\b|TypeError|RangeError|ReferenceError|SyntaxError|Cannot read prop|is not a function|is not iterable|\bat \S+\.(?:ts|js):\d+/;

/** What a payload said itself is not the program's. */
const told = (message: string, input: string): boolean => {
  const found = RAW.exec(message)?.[0];
  return found !== undefined && !input.includes(found);
};

const placeOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .map((line) => /\/(src\/[^:)]+:\d+)/.exec(line)?.[1])
    .find((place) => place !== undefined) ?? 'outside of src';

/**
 * An error is good where it is one for people: of this plugin's kind, with words and something to do.
 *
 * @param input the text that the input held, whose own words are not the program's
 * @throws Bad where it is not
 */
export const judgeError = (error: unknown, input: string, allowed: readonly string[] = []): void => {
  if (error instanceof Bad) throw error;
  if (!(error instanceof Error)) throw new Bad('thrown value', String(error));
  if (allowed.includes(error.name)) return;
  if (!(error instanceof SfError))
    throw new Bad(`raw ${error.name}`, `${placeOf(error)}: ${error.message.slice(0, 300)}`);
  if (error.message.length < 10) throw new Bad('no words', `${error.name} at ${placeOf(error)}`);
  if (told(error.message, input))
    throw new Bad('program words', `${error.name} at ${placeOf(error)}: ${error.message.slice(0, 300)}`);
  if ((error.actions ?? []).length === 0) throw new Bad('no actions', `${error.name}: ${error.message.slice(0, 200)}`);
  for (const action of error.actions ?? [])
    if (told(action, input)) throw new Bad('program words', `action of ${error.name}: ${action.slice(0, 300)}`);
};

/** The disk's own errors, where whoever calls turns them into words. */
export const orOfTheDisk = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
  try {
    return await bearably(work);
  } catch (error) {
    if (error instanceof Bad && /\b(EISDIR|ENOENT|EACCES|ENOTDIR|ENAMETOOLONG)\b/.test(error.message)) return undefined;
    throw error;
  }
};

/** Lets a value or a good error pass. */
export const bearably = async <T>(
  work: () => T | Promise<T>,
  input = '',
  allowed: readonly string[] = []
): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    judgeError(error, input, allowed);
    return undefined;
  }
};
