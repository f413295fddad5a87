import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { captureOutput } from '@oclif/test';
import { AuthInfo, StateAggregator, type SfError } from '@salesforce/core';
import LogikRefreshChecklist, { type LogikRefreshChecklistResult } from '../../src/commands/logik/refresh/checklist.ts';
import LogikRefreshPrepare, { type LogikRefreshPrepareResult } from '../../src/commands/logik/refresh/prepare.ts';
import LogikRefreshRepoint, { type LogikRefreshRepointResult } from '../../src/commands/logik/refresh/repoint.ts';
import LogikRefreshRollback, { type LogikRefreshRollbackResult } from '../../src/commands/logik/refresh/rollback.ts';
import LogikRefreshVerify, { type LogikRefreshVerifyResult } from '../../src/commands/logik/refresh/verify.ts';
import { startSimulator, type RunningSimulator, type SimulatorOptions } from '../simulator/server.ts';

/** What a command did: like a finished process, but with the typed result and the error itself. */
export type Ran<T> = {
  exitCode: number;
  stdout: string;
  stderr: string;
  result: T | undefined;
  error: SfError | undefined;
};

export type ServedRequest = {
  method: string;
  path: string;
  query?: string;
  user: string | null;
  status: number;
  write: boolean;
  subrequests?: Array<{ method: string; path: string; status: number }>;
};

export type Login = { instanceUrl: string; accessToken: string; username: string; orgId: string; logikUrl: string };

type SimulatedRecord = { Id: string; [field: string]: unknown };

type Results = {
  checklist: LogikRefreshChecklistResult;
  prepare: LogikRefreshPrepareResult;
  repoint: LogikRefreshRepointResult;
  verify: LogikRefreshVerifyResult;
  rollback: LogikRefreshRollbackResult;
};

/** All commands are run alike, whatever they answer. */
const COMMANDS: { [C in keyof Results]: { run(args: string[], root: string): Promise<unknown> } } = {
  checklist: LogikRefreshChecklist,
  prepare: LogikRefreshPrepare,
  repoint: LogikRefreshRepoint,
  verify: LogikRefreshVerify,
  rollback: LogikRefreshRollback,
};

/**
 * The real commands on the real `@salesforce/core` in a HOME and a working directory of their own, against a simulator
 * in this process. Close it after the test.
 */
export class Workbench {
  public readonly home: string;
  /** The sandbox's Logik environment ends, confirmed. */
  public decommission: readonly string[] = [];
  private readonly simulator: RunningSimulator;
  private readonly earlier: { home: string | undefined; directory: string };

  private constructor(home: string, simulator: RunningSimulator) {
    this.home = home;
    this.simulator = simulator;
    this.earlier = { home: process.env.HOME, directory: process.cwd() };
    process.env.HOME = home;
    process.env.SF_USE_GENERIC_UNIX_KEYCHAIN = 'true';
    process.env.SF_DISABLE_TELEMETRY = 'true';
    // Most tests need no setup page; those that do name the browser (see browser.ts).
    process.env.CHROME_BIN = NO_BROWSER;
    process.chdir(home);
    StateAggregator.clearInstance();
  }

  /** Starts with the sandbox logged in as `uat` and production as `prod`. */
  public static async start(options: SimulatorOptions = {}): Promise<Workbench> {
    const [home, simulator] = await Promise.all([mkdtemp(join(tmpdir(), 'logik-bench-')), startSimulator(options)]);
    const bench = new Workbench(home, simulator);
    const logins = await bench.control<Record<'sandbox' | 'production', Login>>('GET', 'logins');
    bench.decommission = ['--data-strategy', 'decommission', '--confirm-decommission', hostOf(logins.sandbox.logikUrl)];
    await bench.login('uat', logins.sandbox);
    await bench.login('prod', logins.production);
    await bench.forgetRequests();
    return bench;
  }

  public get url(): string {
    return this.simulator.url;
  }

  /** What is behind the orgs and the Logik environments, for whoever compares all of it. */
  public get simulation(): RunningSimulator['simulation'] {
    return this.simulator.simulation;
  }

  /** The bulk jobs of both orgs. */
  public get bulk(): RunningSimulator['bulk'] {
    return this.simulator.bulk;
  }

  /** The refresh directory that commands use unless told otherwise. */
  public get directory(): string {
    return join(this.home, 'logik-refresh', 'uat');
  }

  public async close(): Promise<void> {
    if (this.earlier.home === undefined) delete process.env.HOME;
    else process.env.HOME = this.earlier.home;
    process.chdir(this.earlier.directory);
    StateAggregator.clearInstance();
    await this.simulator.close();
    await rm(this.home, { recursive: true, force: true });
  }

  /** What `sf org login access-token --alias` does. */
  public async login(alias: string, { username, accessToken, instanceUrl }: Login): Promise<void> {
    await (await StateAggregator.getInstance()).orgs.remove(username);
    const auth = await AuthInfo.create({
      username,
      accessTokenOptions: { accessToken, instanceUrl, loginUrl: instanceUrl },
    });
    await auth.save();
    await auth.handleAliasAndDefaultSettings({
      alias,
      setDefault: false,
      setDefaultDevHub: false,
      setTracksSource: false,
    });
  }

  /** What `sf org login web --alias` leaves: a login that renews its sessions by a refresh token. */
  public async loginForLong(alias: string, org: 'sandbox' | 'production'): Promise<string> {
    const { refreshToken } = await this.control<{ refreshToken: string }>('POST', 'sessions', { org });
    const logins = await this.control<Record<'sandbox' | 'production', Login>>('GET', 'logins');
    await (await StateAggregator.getInstance()).orgs.remove(logins[org].username);
    // The browser brings a refresh token; from there on the login is the same.
    const auth = await AuthInfo.create({
      oauth2Options: { clientId: 'PlatformCLI', loginUrl: this.url, refreshToken },
    });
    await auth.save();
    await auth.handleAliasAndDefaultSettings({
      alias,
      setDefault: false,
      setDefaultDevHub: false,
      setTracksSource: false,
    });
    return refreshToken;
  }

  /** Every session of an org runs out: now, or after so many API calls. */
  public async endSessions(
    org: 'sandbox' | 'production',
    how: { after?: number; refreshTokens?: boolean; moved?: boolean } = {}
  ): Promise<void> {
    await this.control('DELETE', 'sessions', { org, ...how });
  }

  /** Runs one command in this process. */
  public async run<C extends keyof Results>(command: C, ...args: string[]): Promise<Ran<Results[C]>> {
    process.exitCode = undefined;
    const { stdout, stderr, result, error } = await captureOutput<Results[C]>(
      async () => await COMMANDS[command].run(args, import.meta.url)
    );
    const exitCode = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
    return { exitCode, stdout, stderr, result, error: error as SfError | undefined };
  }

  /** A usual prepare: repoint, in two weeks, two admins, one runtime client. */
  public prepare(...more: string[]): Promise<Ran<LogikRefreshPrepareResult>> {
    return this.run('prepare', ...PREPARE, ...more);
  }

  /** Refreshes the sandbox and logs in to it again under the same alias. */
  public async refresh(body: object = {}): Promise<Login> {
    const login = await this.control<Login>('POST', 'refresh', body);
    await this.login('uat', login);
    await this.forgetRequests();
    return login;
  }

  public requests(): Promise<ServedRequest[]> {
    return this.control('GET', 'requests');
  }

  public async forgetRequests(): Promise<void> {
    await this.control('DELETE', 'requests');
  }

  public async fault(fault: object): Promise<void> {
    await this.control('POST', 'faults', fault);
  }

  public records(org: 'sandbox' | 'production', object: string): Promise<SimulatedRecord[]> {
    return this.control('GET', `records/${org}/${object}`);
  }

  public async setRecords(org: 'sandbox' | 'production', object: string, rows: object[]): Promise<void> {
    await this.control('POST', `records/${org}/${object}`, rows);
  }

  public async restrict(org: 'sandbox' | 'production', deny: string[]): Promise<void> {
    await this.control('POST', 'restrict', { org, deny });
  }

  /** One control endpoint of the simulator. */
  public async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/__simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** Stands for a machine without any browser. */
const NO_BROWSER = '/no/browser/on/this/machine';

const hostOf = (url: string): string => new URL(url).host;

/** ISO date, `days` from today. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const PREPARE = [
  '--target-org',
  'uat',
  '--refresh-date',
  inDays(14),
  '--data-strategy',
  'repoint',
  '--logik-admin-user',
  'dana.ortiz@acme.example.uat',
  '--logik-admin-user',
  'kim.larsen@acme.example.uat',
  '--runtime-client',
  'storefront=https://acme--uat.sandbox.my.site.com',
];
