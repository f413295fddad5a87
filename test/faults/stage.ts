import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnvironment, REPOSITORY, type Finished } from '../support/sf.ts';
import { inDays, Workbench } from '../support/workbench.ts';
import type { Tap } from '../simulator/control/wire.ts';

export type Command = 'prepare' | 'verify' | 'repoint' | 'rollback';

export const COMMANDS: readonly Command[] = ['prepare', 'verify', 'repoint', 'rollback'];

/** What a command is called with: everything that asks somebody is answered. */
export const ARGUMENTS: Record<Command, readonly string[]> = {
  prepare: [
    ...['--target-org', 'uat', '--refresh-date', inDays(14), '--data-strategy', 'repoint', '--source-org', 'prod'],
    ...['--logik-admin-user', 'dana.ortiz@acme.example.uat', '--logik-admin-user', 'kim.larsen@acme.example.uat'],
    ...['--runtime-client', 'storefront=https://acme--uat.sandbox.my.site.com'],
  ],
  verify: ['--target-org', 'uat'],
  repoint: ['--target-org', 'uat', '--no-prompt'],
  rollback: ['--target-org', 'uat', '--no-prompt'],
};

/** How a process ended. */
export type Ended = Finished & { signal: NodeJS.Signals | null; ms: number; late: boolean };

const BIN = join(REPOSITORY, 'bin', 'run.js');
const PRELOAD = pathToFileURL(join(import.meta.dirname, 'killAtChange.ts')).href;

/** What the preload is told; see killAtChange.ts. */
export type Changes = { below: string; log: string; at?: number; how?: 'before' | 'torn' };

type Spawning = {
  changes?: Changes;
  env?: Record<string, string>;
  boundMs?: number;
  started?: (child: ChildProcess) => void;
};

/**
 * A workbench whose orgs can be put back to where a command starts, over and over: the wire is tapped by whoever sets
 * {@link Stage.tap}, commands run in this process or in one of their own.
 */
export class Stage {
  public readonly bench: Workbench;
  private readonly wire: { tap: Tap };
  private readonly kept: string;
  private credentials: Record<string, string> = {};

  private constructor(bench: Workbench, wire: { tap: Tap }, kept: string) {
    this.bench = bench;
    this.wire = wire;
    this.kept = kept;
  }

  /** Sees the requests of commands. */
  public set tap(tap: Tap) {
    this.wire.tap = tap;
  }

  /** @param withLogik with both credentials of the Logik environment at hand */
  public static async open(withLogik = false): Promise<Stage> {
    const wire: { tap: Tap } = { tap: {} };
    const bench = await Workbench.start({
      tap: {
        asked: async (request) => wire.tap.asked?.(request),
        answered: async (request, status) => wire.tap.answered?.(request, status),
      },
    });
    const stage = new Stage(bench, wire, await mkdtemp(join(tmpdir(), 'logik-faults-')));
    if (withLogik) {
      await bench.control('POST', 'logik', { jobMs: 10 });
      const { logikAdminApiKey, logikRuntimeToken } = bench.simulation.login('sandbox');
      stage.credentials = { LOGIK_ADMIN_API_KEY: logikAdminApiKey, LOGIK_RUNTIME_TOKEN: logikRuntimeToken };
      Object.assign(process.env, stage.credentials);
    }
    await stage.begin('prepare');
    const prepared = await bench.run('prepare', ...ARGUMENTS.prepare);
    if (prepared.error) throw prepared.error;
    await cp(bench.directory, join(stage.kept, 'prepared'), { recursive: true });
    return stage;
  }

  /** Everything that must not be found in what a command says or writes. */
  public get secrets(): string[] {
    const { simulation } = this.bench;
    const logins = [simulation.login('sandbox'), simulation.login('production')];
    return [
      ...logins.map(({ accessToken }) => accessToken.slice(accessToken.indexOf('!') + 1)),
      ...logins.flatMap((login) => [login.logikAdminApiKey, login.logikRuntimeToken]),
      ...logins.flatMap((login) => [login.logikNewAdminApiKey, login.logikNewRuntimeToken]),
    ];
  }

  /** Puts the sandbox and the refresh directory to where a command starts. */
  public async begin(command: Command): Promise<void> {
    this.tap = {};
    await this.bench.control('DELETE', 'faults');
    await rm(this.bench.directory, { recursive: true, force: true });
    if (command === 'prepare') return;
    await cp(join(this.kept, 'prepared'), this.bench.directory, { recursive: true });
    await this.bench.refresh();
    if (command !== 'rollback') return;
    const repointed = await this.bench.run('repoint', ...ARGUMENTS.repoint);
    if (repointed.error) throw repointed.error;
  }

  /** Runs a command in a process of its own, to its end or to its bound. */
  public async spawn(command: Command, args: readonly string[], options: Spawning = {}): Promise<Ended> {
    const { changes, env = {}, boundMs = 180_000, started } = options;
    const child = spawn(
      process.execPath,
      [...(changes ? ['--import', PRELOAD] : []), BIN, 'logik', 'refresh', command, ...args],
      {
        cwd: this.bench.home,
        env: cleanEnvironment(this.bench.home, {
          CHROME_BIN: '/no/browser/on/this/machine',
          NODE_COMPILE_CACHE: join(tmpdir(), 'logik-faults-compiled'),
          ...this.credentials,
          ...(changes && {
            FAULTS_BELOW: changes.below,
            FAULTS_LOG: changes.log,
            FAULTS_AT: String(changes.at ?? 0),
            FAULTS_HOW: changes.how ?? 'before',
          }),
          ...env,
        }),
        stdio: ['ignore', 'pipe', 'pipe'],
      }
    );
    const begun = performance.now();
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => (output[name] += chunk));
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    let late = false;
    const bound = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, boundMs);
    started?.(child);
    const [exitCode, signal] = await closed;
    clearTimeout(bound);
    return { ...output, exitCode, signal, ms: Math.round(performance.now() - begun), late };
  }

  public async close(): Promise<void> {
    for (const name of Object.keys(this.credentials)) delete process.env[name];
    await this.bench.close();
    await rm(this.kept, { recursive: true, force: true });
  }
}
