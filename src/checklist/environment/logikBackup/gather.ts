import { join } from 'node:path';
import type { LogikAccess, LogikAdmin } from '../../../logik/types.ts';
import { whyNotImportable } from '../../../logikBackup/archive.ts';
import { compareBackup, type Seen } from '../../../logikBackup/compare.ts';
import { checkFiles, soundBackup } from '../../../logikBackup/sound.ts';
import { takeBackup, trying, type Taken } from '../../../logikBackup/take.ts';
import { environmentOf, isProductions } from '../../shared/environment.ts';
import type { ReadContext, Staged } from '../../item.ts';
import type { Hurdle, LogikBackupFacts } from './facts.ts';

/** Where the files of a run are before they take their places: of no interest to the record. */
const staged = new WeakMap<LogikBackupFacts, Staged[]>();

export const stagedBackup = (facts: LogikBackupFacts): Staged[] => staged.get(facts) ?? [];

/** What was exported to be compared, for as long as the run lasts that uses this way to Logik. */
const exported = new WeakMap<LogikAccess, Seen>();

const seenBy = (access: LogikAccess): Seen => {
  const seen = exported.get(access) ?? (new Map() as Seen);
  exported.set(access, seen);
  return seen;
};

type Reached = { environment: string | null } & ({ admin: LogikAdmin; hurdle: null } | { admin: null; hurdle: Hurdle });

const reach = async (context: ReadContext): Promise<Reached> => {
  const { administrationUrl: environment } = await environmentOf(context);
  if (environment === null) return { environment, admin: null, hurdle: { kind: 'no-environment', reason: null } };
  const admin = context.logik.admin(environment);
  if (admin && (await isProductions(environment, context)))
    return { environment, admin: null, hurdle: { kind: 'production', reason: null } };
  const withheld = admin && (await context.logik.withheld('admin', environment));
  if (typeof withheld === 'string') return { environment, admin: null, hurdle: { kind: 'withheld', reason: withheld } };
  return admin
    ? { environment, admin, hurdle: null }
    : { environment, admin: null, hurdle: { kind: 'no-key', reason: null } };
};

const recordOf = ({ failed, resumed, earlierStays }: Taken): NonNullable<LogikBackupFacts['taken']> => ({
  failed,
  resumed,
  earlierStays,
});

/** prepare: exports what the environment holds; without a key, what an earlier run kept stays recorded. */
const keep = async (context: ReadContext): Promise<LogikBackupFacts> => {
  const { directory, answers } = context;
  const { environment, admin, hurdle } = await reach(context);
  if (!admin) {
    const backup = (await soundBackup(directory)) ?? null;
    return { environment, hurdle, backup, taken: null, now: null };
  }
  const folder = await context.stage();
  const taken = await takeBackup(admin, { directory, folder, parallel: answers.logik.backup.parallel });
  const facts: LogikBackupFacts = {
    environment,
    hurdle: null,
    backup: taken.manifest ?? null,
    taken: recordOf(taken),
    now: null,
  };
  staged.set(facts, taken.staged);
  return facts;
};

/** Whether Logik could import the blueprints of the backup: looked at before anybody plans to send them. */
const blueprintsForm = async (
  directory: string,
  { parts }: NonNullable<LogikBackupFacts['backup']>
): Promise<{ notImportable?: string }> => {
  const part = parts.find(({ kind }) => kind === 'blueprints');
  if (!part) return {};
  const looked = await trying(whyNotImportable(join(directory, part.file)));
  const reason = 'done' in looked ? looked.done : looked.reason;
  return reason === undefined ? {} : { notImportable: reason };
};

const compare = async (
  context: ReadContext,
  backup: NonNullable<LogikBackupFacts['backup']>
): Promise<Pick<LogikBackupFacts, 'environment' | 'hurdle' | 'now'>> => {
  const { directory, answers, logik } = context;
  const [checked, form, { environment, admin, hurdle }] = await Promise.all([
    checkFiles(directory, backup),
    blueprintsForm(directory, backup),
    reach(context),
  ]);
  const files = { files: checked, ...form };
  if (!admin) return { environment, hurdle, now: { ...files, parts: null } };
  const compared = await trying(
    compareBackup(admin, backup, {
      directory,
      folder: await context.stage(),
      parallel: answers.logik.backup.parallel,
      seen: seenBy(logik),
    })
  );
  return 'done' in compared
    ? { environment, hurdle: null, now: { ...files, parts: compared.done } }
    : { environment, hurdle: { kind: 'refused', reason: compared.reason }, now: { ...files, parts: null } };
};

/** prepare: backs the environment up. Afterwards: looks at the files, and at the environment beside them. */
export const gatherBackup = async (context: ReadContext): Promise<LogikBackupFacts> => {
  if (!context.recorded) return keep(context);
  const recorded = context.recorded('logik-backup') as LogikBackupFacts | undefined;
  const backup = recorded?.backup ?? null;
  if (backup === null) return { environment: null, hurdle: null, backup, taken: null, now: null };
  return { backup, taken: null, ...(await compare(context, backup)) };
};
