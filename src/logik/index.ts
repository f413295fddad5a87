import type { Dispatcher } from 'undici';
import { adminOf } from './admin.ts';
import { ADMIN_KEY, RUNTIME_TOKEN, type Credentials } from './credentials.ts';
import { logikHttp } from './http.ts';
import { reach } from './reach.ts';
import { runtimeOf } from './runtime.ts';
import type { LogikAccess } from './types.ts';

/**
 * The way to Logik environments with what this process was given. Nothing is sent before something is asked.
 *
 * @param base stands in for the network in tests
 */
export const openLogik = ({ adminKey, runtimeToken }: Credentials, base?: Dispatcher): LogikAccess => ({
  hasAdminKey: adminKey !== null,
  hasRuntimeToken: runtimeToken !== null,
  admin: (environment) =>
    adminKey === null
      ? null
      : adminOf(environment, logikHttp({ environment, variable: ADMIN_KEY, credential: adminKey, base })),
  runtime: (environment) =>
    runtimeToken === null
      ? null
      : runtimeOf(environment, logikHttp({ environment, variable: RUNTIME_TOKEN, credential: runtimeToken, base })),
  reach: (environment) => reach(environment, base),
});
