import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

const PIECE = 65_536;

export const idMapFile = (directory: string): string => join(directory, 'id-map.csv');

/** What each engine writes in the end. */
export const openIdMap = (
  directory: string
): { add(before: string, now: string, key: string): Promise<unknown> | undefined; end(): Promise<void> } => {
  const file = createWriteStream(idMapFile(directory));
  let piece = 'oldId,newId,key\n';
  return {
    add: (before, now, key) => {
      piece += `${before},${now},${key}\n`;
      if (piece.length < PIECE) return undefined;
      const ready = file.write(piece);
      piece = '';
      return ready ? undefined : once(file, 'drain');
    },
    end: () => {
      file.end(piece);
      return finished(file);
    },
  };
};
