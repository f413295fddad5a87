import { markdownTable } from 'markdown-table';
import { loadText } from '../../../text.ts';
import type { Document, Survey } from '../../item.ts';
import { plain } from '../../../literal/markdownText.ts';
import type { OldEnvironmentFacts, Place, Renamed } from './facts.ts';
import { fieldText, lookedText, newTexts, ownerText, typeText, unreadText } from './words.ts';

const text = loadText('checklist.old-environment');

/** For whoever changes by hand what repoint does not. */
export const HAND_OFF = 'hand-off/old-environment.md';

/** repoint writes no URL that nobody told. */
const whoOf = ({ byRepoint }: Place, isTold: boolean): string => {
  if (!byRepoint) return text.get('word.byHand');
  return text.get(isTold ? 'word.byRepoint' : 'word.onceTold');
};

const rowOf = (place: Place, hosts: readonly Renamed[]): string[] => [
  typeText(place.type),
  ownerText(place),
  fieldText(place),
  place.texts.join(', '),
  newTexts(place, hosts) ?? text.get('word.untold'),
  whoOf(place, newTexts(place, hosts) !== null),
];

const table = (places: readonly Place[], hosts: readonly Renamed[]): string => {
  const head = ['column.type', 'column.name', 'column.field', 'column.old', 'column.new', 'column.who'] as const;
  const rows = places.map((place) => rowOf(place, hosts).map(plain));
  return markdownTable([head.map((key) => text.get(key)), ...rows]);
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines.map((line) => `- ${plain(line)}`)];

/** prepare: every place that names the environment that is given up, what to put there, and who does it. */
export const oldEnvironmentDocument = ({ now }: Pick<Survey<OldEnvironmentFacts>, 'now'>): Document[] => {
  const { hosts, places, more, unread } = now;
  if (hosts === null || hosts.length === 0) return [];
  const renamed = hosts.map((host) =>
    text.get('document.renamed', { old: host.old, now: host.now ?? text.get('word.untold') })
  );
  const content = [
    `# ${text.get('document.title')}`,
    '',
    ...renamed.map((line) => `- ${plain(line)}`),
    '',
    text.get('document.about'),
    '',
    places.length === 0 ? text.get('document.none') : table(places, hosts),
    ...(more > 0 ? ['', text.get('actual.more', { places: more })] : []),
    ...section(
      text.get('document.unread'),
      unread.map((each) => `${unreadText(each)}: ${each.reason}`)
    ),
    ...section(text.get('document.looked'), [lookedText(now)]),
    ...section(text.get('document.unseen'), text.list('document.unseen.list')),
    '',
  ].join('\n');
  return [{ path: HAND_OFF, content }];
};
