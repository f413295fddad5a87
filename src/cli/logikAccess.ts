import { Flags, type SfCommand } from '@salesforce/sf-plugins-core';
import { ux } from '@oclif/core';
import { ADMIN_KEY, credentialOf, RUNTIME_TOKEN, type Credentials } from '../logik/credentials.ts';
import { openLogik } from '../logik/index.ts';
import type { LogikAccess } from '../logik/types.ts';
import { hide } from '../salesforce/redact.ts';
import { loadText } from '../text.ts';
import { askSecret, canAsk, QUESTION_MS } from './ask.ts';
import { keyStore } from './keyStore.ts';
import { logikGate } from './logikGate.ts';
import { secretIn } from './processSecrets.ts';

const text = loadText('logik-access');

/** The flag of every command that can work on the Logik environment. No flag takes a credential: flags are on record. */
export const logikFlags = {
  'ask-logik-credentials': Flags.boolean({
    default: false,
    summary: text.get('flags.ask-logik-credentials.summary'),
    description: text.get('flags.ask-logik-credentials.description'),
  }),
};

type Asking = Pick<SfCommand<unknown>, 'jsonEnabled' | 'confirm'>;

/** Enter is no answer. */
const askedFor = async (variable: string, question: string): Promise<string | null> =>
  credentialOf(await askSecret(question, (typed) => isCredential(typed, variable)), variable);

const isCredential = (typed: string, variable: string): true | string => {
  try {
    credentialOf(typed, variable);
    return true;
  } catch (error) {
    return (error as Error).message;
  }
};

/** What the environment of the process holds, else what somebody types where that is asked for. */
const credentialsOf = async (screen: Asking, isAsked: boolean): Promise<Credentials> => {
  const given = {
    adminKey: credentialOf(secretIn(ADMIN_KEY), ADMIN_KEY),
    runtimeToken: credentialOf(secretIn(RUNTIME_TOKEN), RUNTIME_TOKEN),
  };
  if (!isAsked) return given;
  if (!canAsk(screen.jsonEnabled())) {
    throw text.error('CannotAskCredentials', { adminKey: ADMIN_KEY, runtimeToken: RUNTIME_TOKEN }, 2);
  }
  return {
    adminKey: given.adminKey ?? (await askedFor(ADMIN_KEY, text.get('ask.adminKey'))),
    runtimeToken: given.runtimeToken ?? (await askedFor(RUNTIME_TOKEN, text.get('ask.runtimeToken'))),
  };
};

/**
 * The way to Logik environments, with the credentials of the environment variables; with the flag, those that are not
 * there are asked for without echo. They stay in the memory of this process, and go to the environments that
 * {@link logikGate} lets them go to.
 *
 * @param how `typed`: hosts or URLs of the command line; `unasked`: somebody said that nobody is to be asked
 * @throws SfError LogikCredentialError for a value that is none; CannotAskCredentialsError where nobody can be asked
 */
export const logikAccess = async (
  screen: Asking,
  flags: { 'ask-logik-credentials': boolean },
  { typed = [], unasked = false }: { typed?: ReadonlyArray<string | undefined>; unasked?: boolean } = {}
): Promise<LogikAccess> => {
  const credentials = await credentialsOf(screen, flags['ask-logik-credentials']);
  for (const secret of Object.values(credentials)) hide(secret);
  const ask = (message: string): Promise<boolean> =>
    ux.action.pauseAsync(() => screen.confirm({ message, ms: QUESTION_MS, defaultAnswer: false }));
  const gate = logikGate({
    credentials,
    store: keyStore(),
    typed: typed.filter((each) => each !== undefined),
    ask: !unasked && canAsk(screen.jsonEnabled()) ? ask : undefined,
  });
  return openLogik(credentials, gate);
};
