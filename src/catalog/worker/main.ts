import { parentPort, workerData } from 'node:worker_threads';
import type { Progress } from '../progress.ts';
import { openDesk } from './desk.ts';
import type { UserSuffix } from './loader.ts';
import { Problem } from './problem.ts';
import type { Answer, Call, Failure } from './protocol.ts';

const { workspace, suffix } = workerData as { workspace: string; suffix: UserSuffix };

const post = (answer: Answer): void => parentPort?.postMessage(answer);
const progress: Progress = (event) => post({ kind: 'progress', event });

const desk = openDesk(workspace, suffix, progress);

const failure = (error: unknown): Failure =>
  error instanceof Problem
    ? { key: error.key, values: error.values }
    : { message: error instanceof Error ? error.message : String(error) };

const work = async ({ id, method, args }: Call): Promise<void> => {
  try {
    const called = (await desk)[method] as (...given: unknown[]) => unknown;
    post({ kind: 'done', id, value: await called(...args) });
  } catch (error) {
    post({ kind: 'failed', id, problem: failure(error) });
  }
};

parentPort?.on('message', (call: Call) => void work(call));
