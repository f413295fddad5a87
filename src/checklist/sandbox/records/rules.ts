import { csvLines } from '../../../literal/csv.ts';
import type { KeptObject } from '../../../preserve/kept.ts';
import { objectNamed } from '../../../preserve/selection.ts';
import { loadText } from '../../../text.ts';
import { figure } from '../../catalog/catalog/words.ts';
import { finding } from '../../finding.ts';
import type { Change, Document, Finding, Situation, Survey } from '../../item.ts';
import type { Compared, RecordsFacts } from './facts.ts';
import { lossesByHand, lossesOfKept, unsettledByHand } from './losses.ts';

const text = loadText('checklist.records');
const ID = 'records';

/** So many rows and reasons are named; all of them stand in the report. */
const NAMED = 3;

/** prepare: what was kept of each object, and what of it cannot be. */
export const surveyRecords = ({ now }: Survey<RecordsFacts>): Finding[] => {
  if (now.objects.length === 0)
    return [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.nothing') })];
  return now.objects.flatMap(({ object, kept, unreadable }) => {
    if (!kept)
      return [
        finding(ID, object, 'fail', {
          actual: text.get('actual.unreadable'),
          hint: text.get('hint.unreadable', { reason: unreadable ?? '' }),
        }),
      ];
    const hint = text.get('hint.kept', { file: kept.file, key: kept.key.join(', ') });
    return [finding(ID, object, 'pass', { actual: kept.rows, hint }), ...lossesOfKept(kept)];
  });
};

const namedRows = ({ rows }: Compared): string =>
  rows
    .slice(0, NAMED)
    .map(({ key, state, fields }) =>
      state === 'missing'
        ? text.get('row.missing', { key })
        : text.get('row.different', { key, fields: fields.join(', ') })
    )
    .join('; ');

/** The reasons why rows are not put back, the most frequent first. */
const reasonsIn = ({ rows }: Compared): string =>
  [
    ...Map.groupBy(
      rows.flatMap(({ problems }) => problems),
      (problem) => problem
    ),
  ]
    .sort(([, one], [, other]) => other.length - one.length)
    .slice(0, NAMED)
    .map(([reason, all]) => text.get('reason.rows', { reason, rows: all.length }))
    .join(' ');

const schemaFindings = ({ object, gone, demanded, missing }: Compared, { key }: KeptObject): Finding[] => [
  ...(gone.length === 0
    ? []
    : [
        finding(
          ID,
          `${object} › ${text.get('target.gone')}`,
          gone.some((name) => key.includes(name)) ? 'fail' : 'manual',
          {
            actual: gone.join(', '),
            hint: text.get(gone.some((name) => key.includes(name)) ? 'hint.keyGone' : 'hint.gone'),
          }
        ),
      ]),
  ...(demanded.length === 0 || missing === 0
    ? []
    : [
        finding(ID, `${object} › ${text.get('target.demanded')}`, 'warn', {
          actual: demanded.join(', '),
          hint: text.get('hint.demanded'),
        }),
      ]),
];

/** What putting all objects back takes, and whether the org can carry it: where it cannot, none is begun. */
const costOf = ({ now, remaining }: RecordsFacts): { needed: number; affordable: boolean } => {
  const needed = (now ?? []).reduce((sum, { requests }) => sum + requests, 0);
  return { needed, affordable: remaining === null || needed <= remaining };
};

/** Why repoint would leave the records alone today; nothing where it would not. */
const notAffordable = (facts: RecordsFacts, { requests }: Compared): string => {
  const { needed, affordable } = costOf(facts);
  if (affordable || requests === 0) return '';
  return text.get('hint.unaffordable', { needed: figure(needed), remaining: figure(facts.remaining ?? 0) });
};

const comparison = (compared: Compared, kept: KeptObject, facts: RecordsFacts): Finding[] => {
  const { object, unreadable, total, missing, different } = compared;
  if (unreadable !== null)
    return [
      finding(ID, object, 'fail', { expected: kept.rows, actual: text.get('actual.unreadable'), hint: unreadable }),
    ];
  const wrong = missing + different;
  const hint = text.get('hint.different', { missing, different, rows: namedRows(compared) });
  return [
    wrong === 0
      ? finding(ID, object, 'pass', { expected: total, actual: total })
      : finding(ID, object, 'fail', {
          expected: total,
          actual: total - wrong,
          hint: [hint, notAffordable(facts, compared), reasonsIn(compared)].filter((part) => part !== '').join(' '),
        }),
    ...schemaFindings(compared, kept),
    ...unsettledByHand(compared),
    ...lossesByHand(kept),
  ];
};

/** Entries that somebody added to refresh.yaml after prepare: nothing of them was kept. */
const neverKept = ({ now, answers, org }: Situation<RecordsFacts>): Finding[] =>
  answers.preserve.records.flatMap((entry, index) => {
    const object = objectNamed(entry);
    const isRecorded = now.objects.some(
      (one) => one.object.toLowerCase() === object.toLowerCase() || one.object.endsWith(`preserve.records[${index}]`)
    );
    if (isRecorded) return [];
    const hint = text.get(org.refreshed ? 'hint.neverKept' : 'hint.notKeptYet');
    return [finding(ID, object, 'fail', { actual: text.get('actual.notKept'), hint })];
  });

/** verify: one finding per object: present and equal, missing, different. */
export const checkRecords = (situation: Situation<RecordsFacts>): Finding[] => {
  const { now, org } = situation;
  const added = neverKept(situation);
  if (now.objects.length === 0 && added.length === 0)
    return [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.nothingKept') })];
  const kept = now.objects.flatMap(({ object, kept, unreadable }) => {
    if (!kept)
      return [
        finding(ID, object, 'fail', {
          actual: text.get('actual.notKept'),
          hint: text.get('hint.notKept', { reason: unreadable ?? '' }),
        }),
      ];
    const compared = now.now?.find((each) => each.object === object);
    if (!compared) return [];
    if (!org.refreshed)
      return [finding(ID, object, 'skip', { expected: kept.rows, hint: text.get('hint.notRefreshed') })];
    return comparison(compared, kept, now);
  });
  return [...kept, ...added];
};

/**
 * repoint: one change per object in the order of their lookups, and one more for lookups that have to wait until all are
 * back. Where the org has too few API requests left, none is begun. Before a refresh nothing is put back: the sandbox's own people may have worked on.
 */
export const planRecords = ({ now, org }: Situation<RecordsFacts>): Change[] => {
  const { needed, affordable } = costOf(now);
  if (!org.refreshed || !affordable) return [];
  const cost =
    now.remaining === null
      ? text.get('reason.cost', { needed: figure(needed) })
      : text.get('reason.costOf', { needed: figure(needed), remaining: figure(now.remaining) });
  const names = { before: org.before.sandboxName, now: org.now.sandboxName };
  const change = ({ object, basis }: Compared, rows: number, pass: 'records' | 'links'): Change[] =>
    rows === 0
      ? []
      : [
          {
            item: ID,
            target:
              pass === 'records' ? `${object} › ${text.get('target.rows')}` : `${object} › ${text.get('target.links')}`,
            severity: 'normal',
            before: rows,
            after: 0,
            reason: text.get(`reason.${pass}`),
            cost,
            ...(basis === undefined ? {} : { basis }),
            write: { kind: 'restore', object, pass, names },
          },
        ];
  const all = now.now ?? [];
  return [
    ...all.flatMap((compared) => change(compared, compared.work, 'records')),
    ...all.flatMap((compared) => change(compared, compared.links, 'links')),
  ];
};

/** Every record that is not as it was kept, for people. */
export const recordDocuments = ({ now }: Situation<RecordsFacts>): Document[] => {
  const all = now.now ?? [];
  if (all.length === 0) return [];
  const rows = all.flatMap(({ object, rows: some, unsettled }) => [
    ...some.map(({ key, id, state, fields, problems }) => [
      object,
      key,
      id ?? '',
      state,
      fields.join(' '),
      problems.join(' '),
    ]),
    ...unsettled
      .filter(({ key }) => !some.some((row) => row.key === key))
      .map(({ key, id, field, to }) => [object, key, id ?? '', 'lookup', field, to]),
  ]);
  const header = ['object', 'key', 'id', 'state', 'fields', 'problems'];
  return [{ path: 'reports/record-differences.csv', content: csvLines([header, ...rows]) }];
};
