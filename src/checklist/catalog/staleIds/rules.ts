import { idMapFiles } from '../../../catalog/idMapFiles.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, Survey } from '../../item.ts';
import type { Place, StaleIdsFacts } from './facts.ts';
import { shortOf } from './marks.ts';
import { judgeMarks, type ScanSituation, type Stale } from './verdict.ts';

const text = loadText('checklist.stale-ids');
const ID = 'stale-ids';

/** How many places are reported one by one, and how many marks of one place. */
const REPORTED = 50;
const LISTED = 10;

const scannedText = ({ scanned }: StaleIdsFacts): string =>
  scanned.map(({ kind, objects, rows }) => text.get(`scanned.${kind}`, { objects, rows })).join(', ');

const unreadableFindings = ({ unreadable }: StaleIdsFacts): Finding[] =>
  unreadable.length === 0
    ? []
    : [
        finding(ID, text.get('target.unreadable'), 'warn', {
          actual: unreadable.map(({ name }) => name).join(', '),
          hint: text.get('hint.unreadable', { reason: unreadable[0].reason }),
        }),
      ];

/** Before the refresh: nothing is stale yet, but it is known what will be looked through, and what cannot be. */
export const surveyStaleIds = ({ now }: Survey<StaleIdsFacts>): Finding[] => [
  // What could not be read is not "looked through".
  ...(now.unreadable.length === 0
    ? [finding(ID, text.get('target.places'), 'pass', { actual: scannedText(now) })]
    : unreadableFindings(now)),
];

/** A place with what is stale there. */
type StalePlace = { place: Place; stale: Stale[]; production: boolean };

const objectText = ({ kind, object }: Place): string => (kind === 'labels' ? text.get('object.labels') : object);

const rowText = ({ row: { kind, name } }: Place): string => text.get(`row.${kind}`, { name });

const targetOf = (place: Place): string => [objectText(place), rowText(place), place.field].join(' › ');

const listed = (entries: readonly string[]): string =>
  entries.length <= LISTED
    ? entries.join(', ')
    : text.get('listed.more', { list: entries.slice(0, LISTED).join(', '), more: entries.length - LISTED });

/** What the stale IDs were: one that is no more, or that several share the key of, has nothing to be replaced by. */
const hintFor = ({ stale, production }: StalePlace, { former }: StaleIdsFacts): string => {
  const were = stale.flatMap(({ old, now }) => {
    const was = former[shortOf(old)];
    return was ? [{ ...was, old, now }] : [];
  });
  const said = ({ old, object, key }: (typeof were)[number]): string => text.get('was', { old, object, key });
  const gone = were.filter(({ now }) => now === null);
  const files = [...new Set(gone.map(({ object }) => `id-map/${idMapFiles(object).csv}`))].join(', ');
  const nameless = stale.some(({ old, now }) => now === null && !former[shortOf(old)]);
  const moved = were.filter(({ now }) => now !== null);
  return [
    text.get(production ? 'hint.production' : 'hint.stale'),
    ...(stale.some(({ now }) => now !== null) ? [text.get('hint.replace')] : []),
    ...(moved.length > 0 ? [text.get('hint.moved', { list: listed(moved.map(said)) })] : []),
    ...(gone.length > 0 ? [text.get('hint.gone', { list: listed(gone.map(said)), files })] : []),
    ...(nameless ? [text.get('hint.noHost')] : []),
  ].join(' ');
};

const placeFinding = (found: StalePlace, now: StaleIdsFacts): Finding => {
  const { place, stale, production } = found;
  const known = stale.some((each) => each.now !== null);
  return finding(ID, targetOf(place), 'fail', {
    severity: production ? 'critical' : 'normal',
    expected: known ? listed(stale.map((each) => each.now ?? text.get('expected.none'))) : null,
    actual: listed(stale.map(({ old }) => old)),
    hint: hintFor(found, now),
  });
};

const stalePlaces = (situation: ScanSituation): { places: StalePlace[]; counted: number } => {
  const { places, more } = situation.now;
  const judge = judgeMarks(situation);
  const found = (places ?? [])
    .map((place) => ({ place, stale: judge([...place.ids, ...place.hosts]) }))
    .filter(({ stale }) => stale.length > 0)
    .map((each) => ({ ...each, production: each.stale.some(({ production }) => production) }));
  const others = more.others.filter(({ marks }) => judge(marks).length > 0);
  return {
    places: [...found.filter(({ production }) => production), ...found.filter(({ production }) => !production)],
    counted: others.reduce((sum, each) => sum + each.places, more.stale),
  };
};

/** After the refresh: one finding per place where something of the time before it still stands. */
export const checkStaleIds = (situation: ScanSituation): Finding[] => {
  const { now, org } = situation;
  const target = text.get('target.places');
  if (!org.refreshed || now.places === null) {
    return [finding(ID, target, 'skip', { hint: text.get('hint.notRefreshed') }), ...unreadableFindings(now)];
  }
  const { places, counted } = stalePlaces(situation);
  const rest = places.slice(REPORTED);
  const more = rest.length + counted;
  const critical = rest.some(({ production }) => production);
  return [
    ...(places.length === 0 && more === 0 && now.unreadable.length === 0
      ? [finding(ID, target, 'pass', { actual: scannedText(now) })]
      : []),
    ...places.slice(0, REPORTED).map((found) => placeFinding(found, now)),
    ...(more > 0
      ? [
          finding(ID, text.get('target.more'), 'fail', {
            severity: critical ? 'critical' : 'normal',
            actual: text.get('actual.more', { places: more }),
            hint: text.get('hint.more', { reported: REPORTED }),
          }),
        ]
      : []),
    ...unreadableFindings(now),
  ];
};
