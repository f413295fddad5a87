import { Messages, SfError } from '@salesforce/core';
import { harmless } from './literal/printable.ts';
import { redact } from './literal/secrets.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);

export type Values = Readonly<Record<string, string | number>>;

/** The words of one file in `messages/`, with named places: `{org}` in the text is filled from `values.org`. */
export type Text = {
  /** The message under `key`. A place without a value is a programming error and throws. */
  get(key: string, values?: Values): string;
  /** The list under `key`, one entry a line. */
  list(key: string, values?: Values): string[];
  /**
   * An SfError named `<key>Error` from `error.<key>` and `error.<key>.actions`; exit code 1 unless given. Secrets and
   * control characters in the values are not in it.
   */
  error(key: string, values?: Values, exitCode?: number): SfError;
};

const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (values[name] === undefined) throw new RangeError(`No value for {${name}} in: ${text}`);
    return String(values[name]);
  });

/** An error goes to a terminal as it is, and into logs: what others wrote neither steers the one nor leaks into the other. */
const shown = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? redact(harmless(value)) : value])
  );

/**
 * Loads `messages/<bundle>.md`. Salesforce's `Messages` reads the file; its positional `%s` cannot serve messages and
 * actions that need the same values in another order, so the places are filled here by name.
 */
export const loadText = (bundle: string): Text => {
  const messages = Messages.loadMessages('sf-plugin-logik', bundle);
  const get = (key: string, values: Values = {}): string => fill(messages.getMessage(key), values);
  const list = (key: string, values: Values = {}): string[] =>
    messages.getMessages(key).map((line) => fill(line, values));
  return {
    get,
    list,
    error: (key, values = {}, exitCode = 1) => {
      const told = shown(values);
      return new SfError(get(`error.${key}`, told), `${key}Error`, list(`error.${key}.actions`, told), exitCode);
    },
  };
};

/** `instanceof` alone would leave the error's data typed as anything. */
export const isSfError = (error: unknown): error is SfError => error instanceof SfError;

/** An error as one text: what is wrong, and what to do. */
export const reasonOf = ({ message, actions = [] }: Pick<SfError, 'message' | 'actions'>): string =>
  [message, ...actions].join(' ');
