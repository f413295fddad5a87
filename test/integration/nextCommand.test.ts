import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { inDays, Workbench } from '../support/workbench.ts';

describe('the command that is to come next', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.close());

  it('Given a sandbox that was not refreshed, When repoint ends, Then the refresh is what comes next, and no update of the case that nobody wrote', async () => {
    await bench.prepare('--source-org', 'prod');
    const planned = await bench.run('repoint', '--target-org', 'uat', '--dry-run');
    expect(planned.stdout).to.include('Dry run: nothing was changed, and there is nothing to apply.');
    const early = await bench.run('repoint', '--target-org', 'uat', '--no-prompt');
    expect(early.stdout)
      .to.match(/^Next: the sandbox has not been refreshed\. .* sf logik refresh repoint --target-org uat$/m)
      .and.not.include('support-case-update');
  });

  it('Given a plan that is written to a folder, with a directory of its own, When the next command is named, Then it can be run as it is', async () => {
    await bench.prepare('--source-org', 'prod', '--dir', 'own');
    const planned = await bench.run(
      'repoint',
      ...['--target-org', 'uat', '--dir', 'own', '--dry-run', '--plan-file', join('my plans', 'uat.json')]
    );
    const next = 'sf logik refresh repoint --target-org uat --dir own --plan-file "my plans/uat.json"';
    expect(planned.stdout).to.include(next);
    expect(await readFile(join(bench.home, 'my plans', 'uat.md'), 'utf8')).to.include(next);
  });

  for (const [command, flag] of [
    ['prepare', '--output-dir'],
    ['prepare', '--dir'],
    ['verify', '--dir'],
    ['verify', '--output-dir'],
    ['verify', '--attest'],
    ['repoint', '--dir'],
    ['repoint', '--plan-file'],
    ['rollback', '--dir'],
  ] as const) {
    it(`Given ${command} ${flag} with nothing behind it, When it is run, Then it is refused by the name of the flag, and nothing is written`, async () => {
      const before = await readdir(bench.home);
      const { error } = await bench.run(command, '--target-org', 'uat', flag, ' ');
      expect(error).to.include({ name: 'EmptyFlagError', exitCode: 2 });
      expect(error?.message).to.match(/^--(output-)?\S+ was given without a value/);
      expect(await readdir(bench.home)).to.deep.equal(before);
    });
  }

  it('Given a refresh directory of its own, When the commands end, Then the next one names it', async () => {
    const own = ['--target-org', 'uat', '--dir', 'of my own'];
    const answers = ['--refresh-date', inDays(14), '--data-strategy', 'repoint', '--source-org', 'prod'];
    await bench.run('prepare', ...own, ...answers);
    await bench.refresh();
    const [verified, repointed] = [
      await bench.run('verify', ...own),
      await bench.run('repoint', ...own, '--no-prompt'),
    ];
    expect(verified.stdout).to.match(/^Next: run sf logik refresh repoint --target-org uat --dir "of my own", /m);
    expect(repointed.stdout).to.match(/^Next: .* sf logik refresh verify --target-org uat --dir "of my own"$/m);
    expect(repointed.stdout).to.match(/^Next: .*, send support-case-update\.md, /m);
    const some = await bench.run('repoint', ...own, '--no-prompt', '--only', 'email-deliverability');
    expect(some.stdout)
      .to.match(/^Next: /m)
      .and.not.include('support-case-update');
  });
});
