/**
 * One engine in this process, for the peak of the memory is the process's:
 * `node test/bench/engines/run.ts <engine> <main | worker> <directory>`
 */
import { Worker } from 'node:worker_threads';
// What every command of sf has loaded before ours begins.
import '@salesforce/sf-plugins-core';
import { ENGINES } from './all.ts';
import type { Found } from './csvFiles.ts';

/** As src/catalog/remoteDesk.ts has it. */
const HEAP = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 };

/** In a thread with a small heap of its own. */
const inWorker = (engine: string, directory: string): Promise<Found> =>
  new Promise((resolve, reject) => {
    const entry = new URL('./worker.ts', import.meta.url);
    const worker = new Worker(entry, { workerData: { engine, directory }, resourceLimits: HEAP });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

const [engine, thread, directory] = process.argv.slice(2);
const since = performance.now();
const found = await (thread === 'worker' ? inWorker(engine, directory) : ENGINES[engine](directory));
const seconds = (performance.now() - since) / 1000;
const peak = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`${JSON.stringify({ found, seconds, peak })}\n`);
