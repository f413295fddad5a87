import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Finished } from '../support/sf.ts';
import type { Order, Report } from './warm.ts';

const ENTRY = join(import.meta.dirname, 'warm.ts');

/** After so many runs a new process takes over: what one leaves behind in memory is not to add up. */
const RUNS = 100;
/** How long what is left behind an exit may take to end before the process is given up. */
const DRAIN_MS = 3000;

/** How a run in a warm process ended. `crashed`: with the process itself. */
export type WarmEnded = Finished & { late: boolean; crashed: boolean; ms: number };

type Ended = Extract<Report, { exitCode: number }>;
type Ending = Ended | 'late' | number | null;

/** Runs commands in a process that has loaded them already; see warm.ts. */
export class WarmProcess {
  private readonly cwd: string;
  private readonly env: Record<string, string>;
  private child: ChildProcess | undefined;
  private runs = 0;

  public constructor(cwd: string, env: Record<string, string>) {
    this.cwd = cwd;
    this.env = env;
  }

  /**
   * Runs one command to its end, or to its bound.
   *
   * @param exited the command has exited: a process of its own would be gone, and with it its connections
   */
  public async run(order: Order, boundMs: number, exited: () => void): Promise<WarmEnded> {
    const child = await this.ready();
    const begun = performance.now();
    let said = '';
    const note = (chunk: string): void => void (said += chunk);
    child.stderr?.on('data', note);
    const end = await new Promise<Ending>((resolve) => {
      let result: Ended | undefined;
      let drain: NodeJS.Timeout | undefined;
      const bound = setTimeout(() => done('late'), boundMs);
      const told = (report: Report): void => {
        if ('exitCode' in report) result = report;
        if (result === undefined) return;
        if (!result.exited || 'drained' in report) return done(result);
        // The command has exited; a process of its own would be gone.
        clearTimeout(bound);
        exited();
        drain ??= setTimeout(() => {
          this.runs = RUNS;
          if (result) done(result);
        }, DRAIN_MS);
      };
      const gone = (code: number | null): void => done(result ?? code);
      const done = (how: Ending): void => {
        clearTimeout(bound);
        clearTimeout(drain);
        child.off('message', told).off('close', gone);
        resolve(how);
      };
      child.on('message', told).on('close', gone);
      child.send(order);
    });
    child.stderr?.off('data', note);
    const ms = Math.round(performance.now() - begun);
    this.runs += 1;
    if (end === 'late') {
      await this.close();
      return { exitCode: null, stdout: '', stderr: said, late: true, crashed: false, ms };
    }
    if (end === null || typeof end === 'number') {
      this.child = undefined;
      return { exitCode: end, stdout: '', stderr: said, late: false, crashed: true, ms };
    }
    if (this.runs >= RUNS) await this.close();
    return { exitCode: end.exitCode, stdout: end.stdout, stderr: end.stderr, late: false, crashed: false, ms };
  }

  /** Ends the process; the next run starts another one. */
  public async close(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  private async ready(): Promise<ChildProcess> {
    if (this.child !== undefined) return this.child;
    const child = fork(ENTRY, [], { cwd: this.cwd, env: this.env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    child.stderr?.setEncoding('utf8');
    this.runs = 0;
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('close', (code) => reject(new Error(`A process for commands did not start: ${code}`)));
    });
    this.child = child;
    return child;
  }
}
