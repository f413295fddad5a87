/**
 * The real `sf logik refresh verify` on the standard small scenario, beside `sf org display`:
 * `node test/bench/smallVerify.ts [--pairs 7] [--latency 50]`, after `npm run compile`.
 */
import { join } from 'node:path';
import type { Login } from '../support/workbench.ts';
import { forgetRequests, openHome, prepareArgs, requestsOf, startOrg } from './support/benchOrg.ts';
import { inPairs, numbers, say, sayMachine, sayPairs } from './support/figures.ts';

const { pairs, latency } = numbers({ pairs: 7, latency: 50 });

/** Drift and open manual steps are what a refreshed org has. */
const FOUND = [0, 1, 68];

const org = await startOrg({ products: 0, entriesPerProduct: 0, latencyMs: latency });
const home = await openHome();
try {
  await home.login(org);
  const directory = join(home.path, 'record');
  await home.sf(prepareArgs(directory));
  await home.login(org, await org.control<Login>('POST', 'refresh', {}));
  const verify = ['logik', 'refresh', 'verify', '--target-org', 'uat', '--dir', directory, '--json'];
  const display = ['org', 'display', '--target-org', 'uat', '--json'];

  sayMachine(`verify, standard scenario; ${latency} ms a request`);
  const count = async (args: readonly string[]): Promise<number> => {
    await forgetRequests(org);
    await home.sf(args, { codes: FOUND });
    return requestsOf(org);
  };
  say(`requests: verify ${await count(verify)}, org display ${await count(display)}`);
  const measured = await inPairs(
    pairs,
    () => home.sf(verify, { codes: FOUND }),
    () => home.sf(display)
  );
  sayPairs('sf logik refresh verify', 'sf org display', measured);
} finally {
  await org.stop();
  await home.remove();
}
