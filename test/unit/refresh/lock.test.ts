import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { locked, lockPath } from '../../../src/refresh/lock.ts';
import { caught } from '../support/caught.ts';
import { directories } from '../support/directory.ts';

const temporary = directories();
const AT = '2027-01-15T10:00:00.000Z';

describe('lock', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);
  const work = (): Promise<string> => Promise.resolve('done');

  it('Given work, when it runs, then the lock names the process and is gone afterwards, also after an error', async () => {
    const content = await locked(directory, () => readFile(lockPath(directory), 'utf8'));
    expect(JSON.parse(content)).to.include({ pid: process.pid });
    await caught(() => locked(directory, () => Promise.reject(new Error('no'))));
    expect(existsSync(lockPath(directory))).to.equal(false);
  });

  it('Given two runs at once, when both start, then one works and the other is refused', async () => {
    const slow = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, 50, 'done'));
    const [one, other] = await Promise.allSettled([locked(directory, slow), locked(directory, slow)]);
    expect(one).to.include({ status: 'fulfilled', value: 'done' });
    expect(other).to.have.nested.property('reason.name', 'RunInProgressError');
    expect(await locked(directory, work)).to.equal('done');
  });

  it('Given a lock of a process that runs, when another starts, then it is refused and the lock stays', async () => {
    await writeFile(lockPath(directory), JSON.stringify({ pid: process.ppid, at: AT }));
    const error = await caught(() => locked(directory, work));
    expect(error).to.include({ name: 'RunInProgressError', exitCode: 1 });
    expect(error.message).to.contain(String(process.ppid)).and.contain(AT);
    expect(existsSync(lockPath(directory))).to.equal(true);
  });

  it('Given a lock of a process that is gone, when another starts, then it is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(lockPath(directory), JSON.stringify({ pid, at: AT }));
    expect(await locked(directory, work)).to.equal('done');
    expect(existsSync(lockPath(directory))).to.equal(false);
  });
});
