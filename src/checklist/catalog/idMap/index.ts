import { z } from 'zod';
import { idMapFiles } from '../../../catalog/idMapFiles.ts';
import { loadText } from '../../../text.ts';
import { figure, nameOf } from '../catalog/words.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Situation } from '../../item.ts';

const text = loadText('checklist.id-map');
const ID = 'id-map';

const schema = z.strictObject({
  /** Null before a refresh: nothing to map yet. */
  objects: z
    .array(
      z.strictObject({
        object: z.string(),
        mapped: z.int().nonnegative(),
        unchanged: z.int().nonnegative(),
        missing: z.int().nonnegative(),
        new: z.int().nonnegative(),
        ambiguous: z.int().nonnegative(),
      })
    )
    .nullable(),
});
type Facts = z.infer<typeof schema>;

const gather = async ({ catalog }: ReadContext): Promise<Facts> => {
  const { comparison } = await catalog();
  return {
    objects:
      comparison?.tallies.map((tally) => ({
        object: tally.object,
        mapped: tally.changedIds,
        unchanged: tally.unchangedIds,
        missing: tally.missing.rows,
        new: tally.new.rows,
        ambiguous: tally.ambiguous.rows,
      })) ?? null,
  };
};

/** With Partner Id, Logik itself matches by the IDs that a refresh replaces: then the map is no reference but the cure. */
const check = ({ now, org, answers }: Situation<Facts>): Finding[] => {
  if (!org.refreshed || now.objects === null) {
    return [finding(ID, text.get('target.whole'), 'skip', { hint: text.get('hint.notRefreshed') })];
  }
  return now.objects.map(({ object, mapped, unchanged, missing, ambiguous, ...count }) => {
    // Nothing before and nothing now: there is no row that would have been found again.
    if (mapped + unchanged + missing + ambiguous + count.new === 0)
      return finding(ID, nameOf(object), 'skip', { hint: text.get('hint.noRows') });
    const products = object === 'Product2' && mapped > 0;
    return finding(ID, nameOf(object), ambiguous > 0 ? 'warn' : 'pass', {
      actual: text.get('actual', {
        mapped: figure(mapped),
        unchanged: figure(unchanged),
        missing: figure(missing),
        new: figure(count.new),
        ambiguous: figure(ambiguous),
      }),
      hint:
        ambiguous > 0
          ? text.get('hint.ambiguous', { file: idMapFiles(object).csv })
          : products
            ? text.get(answers.logik.productIdField === 'partner-id' ? 'hint.partnerId' : 'hint.attach', {
                file: idMapFiles(object).csv,
              })
            : null,
    });
  });
};

/** The IDs before the refresh and those after it, as files for the support case and for programs. */
export const idMap: ChecklistItem<Facts> = {
  id: 'id-map',
  source: 'ServiceNow CPQ docs "CPQ admin settings": Product Id Field; KB2641628: product IDs change',
  facts: schema,
  asBefore: 'hygiene',
  recordedWith: 'catalog',
  gather,
  survey: () => [],
  check,
};
