import { z } from 'zod';
import { loadText } from '../../../text.ts';
import { countSchema, type Count } from '../catalog/facts.ts';
import { listed, rowsText } from '../catalog/words.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, FindingStatus, ReadContext, Situation } from '../../item.ts';

const text = loadText('checklist.pricebook-health');
const ID = 'pricebook-health';

const schema = z.strictObject({
  standard: z.enum(['active', 'inactive', 'absent']),
  unknown: z.array(z.string()),
  withoutEntry: z.array(z.strictObject({ priceBook: z.string(), count: countSchema })),
  inInactive: z.array(z.strictObject({ priceBook: z.string(), rows: z.int().nonnegative() })),
  options: z.boolean(),
});
type Facts = z.infer<typeof schema>;

const gather = async ({ catalog }: ReadContext): Promise<Facts> => (await catalog()).health;

const judge = ({ standard, unknown, withoutEntry, inInactive }: Facts, bad: FindingStatus): Finding[] => [
  finding(ID, text.get('target.standard'), standard === 'active' ? 'pass' : bad, {
    expected: text.get('standard.active'),
    actual: text.get(`standard.${standard}`),
    hint: standard === 'active' ? null : text.get(`hint.${standard}`),
  }),
  ...unknown.map((name) =>
    finding(ID, text.get('target.priceBook', { name }), bad, {
      actual: text.get('actual.unknown'),
      hint: text.get('hint.unknown', { name }),
    })
  ),
  ...withoutEntry.map(({ priceBook, count }) =>
    finding(ID, text.get('target.priceBook', { name: priceBook }), count.rows === 0 ? 'pass' : bad, {
      expected: text.get('expected.entries'),
      actual:
        count.rows === 0 ? text.get('expected.entries') : text.get('actual.without', { rows: rowsText(count.rows) }),
      hint: count.rows === 0 ? null : text.get('hint.without', { list: listed(count), name: priceBook }),
    })
  ),
  ...inInactive.map(({ priceBook, rows }) =>
    finding(ID, text.get('target.inactive', { name: priceBook }), 'warn', {
      actual: text.get('actual.inInactive', { rows: rowsText(rows) }),
      hint: text.get('hint.inInactive', { name: priceBook }),
    })
  ),
];

const isCut = ({ rows, sample }: Count): boolean => rows > sample.length;

/** Whether the same products are meant, and none besides: by the ID, else by a key, which as many of before must have. */
const areAmong = (now: Count, before: Count): boolean => {
  const [ids, idsBefore] = [now, before].map(({ sample }) => new Set(sample.map(({ id }) => id.slice(0, 15))));
  const others = now.sample.filter(({ id }) => !idsBefore.has(id.slice(0, 15)));
  const left = before.sample.filter(({ id }) => !ids.has(id.slice(0, 15)));
  const times = (list: Count['sample'], key: string): number => list.filter((each) => each.key === key).length;
  return others.every(({ key }) => key !== '' && times(others, key) <= times(left, key));
};

/**
 * Fewer products without an entry are not worse; one that had its entry before is, also where as many others got theirs.
 * Of more products than a sample holds only the number is known: as many or fewer are taken for the same, since a gate
 * that is red for what was always so is switched off.
 */
const wasSo = ({ target }: Finding, { before, now }: Situation<Facts> & { before: Facts }): boolean | undefined => {
  const countIn = ({ withoutEntry }: Facts): Count | undefined =>
    withoutEntry.find(({ priceBook }) => text.get('target.priceBook', { name: priceBook }) === target)?.count;
  const [count, recorded] = [countIn(now), countIn(before)];
  if (count === undefined) return undefined;
  if (recorded === undefined) return false;
  return isCut(count) || isCut(recorded) ? count.rows <= recorded.rows : areAmong(count, recorded);
};

/** What ends in "Attempt to de-reference a null object" in the quote line editor, found before a user meets it. */
export const priceBookHealth: ChecklistItem<Facts> = {
  id: 'pricebook-health',
  source: 'ServiceNow CPQ docs "Common Salesforce integration issues": attempt to de-reference a null object',
  facts: schema,
  asBefore: 'hygiene',
  wasSo,
  recordedWith: 'catalog',
  gather,
  survey: ({ now }) => judge(now, 'warn'),
  check: ({ now }) => judge(now, 'fail'),
};
