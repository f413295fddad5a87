// Started as a process of its own by profile.test.ts: a browser that nobody closes.
import { launchBrowser } from '../../../../src/salesforce/setupPage/browser.ts';

for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => process.exit(130));
setInterval(() => undefined, 1000);
const launching = launchBrowser(process.argv[2]);
process.stdout.write('launching\n');
await launching;
process.stdout.write('launched\n');
