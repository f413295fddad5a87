import { loadText } from '../../../text.ts';
import type { Document } from '../../item.ts';
import { plain } from '../../../literal/markdownText.ts';
import type { ActiveUser } from './facts.ts';
import { kindOf } from './kinds.ts';
import { partName, whomOf, type Here } from './rules.ts';

const text = loadText('checklist.active-users');

const MOST_ROWS = 50;
const MOST_SECTIONS = 3;

/** `2026-11-21 18:00`: to the minute is enough. */
const minute = (instant: string | null): string =>
  instant === null ? text.get('word.none') : instant.slice(0, 16).replace('T', ' ');

const busyness = ({ sessions, jobs }: ActiveUser): string =>
  [
    ...(sessions > 0 ? [text.get('word.session')] : []),
    ...jobs.slice(0, MOST_SECTIONS).map(({ what, status }) => `${what} (${status})`),
    ...(jobs.length > MOST_SECTIONS ? [text.get('word.more', { more: jobs.length - MOST_SECTIONS })] : []),
  ].join(', ');

const changed = ({ changes }: ActiveUser): string => {
  const sections = Object.entries(changes).toSorted(([, one], [, other]) => other - one);
  const shown = sections
    .slice(0, MOST_SECTIONS)
    .map(([section, count]) => `${section || text.get('word.other')} ${count}`);
  const rest = sections.length - shown.length;
  return [...shown, ...(rest > 0 ? [text.get('word.more', { more: rest })] : [])].join(', ');
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A note to everybody who uses the sandbox: what will happen, when, and what is known of their use of it. */
export const activeUsersNote = (here: Here): Document => {
  const { now, answers, org } = here;
  const whom = whomOf(here);
  const head = (['user', 'login', 'application', 'now', 'changes'] as const).map((name) => text.get(`column.${name}`));
  const rows = now.users.slice(0, MOST_ROWS).map((user) => {
    const kind = kindOf(user, whom);
    const mark = kind === 'person' || kind === 'system' ? '' : ` (${text.get(`kind.${kind}`)})`;
    const told = [minute(user.lastLogin), user.application ?? text.get('word.none'), busyness(user), changed(user)];
    return row([plain(user.username || text.get('user.system')) + mark, ...told.map(plain)]);
  });
  const more = now.users.length - rows.length + now.more;
  const values = {
    sandbox: plain(org.sandboxName ?? org.name),
    host: plain(new URL(org.myDomain ?? org.instanceUrl).host),
    date: answers.refresh.date,
    days: now.days,
  };
  const content = [
    `# ${text.get('note.title', values)}`,
    '',
    text.get('note.body', values),
    '',
    ...text.list('note.asks', values).map((line) => `- ${line}`),
    '',
    `## ${text.get('note.users', values)}`,
    '',
    ...(rows.length === 0 ? [text.get('note.nobody')] : [row(head), row(head.map(() => '---')), ...rows]),
    ...(more > 0 ? ['', text.get('note.more', { more })] : []),
    ...now.unreadable.map(({ part }) => `\n${text.get('note.unread', { part: partName(part) })}`),
    '',
  ].join('\n');
  return { path: 'active-users.md', content };
};
