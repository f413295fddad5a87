import type { Draft } from '../refresh/prepare/draft.ts';
import type { Ask } from '../refresh/prepare/index.ts';
import type { Answer } from '../refresh/directory/refreshYaml.ts';
import { hasKnownHost, hostOf, looksLikeProduction } from '../logik/environmentUrl.ts';
import { isSfError, loadText } from '../text.ts';
import { hostName, refreshDate } from './answers.ts';

const text = loadText('ask');

/** Only a person at a terminal can be asked; never under `--json`. */
export const canAsk = (jsonEnabled: boolean): boolean =>
  !jsonEnabled && process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.CI === undefined;

/** How long a question stands before it counts as a no. */
export const QUESTION_MS = 300_000;

type Verdict = true | string;

type Question<T> = { message: string; default?: T };

/** The part of @inquirer/prompts that is used here. */
export type Prompts = {
  input(question: Question<string> & { validate(typed: string): Verdict | Promise<Verdict> }): Promise<string>;
  confirm(question: Question<boolean>): Promise<boolean>;
  select<T extends string>(question: Question<T> & { choices: Array<{ value: T; name: string }> }): Promise<T>;
};

/** The prompts are loaded only now: most runs need none. */
const inquirer = (): Promise<Prompts> => import('@inquirer/prompts');

/** True where a parser takes what was typed; else what is wrong, in its own words. */
const verdictOf = (parse: () => unknown): Verdict => {
  try {
    parse();
    return true;
  } catch (error) {
    if (!isSfError(error)) throw error;
    return [error.message, ...(error.actions ?? [])].join(' ');
  }
};

/** A day as it is typed; words of the terminal's own, for no flag was given. */
const isDay = (typed: string, today: string): Verdict =>
  verdictOf(() => refreshDate(typed.trim(), today)) === true
    ? true
    : text.get(/^\d{4}-\d{2}-\d{2}$/.test(typed.trim()) ? 'date.past' : 'date.again', { today });

const newHostOf = (typed: string): string => hostName(text.get('newHost.short'), typed.trim());

const usernamesIn = (typed: string): string[] => typed.split(/[\s,;]+/).filter((username) => username !== '');

/** A username has the form of an email address: that `no` is none must not come out after everything was read. */
const areUsernames = (typed: string): Verdict => {
  const wrong = usernamesIn(typed).filter((username) => !/^[^@]+@[^@]+$/.test(username));
  return wrong.length === 0 || text.get('adminUsers.again', { usernames: wrong.join(', ') });
};

const textAt = (draft: Draft, path: readonly string[]): string | undefined => {
  const value = draft.earlier(path);
  return typeof value === 'string' ? value : undefined;
};

const NEW_HOST = ['logik', 'newHost'];

/** Yes or no first; a host only after yes, and one that no Logik environment is known to have only after a second yes. */
const askNewHost = async (prompts: Prompts, draft: Draft): Promise<string | undefined> => {
  const earlier = textAt(draft, NEW_HOST);
  if (!(await prompts.confirm({ message: text.get('newHost'), default: earlier !== undefined }))) return undefined;
  for (;;) {
    const typed = await prompts.input({
      message: text.get('newHost.which'),
      default: earlier,
      validate: (host) => verdictOf(() => newHostOf(host)),
    });
    const host = newHostOf(typed);
    if (hasKnownHost(`https://${host}`)) return host;
    if (await prompts.confirm({ message: text.get('newHost.really', { host }), default: false })) return host;
  }
};

/** Asks for the answers behind these flags, and keeps each as soon as it was given. */
const askAnswers = async (
  prompts: Prompts,
  missing: readonly string[],
  { draft, today }: { draft: Draft; today: string }
): Promise<Answer[]> => {
  const answers: Answer[] = [];
  const keep = async (path: readonly string[], value: unknown): Promise<void> => {
    answers.push({ path, value });
    await draft.keep({ path, value });
  };
  if (missing.includes('refresh-date')) {
    const validate = (typed: string): Verdict => isDay(typed, today);
    const path = ['refresh', 'date'];
    const typed = await prompts.input({ message: text.get('date'), default: textAt(draft, path), validate });
    await keep(path, typed.trim());
  }
  if (missing.includes('data-strategy')) {
    const choices = (['repoint', 'decommission'] as const).map((value) => ({
      value,
      name: text.get(`strategy.${value}`),
    }));
    const path = ['refresh', 'dataStrategy'];
    const earlier = choices.find(({ value }) => value === textAt(draft, path))?.value;
    await keep(path, await prompts.select({ message: text.get('strategy'), choices, default: earlier }));
  }
  const host = await askNewHost(prompts, draft);
  if (host !== undefined) await keep(NEW_HOST, host);
  const path = ['logik', 'adminUsers'];
  const before = draft.earlier(path);
  const typed = await prompts.input({
    message: text.get('adminUsers'),
    default: Array.isArray(before) ? before.join(', ') : undefined,
    validate: areUsernames,
  });
  if (usernamesIn(typed).length > 0) await keep(path, usernamesIn(typed));
  return answers;
};

/**
 * What prepare asks a person.
 *
 * @param load the prompts; a test gives its own
 */
export const asking = (today: string, load: () => Promise<Prompts> = inquirer): Ask => ({
  answers: async (missing, draft) => askAnswers(await load(), missing, { draft, today }),
  sourceOrg: async (host, open) => {
    const prompts = await load();
    const key = looksLikeProduction(host) ? 'sourceOrg.sector' : 'sourceOrg';
    const validate = async (typed: string): Promise<Verdict> => {
      if (typed.trim() === '') return true;
      if (typed.includes('!')) return text.get('sourceOrg.token');
      return open(typed.trim()).then(
        () => true as const,
        (error: unknown) =>
          verdictOf(() => {
            throw error;
          })
      );
    };
    const typed = (await prompts.input({ message: text.get(key, { host }), validate })).trim();
    return typed === '' ? undefined : typed;
  },
  ownHost: async (host) => {
    const prompts = await load();
    const isHost = (typed: string): boolean => hostOf(typed) === host;
    const validate = (typed: string): Verdict =>
      typed.trim() === '' || isHost(typed) || text.get('typed.again', { host });
    return isHost(await prompts.input({ message: text.get('ownHost', { host }), validate }));
  },
  decommission: async (host) => {
    const prompts = await load();
    const validate = (typed: string): Verdict => hostOf(typed) === host || text.get('typed.again', { host });
    await prompts.input({ message: text.get('decommission', { host }), validate });
  },
});

/** Asks for something that must not be seen: what is typed is not shown. */
export const askSecret = async (message: string, validate: (typed: string) => true | string): Promise<string> => {
  const { password } = await import('@inquirer/prompts');
  return password({ message, validate });
};
