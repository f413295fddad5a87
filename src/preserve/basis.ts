import { createHash } from 'node:crypto';
import type { Draft } from './draft.ts';

/**
 * A checksum of what would be written to the records of an object and of what stands there instead: it moves with every
 * value that a plan would replace, where the plan itself only tells how many records there are. Undefined for none.
 */
export const basisOf = (drafts: readonly Draft[]): string | undefined => {
  if (drafts.length === 0) return undefined;
  const hash = createHash('sha256');
  const byKey = drafts.toSorted((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  for (const { key, id, different, stands, fields, waiting, problems } of byKey) {
    const written = Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1));
    const names = [different, waiting].map((some) => some.map(({ name }) => name));
    hash.update(
      `${JSON.stringify([key, id, names, stands, written, problems.map(({ code, field }) => [code, field])])}\n`
    );
  }
  return `sha256:${hash.digest('hex')}`;
};
