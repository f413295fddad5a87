import { Flags } from '@salesforce/sf-plugins-core';
import { ADMIN_KEY, credentialOf, RUNTIME_TOKEN } from '../logik/credentials.ts';
import { openLogik } from '../logik/index.ts';
import type { LogikAccess } from '../logik/types.ts';
import { loadText } from '../text.ts';
import { askSecret, canAsk } from './ask.ts';

const text = loadText('logik-access');

/** The flag of every command that can work on the Logik environment. No flag takes a credential: flags are on record. */
export const logikFlags = {
  'ask-logik-credentials': Flags.boolean({
    default: false,
    summary: text.get('flags.ask-logik-credentials.summary'),
    description: text.get('flags.ask-logik-credentials.description'),
  }),
};

type Asking = { jsonEnabled(): boolean };

/** What the environment of the process holds, else what somebody types; Enter is no answer. */
const askedFor = async (variable: string, question: string): Promise<string | null> =>
  credentialOf(process.env[variable], variable) ??
  credentialOf(await askSecret(question, (typed) => isCredential(typed, variable)), variable);

const isCredential = (typed: string, variable: string): true | string => {
  try {
    credentialOf(typed, variable);
    return true;
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * The way to Logik environments, with the credentials of the environment variables; with the flag, those that are not
 * there are asked for without echo. They stay in the memory of this process.
 *
 * @throws SfError LogikCredentialError for a value that is none; CannotAskCredentialsError where nobody can be asked
 */
export const logikAccess = async (
  screen: Asking,
  flags: { 'ask-logik-credentials': boolean }
): Promise<LogikAccess> => {
  if (!flags['ask-logik-credentials']) {
    return openLogik({
      adminKey: credentialOf(process.env[ADMIN_KEY], ADMIN_KEY),
      runtimeToken: credentialOf(process.env[RUNTIME_TOKEN], RUNTIME_TOKEN),
    });
  }
  if (!canAsk(screen.jsonEnabled())) {
    throw text.error('CannotAskCredentials', { adminKey: ADMIN_KEY, runtimeToken: RUNTIME_TOKEN }, 2);
  }
  return openLogik({
    adminKey: await askedFor(ADMIN_KEY, text.get('ask.adminKey')),
    runtimeToken: await askedFor(RUNTIME_TOKEN, text.get('ask.runtimeToken')),
  });
};
