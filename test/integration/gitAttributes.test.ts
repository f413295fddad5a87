import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Workbench } from '../support/workbench.ts';
import { filesBelow, refreshed, run } from './hostile.ts';

describe('a refresh directory that is committed', () => {
  let bench: Workbench;
  afterEach(() => bench.close());

  const git = (...args: string[]): Promise<unknown> =>
    promisify(execFile)('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
      cwd: bench.home,
      env: { PATH: process.env.PATH, HOME: bench.home, GIT_CONFIG_NOSYSTEM: '1' },
    });

  it('Given a repository that turns line ends into those of Windows, When the directory is checked out of it, Then every byte is as prepare wrote it', async () => {
    bench = await Workbench.start();
    await bench.prepare();
    await writeFile(join(bench.directory, 'kept.csv'), 'a,b\n1,2\n');
    await git('init', '-q', 'repository');
    const repository = join(bench.home, 'repository');
    await writeFile(join(repository, '.gitattributes'), '* text=auto eol=crlf\n');
    await writeFile(join(repository, 'beside.csv'), 'a,b\n1,2\n');
    await cp(bench.directory, join(repository, 'uat'), { recursive: true });
    await git('-C', repository, 'add', '-A');
    await git('-C', repository, 'commit', '-qm', 'kept');
    await git('-c', 'core.autocrlf=true', 'clone', '-q', 'repository', 'clone');
    const clone = join(bench.home, 'clone');
    expect(await readFile(join(clone, 'beside.csv'), 'utf8')).to.include('\r\n');
    expect(await filesBelow(join(clone, 'uat'))).to.deep.equal(await filesBelow(bench.directory));
  });

  it('Given attributes of somebody, or a directory of an earlier version, When prepare and repoint run, Then theirs stay, and missing ones are added', async () => {
    ({ bench } = await refreshed());
    const path = join(bench.directory, '.gitattributes');
    await rm(path);
    await run(bench, 'repoint', '--only', 'logik-tenant');
    expect(await readFile(path, 'utf8')).to.match(/^\* -text$/m);
    await writeFile(path, '# -text\n*.csv diff\n');
    await run(bench, 'repoint', '--only', 'logik-tenant');
    expect(await readFile(path, 'utf8')).to.equal('# -text\n*.csv diff\n');
    // Theirs keep Git from nothing: what is checked by its bytes has attributes of its own.
    const room = join(bench.directory, 'catalog', '.gitattributes');
    expect(await readFile(room, 'utf8')).to.match(/^\* -text$/m);
    await rm(room);
    await writeFile(path, '*  binary\n');
    await run(bench, 'repoint', '--only', 'logik-tenant');
    expect(await filesBelow(join(bench.directory, 'catalog'))).not.to.include.keys('.gitattributes');
  });
});
