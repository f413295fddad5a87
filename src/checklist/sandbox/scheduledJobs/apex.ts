import { loadText } from '../../../text.ts';
import type { Document } from '../../item.ts';
import { sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import type { Job } from './facts.ts';
import { APEX } from './kinds.ts';

const text = loadText('checklist.scheduled-jobs');

/** A class that can stand in a script, with its namespace. */
const CLASS_NAME = /^[A-Za-z]\w*(\.[A-Za-z]\w*)?$/;

/** A text between single quotes in Apex. */
const quoted = (value: string): string =>
  `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r')}'`;

/** A text in a comment stays in its line. */
const comment = (value: string): string => `// ${value.replace(/\s+/g, ' ')}`;

/** A username as a file name on any system. */
const fileName = (username: string): string => username.replace(/[^\w.@-]/g, '_');

/** Why a job cannot stand in the script; undefined where it can. */
export const unscriptable = (
  { apexClass, expression }: Job,
  present: readonly string[] | null
): 'unknown' | 'gone' | undefined => {
  if (apexClass === null || expression === null || !CLASS_NAME.test(apexClass)) return 'unknown';
  const there = present === null || present.some((name) => name.toLowerCase() === apexClass.toLowerCase());
  return there ? undefined : 'gone';
};

const lineFor = (job: Job, present: readonly string[] | null): string[] => {
  const { name, expression, apexClass } = job;
  const told = { name, expression: expression ?? '', class: apexClass ?? '' };
  const reason = unscriptable(job, present);
  if (reason !== undefined) return ['', comment(text.get(`apex.${reason}`, told))];
  return [
    '',
    'try {',
    `  System.schedule(${quoted(name)}, ${quoted(expression ?? '')}, new ${apexClass}());`,
    '} catch (Exception problem) {',
    `  System.debug(LoggingLevel.ERROR, ${quoted(`${name}: `)} + problem.getMessage());`,
    '}',
  ];
};

/**
 * Anonymous Apex that schedules lost jobs again, a file for each owner: scheduled Apex runs as who schedules it. Each
 * job stands by itself, so that one that the org refuses takes no other back.
 */
export const rescheduleScripts = (
  lost: readonly Job[],
  present: readonly string[] | null,
  names: SandboxNames
): Document[] =>
  [
    ...Map.groupBy(
      lost.filter(({ type }) => type === APEX),
      ({ owner }) => sandboxUsername(owner, names)
    ),
  ].map(([owner, jobs]): Document => {
    const path = scriptPath(owner);
    const head = text.list('apex.head', { owner, path }).map(comment);
    return { path, content: `${[...head, ...jobs.flatMap((job) => lineFor(job, present))].join('\n')}\n` };
  });

export const scriptPath = (owner: string): string => `hand-off/reschedule-${fileName(owner)}.apex`;
