import { expect } from 'chai';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateAggregator } from '@salesforce/core';
import { bounds } from '../../src/salesforce/firstAnswer.ts';
import { Workbench, type Login } from '../support/workbench.ts';
import { COMMANDS, expectRefused, MINIMAL, refreshed, run, writesTo, type Refusal } from './hostile.ts';

/** Deadline for the cases in which an org stays silent. */
const inASecond = async <T>(act: () => Promise<T>): Promise<T> => {
  process.env.SF_LOGIK_REQUEST_TIMEOUT = '1';
  try {
    return await act();
  } finally {
    delete process.env.SF_LOGIK_REQUEST_TIMEOUT;
  }
};

/** An address where nobody listens any more. */
const closedPort = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

describe('an org that cannot be worked with', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.start();
    await bench.prepare();
  });
  after(() => bench.close());

  for (const command of COMMANDS) {
    it(`Given an alias that nobody logged in to, When ${command} runs, Then it says which and sends nothing`, async () => {
      const ran = await bench.run(command, '--target-org', 'nobody', ...MINIMAL[command]);
      expect(ran.exitCode).to.be.oneOf([1, 2]);
      expect(ran.error?.message).to.include('nobody');
      expect(await writesTo(bench)).to.deep.equal([]);
    });

    it(`Given a production org, When ${command} runs, Then it refuses, for there is no flag to override it`, async () => {
      await expectRefused(
        bench,
        () => bench.run(command, '--target-org', 'prod', ...MINIMAL[command], '--dir', bench.directory),
        { exitCode: 1, name: 'ProductionOrgError', says: ['prod is a production org', '00D5e0000008AcmEAE'] }
      );
    });
  }

  it('Given a source org that nobody logged in to, or the sandbox itself, When prepare runs, Then it refuses', async () => {
    const unknown = await run(bench, 'prepare', '--source-org', 'nobody');
    expect([unknown.exitCode > 0, unknown.error?.message]).to.satisfy(
      ([failed, message]: [boolean, string]) => failed && message.includes('nobody')
    );
    await expectRefused(bench, () => run(bench, 'prepare', '--source-org', 'uat'), {
      exitCode: 1,
      name: 'SourceIsTargetError',
      says: ['--source-org uat', 'the sandbox itself'],
    });
  });

  describe('after a refresh', () => {
    before(() => bench.control('POST', 'refresh', {}));

    for (const command of COMMANDS) {
      it(`Given a login that the refresh ended, When ${command} runs, Then it says so and how to log in again`, async () => {
        const { error } = await expectRefused(bench, () => run(bench, command), {
          exitCode: 1,
          name: 'SessionExpiredError',
          says: ['uat', 'no longer valid'],
        });
        expect(error?.actions?.join()).to.include(`--alias uat --instance-url ${bench.url}`);
      });
    }
  });
});

describe('an org that cannot be reached', () => {
  const { firstAnswerMs } = bounds;
  let bench: Workbench;
  let login: Login;
  before(async () => {
    bounds.firstAnswerMs = 2000;
    ({ bench, login } = await refreshed());
  });
  after(async () => {
    bounds.firstAnswerMs = firstAnswerMs;
    await bench.close();
  });
  afterEach(() => bench.control('DELETE', 'faults'));

  const maintenance = '<!DOCTYPE html><html><body>We are down for maintenance.</body></html>';
  const faults: Array<[string, object, Refusal]> = [
    [
      'that shows a maintenance page',
      { status: 503, body: maintenance },
      { exitCode: 1, name: 'OrgMaintenanceError', says: ['uat answered', '503'] },
    ],
    [
      'that answers 200 with a page',
      { status: 200, body: maintenance },
      { exitCode: 1, name: 'OrgUnreadableError', says: ['uat answered'] },
    ],
    [
      'that drops connections',
      { drop: 'before' },
      { exitCode: 1, name: 'OrgUnreachableError', says: ['uat cannot be reached at http://127.0.0.1'] },
    ],
    [
      'whose answers break off half-way',
      { truncateBody: true },
      { exitCode: 1, name: 'OrgUnreachableError', says: ['uat cannot be reached at http://127.0.0.1'] },
    ],
    [
      'that has used up its API requests',
      { status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }] },
      { exitCode: 1, name: 'ApiLimitReachedError', says: ['uat has used up its API requests'] },
    ],
  ];
  for (const [name, action, refusal] of faults) {
    it(`Given an org ${name}, When repoint runs, Then it says so, in bounded time`, async () => {
      await bench.fault({ path: '*', times: 99, action });
      const began = performance.now();
      await expectRefused(bench, () => run(bench, 'repoint'), refusal);
      // One budget for all who ask: core for versions and for who it is, then the command itself.
      expect(performance.now() - began).to.be.below(2 * bounds.firstAnswerMs);
    });
  }

  it('Given an org that does not answer, When a command runs, Then it ends at SF_LOGIK_REQUEST_TIMEOUT and says how to wait longer', async () => {
    await bench.fault({ path: '*', times: 99, action: { delayMs: 1300 } });
    const started = Date.now();
    const { error } = await inASecond(() =>
      expectRefused(bench, () => run(bench, 'verify'), {
        exitCode: 1,
        name: 'OrgTimeoutError',
        says: ['uat did not answer in time', 'http://127.0.0.1'],
      })
    );
    expect(Date.now() - started).to.be.lessThan(4000);
    expect(error?.actions?.join()).to.include('SF_LOGIK_REQUEST_TIMEOUT');
  });

  const addresses: Array<[string, () => string | Promise<string>]> = [
    ['whose port is closed', closedPort],
    ['whose name does not exist', () => 'http://acme--gone.invalid'],
  ];
  for (const [name, address] of addresses) {
    it(`Given an org ${name}, When a command runs, Then it names the address`, async () => {
      const instanceUrl = await address();
      const { orgs } = await StateAggregator.getInstance();
      const { username } = login;
      orgs.update(username, { instanceUrl });
      await orgs.write(username);
      await expectRefused(bench, () => run(bench, 'verify'), {
        exitCode: 1,
        name: 'OrgUnreachableError',
        says: [`uat cannot be reached at ${instanceUrl}`],
      });
    });
  }
});

describe('an org whose Logik tenant cannot be used', () => {
  const scenarios: Array<[string, string, RegExp]> = [
    ['no-logik', 'LogikNotInstalledError', /uat has no Logik Tenant custom setting/],
    [
      'no-permission',
      'TenantNotReadableError',
      /installed in uat, but this login may not see .*ConfigurationTenant__c/,
    ],
    ['no-labels', 'TenantFieldNotFoundError', /has no field "Runtime Configuration URL".*LGK__Endpoint1__c/],
    ['two-candidates', 'TenantObjectAmbiguousError', /CPQ_Tenant__c, Logik_Tenant__c/],
  ];
  let standard: string;
  before(async () => {
    standard = await mkdtemp(join(tmpdir(), 'logik-record-'));
    const bench = await Workbench.start();
    await bench.prepare();
    await cp(bench.directory, standard, { recursive: true });
    await bench.close();
  });
  after(() => rm(standard, { recursive: true, force: true }));

  for (const [scenario, name, says] of scenarios) {
    it(`Given ${scenario}, When the commands run, Then prepare refuses, verify fails the line, repoint leaves the setting alone`, async () => {
      const bench = await Workbench.start({ scenario });
      try {
        await expectRefused(bench, () => run(bench, 'prepare'), { exitCode: 1, name, says: [says] });
        await cp(standard, bench.directory, { recursive: true });
        const verified = await bench.run('verify', '--target-org', 'uat');
        expect(verified.exitCode).to.equal(1);
        const line = verified.result?.findings.find(({ item }) => item === 'logik-tenant');
        expect(line).to.include({ status: 'fail', actual: 'could not be read' });
        expect(line?.hint).to.match(says);
        const repointed = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
        expect(repointed.exitCode).to.be.oneOf([1, 68]);
        expect(await writesTo(bench)).to.satisfy((all: string[]) => all.every((path) => !/Tenant__c/.test(path)));
      } finally {
        await bench.close();
      }
    });
  }

  const waysOut: Array<[string, string[], string]> = [
    ['two-candidates', ['--tenant-object', 'CPQ_Tenant__c'], 'CPQ_Tenant__c'],
    [
      'no-labels',
      ['--runtime-url-field', 'LGK__Endpoint1__c', '--admin-url-field', 'lgk__endpoint2__c'],
      'LGK__ConfigurationTenant__c',
    ],
  ];
  for (const [scenario, flags, object] of waysOut) {
    it(`Given ${scenario} and the flags that decide, When the job runs, Then exactly that setting is repointed`, async () => {
      const { bench, login } = await refreshed({ scenario, prepare: flags });
      try {
        await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
        const [row] = await bench.records('sandbox', object);
        expect(Object.values(row).filter((value) => value === login.logikUrl)).to.have.length(2);
        if (object === 'CPQ_Tenant__c') {
          const [other] = await bench.records('sandbox', 'Logik_Tenant__c');
          expect(other.Runtime_Endpoint__c).to.equal('https://acme.prod.logik.io');
        }
      } finally {
        await bench.close();
      }
    });
  }

  it('Given names that the org does not have, When prepare runs, Then it says which flag to correct', async () => {
    const bench = await Workbench.start();
    try {
      const object = await expectRefused(bench, () => run(bench, 'prepare', '--tenant-object', 'Nope__c'), {
        exitCode: 1,
        name: 'TenantObjectNotFoundError',
        says: ['uat has no object Nope__c'],
      });
      expect(object.error?.actions?.join()).to.include('--tenant-object');
      const field = await expectRefused(bench, () => run(bench, 'prepare', '--admin-url-field', 'Nope__c'), {
        exitCode: 1,
        name: 'TenantFieldNotFoundError',
        says: ['has no field "Nope__c"', 'LGK__AdministrationUrl__c (Administration URL)'],
      });
      expect(field.error?.actions?.join()).to.include('--admin-url-field');
    } finally {
      await bench.close();
    }
  });
});
