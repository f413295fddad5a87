import { finding } from '../../checklist/finding.ts';
import type { ChecklistItem, Finding } from '../../checklist/item.ts';
import { loadText } from '../../text.ts';
import { recordedAt, type Baseline, type Reading } from '../directory/baseline.ts';
import type { Lines } from '../judge/selection.ts';

const text = loadText('refresh');
const selectionText = loadText('selection');

type Readings = Readonly<Record<string, Reading>>;

/** What an earlier prepare recorded of the same org, and when it did. */
export type Earlier = Pick<Baseline, 'items' | 'preparedAt'>;

/** Lines that are read in a browser: without one they count as read, but hold nothing. */
const holdsNothing = (id: string, reading: Reading | undefined): boolean => {
  if (reading?.status !== 'read') return true;
  const facts = reading.facts as { source?: string; unreadable?: string | null; level?: string | null };
  if (id === 'external-configurator') return facts.source === 'none' && typeof facts.unreadable === 'string';
  return id === 'email-deliverability' && facts.level === null;
};

/** An earlier reading as it goes into a newer record: with the time that it is from. */
const dated = (id: string, earlier: Earlier): Reading | undefined => {
  const reading = earlier.items[id];
  const at = recordedAt(earlier, id);
  return reading?.status === 'read' && at !== null ? { ...reading, at } : reading;
};

/** A reading that brought nothing must not replace an earlier one of the same org that did. */
export const keepEarlier = (
  lines: ReadonlyArray<ChecklistItem<unknown>>,
  now: Readings,
  earlier: Earlier | undefined,
  target: string
): { readings: Record<string, Reading>; findings: Finding[] } => {
  const kept = earlier
    ? lines
        .filter(({ id }) => holdsNothing(id, now[id]) && !holdsNothing(id, earlier.items[id]))
        .map(({ id }) => ({ id, reading: dated(id, earlier) ?? now[id], at: recordedAt(earlier, id) ?? '' }))
    : [];
  return {
    readings: { ...now, ...Object.fromEntries(kept.map(({ id, reading }) => [id, reading])) },
    findings: kept.map(({ id, at }) =>
      finding(id, target, 'warn', {
        actual: text.get('actual.readEarlier', { on: at.slice(0, 10) }),
        hint: text.get('hint.keptEarlier'),
      })
    ),
  };
};

/** Everything of an earlier record, dated: what is read now goes on top of it. */
export const carriedOver = (earlier: Earlier): Record<string, Reading> =>
  Object.fromEntries(Object.entries(earlier.items).map(([id, reading]) => [id, dated(id, earlier) ?? reading]));

/** The lines that a run of prepare left out, as an earlier one recorded them; else as never recorded, with the reason. */
export const withLeftOut = (
  now: Readings,
  { leftOut }: Pick<Lines, 'leftOut'>,
  earlier: Earlier | undefined
): Record<string, Reading> => {
  const unread: Reading = { status: 'unreadable', reason: selectionText.get('reading.leftOut') };
  const others = leftOut.filter((id) => now[id] === undefined);
  return { ...now, ...Object.fromEntries(others.map((id) => [id, (earlier && dated(id, earlier)) ?? unread])) };
};
