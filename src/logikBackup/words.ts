import { loadText } from '../text.ts';
import type { Part } from './manifest.ts';
import type { Content } from './rows.ts';

const text = loadText('logikBackup');

/** Digits of a checksum that people can compare. */
const MARK = 12;

/** What a part says, short enough for a plan: two that say the same have the same words, and only they. */
export const contentWords = (kind: Part['kind'], { rows, digest }: Content): string => {
  const values = { rows, mark: digest.slice(0, MARK) };
  return kind === 'table' ? text.get('words.table', values) : text.get('words.blueprints', values);
};
