import type { SfError } from '@salesforce/core';
import { checklist } from '../../checklist/index.ts';
import type { Finding, ItemId } from '../../checklist/item.ts';
import { sameOrgId } from '../../checklist/identity/orgIdentity/ids.ts';
import { tellsSecret } from '../../literal/secrets.ts';
import { isSfError, loadText } from '../../text.ts';
import type { RecordedAttestation } from '../directory/attestations.ts';
import type { Selection } from '../judge/selection.ts';

const text = loadText('refresh');
const selectionText = loadText('selection');

/** What the command line gives: `ITEM=note` or `ITEM:STEP=note`, and `ITEM` or `ITEM:STEP` to take back. */
export type GivenWords = { attest: readonly string[]; unattest: readonly string[] };

/** What stands on record, and what is outstanding now. */
export type WordsFor = {
  known: readonly RecordedAttestation[];
  findings: readonly Finding[];
  selection: Selection;
  orgId: string;
  /** The sf username that vouches, and when: ISO 8601, UTC. */
  by: string;
  at: string;
};

/** What then stands on record; `refused` are the words that could not be taken, each with its reason. */
export type Words = { attestations: RecordedAttestation[]; changed: boolean; refused: SfError[] };

/** A line of the checklist, and what follows it: `=note`, `:step=note`, `:step` or nothing. */
type Parsed = { item: ItemId; rest: string };

const parse = (given: string): Parsed | undefined => {
  const [, id, rest] = /^\s*([a-z-]+)\s*([:=].*)?$/is.exec(given) ?? [];
  const item = checklist.find((candidate) => candidate.id === id?.toLowerCase())?.id;
  return item && { item, rest: rest ?? '' };
};

/** A step is typed from a report: neither case nor the number of blanks tells two steps apart. */
const spelled = (target: string): string => target.trim().replace(/\s+/g, ' ').toLowerCase();

/** The note behind the step that is named; both may hold `=`, so it is the step that ends it. */
const noteBehind = (rest: string, target: string): string | undefined => {
  for (let at = rest.indexOf('='); at >= 0; at = rest.indexOf('=', at + 1)) {
    if (spelled(rest.slice(1, at)) === spelled(target)) return rest.slice(at + 1);
  }
  return undefined;
};

/** A name, a tick or "done" says nothing to who reads it in an audit. */
const isNote = (note: string): boolean => /\S\s+\S/.test(note);

/** The flags that name each step, to be pasted. */
const flagsFor = (flag: string, item: ItemId, targets: readonly string[], tail: string): string =>
  targets.map((target) => `${flag} "${item}:${target}${tail}"`).join('  ');

const steps = (findings: readonly Finding[], item: ItemId): Finding[] =>
  findings.filter((finding) => finding.item === item && finding.status === 'manual');

type Step = Pick<Finding, 'item' | 'target' | 'expected'> & { note: string };

/**
 * The one step that a word is for.
 *
 * @throws SfError BadAttestationError, AttestLeftOutError, NothingToAttestError, AmbiguousAttestationError,
 *   UnknownStepError, ShortNoteError
 */
const stepFor = (given: string, { findings, selection }: WordsFor): Step => {
  const parsed = parse(given);
  if (!parsed || parsed.rest === '')
    throw text.error('BadAttestation', { given, items: checklist.map(({ id }) => id).join(', ') }, 2);
  const { item, rest } = parsed;
  if (selection.leftOut.some((line) => line.item === item)) throw selectionText.error('AttestLeftOut', { item }, 2);
  const open = steps(findings, item);
  if (open.length === 0) throw text.error('NothingToAttest', { item }, 2);
  const flags = flagsFor(
    '--attest',
    item,
    open.map(({ target }) => target),
    '=…'
  );
  if (rest.startsWith('=') && open.length > 1)
    throw text.error('AmbiguousAttestation', { item, count: open.length, flags }, 2);
  const named = rest.startsWith('=')
    ? { found: open[0], note: rest.slice(1) }
    : open.map((found) => ({ found, note: noteBehind(rest, found.target) })).find(({ note }) => note !== undefined);
  if (!named) throw text.error('UnknownStep', { given, item, flags }, 2);
  const { found, note = '' } = named;
  if (!isNote(note)) throw text.error('ShortNote', { item, target: found.target, note: note.trim() }, 2);
  return { item, target: found.target, expected: found.expected, note: note.trim() };
};

/** The same attestation for some of its steps only. */
const narrowed = (attestation: RecordedAttestation, keep: (target: string) => boolean): RecordedAttestation[] => {
  const targets = attestation.targets.filter(({ target }) => keep(target));
  return targets.length === 0 ? [] : [{ ...attestation, targets }];
};

/**
 * Takes one word back: it stays on record, with who took it back and when.
 *
 * @throws SfError BadUnattestationError, NothingToUnattestError, AmbiguousUnattestationError
 */
const withdraw = (
  given: string,
  attestations: readonly RecordedAttestation[],
  { orgId, by, at }: Pick<WordsFor, 'orgId' | 'by' | 'at'>
): RecordedAttestation[] => {
  const parsed = parse(given);
  if (!parsed || parsed.rest.startsWith('='))
    throw text.error('BadUnattestation', { given, items: checklist.map(({ id }) => id).join(', ') }, 2);
  const { item, rest } = parsed;
  const counts = (each: RecordedAttestation): boolean =>
    each.item === item && each.withdrawn === undefined && sameOrgId(each.orgId, orgId);
  const targets = [...new Set(attestations.filter(counts).flatMap((each) => each.targets.map(({ target }) => target)))];
  const named = rest === '' ? targets : targets.filter((target) => spelled(target) === spelled(rest.slice(1)));
  const flags = flagsFor('--unattest', item, targets, '');
  if (named.length === 0) throw text.error('NothingToUnattest', { given, flags: flags === '' ? '–' : flags }, 2);
  if (named.length > 1) throw text.error('AmbiguousUnattestation', { item, count: named.length, flags }, 2);
  return attestations.flatMap((each) =>
    counts(each)
      ? [
          ...narrowed(each, (target) => target !== named[0]),
          ...narrowed({ ...each, withdrawn: { by, at } }, (target) => target === named[0]),
        ]
      : [each]
  );
};

/**
 * Takes the words that people give for manual steps, one step a word, and takes back those that they withdraw. A word
 * that cannot be taken discards no other.
 *
 * @returns what then stands on record, and an SfError (exit code 2) for each word that could not be taken
 */
export const attesting = ({ attest, unattest }: GivenWords, around: WordsFor): Words => {
  const refused: SfError[] = [];
  let attestations = [...around.known];
  const attempt = (given: string, work: () => RecordedAttestation[]): void => {
    try {
      // Before anything else is said of it: no other error may repeat it.
      if (tellsSecret(given)) throw text.error('SecretInWords', { item: parse(given)?.item ?? '–' }, 2);
      attestations = work();
    } catch (error) {
      if (!isSfError(error)) throw error;
      refused.push(error);
    }
  };
  for (const given of unattest) attempt(given, () => withdraw(given, attestations, around));
  const { orgId, by, at } = around;
  for (const given of attest) {
    attempt(given, () => {
      const { item, target, expected, note } = stepFor(given, around);
      return [...attestations, { item, targets: [{ target, expected }], orgId, by, at, note }];
    });
  }
  return { attestations, changed: attest.length + unattest.length > refused.length, refused };
};

/**
 * One error for the words that could not be taken.
 *
 * @param of how many words were given
 * @returns the reason itself where it is the only word; AttestationsRefusedError (exit code 2) with all reasons otherwise
 */
export const refusalOf = (refused: readonly SfError[], of: number): SfError => {
  const [first] = refused;
  if (of === 1) return first;
  const key = refused.length === of ? 'AttestationsRefused' : 'SomeAttestationsRefused';
  const reasons = refused.map(({ message }) => message).join(' ');
  const error = text.error(key, { count: refused.length, of, reasons }, 2);
  error.actions = [...new Set(refused.flatMap(({ actions = [] }) => actions))];
  return error;
};
