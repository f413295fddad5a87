import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { lutimes, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { locked, lockPath } from '../../../../src/refresh/directory/lock.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';

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

  /**
   * A process of its own that says that it is there, takes the lock once it is told to, says what came of it, and works
   * until it is ended.
   */
  const other = (): ChildProcess => {
    const room = JSON.stringify(new URL('../../../../src/files/lock.ts', import.meta.url).href);
    const program = `const { takeLock, thisProcess } = await import(${room});
      setInterval(() => undefined, 1000);
      console.log('there');
      process.stdin.once('data', async () => {
        console.log(await takeLock(${JSON.stringify(lockPath(directory))}, await thisProcess()).then(
          () => 'taken', ({ message }) => message));
      });`;
    return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  };
  const said = async ({ stdout }: ChildProcess): Promise<string> => {
    const [piece] = (await once(stdout ?? process, 'data')) as [Buffer];
    return piece.toString().trim();
  };
  const taking = async (child: ChildProcess): Promise<string> => {
    child.stdin?.write('go\n');
    return said(child);
  };
  const end = async (child: ChildProcess): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  it('Given a run that is killed, when another starts, then it works within a second, and no litter is left', async () => {
    const killed = other();
    await said(killed);
    expect(await taking(killed)).to.equal('taken');
    await end(killed);
    const begun = Date.now();
    expect(await locked(directory, work)).to.equal('done');
    expect(Date.now() - begun).to.be.lessThan(1000);
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('Given a run that hangs, however long it has not been heard of, when another starts, then it is refused', async () => {
    const hanging = other();
    await said(hanging);
    await taking(hanging);
    hanging.kill('SIGSTOP');
    await utimes(lockPath(directory), 1, 1);
    const error = await caught(() => locked(directory, work));
    expect(error.name).to.equal('RunInProgressError');
    expect(error.message).to.contain(String(hanging.pid)).and.contain(hostname());
    await end(hanging);
  });

  it('Given the lock of a killed run and ten that start at once, then exactly one of them works', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(lockPath(directory), JSON.stringify({ pid, at: AT }));
    const ten = Array.from({ length: 10 }, other);
    await Promise.all(ten.map(said));
    const all = await Promise.all(ten.map(taking));
    await Promise.all(ten.map(end));
    expect(all.sort()).to.deep.equal([...Array.from({ length: 9 }, () => 'Held'), 'taken']);
  });

  it('Given the number of a killed run, which another process has by now, when another starts, then it is taken over', async () => {
    const holder = { pid: process.ppid, at: AT, host: hostname(), began: '1' };
    await writeFile(lockPath(directory), JSON.stringify(holder));
    expect(await locked(directory, work)).to.equal('done');
  });

  it('Given the lock of another machine, then it holds while it is shown, and no longer than a minute after', async () => {
    await writeFile(lockPath(directory), JSON.stringify({ pid: process.pid, at: AT, host: 'elsewhere' }));
    expect((await caught(() => locked(directory, work))).message).to.contain('elsewhere');
    await utimes(lockPath(directory), 1, 1);
    expect(await locked(directory, work)).to.equal('done');
  });

  const odd: Array<[string, (path: string) => unknown]> = [
    ['is empty', (path) => writeFile(path, '')],
    ['is cut off', (path) => writeFile(path, '{"pid":')],
    ['names no process', (path) => writeFile(path, '{"pid":-1,"at":"never"}')],
    ['is large', (path) => writeFile(path, 'x'.repeat(5000))],
    ['is a directory', (path) => mkdir(path)],
    ['is a named pipe', (path) => spawnSync('mkfifo', [path])],
    ['is a link to nothing', (path) => symlink('/nowhere/at/all', path)],
  ];
  for (const [name, make] of odd) {
    it(`Given a lock that ${name}, when a run starts, then it works`, async () => {
      await make(lockPath(directory));
      await lutimes(lockPath(directory), 1, 1);
      expect(await locked(directory, work)).to.equal('done');
      expect(await readdir(directory)).to.deep.equal([]);
    });
  }

  it('Given a lock that was made empty just now, when a run starts, then it works within seconds', async () => {
    await writeFile(lockPath(directory), '');
    const begun = Date.now();
    expect(await locked(directory, work)).to.equal('done');
    expect(Date.now() - begun).to.be.lessThan(4000);
  });

  it("Given a directory with somebody's file in the lock's place, when a run starts, then it works and the file is kept", async () => {
    await mkdir(lockPath(directory));
    await writeFile(join(lockPath(directory), 'mine'), 'mine');
    await utimes(lockPath(directory), 1, 1);
    expect(await locked(directory, work)).to.equal('done');
    const [aside] = await readdir(directory);
    expect(await readFile(join(directory, aside, 'mine'), 'utf8')).to.equal('mine');
  });

  it('Given a turn that a killed run left behind, when another takes over, then it works within seconds', async () => {
    await writeFile(lockPath(directory), '');
    await utimes(lockPath(directory), 1, 1);
    await mkdir(`${lockPath(directory)}.turn`);
    await utimes(`${lockPath(directory)}.turn`, 1, 1);
    expect(await locked(directory, work)).to.equal('done');
    expect(await readdir(directory)).to.deep.equal([]);
  });
});
