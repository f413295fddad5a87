import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCorpus } from '../fuzz/corpus.ts';
import { openTargets, tryOne, type Found } from '../fuzz/run.ts';
import type { Target } from '../fuzz/target.ts';

/** The short form of `npm run test:fuzz`: the same inputs each time, as many as the time allows. */
const SEED = 12;
const MOST = 60;
const MS = 350;

describe('inputs that nobody expects', function () {
  this.timeout(120_000);
  let scratch: string;
  let opened: { targets: Target[]; close: () => void };

  before(async () => {
    scratch = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'logik-fuzz-'));
    await makeCorpus(join(scratch, 'corpus'), { short: true });
    opened = await openTargets(join(scratch, 'corpus'), scratch);
  });
  after(async () => {
    opened?.close();
    await rm(scratch, { recursive: true, force: true });
  });

  it('Given files and answers that are spoiled in any way, When they are read, Then nothing crashes, hangs, or gets out of its place', async () => {
    const found: Found[] = [];
    const tried = new Map<string, number>();
    for (const target of opened.targets) {
      const end = performance.now() + MS;
      for (let at = 0; at < MOST && performance.now() < end; at += 1) {
        tried.set(target.name, at + 1);
        const one = await tryOne(target, SEED, at);
        if (one) found.push(one);
      }
    }
    const told = found.map(
      ({ target, at, detail }) => `${detail}\n  npm run test:fuzz -- --seed ${SEED} --target "${target}" --at ${at}`
    );
    expect(told.join('\n')).to.equal('');
    expect(opened.targets.filter(({ name }) => (tried.get(name) ?? 0) === 0)).to.deep.equal([]);
  });
});
