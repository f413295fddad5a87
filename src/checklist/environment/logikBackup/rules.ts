import { hostOf } from '../../../logik/environmentUrl.ts';
import type { Compared } from '../../../logikBackup/compare.ts';
import type { Failure, Manifest, Part } from '../../../logikBackup/manifest.ts';
import { contentWords } from '../../../logikBackup/words.ts';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { finding } from '../../finding.ts';
import type { Finding, FindingStatus, Situation, Survey } from '../../item.ts';
import type { Hurdle, LogikBackupFacts } from './facts.ts';
import { differing, obstacleOf, targetOf, type Obstacle } from './plan.ts';

const text = loadText('checklist.logik-backup');
const ID = 'logik-backup';

/** The old environment ends: what is not kept is gone. */
const isLast = ({ refresh }: Answers): boolean => refresh.dataStrategy === 'decommission';

const hurdleText = ({ kind, reason }: Hurdle): string => {
  if (kind === 'refused' || kind === 'withheld') return reason ?? '';
  if (kind === 'production') return text.get('hint.production');
  return text.get(kind === 'no-key' ? 'hint.noKey' : 'hint.noEnvironment');
};

const contentText = ({ parts }: Manifest): string => {
  const tables = parts.filter(({ kind }) => kind === 'table');
  return text.get('actual.kept', {
    blueprints: parts.find(({ kind }) => kind === 'blueprints')?.rows ?? 0,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  });
};

const dayOf = ({ at }: Manifest): string => at.slice(0, 10);

/** Without a way to the environment: what an earlier run kept of it still is a backup, of that day. */
const withoutWay = (hurdle: Hurdle, { now: { backup, environment }, answers }: Survey<LogikBackupFacts>): Finding => {
  const target = text.get('target.all');
  const hint = hurdleText(hurdle);
  if (backup?.complete && (environment === null || hostOf(backup.environment) === hostOf(environment))) {
    const actual = text.get('actual.earlier', { on: dayOf(backup) });
    return finding(ID, target, 'warn', { actual, hint: `${text.get('hint.earlier')} ${hint}` });
  }
  if (!isLast(answers)) return finding(ID, target, 'skip', { hint });
  return finding(ID, target, 'fail', { actual: text.get('actual.none'), hint: `${text.get('hint.required')} ${hint}` });
};

const failedTarget = ({ kind, name }: Failure): string =>
  kind === 'tables' ? text.get('target.tables') : targetOf({ kind, name });

/** What could not be exported, one by one; a reason that concerns both lists is told once. */
const failures = (failed: readonly Failure[]): Finding[] => {
  const lists = failed.filter(({ kind }) => kind !== 'table');
  const told =
    lists.length === 2 && lists[0].reason === lists[1].reason
      ? [{ target: text.get('target.environment'), reason: lists[0].reason }]
      : lists.map((each) => ({ target: failedTarget(each), reason: each.reason }));
  const tables = failed.filter(({ kind }) => kind === 'table');
  return [...told, ...tables.map((each) => ({ target: failedTarget(each), reason: each.reason }))].map(
    ({ target, reason }) =>
      finding(ID, target, 'fail', {
        actual: text.get('actual.notKept'),
        hint: `${reason} ${text.get('hint.again')}`,
      })
  );
};

/** What Logik warned of while it exported. */
const warnings = ({ parts }: Manifest): Finding[] =>
  parts.flatMap((part) =>
    part.warning === undefined
      ? []
      : [finding(ID, targetOf(part), 'warn', { actual: contentWords(part.kind, part), hint: part.warning })]
  );

/** prepare: what was kept, and each part that was not. */
export const surveyBackup = (survey: Survey<LogikBackupFacts>): Finding[] => {
  const { backup, hurdle, taken } = survey.now;
  if (hurdle || !taken) return [withoutWay(hurdle ?? { kind: 'no-environment', reason: null }, survey)];
  const target = text.get('target.all');
  if (!backup) return failures(taken.failed);
  if (taken.earlierStays) {
    const actual = text.get('actual.earlier', { on: dayOf(backup) });
    return [finding(ID, target, 'warn', { actual, hint: text.get('hint.earlierStays') }), ...failures(taken.failed)];
  }
  const hint = text.get('hint.kept', { environment: backup.environment, resumed: taken.resumed });
  return [
    finding(ID, target, backup.complete ? 'pass' : 'warn', { actual: contentText(backup), hint }),
    ...warnings(backup),
    ...failures(taken.failed),
  ];
};

type Seen = Situation<LogikBackupFacts>;

const fileFindings = ({ now: { now } }: Seen): Finding[] => {
  const files = now?.files ?? [];
  const damaged = files.filter(({ state }) => state !== 'intact');
  // A backup that holds nothing is none that could be sound.
  if (files.length === 0)
    return [finding(ID, text.get('target.files'), 'skip', { hint: text.get('hint.holdsNothing') })];
  if (damaged.length === 0) {
    return [finding(ID, text.get('target.files'), 'pass', { expected: files.length, actual: files.length })];
  }
  return damaged.map(({ file, state }) =>
    finding(ID, file, 'fail', {
      actual: text.get(state === 'missing' ? 'actual.fileMissing' : 'actual.fileChanged'),
      hint: text.get('hint.file'),
    })
  );
};

const OBSTACLES: Record<Obstacle, (part: Part, compared: Compared, situation: Seen) => string> = {
  file: () => text.get('hint.file'),
  empty: () => text.get('hint.empty'),
  called: ({ file }) => text.get('hint.called', { file }),
  form: ({ file }, _compared, { now }) => text.get('hint.form', { file, reason: now.now?.notImportable ?? '' }),
  newer: ({ name }, { later, extra, lacking }) =>
    [
      later.length > 0 ? text.get('hint.later', { count: later.length, names: later.slice(0, 3).join(', ') }) : '',
      extra === null ? '' : text.get('hint.extra', { extra, lacking: lacking ?? 0 }),
      text.get('hint.overwrite', { name }),
    ]
      .filter((part) => part !== '')
      .join(' '),
};

/** A part that the environment lacks or has otherwise. */
const differenceOf = (part: Part, compared: Compared, situation: Seen): Finding => {
  const { answers, org, restoreLogik } = situation;
  const values = { expected: compared.after, actual: compared.before ?? text.get('actual.missing') };
  if (!org.refreshed) return finding(ID, targetOf(part), 'warn', { ...values, hint: text.get('hint.stale') });
  const obstacle = obstacleOf(compared, part, situation);
  const due: FindingStatus = isLast(answers) ? 'manual' : 'fail';
  if (!obstacle) {
    const hint = text.get(isLast(answers) ? 'hint.restoreNew' : 'hint.restore');
    return finding(ID, targetOf(part), due, { ...values, hint });
  }
  // What people changed after the backup is as they want it, until somebody asks for the backup.
  const status: FindingStatus = obstacle !== 'newer' ? due : restoreLogik ? 'manual' : 'warn';
  return finding(ID, targetOf(part), status, { ...values, hint: OBSTACLES[obstacle](part, compared, situation) });
};

const comparison = (situation: Seen): Finding[] => {
  const { now, answers, restoreLogik } = situation;
  const target = text.get('target.environment');
  if (now.hurdle?.kind === 'refused')
    return [finding(ID, target, 'fail', { actual: text.get('actual.unreadable'), hint: hurdleText(now.hurdle) })];
  if (now.hurdle) {
    const hint = `${text.get('hint.notCompared')} ${hurdleText(now.hurdle)}`;
    return [finding(ID, target, isLast(answers) || restoreLogik ? 'manual' : 'skip', { hint })];
  }
  const parts = now.now?.parts ?? [];
  const same = parts.filter(({ state }) => state === 'same').length;
  return [
    ...(parts.length === 0 ? [finding(ID, target, 'skip', { hint: text.get('hint.holdsNothing') })] : []),
    ...(same > 0
      ? [finding(ID, target, 'pass', { expected: parts.length, actual: same, hint: text.get('hint.same') })]
      : []),
    ...differing(situation).map(({ part, compared }) => differenceOf(part, compared, situation)),
    ...parts
      .filter(({ state }) => state === 'unreadable')
      .map((part) =>
        finding(ID, targetOf(part), 'fail', {
          expected: part.after,
          actual: text.get('actual.unreadable'),
          hint: part.reason ?? '',
        })
      ),
  ];
};

/** verify: the files are what they were, and the environment has what they hold. */
export const checkBackup = (situation: Seen): Finding[] => {
  const { now, answers, restoreLogik } = situation;
  if (now.backup === null) {
    const status: FindingStatus = restoreLogik ? 'manual' : isLast(answers) ? 'warn' : 'skip';
    return [finding(ID, text.get('target.all'), status, { hint: text.get('hint.noBackup') })];
  }
  const gaps = now.backup.failed.map((failed) =>
    finding(ID, failedTarget(failed), 'warn', { actual: text.get('actual.notKept'), hint: failed.reason })
  );
  return [...fileFindings(situation), ...gaps, ...comparison(situation)];
};
