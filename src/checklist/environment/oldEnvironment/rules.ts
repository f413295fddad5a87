import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, Situation, Survey } from '../../item.ts';
import type { OldEnvironmentFacts, Part, Place, Renamed, Unread } from './facts.ts';
import { HAND_OFF } from './handOff.ts';
import { hostsText, lookedText, newTexts, oldText, targetOf, unreadText } from './words.ts';

const text = loadText('checklist.old-environment');
const ID = 'old-environment';

type Now = Pick<Situation<OldEnvironmentFacts>, 'now'>;

/** How many places are reported one by one. */
const REPORTED = 50;

const all = (): string => text.get('target.all');

/** Parts that only this line reads: what is not known of them, people have to look at. */
const OWN: ReadonlySet<Part> = new Set<Part>(['code', 'lightning', 'aura', 'flows']);

const unreadFinding = (unread: Unread, now: OldEnvironmentFacts, own: 'warn' | 'manual'): Finding => {
  const isOwn = OWN.has(unread.part);
  const values = { reason: unread.reason, hosts: hostsText(now) };
  return finding(ID, unreadText(unread), isOwn ? own : 'warn', {
    actual: text.get('actual.unread'),
    hint: text.get(isOwn ? 'hint.unread' : 'hint.unreadElsewhere', values),
  });
};

/** The environment stays, or nobody knows what it was: there is nothing to look for. */
const nothingToDo = ({ hosts }: OldEnvironmentFacts): Finding[] | undefined => {
  if (hosts === null) return [finding(ID, all(), 'manual', { hint: text.get('hint.unknown') })];
  return hosts.length === 0 ? [finding(ID, all(), 'skip', { hint: text.get('hint.stays') })] : undefined;
};

/** Before the refresh: how many places there are, where their list is, and what could not be looked at. */
export const surveyOldEnvironment = ({ now }: Pick<Survey<OldEnvironmentFacts>, 'now'>): Finding[] => {
  const nothing = nothingToDo(now);
  if (nothing) return nothing;
  const { places, more, unread } = now;
  const byRepoint = places.filter((place) => place.byRepoint).length;
  const byHand = places.length + more - byRepoint;
  return [
    finding(ID, all(), byHand > 0 || unread.length > 0 ? 'warn' : 'pass', {
      actual: text.get('actual.places', { byRepoint, byHand, hosts: hostsText(now) }),
      hint: text.get(byHand > 0 ? 'hint.byHand' : 'hint.list', { file: HAND_OFF }),
    }),
    ...unread.map((each) => unreadFinding(each, now, 'warn')),
  ];
};

const hintFor = ({ byRepoint }: Place, expected: string | null): string =>
  text.get(byRepoint ? 'hint.left.byRepoint' : expected === null ? 'hint.left.untold' : 'hint.left');

const placeFinding = (place: Place, hosts: readonly Renamed[]): Finding => {
  const expected = newTexts(place, hosts);
  return finding(ID, targetOf(place), 'fail', {
    expected,
    actual: oldText(place),
    hint: hintFor(place, expected),
  });
};

/** After the refresh: one finding per place that still names the environment that was given up. */
export const checkOldEnvironment = ({ now, org }: Now & { org: { refreshed: boolean } }): Finding[] => {
  const nothing = nothingToDo(now);
  if (nothing) return nothing;
  if (!org.refreshed) return [finding(ID, all(), 'skip', { hint: text.get('hint.notRefreshed') })];
  const { places, unread } = now;
  const more = now.more + Math.max(0, places.length - REPORTED);
  const clean = places.length === 0 && unread.length === 0;
  return [
    ...(clean
      ? [
          finding(ID, all(), 'pass', {
            actual: text.get('actual.none', { hosts: hostsText(now), looked: lookedText(now) }),
          }),
        ]
      : []),
    ...places.slice(0, REPORTED).map((place) => placeFinding(place, now.hosts ?? [])),
    ...(more > 0
      ? [
          finding(ID, text.get('target.more'), 'fail', {
            actual: text.get('actual.more', { places: more }),
            hint: text.get('hint.more', { reported: REPORTED }),
          }),
        ]
      : []),
    ...unread.map((each) => unreadFinding(each, now, 'manual')),
  ];
};
