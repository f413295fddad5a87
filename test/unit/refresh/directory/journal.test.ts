import { spawnSync } from 'node:child_process';
import { appendFile, link, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { journalPath, openJournal, readJournal } from '../../../../src/refresh/directory/journal.ts';
import { caught } from '../../support/caught.ts';
import { recordChange } from '../../support/changes.ts';
import { directories } from '../../support/directory.ts';
import { NEW_ORG_ID } from '../../support/situation.ts';

const temporary = directories();
const RUN = { run: 'run-1', orgId: NEW_ORG_ID };

describe('journal', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await temporary.make();
  });
  afterEach(temporary.clear);

  it('Given a change, when it is journalled, then the line is on disk at once, whole, only for its owner', async () => {
    const journal = await openJournal(directory, RUN);
    await journal.write('attempt', recordChange());
    const content = await readFile(journalPath(directory), 'utf8');
    expect(content).to.match(/^\{.*\}\n$/);
    expect(JSON.parse(content)).to.deep.include({
      schemaVersion: 1,
      run: 'run-1',
      orgId: NEW_ORG_ID,
      event: 'attempt',
      change: recordChange(),
    });
    expect((await stat(journalPath(directory))).mode & 0o777).to.equal(0o600);
    await journal.close();
  });

  it('Given the clock of an org, when a change is journalled, then it is dated by it', async () => {
    const journal = await openJournal(directory, { ...RUN, now: () => new Date('2031-01-01T00:00:00Z') });
    await journal.write('attempt', recordChange());
    await journal.close();
    expect((await readJournal(directory))[0].at).to.equal('2031-01-01T00:00:00.000Z');
  });

  it('Given an earlier run, when a second one journals, then it is added, never replaced', async () => {
    for (const run of ['run-1', 'run-2']) {
      const journal = await openJournal(directory, { ...RUN, run });
      await journal.write('refused', recordChange(), 'UNABLE_TO_LOCK_ROW');
      await journal.close();
    }
    const entries = await readJournal(directory);
    expect(entries.map(({ run, event, error }) => [run, event, error])).to.deep.equal([
      ['run-1', 'refused', 'UNABLE_TO_LOCK_ROW'],
      ['run-2', 'refused', 'UNABLE_TO_LOCK_ROW'],
    ]);
  });

  it('Given values with line breaks, when they are journalled, then each entry is one line', async () => {
    const journal = await openJournal(directory, RUN);
    await journal.write('attempt', recordChange({}, { before: 'a\nb\u2028c', target: 'x\r\ny' }));
    await journal.write('answered', recordChange());
    await journal.close();
    expect((await readFile(journalPath(directory), 'utf8')).trimEnd().split('\n')).to.have.length(2);
    expect((await readJournal(directory))[0].change.before).to.equal('a\nb\u2028c');
  });

  it('Given half a line of a run that was killed, when the next run journals, then no line of it is lost', async () => {
    await appendFile(journalPath(directory), '{"schemaVersion":1,"run":"ki');
    const journal = await openJournal(directory, RUN);
    await journal.write('attempt', recordChange());
    await journal.close();
    expect((await readJournal(directory)).map(({ run }) => run)).to.deep.equal(['run-1']);
  });

  for (const line of ['null', '{}', '5', '[]', '{"half":']) {
    it(`Given ${line} among its lines, when the journal is read, then the error names the file and the line`, async () => {
      const journal = await openJournal(directory, RUN);
      await journal.write('attempt', recordChange());
      await appendFile(journal.path, `${line}\n`);
      await journal.write('answered', recordChange());
      await journal.close();
      const error = await caught(() => readJournal(directory));
      expect(error).to.include({ name: 'DamagedFileError' });
      expect(error.message).to.contain(journal.path).and.contain('line 2');
    });
  }

  it('Given no journal, when it is read, then it is empty', async () => {
    expect(await readJournal(directory)).to.deep.equal([]);
  });

  it('Given a journal that cannot be opened, when repoint wants to write, then the error names it', async () => {
    await mkdir(journalPath(directory));
    const error = await caught(() => openJournal(directory, RUN));
    expect(error).to.include({ name: 'OutputNotWritableError' });
    expect(error.message).to.contain(journalPath(directory));
  });

  for (const line of ['not JSON at all', '{"half":', '<<<<<<< HEAD', '{"schemaVersion":1,"run":"a"},']) {
    it(`Given a journal whose only line is ${line}, when a run wants to write, then it is refused and nothing is cut off`, async () => {
      await writeFile(journalPath(directory), line);
      for (const call of [() => openJournal(directory, RUN), () => readJournal(directory)]) {
        const error = await caught(call);
        expect(error.name).to.equal('DamagedFileError');
        expect(error.message).to.contain(journalPath(directory)).and.contain('line 1');
      }
      expect(await readFile(journalPath(directory), 'utf8')).to.equal(line);
    });
  }

  const links: Array<[string, (from: string, path: string) => Promise<void>]> = [
    ['a link', symlink],
    ['a second name of a file', link],
  ];
  for (const [name, make] of links) {
    it(`Given a journal that is ${name} elsewhere, when a run wants to write, then it is refused and that file stays`, async () => {
      const mine = join(await temporary.make(), 'mine');
      await writeFile(mine, '');
      await make(mine, journalPath(directory));
      expect((await caught(() => openJournal(directory, RUN))).name).to.equal('LinkInsideError');
      expect(await readFile(mine, 'utf8')).to.equal('');
    });
  }

  it('Given a named pipe in its place, when the journal is read or written, then at once the error says so', async () => {
    spawnSync('mkfifo', [journalPath(directory)]);
    expect((await caught(() => readJournal(directory))).message).to.contain('named pipe');
    expect((await caught(() => openJournal(directory, RUN))).name).to.equal('OutputNotWritableError');
  });
});
