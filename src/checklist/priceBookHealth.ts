import { z } from 'zod';
import { loadText } from '../text.ts';
import { countSchema } from './catalog/facts.ts';
import { listed, rowsText } from './catalog/words.ts';
import { finding } from './finding.ts';
import type { ChecklistItem, Finding, FindingStatus, ReadContext, Situation } from './item.ts';

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

/** Fewer products without an entry are not worse; a price book that lacked none before is. */
const wasSo = ({ target }: Finding, { before, now }: Situation<Facts> & { before: Facts }): boolean | undefined => {
  const rowsIn = ({ withoutEntry }: Facts): number | undefined =>
    withoutEntry.find(({ priceBook }) => text.get('target.priceBook', { name: priceBook }) === target)?.count.rows;
  const rows = rowsIn(now);
  return rows === undefined ? undefined : rows <= (rowsIn(before) ?? 0);
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
