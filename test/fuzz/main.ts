import { fork, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeCorpus } from './corpus.ts';
import { MOST_SECONDS, note, openTargets, shrunk, tryOne, type Found } from './run.ts';
import type { Orders } from './worker.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    target: { type: 'string' },
    at: { type: 'string' },
    corpus: { type: 'string' },
    workers: { type: 'string', default: String(Math.max(1, Math.min(4, cpus().length))) },
  },
});

const HANG_MS = MOST_SECONDS * 1000;
/** What a machine under load, or a collector of garbage, may add before it counts. */
const GRACE_MS = 10_000;

const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
/** In memory where there is room: most of the time is spent on files. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const scratch = mkdtempSync(join(place, 'logik-fuzz-'));
const findings = join(scratch, 'findings.ndjson');
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const corpus = values.corpus ?? join(scratch, 'corpus');
if (!existsSync(join(corpus, 'corpus.json'))) {
  mkdirSync(corpus, { recursive: true });
  say('Making the corpus: one job on the simulator, from prepare to verify.');
  await makeCorpus(corpus);
}

const { targets, close } = await openTargets(corpus, scratch);
const wanted = targets.filter(({ name }) => values.target === undefined || name.includes(values.target));

if (values.at !== undefined) {
  // One input again, and as small as it still finds the same.
  for (const target of wanted) {
    const found = await tryOne(target, seed, Number(values.at));
    say(
      found
        ? `${found.kind}: ${found.detail}\n  smallest input: ${await shrunk(target, found)}`
        : `${target.name}: nothing found`
    );
  }
  close();
  rmSync(scratch, { recursive: true, force: true });
  process.exit(0);
}
close();

const whole = wanted.reduce((sum, { weight }) => sum + weight, 0);
const plan = wanted.map(({ name, weight }) => ({
  target: name,
  runs: Math.ceil((Number(values.runs) * weight) / whole),
}));
const total = plan.reduce((sum, { runs }) => sum + runs, 0);
const workers = Number(values.workers);
say(`${total} inputs for ${plan.length} targets, seed ${seed}, ${workers} processes.`);

type Beat = { target: string; at: number; since: number };
const beatOf = (pid: number | undefined): Beat | undefined => {
  try {
    const [target, at, since] = readFileSync(join(scratch, `beat-${pid}`), 'utf8')
      .trim()
      .split('\t');
    // Before its first input a process tells nothing.
    return since === undefined ? undefined : { target, at: Number(at), since: Number(since) };
  } catch {
    return undefined;
  }
};

const begun = Date.now();
/** Works off a list in a process of its own, which is ended and followed by another one where an input hangs or kills it. */
const labour = async (list: Orders['work']): Promise<void> => {
  let left = list;
  while (left.length > 0) {
    const orders: Orders = { corpus, scratch, findings, seed, work: left };
    const child: ChildProcess = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
      env: { ...process.env, FUZZ_ORDERS: JSON.stringify(orders) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const said: string[] = [];
    child.stderr?.on('data', (piece: Buffer) => said.push(piece.toString().slice(0, 2000)) > 20 && said.shift());
    let hung: Beat | undefined;
    const watch = setInterval(() => {
      const beat = beatOf(child.pid);
      if (!beat || beat.target === 'done' || Date.now() - beat.since < HANG_MS + GRACE_MS) return;
      hung = beat;
      child.kill('SIGKILL');
    }, 1000);
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    clearInterval(watch);
    const last = beatOf(child.pid);
    rmSync(join(scratch, `room-${child.pid}`), { recursive: true, force: true });
    rmSync(join(scratch, `gather-${child.pid}`), { recursive: true, force: true });
    if (code === 0) return;
    if (last === undefined) throw new Error(`A process ended before its first input: ${said.join('').slice(-2000)}`);
    const kind = hung ? 'hang' : 'crash';
    note(findings, {
      target: last.target,
      seed,
      at: last.at,
      kind,
      detail: hung ? `longer than ${(HANG_MS + GRACE_MS) / 1000} s` : `exit ${code}: ${said.join('').slice(-500)}`,
      input: '',
    });
    const where = left.findIndex(({ target }) => target === last.target);
    left = left.slice(where).map((each, index) => (index === 0 ? { ...each, from: last.at + 1 } : each));
  }
};

/** Each target is shared by all, so that all are busy to the end. */
const shares = Array.from({ length: workers }, (_, worker): Orders['work'] =>
  plan.map(({ target, runs }) => ({
    target,
    from: Math.floor((runs * worker) / workers),
    to: Math.floor((runs * (worker + 1)) / workers),
  }))
);
const progress = setInterval(() => {
  const beats = readdirSync(scratch)
    .filter((name) => name.startsWith('beat-'))
    .map((name) => beatOf(Number(name.slice(5))));
  say(
    `  ${Math.round((Date.now() - begun) / 1000)} s: ${beats.map((beat) => (beat ? `${beat.target} ${beat.at}` : '?')).join('; ')}; findings: ${existsSync(findings) ? `${statSync(findings).size} bytes` : 'none'}`
  );
}, 30_000);
await Promise.all(shares.map(labour));
clearInterval(progress);

const all = existsSync(findings)
  ? readFileSync(findings, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Found)
  : [];
const seconds = (Date.now() - begun) / 1000;
const width = Math.max(...plan.map(({ target }) => target.length));
say();
for (const { target, runs } of plan) {
  const own = all.filter((found) => found.target === target);
  say(
    `${target.padEnd(width)}  ${String(runs).padStart(7)} inputs  ${own.length === 0 ? 'none found' : `${own.length} FOUND`}`
  );
}
const groups = Map.groupBy(
  all,
  ({ target, kind, detail }) => `${target} | ${kind} | ${detail.replace(/"[^"]*"|\d+/g, '#').slice(0, 120)}`
);
for (const some of groups.values()) {
  const [{ target, at, kind, detail, input }] = some;
  say(`\n${some.length} × ${target}: ${detail.startsWith(kind) ? detail : `${kind}: ${detail}`}`);
  if (input !== '') say(`  smallest input: ${input.slice(0, 600)}`);
  say(`  again: npm run test:fuzz -- --seed ${seed} --target ${JSON.stringify(target)} --at ${at}`);
}
say(
  `\n${total} inputs in ${seconds.toFixed(0)} s (${(total / seconds).toFixed(0)} a second), seed ${seed}: ${all.length === 0 ? 'nothing found' : `${all.length} findings of ${groups.size} kinds`}.`
);
writeFileSync(join(scratch, 'last.txt'), '');
rmSync(scratch, { recursive: true, force: true });
process.exit(all.length === 0 ? 0 : 1);
