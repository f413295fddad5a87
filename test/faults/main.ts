/**
 * `npm run test:faults`: kills commands wherever they can be killed, and lets every fault happen to every kind of their
 * requests. Prints both as tables; ends with 1 where a cell is bad or empty.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { FAULTS } from './faultKinds.ts';
import { killAt, undisturbed, WAYS } from './killPoints.ts';
import { COMMANDS, Stage, type Command } from './stage.ts';
import { cellsOf, plainRun, runCell } from './table.ts';

const USAGE = `node test/faults/main.ts [kill|table] [--command NAME] [--kind TEXT] [--fault NAME] [--way NAME]
  [--every N] [--from N] [--jobs N]
  --kind     kinds of requests (table), or places (kill), whose name contains TEXT
  --fault    one fault of the table; --way one way to be killed: ${WAYS.join(', ')}
  --every    each N-th cell or point; --from the first of them
  --jobs     so many at the same time
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
};

const parts: Part[] = (['kill', 'table'] as const).filter(
  (part) => positionals.length === 0 || positionals.includes(part)
);
const [every, from, jobs] = [values.every, values.from, values.jobs].map(Number) as [number, number, number];
const commands = COMMANDS.filter((command) => values.command === undefined || command === values.command);
if (values.help || commands.length === 0 || ![every, from, jobs].every(Number.isInteger) || every < 1 || jobs < 1) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

/** The share of a job in what is asked for. */
const share = <T>(all: readonly T[], job: number): T[] =>
  all.filter((_each, index) => index % every === from % every).filter((_each, index) => index % jobs === job);

/** How many points or cells a command has in all. */
type Whole = { part: Part; command: Command; of: number };

const tell = (found: Found | Whole): void => console.log(JSON.stringify(found));

const kills = async (command: Command, job: number): Promise<void> => {
  if (command === 'verify') return;
  const stage = await Stage.open();
  try {
    const expected = await undisturbed(stage, command);
    if (job === 0) tell({ part: 'kill', command, of: expected.points.length });
    const points = expected.points.filter(
      ({ way, at }) => at.includes(values.kind) && (values.way === undefined || way === values.way)
    );
    for (const point of share(points, job)) {
      const reasons = await killAt(stage, command, point, expected);
      const row = `${point.way} ${point.number}: ${point.at}`;
      tell({ part: 'kill', command, row, column: point.way, verdict: reasons.length > 0 ? 'BAD' : 'ok', reasons });
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
    const cells = whole.filter(
      ({ kind, fault }) =>
        kind.name.includes(values.kind) && (values.fault === undefined || fault.name === values.fault)
    );
    for (const cell of share(cells, job)) {
      visits = 0;
      const { verdict, reasons, said } = await runCell(stage, command, plain, cell, elsewhere);
      if (values.show) console.error(said);
      const went = visits > 0 ? ['went to the other host'] : [];
      tell({
        part: 'table',
        command,
        row: cell.kind.name,
        column: `${cell.fault.name}, ${cell.times}`,
        verdict: went.length > 0 ? 'BAD' : verdict,
        reasons: [...reasons, ...went],
      });
    }
  } finally {
    await stage.close();
    other.close();
  }
};

const work = async (job: number): Promise<void> => {
  for (const part of parts)
    for (const command of commands) await (part === 'kill' ? kills(command, job) : faults(command, job));
};

/** One job in a process of its own; what it finds comes as it is found. */
const start = (job: number, found: (each: Found | Whole) => void): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.argv.slice(1), '--job', String(job)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
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
  console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}; ${sampled} of what was asked for\n`);
  const killed = all.filter(({ part }) => part === 'kill');
  if (killed.length > 0) console.log(`${killTable(killed)}\n`);
  for (const command of commands) {
    const table = all.filter((found) => found.part === 'table' && found.command === command);
    if (table.length > 0) console.log(`${command}: once / for ever\n\n${faultTable(table)}\n`);
  }
  const bad = all.filter(({ verdict }) => verdict === 'BAD');
  for (const { command, row, column, reasons } of bad)
    console.log(`BAD ${command} | ${row} | ${column}\n  ${reasons.join('\n  ')}`);
  // What is asked again and then answered is no difference; everything else should be one.
  const silent = all.filter(
    ({ part, verdict, column }) =>
      part === 'table' && verdict === 'ok' && !/^(drop|body|hang|drip|401|429|5).*once$/.test(column)
  );
  if (silent.length > 0) console.log('Without a word: was the answer not needed?');
  for (const { command, row, column } of silent) console.log(`  ${command} | ${row} | ${column}`);
  const count = (part: Part): number => all.filter((found) => found.part === part).length;
  const of = (part: Part): number =>
    wholes.filter((whole) => whole.part === part).reduce((sum, { of: n }) => sum + n, 0);
  const [points, cells] = (['kill', 'table'] as const).map((part) => `${count(part)} of ${of(part)}`);
  console.log(`${points} kill points, ${cells} fault cells, ${bad.length} bad`);
  process.exitCode = bad.length > 0 || failed || all.length === 0 ? 1 : 0;
};

if (values.job !== undefined) {
  await work(Number(values.job));
  process.exit(0);
}
const all: Found[] = [];
const wholes: Whole[] = [];
const begun = performance.now();
const codes = await Promise.all(
  Array.from({ length: jobs }, (_none, job) =>
    start(job, (found) => {
      if ('of' in found) {
        wholes.push(found);
        return;
      }
      all.push(found);
      const seconds = Math.round((performance.now() - begun) / 1000);
      const { command, row, column, verdict, reasons } = found;
      console.error(`${seconds} s ${verdict} ${command} | ${row} | ${column} ${reasons.join(' · ').slice(0, 300)}`);
    })
  )
);
report(
  all,
  codes.some((code) => code !== 0)
);
