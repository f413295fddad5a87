import { csvLines } from '../../../literal/csv.ts';
import { loadText } from '../../../text.ts';
import { dateOf } from '../../shared/copies/dates.ts';
import { finding } from '../../finding.ts';
import type { Document, Finding, Survey } from '../../item.ts';
import type { MetadataChange, UncommittedWorkFacts } from './facts.ts';

const text = loadText('checklist.uncommitted-work');
const ID = 'uncommitted-work';
const PATH = 'uncommitted-work.csv';

/** So many people get a finding of their own; the rest share one. */
const MOST_PEOPLE = 20;
const MOST_NAMES = 3;

const byUser = (changes: readonly MetadataChange[]): Array<[by: string, changes: MetadataChange[]]> => {
  const people = new Map<string, MetadataChange[]>();
  for (const one of changes) people.set(one.by, [...(people.get(one.by) ?? []), one]);
  return [...people].toSorted(([, one], [, other]) => other.length - one.length);
};

/** `ApexClass 3, Flow 1`. */
const kinds = (changes: readonly MetadataChange[]): string => {
  const counts = new Map<string, number>();
  for (const { type } of changes) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .map(([type, count]) => `${type} ${count}`)
    .join(', ');
};

const names = (changes: readonly MetadataChange[]): string => {
  const shown = changes.slice(0, MOST_NAMES).map(({ type, name }) => `${type} ${name}`);
  const rest = changes.length - shown.length;
  return rest > 0 ? text.get('names.more', { names: shown.join(', '), more: rest }) : shown.join(', ');
};

const sinceWords = ({ since, evidence }: UncommittedWorkFacts): string => {
  if (evidence === 'source-tracking') return text.get('since.tracking');
  if (!since) return '';
  return text.get(since.by === 'source' ? 'since.source' : 'since.organization', { date: dateOf(since.at) });
};

const lost = (now: UncommittedWorkFacts): Finding[] => {
  const people = byUser(now.changes);
  const own = people.length > MOST_PEOPLE ? people.slice(0, MOST_PEOPLE - 1) : people;
  const rest = people.slice(own.length).flatMap(([, changes]) => changes);
  const evidence = sinceWords(now);
  const told = (place: string, changes: readonly MetadataChange[]): Finding =>
    finding(ID, place, 'manual', {
      actual: kinds(changes),
      hint: text.get('hint.lost', { names: names(changes), path: PATH }),
      evidence,
    });
  return [
    ...own.map(([by, changes]) => told(by || text.get('user.system'), changes)),
    ...(rest.length > 0 ? [told(text.get('target.others', { people: people.length - own.length }), rest)] : []),
  ];
};

const doubts = ({ unreadable, cut }: UncommittedWorkFacts): Finding[] => {
  const types = unreadable.map(({ type }) => type).join(', ');
  const [first] = unreadable;
  return [
    ...(unreadable.length > 0
      ? [
          finding(ID, text.get('target.unread'), 'manual', {
            actual: text.get('actual.unreadable'),
            hint: text.get('hint.unreadable', { types, reason: first.reason }),
          }),
        ]
      : []),
    ...(cut.length > 0
      ? [
          finding(ID, text.get('target.cut'), 'manual', {
            actual: text.get('actual.cut'),
            hint: text.get('hint.cut', { types: cut.join(', ') }),
          }),
        ]
      : []),
  ];
};

/** prepare: who changed what since the last refresh. Nothing passes where nothing could be read. */
export const surveyUncommittedWork = ({ now }: Survey<UncommittedWorkFacts>): Finding[] => {
  const none = finding(ID, text.get('target.all'), 'pass', {
    actual: text.get('actual.none'),
    evidence: sinceWords(now),
  });
  return [
    ...(now.evidence !== null && now.changes.length === 0 && now.unreadable.length === 0 ? [none] : lost(now)),
    ...doubts(now),
  ];
};

const COLUMNS = ['by', 'type', 'name', 'changedAt', 'deleted'];

/** The list of all changes, for whoever has to retrieve them: empty where there are none, absent where nobody knows. */
export const uncommittedWorkList = ({ now }: Survey<UncommittedWorkFacts>): Document[] => {
  if (now.evidence === null) return [];
  const rows = now.changes.map(({ by, type, name, at, deleted }) => [by, type, name, at ?? '', String(deleted)]);
  return [{ path: PATH, content: csvLines([COLUMNS, ...rows], { quoted: true }) }];
};
