/**
 * `npm run test:faults`: kills commands wherever they can be killed, and lets every fault happen to every kind of their
 * requests. Prints both as tables; ends with 1 where a cell is bad or empty.
 */
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { FAULTS } from './faultKinds.ts';
import { killAt, undisturbed, WAYS, wrongFrom } from './killPoints.ts';
import { COMMANDS, Stage, type Command } from './stage.ts';
import { cellsOf, plainRun, runCell } from './table.ts';
import { REPOSITORY } from '../support/sf.ts';

const USAGE = `node test/faults/main.ts [kill|table] [--command NAME] [--kind TEXT] [--fault NAME] [--way NAME]
  [--every N] [--from N] [--jobs N] [--waiting N] [--resume FILE] [--bad] [--own] [--show]
  --kind     kinds of requests (table), or places (kill), whose name contains TEXT
  --fault    one fault of the table; --way one way to be killed: ${WAYS.join(', ')}
  --every    each N-th cell or point; --from the first of them
  --jobs     so many at the same time; --waiting so many more for the cells that only wait
  --resume   a file that keeps what was found: what is in it does not run again
  --bad      ... but for what was bad
  --report   prints what the file says; nothing runs
  --own      a process of its own for each cell; a kill with SIGKILL for each point
  FAULTS_PATIENCE: seconds that an answer may take where none comes (1)
  --show     what the command said in each cell`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    command: { type: 'string' },
    kind: { type: 'string', default: '' },
    fault: { type: 'string' },
    way: { type: 'string' },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    jobs: { type: 'string', default: '1' },
    waiting: { type: 'string', default: '4' },
    resume: { type: 'string' },
    bad: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    own: { type: 'boolean', default: false },
    /** Which of the jobs this process is: it says what it finds, a line of JSON each. */
    job: { type: 'string' },
    show: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

type Part = 'kill' | 'table';

/** One point or cell and what came of it. */
type Found = {
  part: Part;
  command: Command;
  row: string;
  column: string;
  verdict: 'ok' | 'told' | 'BAD';
  reasons: string[];
  /** What was bad at first, and not when it was tried again in a process of its own. */
  unsteady?: string[];
  /** The commit that ran. */
  code: string;
};

const parts: Part[] = (['kill', 'table'] as const).filter(
  (part) => positionals.length === 0 || positionals.includes(part)
);
const [every, from, jobs, waiting] = [values.every, values.from, values.jobs, values.waiting].map(Number) as [
  number,
  number,
  number,
  number,
];
const commands = COMMANDS.filter((command) => values.command === undefined || command === values.command);
const isNumber = [every, from, jobs, waiting].every(Number.isInteger);
if (values.help || commands.length === 0 || !isNumber || every < 1 || jobs < 1) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

/** How many points or cells a command has in all. */
type Whole = { part: Part; command: Command; of: number };

const linesOf = (path: string): Array<Found | Whole> =>
  (existsSync(path) ? readFileSync(path, 'utf8') : '')
    .split('\n')
    .filter((line) => line.startsWith('{"part":'))
    .map((line) => JSON.parse(line) as Found | Whole);

const keyOf = ({ part, command, row, column }: Omit<Found, 'verdict' | 'reasons' | 'code'>): string =>
  [part, command, row, column].join(' | ');

/** What ran before: the last word on each. */
const before = values.resume === undefined ? [] : linesOf(values.resume);
const known = new Map(before.flatMap((line) => ('of' in line ? [] : [[keyOf(line), line] as const])));
const isKnown = (each: Parameters<typeof keyOf>[0]): boolean => {
  const found = known.get(keyOf(each));
  return found !== undefined && !(values.bad && found.verdict === 'BAD');
};

/** Spread, so that a run that is ended early has seen some of everything. */
const spread = <T>(all: readonly T[]): T[] =>
  all
    .map((each, index) => ({ each, at: (index * GOLDEN) % 1 }))
    .sort((one, other) => one.at - other.at)
    .map(({ each }) => each);

/** Multiples of it leave remainders that lie evenly, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The share of a job in what is asked for and not yet known. */
const share = <T>(all: readonly T[], job: number, of: number, isDone: (each: T) => boolean): T[] =>
  spread(
    all
      .filter((_each, index) => index % every === from % every)
      .filter((each) => !isDone(each))
      .filter((_each, index) => index % of === job)
  );

const code = execFileSync('git', ['describe', '--always', '--dirty', '--exclude', '*'], {
  cwd: REPOSITORY,
  encoding: 'utf8',
}).trim();

const tell = (found: Omit<Found, 'code'> | Whole): void => console.log(JSON.stringify({ ...found, code }));

const kills = async (command: Command, job: number): Promise<void> => {
  if (command === 'verify') return;
  const stage = await Stage.open();
  try {
    const expected = await undisturbed(stage, command);
    if (job === 0) tell({ part: 'kill', command, of: expected.points.length });
    type Point = (typeof expected.points)[number];
    const labelOf = (point: Point): Parameters<typeof keyOf>[0] => ({
      part: 'kill',
      command,
      row: `${point.way} ${point.number}: ${point.at}`,
      column: point.way,
    });
    const isAsked = ({ way, at }: Point): boolean =>
      at.includes(values.kind) && (values.way === undefined || way === values.way);
    const open = expected.left
      .map((left) => ({ left, points: left.points.filter((point) => isAsked(point) && !isKnown(labelOf(point))) }))
      .filter(({ points }) => points.length > 0);
    for (const { left, points } of share(open, job, jobs, () => false)) {
      const seen = values.own ? undefined : await wrongFrom(stage, command, left, expected);
      for (const point of points) {
        const reasons = seen ?? (await killAt(stage, command, point, expected));
        tell({ ...labelOf(point), verdict: reasons.length > 0 ? 'BAD' : 'ok', reasons });
      }
    }
  } finally {
    await stage.close();
  }
};

const faults = async (command: Command, job: number): Promise<void> => {
  let visits = 0;
  const other = createServer((request, response) => {
    visits += 1;
    request.resume();
    response.end('{}');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const elsewhere = `http://localhost:${(other.address() as AddressInfo).port}`;
  const stage = await Stage.open(true);
  try {
    const plain = await plainRun(stage, command);
    const whole = cellsOf(plain);
    if (job === 0) tell({ part: 'table', command, of: whole.length });
    type Cell = (typeof whole)[number];
    const labelOf = ({ kind, fault, times }: Cell): Parameters<typeof keyOf>[0] => ({
      part: 'table',
      command,
      row: kind.name,
      column: `${fault.name}, ${times}`,
    });
    const cells = whole.filter(
      ({ kind, fault }) =>
        kind.name.includes(values.kind) && (values.fault === undefined || fault.name === values.fault)
    );
    // Those that wait have jobs of their own, so that the others need not wait for them.
    const isMine = ({ fault }: Cell): boolean => waiting === 0 || (fault.isSlow === true) === job >= jobs;
    const of = job < jobs ? jobs : waiting;
    const mine = share(cells, job < jobs ? job : job - jobs, of, (cell) => !isMine(cell) || isKnown(labelOf(cell)));
    for (const cell of mine) {
      visits = 0;
      const { verdict, reasons, said, unsteady } = await runCell(stage, command, plain, cell, elsewhere, values.own);
      if (values.show) console.error(said);
      const went = visits > 0 ? ['went to the other host'] : [];
      tell({
        ...labelOf(cell),
        verdict: went.length > 0 ? 'BAD' : verdict,
        reasons: [...reasons, ...went],
        ...(unsteady && { unsteady }),
      });
    }
  } finally {
    await stage.close();
    other.close();
  }
};

const work = async (job: number): Promise<void> => {
  for (const part of parts)
    for (const command of commands) {
      if (part === 'table') await faults(command, job);
      else if (job < jobs) await kills(command, job);
    }
};

/** In memory where there is room: what is fsynced often is not to wait for a disk. */
const room = existsSync('/dev/shm') ? `/dev/shm/logik-faults-${process.pid}` : undefined;

/** One job in a process of its own; what it finds comes as it is found. */
const start = (job: number, found: (each: Found | Whole) => void): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.argv.slice(1), '--job', String(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1', ...(room !== undefined && { TMPDIR: room }) },
    });
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{"part":')) found(JSON.parse(line) as Found | Whole);
    });
    child.once('close', resolve);
  });

const killTable = (all: readonly Found[]): string =>
  markdownTable([
    ['command', ...WAYS.map((way) => `killed at ${way}`), 'bad'],
    ...commands
      .filter((command) => command !== 'verify')
      .map((command) => {
        const ours = all.filter((found) => found.command === command);
        const bad = ours.filter(({ verdict }) => verdict === 'BAD').length;
        return [command, ...WAYS.map((way) => String(ours.filter(({ column }) => column === way).length)), String(bad)];
      }),
  ]);

const faultTable = (all: readonly Found[]): string => {
  const names = FAULTS.map(({ name }) => name).filter((name) => values.fault === undefined || name === values.fault);
  const cell = (row: string, name: string): string => {
    const both = ['once', 'ever'].map(
      (times) => all.find((found) => found.row === row && found.column === `${name}, ${times}`)?.verdict ?? '-'
    );
    return both[0] === both[1] ? (both[0] ?? '-') : both.join('/');
  };
  const rows = [...new Set(all.map(({ row }) => row))].sort();
  return markdownTable([['kind', ...names], ...rows.map((row) => [row, ...names.map((name) => cell(row, name))])]);
};

const report = (all: readonly Found[], failed: boolean): void => {
  const sampled = every > 1 ? `each ${every}th from ${from}` : 'all';
  const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
  console.log(
    `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${minutes} minutes; ${sampled} of what was asked for\n`
  );
  const killed = all.filter(({ part }) => part === 'kill');
  if (killed.length > 0) console.log(`${killTable(killed)}\n`);
  for (const command of commands) {
    const table = all.filter((found) => found.part === 'table' && found.command === command);
    if (table.length > 0) console.log(`${command}: once / for ever\n\n${faultTable(table)}\n`);
  }
  const bad = all.filter(({ verdict }) => verdict === 'BAD');
  for (const { command, row, column, reasons } of bad)
    console.log(`BAD ${command} | ${row} | ${column}\n  ${reasons.join('\n  ')}`);
  const unsteady = all.filter((found) => found.unsteady !== undefined);
  if (unsteady.length > 0) console.log('Bad at first, and not when tried again in a process of its own:');
  for (const { command, row, column, unsteady: reasons = [] } of unsteady)
    console.log(`  ${command} | ${row} | ${column}\n    ${reasons.join('\n    ')}`);
  const states = Map.groupBy(all, (found) => found.code);
  for (const [commit, found] of states) console.log(`${found.length} ran on ${commit}`);
  // What is asked again and then answered is no difference; everything else should be one.
  const silent = all.filter(
    ({ part, verdict, column }) =>
      part === 'table' && verdict === 'ok' && !/^(drop|body|hang|drip|401|429|5).*once$/.test(column)
  );
  if (silent.length > 0) console.log('Without a word: was the answer not needed?');
  for (const { command, row, column } of silent) console.log(`  ${command} | ${row} | ${column}`);
  const count = (part: Part): number => all.filter((found) => found.part === part).length;
  const of = (part: Part): number =>
    [...wholes.values()]
      .filter((whole) => whole.part === part && commands.includes(whole.command))
      .reduce((sum, { of: n }) => sum + n, 0);
  const [points, cells] = (['kill', 'table'] as const).map((part) => `${count(part)} of ${of(part)}`);
  console.log(`${points} kill points, ${cells} fault cells, ${bad.length} bad`);
  const isWhole = every === 1 && values.kind === '' && values.fault === undefined && values.way === undefined;
  const isEmpty = all.length === 0 || (isWhole && parts.some((part) => count(part) < of(part)));
  if (isEmpty) console.log('Not everything that was asked for ran.');
  process.exitCode = bad.length > 0 || failed || isEmpty ? 1 : 0;
};

if (values.job !== undefined) {
  await work(Number(values.job));
  process.exit(0);
}
const all = new Map<string, Found>(known);
const wholes = new Map<string, Whole>(
  before.flatMap((line) => ('of' in line ? [[`${line.part} ${line.command}`, line] as const] : []))
);
const begun = performance.now();
const keep = (found: Found | Whole): void => {
  if (values.resume !== undefined) appendFileSync(values.resume, `${JSON.stringify(found)}\n`);
  if ('of' in found) {
    wholes.set(`${found.part} ${found.command}`, found);
    return;
  }
  all.set(keyOf(found), found);
  const seconds = Math.round((performance.now() - begun) / 1000);
  const { command, row, column, verdict, reasons } = found;
  console.error(`${seconds} s ${verdict} ${command} | ${row} | ${column} ${reasons.join(' · ').slice(0, 300)}`);
};
const many = values.report ? 0 : jobs + (parts.includes('table') ? waiting : 0);
if (room !== undefined) mkdirSync(room, { recursive: true });
const codes = await Promise.all(Array.from({ length: many }, (_none, job) => start(job, keep)));
if (room !== undefined) rmSync(room, { recursive: true, force: true });
report(
  [...all.values()].filter(({ part, command }) => parts.includes(part) && commands.includes(command)),
  codes.some((each) => each !== 0)
);
