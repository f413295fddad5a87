import { expect } from 'chai';
import { inDays, Workbench } from '../support/workbench.ts';

describe('the command that is to come next', () => {
  let bench: Workbench;
  before(async () => {
    bench = await Workbench.start();
  });
  after(() => bench.close());

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
  });
});
