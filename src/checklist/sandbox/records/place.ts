import { join } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Place } from '../../../preserve/selection.ts';
import { loadText } from '../../../text.ts';
import { readTextFile } from '../../../textFile.ts';

const text = loadText('checklist.records');

/** Where the entries of preserve.records stand in refresh.yaml, for errors that a person has to correct there. */
export const placesIn = async (directory: string, entries: number): Promise<Place[]> => {
  const content = await readTextFile(join(directory, 'refresh.yaml')).catch(() => '');
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  return Array.from({ length: entries }, (_, index) => {
    const path = `preserve.records[${index}]`;
    const node = document.getIn(['preserve', 'records', index], true);
    const line = isNode(node) && node.range ? lines.linePos(node.range[0]).line : undefined;
    return { entry: line === undefined ? text.get('place', { path }) : text.get('place.line', { path, line }) };
  });
};
