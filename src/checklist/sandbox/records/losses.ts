import type { KeptObject, Omission } from '../../../preserve/kept.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, FindingStatus } from '../../item.ts';
import type { Compared } from './facts.ts';

const text = loadText('checklist.records');
const ID = 'records';

/** So many rows are named; all of them stand in a file. */
const NAMED = 5;

/** Fields whose loss people should know of; a formula is computed anew, a number counted anew, and the parts of a compound are kept. */
const LOST = new Set<Omission>(['binary', 'encrypted', 'opaque', 'read-only', 'polymorphic', 'no-key']);

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;

/** How many records have a value in a field that is not kept, and the first few of them. */
const lossOf = (lost: KeptObject['lost'], name: string): string | undefined => {
  const found = lost?.find(({ field, same, images }) => field === name && !same && !images);
  return found && wordsFor(found);
};

const wordsFor = ({ field: name, rows, bytes, named, untold }: NonNullable<KeptObject['lost']>[number]): string => {
  if (untold) return text.get('lost.untold', { field: name, rows });
  const some = named.map(({ key, bytes: own }) => (own === null ? key : `${key} (${megabytes(own)})`)).join('; ');
  return bytes === null
    ? text.get('lost.values', { field: name, rows, named: some })
    : text.get('lost.files', { field: name, rows, size: megabytes(bytes), named: some });
};

/** One line for each reason why fields of an object are left out; `lost` where records have values there. */
const omissions = ({ object, omitted, lost }: KeptObject, status: { lost: FindingStatus }): Finding[] =>
  [...Map.groupBy(omitted, ({ why }) => why)].map(([why, fields]) => {
    const losses = fields.map(({ name }) => lossOf(lost, name)).filter((each) => each !== undefined);
    const told = LOST.has(why) ? 'warn' : 'skip';
    return finding(ID, `${object} › ${text.get(`target.${why}`)}`, losses.length > 0 ? status.lost : told, {
      actual: fields.map(({ name }) => name).join(', '),
      hint: [...losses, text.get(`hint.${why}`), ...(losses.length > 0 ? [text.get('hint.lost')] : [])].join(' '),
    });
  });

/** Lookups to records that no key tells apart: lost, although the field is kept. */
const lostLookups = ({ object, omitted, lost }: KeptObject, status: FindingStatus): Finding[] => {
  const fields = (lost ?? []).filter(
    ({ field, same, images }) => !same && !images && !omitted.some(({ name }) => name === field)
  );
  if (fields.length === 0) return [];
  const told = fields.map(({ field }) => lossOf(lost, field)).filter((each) => each !== undefined);
  return [
    finding(ID, `${object} › ${text.get('target.keyless')}`, status, {
      actual: fields.map(({ field }) => field).join(', '),
      hint: [
        ...told,
        text.get('hint.keyless'),
        text.get(status === 'fail' ? 'hint.giveKey' : 'hint.setAgain'),
        text.get('hint.lost'),
      ].join(' '),
    }),
  ];
};

/** Pictures in texts that are kept: each is a step for people. */
const lostImages = ({ object, lost }: KeptObject, status: FindingStatus): Finding[] => {
  const fields = (lost ?? []).filter(({ images }) => images);
  if (fields.length === 0) return [];
  return [
    finding(ID, `${object} › ${text.get('target.images')}`, status, {
      actual: fields.map(({ field }) => field).join(', '),
      hint: [...fields.map(wordsFor), text.get('hint.images'), text.get('hint.lost')].join(' '),
    }),
  ];
};

/** prepare: lookups that hold only where the refresh brings the very record: what only the sandbox has is lost. */
const sameOnly = ({ object, lost }: KeptObject): Finding[] => {
  const fields = (lost ?? []).filter(({ same }) => same);
  if (fields.length === 0) return [];
  return [
    finding(ID, `${object} › ${text.get('target.same')}`, 'fail', {
      actual: fields.map(({ field }) => field).join(', '),
      hint: [...fields.map(wordsFor), text.get('hint.same'), text.get('hint.lost')].join(' '),
    }),
  ];
};

/** After the refresh: such lookups that lead to nothing that the org has. */
export const unsettledByHand = ({ object, unsettled }: Pick<Compared, 'object' | 'unsettled'>): Finding[] =>
  unsettled.length === 0
    ? []
    : [
        finding(ID, `${object} › ${text.get('target.same')}`, 'manual', {
          actual: [...new Set(unsettled.map(({ field }) => field))].join(', '),
          hint: text.get('hint.unsettled', {
            rows: unsettled.length,
            named: unsettled
              .slice(0, NAMED)
              .map(({ key, field, to }) => text.get('row.unsettled', { key, field, to }))
              .join('; '),
          }),
        }),
      ];

/** Records that are kept, and that nobody can tell apart when they are to be put back. */
const unusable = (
  { object, key, unusable: { empty, repeated, named }, file }: KeptObject,
  status: FindingStatus
): Finding[] =>
  empty + repeated === 0
    ? []
    : [
        finding(ID, `${object} › ${text.get('target.keys')}`, status, {
          actual: empty + repeated,
          hint: [
            text.get('hint.keys', { repeated, empty, key: key.join(', '), named: named.join('; '), file }),
            text.get(status === 'fail' ? 'hint.correct' : 'hint.bringBack'),
          ].join(' '),
        }),
      ];

/** prepare: what of an object is not kept, or kept and of no use. */
export const lossesOfKept = (kept: KeptObject): Finding[] => [
  ...omissions(kept, { lost: 'fail' }),
  ...lostLookups(kept, 'fail'),
  ...lostImages(kept, 'fail'),
  ...sameOnly(kept),
  ...unusable(kept, 'fail'),
];

/** After the refresh: what people have to bring back. */
export const lossesByHand = (kept: KeptObject): Finding[] => [
  ...unusable(kept, 'manual'),
  ...lostLookups(kept, 'manual'),
  ...lostImages(kept, 'manual'),
  ...omissions(kept, { lost: 'manual' }).filter(({ status }) => status === 'manual'),
];
