import { expect } from 'chai';
import { mkdir, open, readdir, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stub } from 'sinon';
import type { Ran, Workbench } from '../support/workbench.ts';
import { expectRefusal, expectRefused, refreshed, run, writesTo } from './hostile.ts';

/** Every handle shares this; a disk that is full shows itself there. */
const fileHandle = async (): Promise<FileHandle> => {
  const handle = await open('/dev/null');
  await handle.close();
  return Object.getPrototypeOf(handle) as FileHandle;
};

const diskFull = (): Error => Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

const inFresh = async (work: (bench: Workbench) => Promise<void>): Promise<void> => {
  const { bench } = await refreshed();
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
};

describe('an output that cannot be written', () => {
  let bench: Workbench;
  before(async () => {
    ({ bench } = await refreshed());
  });
  after(() => bench.close());

  it('Given an output directory that is a file, or lies below one, When a command wants to write there, Then it refuses before it starts', async () => {
    await writeFile('file', 'mine');
    for (const directory of ['file', 'file/below', '/dev/null/below']) {
      const says = [resolve(directory), /\((ENOTDIR|EEXIST)\)/];
      await expectRefused(bench, () => run(bench, 'prepare', '--output-dir', directory), {
        exitCode: 1,
        name: 'OutputNotWritableError',
        says,
      });
      await expectRefused(bench, () => run(bench, 'verify', '--output-dir', directory), {
        exitCode: 1,
        name: 'OutputNotWritableError',
        says,
      });
    }
    await rm('file');
  });

  it('Given a directory in the place of one of the files, When prepare runs again, Then none of the others is replaced', async () => {
    const fresh = join(bench.home, 'next');
    await mkdir(join(fresh, 'support-case.md'), { recursive: true });
    await expectRefused(bench, () => run(bench, 'prepare', '--output-dir', fresh), {
      exitCode: 1,
      name: 'OutputNotWritableError',
      says: [join(fresh, 'support-case.md'), 'EISDIR'],
    });
    await rm(fresh, { recursive: true });
  });

  it('Given a report directory that cannot be written, When verify attests, Then the attestation is not kept either', async () => {
    await writeFile(join(bench.directory, 'reports'), 'a file');
    await expectRefused(bench, () => run(bench, 'verify', '--attest', 'refresh-token-user=reset in Logik'), {
      exitCode: 1,
      name: 'OutputNotWritableError',
      says: [join(bench.directory, 'reports')],
    });
    await rm(join(bench.directory, 'reports'));
  });

  it('Given a directory that nobody prepared, When verify is told where to put its reports, Then it does not create that place', async () => {
    await expectRefused(bench, () => run(bench, 'verify', '--dir', 'nowhere', '--output-dir', 'reports'), {
      exitCode: 1,
      name: 'NoRefreshDirectoryError',
      says: ['nowhere'],
    });
    expect(await readdir(bench.home)).not.to.include('reports');
  });

  it('Given a directory in the place of the journal, When repoint runs, Then nothing is written to the org', async () => {
    const path = join(bench.directory, 'journal.ndjson');
    await mkdir(path);
    try {
      await expectRefused(bench, () => run(bench, 'repoint'), {
        exitCode: 1,
        name: 'FileUnreadableError',
        says: [path, 'EISDIR'],
      });
    } finally {
      await rm(path, { recursive: true });
    }
  });

  it('Given a disk that is full when the journal is written, When repoint runs, Then nothing is written to the org', async () => {
    const full = stub(await fileHandle(), 'appendFile').rejects(diskFull());
    try {
      const ran = await run(bench, 'repoint');
      expectRefusal(ran, { exitCode: 1, name: 'OutputNotWritableError', says: ['journal.ndjson', 'ENOSPC'] });
      expect(full.called).to.equal(true);
      expect(await writesTo(bench)).to.deep.equal([]);
    } finally {
      full.restore();
    }
  });

  /** Lets so many lines of a journal be written, and no more. */
  const fullAfter = async (lines: number, work: () => Promise<Ran<unknown>>): Promise<Ran<unknown>> => {
    const full = stub(await fileHandle(), 'appendFile').callThrough();
    for (let nth = lines; nth < lines + 50; nth += 1) full.onCall(nth).rejects(diskFull());
    try {
      return await work();
    } finally {
      full.restore();
    }
  };
  const rollback = (fresh: Workbench): Promise<Ran<unknown>> =>
    fresh.run('rollback', '--target-org', 'uat', '--no-prompt');

  it('Given a disk that is full in the middle, When repoint or rollback runs, Then it says how far it came, and what to do', async () => {
    await inFresh(async (fresh) => {
      // The first change was announced, and the org took it; that it did so could not be noted.
      const ran = await fullAfter(1, () => run(fresh, 'repoint'));
      const says =
        /Of \d+ changes 1 were taken, 0 may have been sent and have no answer, 0 were refused, \d+ were not sent/;
      expectRefusal(ran, { exitCode: 68, name: 'StoppedMidwayError', says: ['journal.ndjson', 'ENOSPC', says] });
      expect(ran.error?.message).not.to.contain('untouched');
      const actions = ran.error?.actions?.join('\n');
      expect(actions).to.contain('Make room on the disk').and.contain('run the same command again');
      expect(await writesTo(fresh)).to.have.length.greaterThan(0);
      // With room again the same command does the rest, and a rollback takes back both.
      expect((await run(fresh, 'repoint')).error).to.equal(undefined);
      const back = await fullAfter(1, () => rollback(fresh));
      expectRefusal(back, { exitCode: 68, name: 'StoppedMidwayError', says: ['ENOSPC', says] });
      expect((await rollback(fresh)).error).to.equal(undefined);
    });
  });

  it('Given a disk that is full when the reports are written, When repoint has changed the org, Then it does not say that nothing was', async () => {
    await inFresh(async (fresh) => {
      const handle = await fileHandle();
      const full = stub(handle, 'sync').callThrough();
      const written = stub(handle, 'writeFile').callThrough();
      // From the moment on that the journal has its first line.
      const journalled = stub(handle, 'appendFile').callsFake(async function (this: FileHandle, line) {
        written.rejects(diskFull());
        await this.write(String(line));
      });
      try {
        const ran = await run(fresh, 'repoint');
        expectRefusal(ran, { exitCode: 68, name: 'StoppedMidwayError', says: ['ENOSPC', /, 0 were not sent/] });
      } finally {
        for (const each of [full, written, journalled]) each.restore();
      }
    });
  });

  for (const nth of [0, 1, 3]) {
    it(`Given a disk that is full after ${nth} files, When prepare runs, Then no file is left behind and the earlier ones stay`, async () => {
      await run(bench, 'prepare', '--output-dir', 'next');
      const full = stub(await fileHandle(), 'writeFile')
        .callThrough()
        .onCall(nth)
        .rejects(diskFull());
      try {
        await expectRefused(bench, () => run(bench, 'prepare', '--output-dir', 'next', '--new-org-id', 'TBD'), {
          exitCode: 1,
          name: 'OutputNotWritableError',
          says: [join(bench.home, 'next'), 'ENOSPC', 'What was there before is untouched'],
        });
        expect(full.callCount).to.equal(nth + 1);
      } finally {
        full.restore();
      }
    });
  }
});
