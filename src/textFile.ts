import { Transform } from 'node:stream';
import type { SfError } from '@salesforce/core';
import { bytesOf, MOST_BYTES } from './files/open.ts';
import { encodingProblem, fromUtf8, Utf8Check, type EncodingProblem } from './literal/utf8.ts';
import { loadText } from './text.ts';

const text = loadText('text-file');

/** What is wrong with the encoding of a file, as an error that names the file and the place in it. */
export const encodingError = (path: string, problem: EncodingProblem): SfError => {
  if (problem.kind !== 'byte')
    return text.error('OtherEncoding', { path, encoding: text.get(`encoding.${problem.kind}`) });
  const { line, column, byte } = problem;
  if (byte === 0) return text.error('NulByte', { path, line, column });
  return text.error('NotUtf8', { path, line, column, byte: byte.toString(16).toUpperCase().padStart(2, '0') });
};

/**
 * The text in a file that a person may have edited or handed in. What is no UTF-8 is refused: read with loss, it would be
 * written back with loss.
 *
 * @param most how many bytes it may have
 * @throws SfError NotUtf8Error with line and column, OtherEncodingError with the encoding's name, UnfinishedMergeError;
 *   what `bytesOf` throws
 */
export const readTextFile = async (path: string, most: number = MOST_BYTES.record): Promise<string> =>
  textIn(await bytesOf(path, most), path);

/** The same for bytes that were read already. */
export const textIn = (bytes: Uint8Array, path: string): string => {
  const problem = encodingProblem(bytes);
  if (problem) throw encodingError(path, problem);
  const content = fromUtf8(bytes);
  const line = unfinishedMerge(content);
  if (line !== undefined) throw text.error('UnfinishedMerge', { path, line });
  return content;
};

/** Where Git left both versions of a file in it, for a person to settle: the line of the first mark. */
const unfinishedMerge = (content: string): number | undefined => {
  const lines = `\n${content}`;
  const ours = lines.indexOf('\n<<<<<<< ');
  const theirs = ours < 0 ? -1 : lines.indexOf('\n=======', ours);
  if (theirs < 0 || !lines.includes('\n>>>>>>> ', theirs)) return undefined;
  return lines.slice(0, ours + 1).split('\n').length - 1;
};

/** The same for a large file, as a stream to put in front of its parser: bytes go through as they are, or it fails. */
export const utf8Only = (path: string): Transform => {
  const check = new Utf8Check();
  return new Transform({
    transform(piece: Buffer, _, done) {
      const problem = check.push(piece);
      done(problem ? encodingError(path, problem) : null, piece);
    },
    flush(done) {
      const problem = check.end();
      done(problem ? encodingError(path, problem) : null);
    },
  });
};
