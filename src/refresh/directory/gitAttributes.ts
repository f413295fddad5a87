import { join } from 'node:path';
import { standingAt } from '../../files/standing.ts';
import { readIfThere, type ContentFile } from './files.ts';

/**
 * People commit a refresh directory, and the bytes of what is kept in it are checked against their checksums: a Git that
 * turns line ends into those of its machine (`core.autocrlf`, a `text=auto` further up) would damage all of it. Nested
 * attributes win over those above, so this holds wherever the directory lies (gitattributes documentation).
 */
const CONTENT = `# Checksums tell whether what is kept here is whole: Git must leave the line ends as they are.
* -text
`;

const NAME = '.gitattributes';

/** Rooms of the directory whose bytes are checked, or put back as they are. */
const ROOMS = ['catalog', 'preserved', 'rollback'];

/** Whether attributes keep Git from changing any file: `-text`, or `binary`, which is that and more. */
const isProtection = (attributes: string): boolean =>
  /^\*{1,2}[ \t](?:.*[ \t])?(?:-text|binary)(?:[ \t]|$)/m.test(attributes);

/**
 * The files that keep Git from changing what is kept. A file that is there already is somebody's and stays: where it keeps
 * Git from nothing, each room gets one of its own, which wins over those above.
 */
export const gitAttributesFile = async (directory: string): Promise<ContentFile[]> => {
  const path = join(directory, NAME);
  const own = await readIfThere(path);
  if (own === undefined) return [{ path, content: CONTENT }];
  if (isProtection(own)) return [];
  const rooms = await Promise.all(
    ROOMS.map(async (room): Promise<ContentFile[]> => {
      const at = join(directory, room, NAME);
      const isOpen =
        (await standingAt(join(directory, room)))?.isDirectory() === true && (await readIfThere(at)) === undefined;
      return isOpen ? [{ path: at, content: CONTENT }] : [];
    })
  );
  return rooms.flat();
};
