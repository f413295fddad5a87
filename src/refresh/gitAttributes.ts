import { join } from 'node:path';
import { standingAt } from '../files/standing.ts';
import type { ContentFile } from './files.ts';

/**
 * People commit a refresh directory, and the bytes of what is kept in it are checked against their checksums: a Git that
 * turns line ends into those of its machine (`core.autocrlf`, a `text=auto` further up) would damage all of it. Nested
 * attributes win over those above, so this holds wherever the directory lies (gitattributes documentation).
 */
const CONTENT = `# Checksums tell whether what is kept here is whole: Git must leave the line ends as they are.
* -text
`;

/** The file that keeps Git from changing what is kept; empty where there is one already, for that is somebody's. */
export const gitAttributesFile = async (directory: string): Promise<ContentFile[]> => {
  const path = join(directory, '.gitattributes');
  return (await standingAt(path)) === undefined ? [{ path, content: CONTENT }] : [];
};
