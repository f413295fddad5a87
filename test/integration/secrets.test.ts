import { expect } from 'chai';
import { join } from 'node:path';
import { cleanEnvironment, REPOSITORY, runNode, type Finished } from '../support/sf.ts';
import { Workbench, type Login } from '../support/workbench.ts';
import { filesBelow } from './hostile.ts';

const BIN = join(REPOSITORY, 'bin', 'run.js');
const RUNTIME_TOKENS = ['uat-runtime-client-2b9e4a10', 'prod-runtime-client-7c1f0d52', 'uat-partner-client-5d21'];
const MARK = 'MARK-2b9e4a10';

type Told = { text: string; files: Record<string, string> };

describe('secrets', () => {
  let bench: Workbench;
  let secrets: Record<string, string>;
  beforeEach(async () => {
    bench = await Workbench.start({ scenario: 'community' });
    const { sandbox, production } = await bench.control<Record<'sandbox' | 'production', Login>>('GET', 'logins');
    secrets = { sandboxToken: sandbox.accessToken, productionToken: production.accessToken };
    RUNTIME_TOKENS.forEach((token, index) => (secrets[`runtimeClientToken${index}`] = token));
  });
  afterEach(() => bench.close());

  const expectNone = ({ text, files }: Told): void => {
    for (const [name, secret] of Object.entries(secrets)) {
      expect(text.includes(secret), `${name} in the output`).to.equal(false);
      // The part behind the org ID is the secret, however it is cut.
      const half = secret.includes('!') ? secret.slice(secret.indexOf('!') + 1) : secret;
      expect(text.includes(half), `${name} in the output`).to.equal(false);
      for (const [file, content] of Object.entries(files)) {
        expect(content.includes(half), `${name} in ${file}`).to.equal(false);
      }
    }
  };

  const told = async (): Promise<Told> => ({ text: '', files: await filesBelow(bench.home) });

  const all = async (target: string, more: string[]): Promise<string> => {
    const outputs: string[] = [];
    const act = async (command: 'prepare' | 'repoint' | 'verify', ...args: string[]): Promise<void> => {
      const { stdout, stderr, error, result } = await bench.run(command, '--target-org', target, ...args, ...more);
      outputs.push(stdout, stderr, JSON.stringify(result ?? null));
      outputs.push(
        error?.message ?? '',
        error?.stack ?? '',
        JSON.stringify(error?.actions ?? []),
        JSON.stringify(error?.toObject() ?? {})
      );
    };
    const dir = ['--dir', 'record'];
    await act('prepare', '--refresh-date', '2099-01-01', '--data-strategy', 'repoint', '--source-org', 'prod', ...dir);
    await act('verify', ...dir);
    await act('repoint', '--dry-run', ...dir);
    return outputs.join('\n');
  };

  const logikSecrets = async (login: unknown): Promise<void> => {
    const { logikAdminApiKey, logikRuntimeToken, accessToken } = login as Record<string, string>;
    Object.assign(secrets, { logikAdminApiKey, logikRuntimeToken, refreshedToken: accessToken });
  };

  for (const [name, more] of [
    ['human output', []],
    ['--json', ['--json']],
  ] as const) {
    it(`Given ${name}, When the whole job runs, also with errors on the way, Then no token is anywhere`, async () => {
      const before = await all('uat', [...more]);
      // A login that has ended: the error, too, must not tell.
      const login = await bench.control<Login>('POST', 'refresh', {});
      await logikSecrets(login);
      const expired = await all('uat', [...more]);
      expect(expired).to.include('no longer valid');
      await bench.login('uat', login);
      const outputs = [before, expired];
      for (const args of [[], ['--attest', 'logik-tenant=token set'], ['--result-format', 'junit']]) {
        const { stdout, stderr } = await bench.run(
          'repoint',
          '--target-org',
          'uat',
          '--no-prompt',
          '--dir',
          'record',
          ...more
        );
        const verified = await bench.run('verify', '--target-org', 'uat', '--dir', 'record', ...args, ...more);
        outputs.push(stdout, stderr, verified.stdout, verified.stderr);
      }
      expect(outputs.join('').length).to.be.greaterThan(5000);
      expectNone({ ...(await told()), text: outputs.join('\n') });
    });
  }

  it('Given an access token as --target-org, When the commands run, Then the org ID stands in for it everywhere', async () => {
    const { sandbox } = await bench.control<Record<'sandbox', Login>>('GET', 'logins');
    process.env.SF_ORG_INSTANCE_URL = bench.url;
    try {
      const text = await all(sandbox.accessToken, []);
      expect(text).to.include(sandbox.orgId);
      expectNone({ ...(await told()), text });
      await bench.control('POST', 'refresh', {});
      const expired = await all(sandbox.accessToken, []);
      expect(expired).to.include('no longer valid');
      expectNone({ ...(await told()), text: expired });
    } finally {
      delete process.env.SF_ORG_INSTANCE_URL;
    }
  });

  it('Given addresses that carry keys and passwords, When the whole job runs, Then every file and output tells them without', async () => {
    const host = 'https://acme-uat.test01.logik.io';
    const parameters = ['apikey', 'api_key', 'key', 'sig', 'Signature', 'code', 'password', 'CLIENT_SECRET'];
    const hide = (name: string): string => (secrets[name] = `HIDDEN-${name}-5d21`);
    const query = parameters.map((name) => `${name}=${hide(name)}`).join('&');
    const url = `https://ava:${hide('userinfo')}@${host.slice(8)}/p?${query}`;
    const frame = `https://bob:x@${hide('late')}@frame.example/p?api_key=${hide('frame')}`;
    for (const org of ['sandbox', 'production'] as const) {
      const settings = await bench.records(org, 'LGK__ConfigurationTenant__c');
      await bench.setRecords(
        org,
        'LGK__ConfigurationTenant__c',
        settings.map(({ Id }) => ({ Id, LGK__RuntimeUrl__c: url }))
      );
      await bench.setRecords(org, 'CspTrustedSite', [
        { DeveloperName: 'Frame', EndpointUrl: frame, IsActive: true, Context: 'All' },
      ]);
    }
    const before = await all('uat', []);
    const { files } = await told();
    expect(files[join('record', 'baseline.json')]).to.contain('<redacted>');
    await bench.refresh();
    const { stdout, stderr } = await bench.run('repoint', '--target-org', 'uat', '--no-prompt', '--dir', 'record');
    const text = [before, await all('uat', ['--json']), stdout, stderr].join('\n');
    expect(Object.keys((await told()).files).join()).to.contain('journal.ndjson');
    expectNone({ ...(await told()), text });
  });

  it('Given an org that repeats the token in its error, When a command fails, Then the error does not', async () => {
    await bench.prepare();
    const body = [
      { errorCode: 'UNKNOWN', message: `Bearer ${secrets.sandboxToken} sid=${secrets.sandboxToken} ${MARK}` },
    ];
    await bench.fault({ path: '*', times: 99, action: { status: 400, body } });
    const ran = await bench.run('verify', '--target-org', 'uat');
    expect(ran.error?.message).to.include(MARK);
    expectNone({
      ...(await told()),
      text: [ran.stdout, ran.stderr, ran.error?.message, ran.error?.stack, JSON.stringify(ran.error?.toObject())].join(
        '\n'
      ),
    });
  });

  it('Given SF_LOG_LEVEL=debug and a process of its own, When the commands run, Then their output and files hold no secret', async () => {
    const sf = (...args: string[]): Promise<Finished> =>
      runNode(BIN, ['logik', 'refresh', ...args], bench.home, {
        cwd: bench.home,
        env: cleanEnvironment(bench.home, { SF_LOG_LEVEL: 'debug', SF_ENV: 'development', DEBUG: 'sf:*,jsforce*' }),
      });
    const prepared = await sf(
      'prepare',
      '-o',
      'uat',
      '-d',
      '2099-01-01',
      '--data-strategy',
      'repoint',
      '--source-org',
      'prod'
    );
    expect(prepared.exitCode, prepared.stderr).to.equal(0);
    const login = await bench.refresh();
    await logikSecrets(login);
    const [repointed, verified] = [
      await sf('repoint', '-o', 'uat', '--no-prompt', '--json'),
      await sf('verify', '-o', 'uat'),
    ];
    expect([repointed.exitCode, verified.exitCode]).to.deep.equal([68, 68]);
    const text = [prepared, repointed, verified].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n');
    expectNone({ ...(await told()), text });
  });

  it('Given all that, When the record is read, Then it holds marks of secrets: the proof above looked at the right files', async () => {
    await bench.prepare();
    const { files } = await told();
    expect(files['logik-refresh/uat/baseline.json']).to.match(/"LGK__RuntimeClientToken__c": "[0-9a-f]{16}"/);
    expect(JSON.stringify(await bench.records('sandbox', 'LGK__ConfigurationTenant__c'))).to.include(RUNTIME_TOKENS[0]);
  });
});
