import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import type { LogikBackupFacts } from '../../../../../src/checklist/environment/logikBackup/facts.ts';
import { gatherBackup, stagedBackup } from '../../../../../src/checklist/environment/logikBackup/gather.ts';
import { noLogik } from '../../../../../src/logik/none.ts';
import type { LogikAccess } from '../../../../../src/logik/types.ts';
import { takeBackup } from '../../../../../src/logikBackup/take.ts';
import { directories } from '../../../support/directory.ts';
import { ENVIRONMENT, stocked, type StubEnvironment } from '../../../support/logikEnvironment.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { orgStub } from '../../../support/reader.ts';
import { answers } from '../../../support/situation.ts';
import { NAMES } from '../../../support/users.ts';

const { make, clear } = directories();

/** After the refresh: `facts` is what prepare recorded; null: it could not read the line. */
const afterwards = async (
  facts: LogikBackupFacts | null,
  logik: LogikAccess,
  { directory = '', url = ENVIRONMENT }: { directory?: string; url?: string | null } = {}
): Promise<LogikBackupFacts> => {
  const folder = directory === '' ? '' : join(directory, '.work.1');
  const context: ReadContext = {
    ...ELSEWHERE,
    org: orgStub({}),
    answers: answers({ logik: { administrationUrl: url } }),
    names: NAMES,
    fingerprint: () => '',
    directory,
    logik,
    recorded: (id) => (id === 'logik-backup' ? (facts ?? undefined) : undefined),
    stage: async () => {
      await mkdir(folder, { recursive: true });
      return folder;
    },
  };
  return gatherBackup(context);
};

const kept = async (environment: StubEnvironment): Promise<{ directory: string; facts: LogikBackupFacts }> => {
  const directory = await make();
  const folder = join(directory, '.work.0');
  await mkdir(folder);
  const { manifest = null, staged } = await takeBackup(environment.admin(), { directory, folder, parallel: 4 });
  for (const { from, path } of staged) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await rename(from, join(directory, path));
  }
  const taken = { failed: [], resumed: 0, earlierStays: false };
  return { directory, facts: { environment: ENVIRONMENT, hurdle: null, backup: manifest, taken, now: null } };
};

describe('the facts of the backup, after the refresh', () => {
  afterEach(clear);

  it('Given no backup, when gathered, then neither the disk nor Logik is asked', async () => {
    const environment = stocked();
    const access = { ...environment.access(), admin: () => expect.fail('asked') };
    for (const facts of [null, { environment: ENVIRONMENT, hurdle: null, backup: null, taken: null, now: null }]) {
      expect(await afterwards(facts, access)).to.include({ backup: null, now: null });
    }
  });

  it('Given a backup and a key, when gathered, then files and environment are compared, and nothing is staged', async () => {
    const environment = stocked();
    const { directory, facts } = await kept(environment);
    environment.tables.delete('prices');
    const now = await afterwards(facts, environment.access(), { directory });
    expect(now.now?.files.every(({ state }) => state === 'intact')).to.equal(true);
    expect(now.now?.parts?.map(({ name, state }) => `${state} ${name}`)).to.include.members([
      'missing prices',
      'same Prices',
    ]);
    expect(stagedBackup(now)).to.deep.equal([]);
  });

  it('Given no key, or nobody knows the environment, when gathered, then the files are looked at all the same', async () => {
    const { directory, facts } = await kept(stocked());
    const blind = await afterwards(facts, noLogik, { directory });
    expect(blind).to.deep.include({ hurdle: { kind: 'no-key', reason: null } });
    expect(blind.now).to.deep.include({ parts: null });
    expect(blind.now?.files).to.have.length(4);
    const lost = await afterwards(facts, stocked().access(), { directory, url: null });
    expect(lost).to.deep.include({ hurdle: { kind: 'no-environment', reason: null } });
  });

  it('Given an environment that says no, when gathered, then the reason is a fact', async () => {
    const environment = stocked();
    const { directory, facts } = await kept(environment);
    const refused = Object.assign(new Error('x'), { syscall: 'connect', code: 'ECONNREFUSED' });
    const access = environment.access();
    const admin = { ...environment.admin(), managedTables: () => Promise.reject(refused) };
    const now = await afterwards(facts, { ...access, admin: () => admin }, { directory });
    expect(now).to.deep.include({ hurdle: { kind: 'refused', reason: 'ECONNREFUSED' } });
  });
});
