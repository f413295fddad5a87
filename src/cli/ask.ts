import type { Answer } from '../refresh/refreshYaml.ts';
import { loadText } from '../text.ts';
import { hostName, refreshDate } from './answers.ts';

const text = loadText('ask');

/** Only a person at a terminal can be asked; never under `--json`. */
export const canAsk = (jsonEnabled: boolean): boolean =>
  !jsonEnabled && process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.CI === undefined;

const isDay = (value: string): true | string => {
  try {
    refreshDate(value);
    return true;
  } catch {
    return text.get('date.again');
  }
};

const isHost = (value: string): true | string => {
  try {
    newHostAnswer(value);
    return true;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * What somebody typed for the new host; Enter is no answer, and leaves one that is there.
 *
 * @throws SfError BadUrlError
 */
export const newHostAnswer = (typed: string): Answer[] => {
  const host = typed.trim();
  return host === '' ? [] : [{ path: ['logik', 'newHost'], value: hostName('--new-host', host) }];
};

/** Asks for the answers behind these flags. The prompts are loaded only now: most runs need none. */
export const askFor = async (missing: readonly string[]): Promise<Answer[]> => {
  const { input, select } = await import('@inquirer/prompts');
  const answers: Answer[] = [];
  if (missing.includes('refresh-date')) {
    answers.push({ path: ['refresh', 'date'], value: await input({ message: text.get('date'), validate: isDay }) });
  }
  if (missing.includes('data-strategy')) {
    const choices = (['repoint', 'decommission'] as const).map((value) => ({
      value,
      name: text.get(`strategy.${value}`),
    }));
    answers.push({
      path: ['refresh', 'dataStrategy'],
      value: await select({ message: text.get('strategy'), choices }),
    });
  }
  answers.push(...newHostAnswer(await input({ message: text.get('newHost'), validate: isHost })));
  const users = await input({ message: text.get('adminUsers') });
  const usernames = users.split(/[\s,;]+/).filter((username) => username !== '');
  if (usernames.length > 0) answers.push({ path: ['logik', 'adminUsers'], value: usernames });
  return answers;
};

/** Asks for something that must not be seen: what is typed is not shown. */
export const askSecret = async (message: string, validate: (typed: string) => true | string): Promise<string> => {
  const { password } = await import('@inquirer/prompts');
  return password({ message, validate });
};
