import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SfError } from '@salesforce/core';
import { childEnvironment } from '../childEnvironment.ts';
import type { OddCode } from '../files/open.ts';
import { loadText } from '../text.ts';
import type { Progress } from './progress.ts';
import type { Desk } from './worker/desk.ts';
import type { UserSuffix } from './worker/loader.ts';
import type { Answer, Call, Failure } from './worker/protocol.ts';

const text = loadText('catalog');
const files = loadText('files');

/** What may stand where a file is expected. */
const ODD: readonly OddCode[] = ['EISDIR', 'EISPIPE', 'EISSOCKET', 'EISDEVICE'];

/**
 * The worker's own heap, in MB. Rows come and go by the million: in the heap of the command, V8 would let hundreds of
 * megabytes of them pile up before it looks for what can go. Here it looks early (docs/performance.md).
 */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

type Method = (...args: never[]) => unknown;

/** The desk in a thread of its own: every method answers a promise. The bytes given to `piece` are gone from here then. */
export type RemoteDesk = {
  [K in keyof Desk]: Desk[K] extends Method
    ? (...args: Parameters<Desk[K]>) => Promise<Awaited<ReturnType<Desk[K]>>>
    : never;
} & { stop(): Promise<void> };

/** Details that the worker names by a key; any other is a library's own words. */
const detailOf = (detail: string): string => {
  const [, expected, actual] = /^rows (\d+) (\d+)$/.exec(detail) ?? [];
  if (expected !== undefined) return text.get('detail.rows', { expected, actual });
  if (ODD.some((code) => code === detail)) return files.get(`code.${detail}`);
  return ['columns', 'gone', 'checksum'].includes(detail) ? text.get(`detail.${detail}`) : detail;
};

const errorOf = (problem: Failure): SfError | Error => {
  if (!('key' in problem)) return text.error('Worker', { detail: problem.message });
  const { key, values } = problem;
  if (key === 'WriteFailed') return text.error('WriteFailed', values);
  return text.error('DamagedCatalog', { ...values, detail: detailOf(String(values.detail)) });
};

const METHODS: ReadonlyArray<keyof Desk> = [
  'begin',
  'piece',
  'finish',
  'loadKept',
  'judge',
  'compare',
  'lookUp',
  'close',
];

/**
 * Starts a worker for one workspace. (Pools of workers, of which npm has several, hand out jobs that know nothing of one
 * another; this one holds a database and is fed.)
 *
 * @throws SfError from each method: what the desk throws, in words; WorkerError where the thread itself ended
 */
export const startDesk = (workspace: string, suffix: UserSuffix, progress: Progress): RemoteDesk => {
  const entry = new URL(`./worker/main${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, {
    workerData: { workspace, suffix },
    resourceLimits: HEAP,
    env: childEnvironment(),
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let calls = 0;
  let ended: Error | undefined;
  const end = (error: Error): void => {
    // The thread ends after what ended it: the first word says why.
    ended ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'progress') return progress(answer.event);
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === 'done') call?.resolve(answer.value);
    else call?.reject(errorOf(answer.problem));
  });
  worker.on('error', (error: Error) => end(text.error('Worker', { detail: error.message })));
  worker.on('exit', (code) => end(text.error('Worker', { detail: `exit ${code}` })));

  const call = (method: keyof Desk, args: unknown[], handedOver: readonly ArrayBuffer[] = []): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      calls += 1;
      waiting.set(calls, { resolve, reject });
      worker.postMessage({ id: calls, method, args } satisfies Call, handedOver);
    });
  const methods = METHODS.map((method) => [method, (...args: unknown[]) => call(method, args)] as const);
  return {
    ...Object.fromEntries(methods),
    piece: (object: string, bytes: Uint8Array<ArrayBuffer>) => call('piece', [object, bytes], [bytes.buffer]),
    stop: async () => {
      await worker.terminate();
    },
  } as RemoteDesk;
};
