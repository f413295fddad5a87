import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, Side } from '../../item.ts';

const text = loadText('checklist.external-configurator');

/** Logik's extension for Salesforce CPQ needs this version (docs, "Installation and setup guide"). */
const REQUIRED = [244, 2] as const;

const isOldEnough = (version: string): boolean => {
  const [major, minor] = version.split('.').map(Number);
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
};

/** The version of a package is how an org is kept; where quotes open is the connection. */
export const sideOfConfigurator = ({ target }: Finding): Side =>
  target === text.get('target.version') ? 'hygiene' : 'connection';

/** Whether Salesforce CPQ is recent enough for Logik. */
export const versionFinding = (version: string): Finding => {
  const good = isOldEnough(version);
  return finding('external-configurator', text.get('target.version'), good ? 'pass' : 'fail', {
    expected: text.get('expected.version', { version: REQUIRED.join('.') }),
    actual: version,
    ...(good ? {} : { hint: text.get('hint.version') }),
  });
};
