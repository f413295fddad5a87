import { expect } from 'chai';
import type { Situation } from '../../../../../src/checklist/item.ts';
import type { LogikBackupFacts } from '../../../../../src/checklist/environment/logikBackup/facts.ts';
import { logikBackup } from '../../../../../src/checklist/environment/logikBackup/index.ts';
import { planBackup } from '../../../../../src/checklist/environment/logikBackup/plan.ts';
import { checkBackup, surveyBackup } from '../../../../../src/checklist/environment/logikBackup/rules.ts';
import type { Compared } from '../../../../../src/logikBackup/compare.ts';
import type { Manifest, Part } from '../../../../../src/logikBackup/manifest.ts';
import { statuses, steps } from '../../../support/brief.ts';
import { ENVIRONMENT, NEW_ENVIRONMENT } from '../../../support/logikEnvironment.ts';
import { answers, NOT_REFRESHED, sandbox, situation } from '../../../support/situation.ts';

const part = (name: string, own: Partial<Part> = {}): Part => ({
  kind: 'table',
  name,
  file: `preserved/logik/tables/${name}.csv`,
  bytes: 100,
  sha256: 'a'.repeat(64),
  rows: 12,
  digest: 'b'.repeat(64),
  modified: '2026-11-01T00:00:00Z',
  members: [],
  exportedAt: '2026-11-20T10:00:00.000Z',
  ...own,
});

const BLUEPRINTS = part('blueprints', { kind: 'blueprints', file: 'preserved/logik/blueprints.zip', rows: 4 });

const manifest = (own: Partial<Manifest> = {}): Manifest => ({
  schemaVersion: 1,
  environment: ENVIRONMENT,
  at: '2026-11-20T10:00:00.000Z',
  complete: true,
  parts: [BLUEPRINTS, part('prices')],
  failed: [],
  ...own,
});

const TAKEN = { failed: [], resumed: 0, earlierStays: false };
const facts = (own: Partial<LogikBackupFacts> = {}): LogikBackupFacts => ({
  environment: ENVIRONMENT,
  hurdle: null,
  backup: manifest(),
  taken: TAKEN,
  now: null,
  ...own,
});

const DECOMMISSION = answers({ refresh: { dataStrategy: 'decommission' } });
const NO_KEY = { kind: 'no-key', reason: null } as const;
const survey = (now: LogikBackupFacts, said = answers()): ReturnType<typeof surveyBackup> =>
  surveyBackup({ now, answers: said, production: undefined, org: sandbox() });

describe('the backup of the Logik environment, in prepare', () => {
  it('Given a part that Logik exported with warnings, when surveyed, then it warns with them', () => {
    const warned = part('prices', { warning: 'Logik did it for prices, with 2 warnings: Row 3' });
    const findings = survey(facts({ backup: manifest({ parts: [BLUEPRINTS, warned] }) }));
    expect(statuses(findings)).to.deep.equal(['pass Backup of the Logik environment', 'warn Managed table prices']);
    expect(findings[1].hint).to.contain('Row 3');
  });

  it('Given no key and the environment is kept, when surveyed, then the line is skipped and names the key and the guide', () => {
    const [only, ...more] = survey(facts({ hurdle: NO_KEY, backup: null, taken: null }));
    expect(more).to.deep.equal([]);
    expect(only.status).to.equal('skip');
    expect(only.hint).to.contain('LOGIK_ADMIN_API_KEY').and.to.contain('docs/logik.md');
  });

  it('Given no key and the environment ends, when surveyed, then it fails: the backup is required', () => {
    const [only] = survey(facts({ hurdle: NO_KEY, backup: null, taken: null }), DECOMMISSION);
    expect(only).to.include({ status: 'fail', item: 'logik-backup' });
    expect(only.hint).to.contain('LOGIK_ADMIN_API_KEY').and.to.contain('refresh.yaml');
  });

  it('Given no key now and a backup of before, when surveyed, then it counts, with the day that it is from', () => {
    for (const said of [answers(), DECOMMISSION]) {
      const [only] = survey(facts({ hurdle: NO_KEY, taken: null }), said);
      expect(only.status).to.equal('warn');
      expect(only.actual).to.contain('2026-11-20');
    }
  });

  it('Given no key now and a backup with gaps, or of another environment, when surveyed, then it does not count', () => {
    for (const backup of [manifest({ complete: false }), manifest({ environment: NEW_ENVIRONMENT })]) {
      const now = facts({ hurdle: NO_KEY, taken: null, backup });
      expect(statuses(survey(now, DECOMMISSION))).to.deep.equal(['fail Backup of the Logik environment']);
    }
  });

  it('Given a backup, when surveyed, then it passes and counts what was kept', () => {
    const [only] = survey(facts());
    expect(only).to.include({ status: 'pass', actual: '4 blueprints, 1 managed tables with 12 rows' });
  });

  it('Given parts that failed, when surveyed, then each fails with its reason', () => {
    const failed = [
      { kind: 'table', name: 'prices', reason: 'No luck.' },
      { kind: 'table', name: 'texts', reason: 'No disk.' },
    ] as const;
    const backup = manifest({ complete: false, parts: [BLUEPRINTS], failed: [...failed] });
    const found = survey(facts({ backup, taken: { ...TAKEN, failed: [...failed] } }));
    expect(statuses(found)).to.deep.equal([
      'warn Backup of the Logik environment',
      'fail Managed table prices',
      'fail Managed table texts',
    ]);
    expect(found[1].hint).to.match(/^No luck\. /);
  });

  it('Given a key that is refused everywhere, when surveyed, then that is told once', () => {
    const failed = [
      { kind: 'blueprints', name: 'blueprints', reason: '401' },
      { kind: 'tables', name: 'tables', reason: '401' },
    ] as const;
    const found = survey(facts({ backup: null, taken: { ...TAKEN, failed: [...failed] } }));
    expect(statuses(found)).to.deep.equal(['fail Logik environment']);
    const apart = [failed[0], { ...failed[1], reason: '403' }];
    expect(statuses(survey(facts({ backup: null, taken: { ...TAKEN, failed: apart } })))).to.deep.equal([
      'fail Blueprints',
      'fail List of managed tables',
    ]);
  });

  it('Given an earlier backup stays, when surveyed, then a warning says so, beside what failed', () => {
    const failed = [{ kind: 'table' as const, name: 'prices', reason: 'No luck.' }];
    const found = survey(facts({ taken: { failed, resumed: 0, earlierStays: true } }));
    expect(statuses(found)).to.deep.equal(['warn Backup of the Logik environment', 'fail Managed table prices']);
    expect(found[0].actual).to.contain('2026-11-20');
  });
});

const compared = (name: string, own: Partial<Compared> = {}): Compared => ({
  kind: name === 'blueprints' ? 'blueprints' : 'table',
  name,
  state: 'same',
  reason: null,
  before: 'before',
  after: 'after',
  rows: 12,
  extra: null,
  lacking: null,
  later: [],
  ...own,
});

const INTACT = [BLUEPRINTS, part('prices')].map(({ file }) => ({ file, state: 'intact' as const }));
const seen = (
  parts: Compared[] | null,
  own: Partial<Situation<LogikBackupFacts>> = {},
  now: Partial<LogikBackupFacts> = {}
): Situation<LogikBackupFacts> =>
  situation({
    now: facts({ taken: null, environment: NEW_ENVIRONMENT, now: { files: INTACT, parts }, ...now }),
    before: facts(),
    ...own,
  });

const MISSING = compared('prices', { state: 'missing', before: null, rows: null });
const NEWER = compared('prices', { state: 'different', extra: 3, lacking: 2, later: ['prices'] });
const OLDER = compared('prices', { state: 'different', extra: 0, lacking: 2 });
const SAME = compared('blueprints');

describe('the backup of the Logik environment, after the refresh', () => {
  it('Given all is as in the backup, when checked, then it passes', () => {
    const now = seen([SAME, compared('prices')], { restoreLogik: true });
    expect(statuses(checkBackup(now))).to.deep.equal(['pass Files of the backup', 'pass Logik environment']);
    expect(planBackup(now)).to.deep.equal([]);
  });

  it('Given a backup that holds nothing, when checked, then that passes for nothing', () => {
    expect(statuses(checkBackup(seen([], {}, { now: { files: [], parts: [] } })))).to.deep.equal([
      'skip Files of the backup',
      'skip Logik environment',
    ]);
  });

  it('Given a table is missing, when checked, then it fails, and in a new environment it is a step for people', () => {
    expect(statuses(checkBackup(seen([SAME, MISSING])))).to.include('fail Managed table prices');
    const fresh = checkBackup(seen([SAME, MISSING], { answers: DECOMMISSION }));
    expect(statuses(fresh)).to.include('manual Managed table prices');
    expect(fresh.at(-1)?.hint).to.contain('--restore-logik');
  });

  it('Given missing and older parts, when planned, then only with --restore-logik, and tables come first', () => {
    const parts = [compared('blueprints', { state: 'missing', before: null }), OLDER];
    expect(planBackup(seen(parts))).to.deep.equal([]);
    expect(planBackup(seen(parts, { restoreLogik: true, org: NOT_REFRESHED }))).to.deep.equal([]);
    const changes = planBackup(seen(parts, { restoreLogik: true }));
    expect(steps(changes)).to.deep.equal(['Managed table prices: before → after', 'Blueprints: null → after']);
    expect(changes[0].write).to.deep.equal({
      kind: 'logik',
      environment: NEW_ENVIRONMENT,
      part: 'table',
      name: 'prices',
      path: 'preserved/logik/tables/prices.csv',
      sha256: 'a'.repeat(64),
      verb: 'PUT',
    });
    expect(changes[0].reason).to.contain('(PUT)');
    expect(changes[1].write).not.to.have.property('verb');
    const [missing] = planBackup(seen([SAME, MISSING], { restoreLogik: true }));
    expect(missing.write).to.include({ verb: 'POST' });
    expect(missing.reason).to.contain('(POST)');
  });

  it('Given blueprints that Logik cannot import, when planned, then they are not sent, and the reason is told', () => {
    const parts = [compared('blueprints', { state: 'missing', before: null }), MISSING];
    const form = { now: { files: INTACT, parts, notImportable: 'it has 80 MB, and Logik takes 75 MB at most' } };
    const now = seen(null, { restoreLogik: true }, form);
    expect(planBackup(now).map(({ target }) => target)).to.deep.equal(['Managed table prices']);
    const told = checkBackup(now).find(({ target }) => target === 'Blueprints');
    expect(told?.status).to.equal('fail');
    expect(told?.hint).to.contain('80 MB').and.to.contain('Matrix Loader');
    expect(logikBackup.facts.safeParse(now.now).success).to.equal(true);
  });

  it('Given newer data, when planned, then it is not overwritten but reported with counts; a warning without the flag', () => {
    const asked = seen([SAME, NEWER], { restoreLogik: true });
    expect(planBackup(asked)).to.deep.equal([]);
    const told = checkBackup(asked).find(({ target }) => target === 'Managed table prices');
    expect(told?.status).to.equal('manual');
    expect(told?.hint).to.contain('3 rows').and.to.contain('2 rows').and.to.contain('logik.backup.overwrite');
    expect(statuses(checkBackup(seen([SAME, NEWER])))).to.include('warn Managed table prices');
  });

  it('Given rows that the backup lacks under an old date, or a later date alone, when planned, then neither is overwritten', () => {
    for (const each of [
      { extra: 1, later: [] },
      { extra: 0, later: ['prices'] },
    ]) {
      expect(planBackup(seen([{ ...NEWER, ...each }], { restoreLogik: true }))).to.deep.equal([]);
    }
  });

  it('Given a table without rows that was made later, when planned, then there is nothing to lose', () => {
    expect(planBackup(seen([{ ...NEWER, rows: 0, extra: 0 }], { restoreLogik: true }))).to.have.length(1);
  });

  it('Given newer data that refresh.yaml names, when planned, then it is overwritten; another name does not help', () => {
    const named = (name: string): Situation<LogikBackupFacts> =>
      seen([NEWER], {
        restoreLogik: true,
        answers: answers({ logik: { backup: { parallel: 4, overwrite: [name] } } }),
      });
    expect(planBackup(named('prices'))).to.have.length(1);
    expect(planBackup(named('Prices'))).to.deep.equal([]);
  });

  it('Given a file that is gone or changed, when checked, then it fails, and it is not planned', () => {
    for (const state of ['missing', 'changed'] as const) {
      const files = [INTACT[0], { ...INTACT[1], state }];
      const now = seen(null, { restoreLogik: true }, { now: { files, parts: [SAME, MISSING] } });
      expect(statuses(checkBackup(now))).to.include('fail preserved/logik/tables/prices.csv');
      expect(planBackup(now)).to.deep.equal([]);
    }
  });

  it('Given a table that no file can be called like, or that has no columns, when planned, then people are told', () => {
    const slash = part('a/b', { file: 'preserved/logik/tables/a-b.0123456789ab.csv' });
    const blank = part('blank', { bytes: 0, rows: 0 });
    const backup = manifest({ parts: [slash, blank] });
    const parts = [
      { ...MISSING, name: 'a/b' },
      { ...MISSING, name: 'blank' },
    ];
    const now = seen(null, { restoreLogik: true }, { backup, now: { files: [], parts } });
    expect(planBackup(now)).to.deep.equal([]);
    expect(statuses(checkBackup(now))).to.include.members(['fail Managed table a/b', 'fail Managed table blank']);
    expect(checkBackup(now).find(({ target }) => target.endsWith('a/b'))?.hint).to.contain(slash.file);
  });

  it('Given no key any more, when checked, then the files are, and the comparison is left, for people in a new environment', () => {
    const blind = { hurdle: NO_KEY, now: { files: INTACT, parts: null } };
    expect(statuses(checkBackup(seen(null, {}, blind)))).to.deep.equal([
      'pass Files of the backup',
      'skip Logik environment',
    ]);
    for (const own of [{ answers: DECOMMISSION }, { restoreLogik: true }]) {
      const [, told] = checkBackup(seen(null, own, blind));
      expect(told.status).to.equal('manual');
      expect(told.hint).to.contain('LOGIK_ADMIN_API_KEY');
    }
  });

  it('Given the environment says no, or one part cannot be read, when checked, then it fails with the reason', () => {
    const refused = {
      hurdle: { kind: 'refused', reason: 'The key is wrong.' } as const,
      now: { files: INTACT, parts: null },
    };
    expect(checkBackup(seen(null, {}, refused))[1]).to.include({ status: 'fail', hint: 'The key is wrong.' });
    const unread = compared('prices', { state: 'unreadable', reason: 'No luck.' });
    expect(checkBackup(seen([SAME, unread])).at(-1)).to.include({ status: 'fail', hint: 'No luck.' });
  });

  it('Given nothing was kept, when checked, then nothing passes silently', () => {
    const status = (own: Partial<Situation<LogikBackupFacts>>): string =>
      checkBackup(seen(null, own, { backup: null, now: null }))[0].status;
    expect([status({}), status({ answers: DECOMMISSION }), status({ restoreLogik: true })]).to.deep.equal([
      'skip',
      'warn',
      'manual',
    ]);
  });

  it('Given gaps in the backup, when checked, then they are named again', () => {
    const failed = [{ kind: 'table' as const, name: 'texts', reason: 'No luck.' }];
    const now = seen([SAME], {}, { backup: manifest({ complete: false, failed }) });
    expect(statuses(checkBackup(now))).to.include('warn Managed table texts');
  });

  it('Given the sandbox is not refreshed yet, when the environment was changed, then prepare is to run again', () => {
    const told = checkBackup(seen([SAME, NEWER], { org: NOT_REFRESHED })).at(-1);
    expect(told?.status).to.equal('warn');
    expect(told?.hint).to.contain('prepare');
  });

  it('Given facts, when they are recorded, then they are read back as they were', () => {
    for (const each of [facts(), seen([NEWER]).now, facts({ hurdle: NO_KEY, backup: null, taken: null })]) {
      expect(logikBackup.facts.parse(JSON.parse(JSON.stringify(each)))).to.deep.equal(each);
    }
  });
});
