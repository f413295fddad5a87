import { z } from 'zod';
import { requestsToWrite } from '../../../salesforce/rowRetry.ts';
import { loadText } from '../../../text.ts';
import { figure, listed, rowsText } from '../catalog/words.ts';
import { finding } from '../../finding.ts';
import type { Change, ChecklistItem, Finding, ReadContext, Situation } from '../../item.ts';

const text = loadText('checklist.sync-health');
const ID = 'sync-health';

const candidate = z.strictObject({ id: z.string(), key: z.string(), name: z.string(), lastModified: z.string() });

const schema = z.strictObject({
  /** The field that says whether Logik configures a product; null where there is none. */
  configurableField: z.string().nullable(),
  /** Configurable products that the environment did not have before; null before a refresh. */
  candidates: z.array(candidate).nullable(),
  /** API requests that are left today; null where the org does not tell. */
  remaining: z.int().nullable(),
});
type Facts = z.infer<typeof schema>;
type Candidate = z.infer<typeof candidate>;

/** A field that cannot be saved touches nothing: that is said before anything is planned. */
const refuseTouchField = async ({ org, answers }: ReadContext): Promise<void> => {
  const field = answers.catalog.touchField;
  if (field === null) return;
  const { fields } = await org.describe('Product2');
  if (!fields.some(({ name, updateable }) => name === field && updateable))
    throw text.error('UnknownTouchField', { field }, 2);
};

const gather = async (context: ReadContext): Promise<Facts> => {
  const { catalog } = context;
  await refuseTouchField(context);
  const { configurableField, comparison, budget } = await catalog();
  return { configurableField, candidates: comparison?.candidates ?? null, remaining: budget.remaining };
};

/** What a collection of 200 records or a bulk job takes, and reading the values before and the dates after. */
const requestsToTouch = (rows: number): number => requestsToWrite(rows) + 2 * Math.ceil(rows / 10_000);

/** Half a touch is worse than none: where the org has not enough requests left today, none is begun. */
const isAffordable = ({ remaining }: Facts, rows: number): boolean =>
  remaining === null || requestsToTouch(rows) <= remaining;

/**
 * Logik's sync goes by LastModifiedDate: what was last modified before the environment was connected is never picked up
 * (ServiceNow CPQ docs, "Common Salesforce integration issues").
 */
const neverPickedUp = ({ now, org, reconnectedAt, touched }: Situation<Facts>): Candidate[] => {
  if (!org.refreshed) return [];
  const moment = Date.parse(reconnectedAt);
  return (now.candidates ?? []).filter(
    ({ id, lastModified }) => Date.parse(lastModified) < moment && !touched?.has(id)
  );
};

const sampleOf = (candidates: readonly Candidate[]): string =>
  listed({
    rows: candidates.length,
    sample: candidates.slice(0, 10).map(({ id, key, name }) => ({ id, key, name, configurable: true, note: null })),
  });

/** The newest date of them all: whatever is later was modified afterwards, by the org's own clock. */
const latest = (candidates: readonly Candidate[]): string =>
  candidates.reduce((newest, { lastModified }) => (lastModified > newest ? lastModified : newest), '');

const check = (situation: Situation<Facts>): Finding[] => {
  const { now, org } = situation;
  const target = text.get('target.products');
  if (!org.refreshed || now.candidates === null) {
    return [finding(ID, target, 'skip', { hint: text.get('hint.notRefreshed') })];
  }
  if (now.configurableField === null) return [finding(ID, target, 'skip', { hint: text.get('hint.noField') })];
  const stale = neverPickedUp(situation);
  if (stale.length === 0) {
    return [
      finding(ID, target, 'pass', { actual: text.get('actual.none', { rows: rowsText(now.candidates.length) }) }),
    ];
  }
  return [
    finding(ID, target, 'fail', {
      expected: text.get('expected'),
      actual: text.get('actual.stale', { rows: figure(stale.length), of: rowsText(now.candidates.length) }),
      hint: isAffordable(now, stale.length)
        ? text.get('hint.stale', { list: sampleOf(stale) })
        : text.get('hint.unaffordable', {
            list: sampleOf(stale),
            needed: requestsToTouch(stale.length),
            remaining: figure(now.remaining ?? 0),
          }),
    }),
  ];
};

const plan = (situation: Situation<Facts>): Change[] => {
  const { now, answers, touchProducts } = situation;
  const field = answers.catalog.touchField ?? now.configurableField;
  const stale = neverPickedUp(situation);
  if (!touchProducts || field === null || now.configurableField === null || stale.length === 0) return [];
  if (!isAffordable(now, stale.length)) return [];
  const needed = requestsToTouch(stale.length);
  return [
    {
      item: ID,
      target: text.get('target.touch'),
      severity: 'normal',
      before: stale.length,
      after: 0,
      reason: text.get('reason', { rows: rowsText(stale.length) }),
      cost:
        now.remaining === null
          ? text.get('cost', { needed })
          : text.get('costWithLimit', { needed, remaining: figure(now.remaining) }),
      write: {
        kind: 'touch',
        object: 'Product2',
        field,
        ids: stale.map(({ id }) => id),
        since: latest(stale),
      },
    },
  ];
};

/** Products that Logik's sync would pass by for ever, because nobody has modified them since it was connected. */
export const syncHealth: ChecklistItem<Facts> = {
  id: 'sync-health',
  source: 'ServiceNow CPQ docs "Common Salesforce integration issues": saving does not create child quote lines',
  facts: schema,
  asBefore: 'connection',
  recordedWith: 'catalog',
  gather,
  survey: () => [],
  plan,
  check,
};
