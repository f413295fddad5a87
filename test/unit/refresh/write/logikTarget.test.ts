import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { Change } from '../../../../src/checklist/item.ts';
import type { Manifest } from '../../../../src/logikBackup/manifest.ts';
import { takeBackup } from '../../../../src/logikBackup/take.ts';
import { contentWords } from '../../../../src/logikBackup/words.ts';
import { staysInLogik, withPreImage } from '../../../../src/refresh/rollback/logikRollback.ts';
import { apply, type Attempt } from '../../../../src/refresh/write/apply.ts';
import { readJournal, openJournal, type Journal } from '../../../../src/refresh/directory/journal.ts';
import { invert } from '../../../../src/refresh/rollback/index.ts';
import { readEach, requestsFor, send } from '../../../../src/refresh/write/targets.ts';
import type { OrgWriter } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';
import { NEW_ENVIRONMENT, stocked, StubEnvironment } from '../../support/logikEnvironment.ts';
import { orgStub } from '../../support/reader.ts';
import { NEW_ORG_ID } from '../../support/situation.ts';

const RUN = '00000000-0000-4000-8000-000000000001';
const { make, clear } = directories();
const WRITER = {} as OrgWriter;

/** A refresh directory with a backup, and the change that puts one part of it into another environment. */
const prepared = async (): Promise<{ directory: string; change: (name: string, before: string | null) => Change }> => {
  const directory = await make();
  const folder = join(directory, 'folder');
  await mkdir(folder);
  const { manifest, staged } = await takeBackup(stocked().admin(), { directory, folder, parallel: 4 });
  for (const { from, path } of staged) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await rename(from, join(directory, path));
  }
  return {
    directory,
    change: (name, before) => {
      const part = (manifest as Manifest).parts.find((each) => each.name === name);
      if (!part) throw new Error(name);
      return {
        item: 'logik-backup',
        target: name,
        severity: 'normal',
        before,
        after: contentWords(part.kind, part),
        reason: '',
        write: {
          kind: 'logik',
          environment: NEW_ENVIRONMENT,
          part: part.kind,
          name,
          path: part.file,
          sha256: part.sha256,
        },
      };
    },
  };
};

describe('changes in a Logik environment', () => {
  afterEach(clear);

  it('Given two tables and the blueprints, when they are sent, then each by itself, and the environment shows what was planned', async () => {
    const { directory, change } = await prepared();
    const there = new StubEnvironment(NEW_ENVIRONMENT);
    const changes = ['prices', 'Prices', 'blueprints'].map((name) => change(name, null));
    const place = { directory, logik: there.access(), run: RUN };
    const requests = requestsFor(changes);
    expect(requests).to.have.length(3);
    for (const request of requests) await send(WRITER, orgStub({}), request, place);
    const seen = await readEach(orgStub({}), changes, place);
    expect(seen.map(({ now }) => now?.value)).to.deep.equal(changes.map(({ after }) => after));
    expect((await readdir(directory)).filter((name) => name.startsWith('.work'))).to.deep.equal([]);
  });

  it('Given no key, when a change is sent or read back, then the error names the variable, and other changes are read', async () => {
    const { directory, change } = await prepared();
    const error = await caught(() => send(WRITER, orgStub({}), [change('prices', null)], { directory }));
    expect(error.name).to.equal('NoAdminKeyError');
    expect(error.actions?.join(' ')).to.contain('LOGIK_ADMIN_API_KEY');
    const [seen] = await readEach(orgStub({}), [change('prices', null)], { directory });
    expect(seen.error?.message).to.contain(NEW_ENVIRONMENT);
  });

  it('Given a journal with such a change, when it is read, then it is as it was written', async () => {
    const { directory, change } = await prepared();
    const journal = await openJournal(directory, { run: RUN, orgId: NEW_ORG_ID });
    await journal.write('attempt', change('prices', null));
    await journal.close();
    expect((await readJournal(directory))[0].change).to.deep.equal(change('prices', null));
  });

  it('Given rows that were replaced, when the change is taken back, then they are there again', async () => {
    const { directory, change } = await prepared();
    const there = stocked(NEW_ENVIRONMENT);
    there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
    const place = { directory, logik: there.access(), run: RUN };
    const [{ now }] = await readEach(orgStub({}), [change('prices', null)], place);
    const done = change('prices', String(now?.value));
    await send(WRITER, orgStub({}), [done], place);
    const back = invert(await withPreImage(done, directory, RUN));
    expect(back.write).to.include({ verb: 'PUT', path: `rollback/${RUN}/logik/tables/prices.csv` });
    expect(staysInLogik(await withPreImage(done, directory, RUN))).to.equal(undefined);
    await send(WRITER, orgStub({}), [back], { ...place, run: RUN.replace(/1$/, '2') });
    expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,7\n');
    const [seen] = await readEach(orgStub({}), [back], place);
    expect(seen.now?.value).to.equal(now?.value);
  });

  it('Given rows of which only some came, when the change is taken back, then what the run left gives way to what was there', async () => {
    const { directory, change } = await prepared();
    const there = stocked(NEW_ENVIRONMENT);
    there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
    const place = { directory, logik: there.access(), run: RUN };
    const [{ now }] = await readEach(orgStub({}), [change('prices', null)], place);
    const counts = { success: 1, error: 1, warning: 0, total: 2 };
    there.ends.set('prices', { status: 'FAILED', counts, message: 'Row 2', rows: 1 });
    const done = change('prices', String(now?.value));
    expect((await caught(() => send(WRITER, orgStub({}), [done], place))).message).to.contain('1 of 2 failed: Row 2');
    there.ends.clear();
    const [left] = await readEach(orgStub({}), [done], place);
    const write = { ...done.write, left: String(left.now?.value) } as Change['write'];
    const kept = await withPreImage({ ...done, write }, directory, RUN);
    expect(kept.after).to.equal(left.now?.value);
    expect(kept.write).not.to.have.property('left');
    await send(WRITER, orgStub({}), [invert(kept)], { ...place, run: RUN.replace(/1$/, '2') });
    expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,7\n');
  });

  describe('a part that is refused until another one is there', () => {
    const journal: Journal = { path: 'j', write: () => Promise.resolve(), close: () => Promise.resolve() };
    /** Imports into `prices` fail until `Prices` is there, with so many rows taken in; what is sent, in order. */
    const attempted = async (
      rows: number,
      before: string | null
    ): Promise<{ there: StubEnvironment; directory: string; run: () => Promise<Attempt[]> }> => {
      const { directory, change } = await prepared();
      const there = new StubEnvironment(NEW_ENVIRONMENT);
      if (before !== null)
        there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
      const place = { directory, logik: there.access(), run: RUN };
      const [{ now }] = await readEach(orgStub({}), [change('prices', null)], place);
      const counts = { success: rows, error: 2 - rows, warning: 0, total: 2 };
      there.ends.set('prices', { status: 'FAILED', counts, message: 'Prices is not there', rows });
      const put = there.tables.set.bind(there.tables);
      there.tables.set = (name, held) => {
        if (name === 'Prices') there.ends.clear();
        return put(name, held);
      };
      const changes = [change('prices', now?.value == null ? null : String(now.value)), change('Prices', null)];
      const run = (): Promise<Attempt[]> => apply({ writer: WRITER, reader: orgStub({}), ...place }, journal, changes);
      return { there, directory, run };
    };

    for (const rows of [0, 1])
      it(`Given ${rows} rows that came before it failed, when the other table is there, then it is sent again, in the place of what came`, async () => {
        const { there, run } = await attempted(rows, null);
        const attempts = await run();
        expect(attempts.map(({ answer, job }) => [answer, job])).to.deep.equal([
          ['accepted', null],
          ['accepted', null],
        ]);
        expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,1\nAPAC,2\n');
      });

    it('Given rows that stood there before, when it goes in at the second attempt, then these are what a rollback puts back', async () => {
      const { there, directory, run } = await attempted(1, 'rows');
      const [{ answer }] = await run();
      expect(answer).to.equal('accepted');
      expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,1\nAPAC,2\n');
      const kept = await readFile(join(directory, `rollback/${RUN}/logik/tables/prices.csv`), 'utf8');
      expect(kept).to.equal('region,price\nEMEA,7\n');
    });

    it('Given rows that somebody wrote since the plan, when others were sent, then they are never overwritten', async () => {
      const { directory, change } = await prepared();
      const there = new StubEnvironment(NEW_ENVIRONMENT);
      there.tables.set('prices', { content: 'region,price\nEMEA,7\n', modified: '2020-01-01T00:00:00Z' });
      const place = { directory, logik: there.access(), run: RUN };
      const changes = [change('prices', null), change('Prices', null)];
      const attempts = await apply({ writer: WRITER, reader: orgStub({}), ...place }, journal, changes);
      expect(attempts.map(({ answer }) => answer)).to.deep.equal(['refused', 'accepted']);
      expect(there.tables.get('prices')?.content).to.equal('region,price\nEMEA,7\n');
    });
  });

  it('Given a journal that names verbs and what was left, when it is read, then it is as it was written', async () => {
    const { directory, change } = await prepared();
    const [sent] = [change('prices', null)];
    const write = { ...sent.write, verb: 'POST', left: '1 rows (content 0)' } as Change['write'];
    const journal = await openJournal(directory, { run: RUN, orgId: NEW_ORG_ID });
    await journal.write('unconfirmed', { ...sent, write });
    await journal.close();
    expect((await readJournal(directory))[0].change.write).to.deep.equal(write);
  });

  it('Given what cannot be taken back, when it is asked for, then each says plainly why', async () => {
    const { directory, change } = await prepared();
    const hint = async (each: Change): Promise<string> => {
      const found = staysInLogik(await withPreImage(each, directory, RUN));
      expect(found).to.include({ status: 'manual', item: 'logik-backup' });
      return found?.hint ?? '';
    };
    expect(await hint(change('blueprints', null))).to.contain('Blueprints');
    expect(await hint(change('prices', null))).to.contain('delete it in Logik Admin');
    expect(await hint(change('prices', '1 rows (content 000000000000)'))).to.contain('not, as they were');
    const image = join(directory, `rollback/${RUN}/logik/tables/prices.csv`);
    await mkdir(dirname(image), { recursive: true });
    await writeFile(image, 'region,price\nsomebody,else\n');
    expect(await hint(change('prices', '1 rows (content 000000000000)'))).to.contain('not, as they were');
  });
});
