import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { cleanEnvironment, REPOSITORY, type Finished } from '../support/sf.ts';
import { inDays, Workbench } from '../support/workbench.ts';
import type { FaultAction } from '../simulator/control/faults.ts';
import type { Tap } from '../simulator/control/wire.ts';
import type { Change } from './killAtChange.ts';
import { History } from './rewind.ts';
import { WarmProcess, type WarmEnded } from './warmProcess.ts';

/** Where temporary files are, whatever a run of the table puts in its place. */
const COMPILED = tmpdir();

/** How a command ends that did what it could. */
const IS_DONE: ReadonlySet<number | null> = new Set([0, 1, 68]);

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
  /** Called at each change of a file, and in the middle of its bytes; the command waits for it. */
  gate?: (change: Change) => Promise<void>;
  env?: Record<string, string>;
  boundMs?: number;
  started?: (child: ChildProcess) => void;
};

/** A state of everything that a command can reach: the orgs and Logik, and the home with the refresh directory. */
export type Kept = { state: number; home: string };

/** Logins and refresh directory; what Node compiled and sf's own log are no state. */
const IS_STATE = (path: string): boolean => !/\.log(\.\d+)?$/.test(path);

/** Longest that a job of the Bulk API takes here. */
const JOB_MS = 5000;

/**
 * A workbench that goes back to any state that was kept of it: the wire is tapped by whoever sets {@link Stage.tap},
 * commands run in a process that has loaded them already, or in one of their own.
 */
export class Stage {
  public readonly bench: Workbench;
  private readonly wire: { tap: Tap };
  private readonly kept: string;
  private readonly history: History;
  private readonly starts = new Map<Command, Kept>();
  private readonly warm: WarmProcess;
  private readonly credentials: Record<string, string>;
  private release: () => void = () => undefined;
  private released: Promise<void> = Promise.resolve();
  /** Jobs that a scenario left under way for good. */
  private readonly standing: ReadonlySet<object>;

  private constructor(bench: Workbench, wire: { tap: Tap }, kept: string, credentials: Record<string, string>) {
    this.bench = bench;
    this.wire = wire;
    this.kept = kept;
    this.credentials = credentials;
    this.warm = new WarmProcess(bench.home, this.environment());
    const roots = (): object[] => {
      const { simulation, bulk } = bench;
      return [simulation, bulk, ...[simulation.production, simulation.sandbox].map((org) => bulk.of(org))];
    };
    this.standing = new Set(this.busyJobs());
    this.history = new History(roots, ['apiRequests']);
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
    if (withLogik) await bench.control('POST', 'logik', { jobMs: 10 });
    const { logikAdminApiKey, logikRuntimeToken } = bench.simulation.login('sandbox');
    const credentials = { LOGIK_ADMIN_API_KEY: logikAdminApiKey, LOGIK_RUNTIME_TOKEN: logikRuntimeToken };
    const kept = await mkdtemp(join(tmpdir(), 'logik-faults-'));
    const stage = new Stage(bench, wire, kept, withLogik ? credentials : {});
    stage.starts.set('prepare', await stage.keep());
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

  /** Keeps how everything is now. */
  public async keep(): Promise<Kept & { changed: boolean }> {
    await this.jobsEnd();
    return this.keepNow();
  }

  /** As {@link keep}, before anything else happens in this process; what a job has left to do is lost. */
  public keepNow(): Kept & { changed: boolean } {
    const { state, changed } = this.history.keep();
    const home = join(this.kept, String(state));
    cpSync(this.bench.home, home, { recursive: true, preserveTimestamps: true, filter: IS_STATE });
    return { state, home, changed };
  }

  /** Everything as it was when it was kept. */
  public async back({ state, home }: Kept): Promise<void> {
    this.tap = {};
    this.release();
    this.released = new Promise((resolve) => (this.release = resolve));
    await this.jobsEnd();
    this.history.back(state);
    for (const name of readdirSync(this.bench.home)) rmSync(join(this.bench.home, name), { recursive: true });
    cpSync(home, this.bench.home, { recursive: true, preserveTimestamps: true });
  }

  /** Puts the sandbox and the refresh directory to where a command starts. */
  public async begin(command: Command): Promise<void> {
    const start = this.starts.get(command);
    if (start) return this.back(start);
    const before: Command = command === 'rollback' ? 'repoint' : 'prepare';
    await this.begin(before);
    const { exitCode, stderr } = await this.run(before, ARGUMENTS[before]);
    if (!IS_DONE.has(exitCode)) throw new Error(`${before} ended with ${exitCode}: ${stderr}`);
    if (before === 'prepare') await this.bench.refresh();
    this.starts.set(command, await this.keep());
    // A process that knows the logins from before would go on with them.
    await this.warm.close();
  }

  /** A request that gets no answer, until the stage goes back. */
  public async hang(): Promise<FaultAction> {
    await this.released;
    return { drop: 'before' };
  }

  /** Runs a command in the process that has loaded it already. */
  public async run(
    command: Command,
    args: readonly string[],
    { env = {}, boundMs = 180_000 }: Pick<Spawning, 'env' | 'boundMs'> = {}
  ): Promise<WarmEnded> {
    return this.warm.run({ args: ['logik', 'refresh', command, ...args], env }, boundMs, () => this.release());
  }

  /** Runs a command in a process of its own, to its end or to its bound. */
  public async spawn(command: Command, args: readonly string[], options: Spawning = {}): Promise<Ended> {
    const { changes, env = {}, boundMs = 180_000, started, gate } = options;
    const child = spawn(
      process.execPath,
      [...(changes ? ['--import', PRELOAD] : []), BIN, 'logik', 'refresh', command, ...args],
      {
        cwd: this.bench.home,
        env: {
          ...this.environment(),
          ...(changes && {
            FAULTS_BELOW: changes.below,
            FAULTS_LOG: changes.log,
            FAULTS_AT: String(changes.at ?? 0),
            FAULTS_HOW: changes.how ?? 'before',
            FAULTS_GATE: gate ? 'yes' : '',
          }),
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe', ...(gate ? (['pipe', 'pipe'] as const) : [])],
      }
    );
    const begun = performance.now();
    const output = { stdout: '', stderr: '' };
    for (const [name, stream] of [
      ['stdout', child.stdout],
      ['stderr', child.stderr],
    ] as const)
      stream?.setEncoding('utf8').on('data', (chunk: string) => (output[name] += chunk));
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    if (gate) {
      const [changed, goOn] = [child.stdio[3] as Readable, child.stdio[4] as Writable];
      let last = Promise.resolve();
      createInterface(changed).on('line', (line) => {
        last = last.then(() => gate(JSON.parse(line) as Change)).then(() => void goOn.write('.'));
      });
      goOn.on('error', () => undefined);
    }
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
    this.release();
    await this.warm.close();
    await this.bench.close();
    await rm(this.kept, { recursive: true, force: true });
  }

  /** Jobs under way would go on in whatever state comes next. */
  private async jobsEnd(): Promise<void> {
    const { simulation } = this.bench;
    for (const logik of [simulation.logik, simulation.logikNew]) logik.jobs.close();
    const until = performance.now() + JOB_MS;
    while (this.busyJobs().some((job) => !this.standing.has(job)) && performance.now() < until) await pause(5);
  }

  private busyJobs(): object[] {
    const { simulation, bulk } = this.bench;
    return [simulation.production, simulation.sandbox]
      .map((org) => bulk.of(org))
      .flatMap(({ query, ingest }) => [...query.values(), ...ingest.values()])
      .filter(({ state }) => state === 'UploadComplete' || state === 'InProgress');
  }

  private environment(): Record<string, string> {
    return cleanEnvironment(this.bench.home, {
      CHROME_BIN: '/no/browser/on/this/machine',
      NODE_COMPILE_CACHE: join(COMPILED, 'logik-faults-compiled'),
      NODE_NO_WARNINGS: '1',
      ...this.credentials,
    });
  }
}
