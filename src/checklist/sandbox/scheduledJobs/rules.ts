import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Document, Finding, Situation, Survey } from '../../item.ts';
import { sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import { rescheduleScripts, scriptPath, unscriptable } from './apex.ts';
import type { Job, ScheduledJobsFacts } from './facts.ts';
import { APEX, comesBack, isLive, isOneTime, isPeoples, jobKey, jobTarget, setupPath } from './kinds.ts';

const text = loadText('checklist.scheduled-jobs');
const ID = 'scheduled-jobs';

const byKey = (jobs: readonly Job[]): Map<string, Job> => new Map(jobs.map((job) => [jobKey(job), job]));

/** Jobs that people scheduled and that fire again. */
const running = ({ jobs }: ScheduledJobsFacts): Job[] => jobs.filter((job) => isPeoples(job) && isLive(job));

/** prepare, with the source org: classes that the refreshed sandbox will not have, as production has none of them. */
const lackingFindings = ({ jobs, production }: ScheduledJobsFacts): Finding[] => {
  if (!production) return [];
  if (production.unreadable !== null)
    return [
      finding(ID, text.get('target.inProduction'), 'warn', {
        actual: text.get('actual.unreadable'),
        hint: text.get('hint.lackingUnread', { reason: production.unreadable }),
      }),
    ];
  return production.lacking.map((name) => {
    const own = jobs.filter((job) => job.apexClass === name && comesBack(job));
    return finding(ID, text.get('target.class', { name }), 'warn', {
      expected: text.get('state.inProduction'),
      actual: text.get('state.notInProduction'),
      hint: text.get('hint.lacking', { name, jobs: own.map((job) => job.name).join(', ') }),
    });
  });
};

/** prepare: how many jobs are recorded, of which the class cannot be told, and which classes the refresh takes. */
export const surveyScheduledJobs = ({ now }: Survey<ScheduledJobsFacts>): Finding[] => {
  const jobs = running(now);
  const unknown = jobs.filter(({ type, apexClass }) => type === APEX && apexClass === null);
  return [
    finding(ID, text.get('target.all'), 'pass', { actual: text.get('actual.recorded', { jobs: jobs.length }) }),
    ...unknown.map((job) =>
      finding(ID, jobTarget(job), 'warn', {
        actual: job.expression,
        hint:
          now.classesUnreadable === null
            ? text.get('hint.classUnknown')
            : text.get('hint.classesUnreadable', { reason: now.classesUnreadable }),
      })
    ),
    ...lackingFindings(now),
  ];
};

/** What the refresh did to the jobs. */
type Compared = { lost: Job[]; same: Job[]; changed: Array<{ was: Job; is: Job }>; others: Job[] };

const compareJobs = (before: ScheduledJobsFacts, now: ScheduledJobsFacts): Compared => {
  const known = byKey(running(before));
  const present = byKey(running(now));
  const pairs = [...known.values()].map((was) => ({ was, is: present.get(jobKey(was)) }));
  const found = pairs.flatMap(({ was, is }) => (is ? [{ was, is }] : []));
  const differs = ({ was, is }: { was: Job; is: Job }): boolean => was.expression !== is.expression;
  return {
    lost: pairs.flatMap(({ was, is }) => (is || isOneTime(was) ? [] : [was])),
    same: found.filter((pair) => !differs(pair)).map(({ is }) => is),
    changed: found.filter(differs),
    others: [...present.values()].filter((job) => !known.has(jobKey(job))),
  };
};

const namesOf = ({ org }: Situation<ScheduledJobsFacts>): SandboxNames => ({
  before: org.before.sandboxName,
  now: org.now.sandboxName,
});

/** How a lost job comes back: with the script of its owner, or by hand. */
const lostHint = (job: Job, { present }: ScheduledJobsFacts, names: SandboxNames): string => {
  const owner = sandboxUsername(job.owner, names);
  const reason = job.type === APEX ? unscriptable(job, present) : 'manual';
  if (reason === undefined) return text.get('hint.script', { owner, path: scriptPath(owner) });
  if (reason === 'gone') return text.get('hint.classGone', { class: job.apexClass ?? '', path: scriptPath(owner) });
  return text.get('hint.byHand', { owner, where: setupPath(job) });
};

/** Where a job that came with the refresh is stopped: by people, never by this plugin. */
const foreign = (job: Job, isProductions: boolean, copyOf: string | null): Finding => {
  const hint = copyOf !== null ? 'hint.ofClone' : isProductions ? 'hint.production' : 'hint.broughtAlong';
  return finding(ID, jobTarget(job), 'warn', {
    expected: text.get('state.notScheduled'),
    actual: job.expression,
    hint: text.get(hint, { id: job.id, owner: job.owner, source: copyOf ?? '' }),
  });
};

/** verify: what is missing, what runs by another schedule, and what runs that the sandbox did not have. */
export const checkScheduledJobs = (situation: Situation<ScheduledJobsFacts>): Finding[] => {
  const { before, now, production, org, copyOf = null } = situation;
  // Without a record, the engine says so itself; what runs cannot be told apart then.
  if (!before) return [];
  const { lost, same, changed, others } = compareJobs(before, now);
  const names = namesOf(situation);
  const theirs = new Set((production?.jobs ?? []).map(jobKey));
  return [
    finding(ID, text.get('target.all'), 'pass', { actual: text.get('actual.asBefore', { jobs: same.length }) }),
    ...lost.map((job) =>
      finding(ID, jobTarget(job), 'manual', {
        expected: job.expression,
        actual: text.get('state.notScheduled'),
        hint: lostHint(job, now, names),
      })
    ),
    ...changed.map(({ was, is }) =>
      finding(ID, jobTarget(is), 'warn', {
        expected: was.expression,
        actual: is.expression,
        hint: text.get('hint.changed', { id: is.id, owner: is.owner }),
      })
    ),
    // Before a refresh, a new job is somebody's work in the sandbox.
    ...(org.refreshed ? others.map((job) => foreign(job, theirs.has(jobKey(job)), copyOf)) : []),
  ];
};

/** The scripts that bring back what the refresh took. */
export const rescheduleHandOffs = (situation: Situation<ScheduledJobsFacts>): Document[] => {
  const { before, now } = situation;
  return before ? rescheduleScripts(compareJobs(before, now).lost, now.present, namesOf(situation)) : [];
};
