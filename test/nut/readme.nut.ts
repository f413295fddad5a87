import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { REPOSITORY, runNode } from '../support/sf.ts';

const OCLIF = join(REPOSITORY, 'node_modules', 'oclif', 'bin', 'run.js');

describe('the command reference in README', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'logik-nut-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('Given the commands, When oclif writes their reference again, Then it is the one that is committed', async () => {
    const [committed, copy] = [join(REPOSITORY, 'README.md'), join(home, 'README.md')];
    await cp(committed, copy);
    const generated = await runNode(
      OCLIF,
      ['readme', '--no-aliases', '--no-source-links', '--readme-path', copy],
      home,
      { cwd: REPOSITORY }
    );
    expect(generated.exitCode, generated.stderr).to.equal(0);
    expect(await readFile(committed, 'utf8')).to.equal(await readFile(copy, 'utf8'));
  });
});
