import { toHelpSection } from '@salesforce/sf-plugins-core';
import { exitCodeHelp } from '../refresh/judge/exitCodes.ts';
import { loadText } from '../text.ts';

const text = loadText('help');

/** The exit codes, as `--help` lists them: from the same table that sets them. */
export const exitCodesSection = toHelpSection(text.get('exitCodes'), Object.fromEntries(exitCodeHelp()));

/** The environment variables that this plugin itself reads. */
export const environmentVariablesSection = toHelpSection(text.get('environment'), {
  LOGIK_ADMIN_API_KEY: text.get('environment.LOGIK_ADMIN_API_KEY'),
  LOGIK_ADMIN_HOST: text.get('environment.LOGIK_ADMIN_HOST'),
  LOGIK_RUNTIME_TOKEN: text.get('environment.LOGIK_RUNTIME_TOKEN'),
  LOGIK_RUNTIME_HOST: text.get('environment.LOGIK_RUNTIME_HOST'),
  SF_LOGIK_REQUEST_TIMEOUT: text.get('environment.SF_LOGIK_REQUEST_TIMEOUT'),
  SF_LOGIK_BULK_TIMEOUT: text.get('environment.SF_LOGIK_BULK_TIMEOUT'),
  SF_LOGIK_WAIT_INTERVAL: text.get('environment.SF_LOGIK_WAIT_INTERVAL'),
});
