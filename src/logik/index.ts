import type { Dispatcher } from 'undici';
import { adminOf } from './admin.ts';
import type { Gate } from './binding.ts';
import { ADMIN_KEY, RUNTIME_TOKEN, type Credentials } from './credentials.ts';
import { logikHttp, type LogikHttp } from './http.ts';
import { reach } from './reach.ts';
import { runtimeOf } from './runtime.ts';
import type { Credential, LogikAccess } from './types.ts';

const VARIABLES: Record<Credential, string> = { admin: ADMIN_KEY, runtime: RUNTIME_TOKEN };

/**
 * The way to Logik environments with what this process was given. Nothing is sent before something is asked, and no
 * credential to where the gate does not let it.
 *
 * @param base stands in for the network in tests
 */
export const openLogik = ({ adminKey, runtimeToken }: Credentials, gate: Gate, base?: Dispatcher): LogikAccess => {
  const way = (which: Credential, environment: string, credential: string): LogikHttp =>
    logikHttp({
      environment,
      variable: VARIABLES[which],
      credential,
      withheld: () => gate.withheld(which, environment),
      accepted: () => gate.accepted(which, environment),
      base,
    });
  return {
    hasAdminKey: adminKey !== null,
    hasRuntimeToken: runtimeToken !== null,
    admin: (environment) => (adminKey === null ? null : adminOf(environment, way('admin', environment, adminKey))),
    runtime: (environment) =>
      runtimeToken === null ? null : runtimeOf(environment, way('runtime', environment, runtimeToken)),
    reach: (environment) => reach(environment, base),
    withheld: (which, environment) => gate.withheld(which, environment),
    about: (word) => gate.about(word),
    remember: (hosts) => gate.remember(hosts),
  };
};
