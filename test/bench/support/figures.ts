import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Median, and minimum to maximum in brackets. */
export const spread = (values: readonly number[], digits = 2): string => {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return `${median(values).toFixed(digits)} (${least}–${most})`;
};

export const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1000;
};

/** How long each of several runs takes, one after the other. */
export const repeated = async (count: number, work: () => Promise<unknown>): Promise<number[]> => {
  const walls: number[] = [];
  for (let run = 0; run < count; run += 1) walls.push(await seconds(work));
  return walls;
};

export type Pairs = { ours: number[]; peer: number[]; ratios: number[] };

/** Two kinds of work in turn, so that a machine whose speed drifts is slow for both; who begins changes, too. */
export const inPairs = async (
  count: number,
  ours: () => Promise<unknown>,
  peer: () => Promise<unknown>
): Promise<Pairs> => {
  const pairs: Pairs = { ours: [], peer: [], ratios: [] };
  for (let pair = 0; pair < count; pair += 1) {
    const first = await seconds(pair % 2 === 0 ? ours : peer);
    const second = await seconds(pair % 2 === 0 ? peer : ours);
    const [one, other] = pair % 2 === 0 ? [first, second] : [second, first];
    pairs.ours.push(one);
    pairs.peer.push(other);
    pairs.ratios.push(one / other);
  }
  return pairs;
};

export const say = (...lines: string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

export const sayMachine = (what: string): void =>
  say(
    `${what}`,
    `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors; median (minimum–maximum)`
  );

export const sayPairs = (ours: string, peer: string, pairs: Pairs): void =>
  say(
    `${ours}: ${spread(pairs.ours)} s`,
    `${peer}: ${spread(pairs.peer)} s`,
    `ratio, pair by pair: ${spread(pairs.ratios)}`
  );

/** Whole numbers from the command line, each with what it is otherwise: `--products 2000`. */
export const numbers = <T extends Record<string, number>>(usual: T): T => {
  const names = Object.keys(usual);
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options });
  return Object.fromEntries(names.map((name) => [name, Number(values[name] ?? usual[name])])) as T;
};
