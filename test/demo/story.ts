import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Backstage, Login } from './backstage.ts';
import type { Stage } from './stage.ts';

const PRODUCTION_URL = 'https://acme.prod.logik.io';
const ADMIN = 'dana.ortiz@acme.example.uat';
const SYNC_USER = 'logik.sync@acme.example.uat';
const TESTER = 'tess.agent@example.com.uat';
const SITES = ['CLR < LAB', 'LAB < LYN', 'LYN < -'];
const JOB = 'UAT Data Reset';
const CLIENT = { name: 'storefront', origin: 'https://acme--uat.sandbox.my.site.com' };

type Play = {
  stage: Stage;
  backstage: Backstage;
  /** The refresh directory that the commands use. */
  directory: string;
  /** Takes a picture of the Salesforce CPQ configuration page; `name` tells when. */
  photograph: (login: Login, name: string) => Promise<void>;
};

/** ISO date, `days` from today. */
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const logIn = (stage: Stage, alias: string, { instanceUrl, accessToken, username }: Login): Promise<void> =>
  stage.play({
    args: ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--alias', alias, '--no-prompt'],
    secrets: { SF_ACCESS_TOKEN: accessToken },
    exitCode: 0,
    shows: [username],
  });

const expectReadsOnly = async ({ stage, backstage }: Play, command: string): Promise<void> => {
  const { requests, writes } = await backstage.served();
  stage.expect(`${command} asks the org`, requests > 0);
  stage.expect(`${command} only reads from the org`, writes === 0);
  stage.narrate(`The org served ${requests} requests for that, and none of them was a write.`);
};

const beforeTheRefresh = async (play: Play): Promise<void> => {
  const { stage, backstage, directory } = play;
  const { sandbox, production } = await backstage.logins();
  stage.narrate('Two orgs: the sandbox "uat", connected to Logik, and the production org that it is copied from.');
  await logIn(stage, 'uat', sandbox);
  await logIn(stage, 'prod', production);
  await backstage.served();

  stage.narrate(
    'Before the refresh: may it go ahead? Record what it will destroy, back the Logik environment up, and write the support case for Logik.'
  );
  await stage.play({
    args: [
      ...['logik', 'refresh', 'prepare', '--target-org', 'uat', '--source-org', 'prod'],
      ...['--refresh-date', inDays(14), '--data-strategy', 'repoint'],
      ...['--logik-admin-user', 'dana.ortiz@acme.example.uat', '--logik-admin-user', 'kim.larsen@acme.example.uat'],
      ...['--runtime-client', `${CLIENT.name}=${CLIENT.origin}`, '--gate'],
    ],
    secrets: { LOGIK_ADMIN_API_KEY: sandbox.logikAdminApiKey },
    exitCode: 0,
    shows: [
      `1. Logik environment URL: ${sandbox.logikUrl}`,
      'support-case.md',
      'catalog/',
      'preserved/logik/',
      'Next: ',
    ],
  });
  await expectReadsOnly(play, 'prepare');
  const supportCase = await readFile(join(directory, 'support-case.md'), 'utf8');
  stage.expect('the support case has all eight items', /^8\. .+ provisioning\.logik@/m.test(supportCase));
  const note = await readFile(join(directory, 'active-users.md'), 'utf8');
  stage.expect('the note to whoever uses the sandbox names them', note.includes(ADMIN));
  stage.narrate(
    'active-users.md is the note to send to whoever uses the sandbox now. --gate puts the verdict into the exit code.'
  );
  await keepWhatMatters(play);
};

/** What people would fill in with an editor. */
const KEEP: ReadonlyArray<readonly [place: readonly string[], value: unknown]> = [
  [['preserve', 'users'], [TESTER]],
  [['preserve', 'records'], [{ object: 'Site__c', key: ['Code__c'] }]],
  [['logik', 'productIdField'], 'partner-id'],
  [
    ['logik', 'smoke', 'products'],
    ['HX-100', 'CTL-1'],
  ],
  [
    ['waivers'],
    [
      {
        item: 'logik-products',
        target: 'products that the org does not have any more',
        reason: 'the pilot HX-300 never was in production',
        owner: 'Release board',
        until: inDays(60),
      },
    ],
  ],
];

/** What only the sandbox has, and the refresh would take: named in refresh.yaml, kept by the next prepare. */
const keepWhatMatters = async (play: Play): Promise<void> => {
  const { stage, directory } = play;
  const path = join(directory, 'refresh.yaml');
  const yaml = parseDocument(await readFile(path, 'utf8'));
  for (const [place, value] of KEEP) yaml.setIn(place, yaml.createNode(value));
  await writeFile(path, yaml.toString({ lineWidth: 120 }));
  stage.narrate(
    'In refresh.yaml, name what else to keep: preserve.users the test user, preserve.records the test sites. And how Logik knows products (logik.productIdField), which to try afterwards (logik.smoke.products), and a waiver for the pilot product that the refresh takes for good.'
  );
  await stage.play({
    args: ['logik', 'refresh', 'prepare', '--target-org', 'uat', '--only', 'test-users,records'],
    exitCode: 0,
    shows: [TESTER, 'Site__c.ndjson.gz'],
  });
  await expectReadsOnly(play, 'prepare');
};

const refresh = async ({ stage, backstage }: Play): Promise<Login> => {
  const before = (await backstage.logins()).sandbox;
  const after = await backstage.refresh();
  stage.expect('a refresh makes a new organization ID', before.orgId !== after.orgId);
  stage.narrate(
    'The sandbox is refreshed: it is a copy of production now, with a new organization ID. So log in again.'
  );
  await logIn(stage, 'uat', after);
  await backstage.served();
  return after;
};

const repointIt = async (play: Play, login: Login): Promise<void> => {
  const { stage, backstage, directory, photograph } = play;
  await photograph(login, 'before');
  const repoint = ['logik', 'refresh', 'repoint', '--target-org', 'uat'];
  stage.narrate('The plan, without changing anything:');
  await stage.play({
    args: [...repoint, '--dry-run'],
    exitCode: 0,
    shows: [PRODUCTION_URL, `${login.logikUrl}/ui/configure`, 'Dry run: nothing was changed.'],
  });
  stage.expect('a dry run changes nothing', (await backstage.tenantUrl()) === PRODUCTION_URL);
  await expectReadsOnly(play, 'repoint --dry-run');

  stage.narrate('Now apply it. (A pipeline does not ask; without --no-prompt you confirm the plan first.)');
  await stage.play({
    args: [...repoint, '--no-prompt'],
    exitCode: 68,
    shows: ['each confirmed by reading it again', 'support-case-update.md'],
  });
  const sites = await backstage.sites();
  stage.expect('the test records are back, each below its site', sites.join() === SITES.join());
  stage.expect('repoint sets the Logik URL', (await backstage.tenantUrl()) === login.logikUrl);
  stage.expect(
    'repoint sets the configurator URL',
    (await backstage.configuratorUrl()) === `${login.logikUrl}/ui/configure`
  );
  await photograph(login, 'after');
  stage.narrate(
    'The External Configurator URL has no API: repoint set it on the configuration page, in a browser. See demo-output/configurator-before.png and -after.png.'
  );
  const update = await readFile(join(directory, 'support-case-update.md'), 'utf8');
  stage.expect('the update of the case tells the new organization ID', update.includes(login.orgId));
  const map = await readFile(join(directory, 'id-map', 'Product2.csv'), 'utf8');
  stage.expect('the ID map has every product', /HX-100.*,mapped$/m.test(map) && /HX-700.*,new$/m.test(map));
  stage.narrate('id-map/Product2.csv says which product ID became which: the file to attach to the case.');
  stage.narrate('Exit code 68 says: all changes are applied, manual steps are left.');
};

/** The sync goes by LastModifiedDate: it has to be connected before products are touched. */
const touchProducts = async (play: Play): Promise<void> => {
  const { stage, backstage } = play;
  stage.narrate(
    "Logik knows products by their IDs, and those are new; the products were last modified long ago, so Logik's sync would never pick them up. So touch them."
  );
  await stage.play({
    args: ['logik', 'refresh', 'repoint', '--target-org', 'uat', '--touch-products', '--no-prompt'],
    exitCode: 68,
    shows: ['sync-health', 'Logik never picks up', 'confirmed by reading it again'],
  });
  stage.expect(
    'the products that came with the refresh were modified now',
    (await backstage.modifiedToday('HX-7')) === 2
  );
  await backstage.served();
};

/** What people do in Logik Admin and by the support case; none of it has an API. */
const inLogikAdmin = async ({ stage, backstage }: Play): Promise<string> => {
  await backstage.resetRefreshTokenUser(SYNC_USER);
  await backstage.logInThrough('Logik Connected App', ADMIN);
  const token = await backstage.makeRuntimeClient(CLIENT.name, CLIENT.origin);
  await backstage.answerCase();
  await backstage.schedule(JOB, '0 30 5 ? * MON-FRI', ADMIN);
  stage.narrate(
    `People do what has no API: they install the connected apps anew, reset the Refresh Token Username and make the runtime client in Logik Admin, and the owner of "${JOB}" runs hand-off/reschedule-*.apex. Logik's support gives its products the new IDs.`
  );
  return token;
};

const afterTheRefresh = async (play: Play): Promise<void> => {
  const { stage, backstage } = play;
  const login = await refresh(play);

  stage.narrate("Is it fit for UAT? No: it works on production's Logik environment. The gate stays shut.");
  const verify = ['logik', 'refresh', 'verify', '--target-org', 'uat'];
  await stage.play({
    args: verify,
    exitCode: 1,
    shows: ['PRODUCTION', PRODUCTION_URL, 'THIS SANDBOX STILL POINTS AT PRODUCTION'],
  });
  await expectReadsOnly(play, 'verify');
  await repointIt(play, login);
  const token = await inLogikAdmin(play);
  const secrets = { LOGIK_ADMIN_API_KEY: login.logikAdminApiKey, LOGIK_RUNTIME_TOKEN: token };
  await touchProducts(play);

  stage.narrate(
    "Wait for Logik's sync, then open a configuration for real. What leaves no trace anywhere is attested."
  );
  await backstage.synchroniseEvery(5000);
  await stage.play({
    args: [...verify, '--wait', '35', '--attest', 'logik-tenant=token of storefront entered'],
    secrets,
    exitCode: 0,
    shows: [
      'attested by',
      'opened a configuration for',
      'waived until',
      'OAuth token of "Logik API User Connected App"',
      'the gate is open',
    ],
  });
  stage.expect('configurations were started', (await backstage.sessions()) > 0);
  stage.narrate(
    "The reset, the sync and the runtime client are proved by what Salesforce and Logik show, not by anybody's word."
  );

  stage.narrate('Where the refresh is, line by line, without asking any org:');
  await stage.play({
    args: ['logik', 'refresh', 'checklist', '--dir', 'logik-refresh/uat'],
    exitCode: 0,
    shows: ['org-identity'],
  });

  stage.narrate('Running repoint again plans nothing.');
  await stage.play({
    args: ['logik', 'refresh', 'repoint', '--target-org', 'uat', '--no-prompt'],
    secrets,
    exitCode: 0,
    shows: ['Nothing to change'],
  });
  stage.expect('a second repoint writes nothing', (await backstage.served()).writes === 0);
};

/**
 * The whole main job as a user lives through it.
 *
 * @throws StoryError where a command or a fact is not as told
 */
export const tell = async (play: Play): Promise<void> => {
  await beforeTheRefresh(play);
  await afterTheRefresh(play);
};
