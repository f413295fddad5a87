import { parentPort, workerData } from 'node:worker_threads';
import { ENGINES } from './all.ts';

const { engine, directory } = workerData as { engine: string; directory: string };
parentPort?.postMessage(await ENGINES[engine](directory));
