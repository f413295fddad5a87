import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { note, openTargets, shrunk, tryOne } from './run.ts';

/** What this process is told by {@link ./main.ts}. */
export type Orders = {
  corpus: string;
  scratch: string;
  /** Where findings are kept. */
  findings: string;
  seed: number;
  /** Inputs by target: from the first one on, so many. */
  work: Array<{ target: string; from: number; to: number }>;
};

/** What is under way, for whoever watches: a process that hangs cannot tell any more. */
const writer = (path: string): ((text: string) => void) => {
  const file = openSync(path, 'w');
  process.on('exit', () => closeSync(file));
  return (text) => void writeSync(file, text.padEnd(120), 0);
};

const ordered = (): Orders => JSON.parse(process.env.FUZZ_ORDERS ?? '{}') as Orders;

const { corpus, scratch, findings, seed, work } = ordered();
const tell = writer(join(scratch, `beat-${process.pid}`));
const { targets, close } = await openTargets(corpus, scratch);
const kinds = new Set<string>();
/** Same words, other numbers: the same finding. */
const kindOf = (text: string): string => text.replace(/"[^"]*"|\d+/g, '#').slice(0, 120);

process.on('uncaughtException', (error) => {
  note(findings, {
    target: '(process)',
    seed,
    at: -1,
    kind: 'uncaught',
    detail: String(error.stack).slice(0, 700),
    input: '',
  });
});
process.on('unhandledRejection', (error) => {
  note(findings, {
    target: '(process)',
    seed,
    at: -1,
    kind: 'unhandled',
    detail: String((error as Error)?.stack ?? error).slice(0, 700),
    input: '',
  });
});

for (const { target: name, from, to } of work) {
  const target = targets.find((each) => each.name === name);
  if (!target) throw new Error(`No target is called ${name}.`);
  for (let at = from; at < to; at += 1) {
    tell(`${name}\t${at}\t${Date.now()}`);
    const found = await tryOne(target, seed, at);
    if (!found) continue;
    const kind = kindOf(`${name} ${found.detail}`);
    const isNew = !kinds.has(kind);
    kinds.add(kind);
    note(findings, isNew ? { ...found, input: await shrunk(target, found, 3000) } : found);
  }
}
tell('done\t0\t0');
close();
process.exit(0);
