import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { z } from 'zod';
import { CATALOG_DIRECTORY } from '../../catalog/directory.ts';
import { keptObjectSchema, type KeptObject } from '../../catalog/kept.ts';
import { loadText } from '../../text.ts';
import { readIfThere, type ContentFile } from './files.ts';
import { parseRecord, toJson } from './record.ts';

const text = loadText('refresh');

const KIND = 'logik-refresh-catalog';

const manifestSchema = z.strictObject({
  kind: z.literal(KIND),
  schemaVersion: z.literal(1),
  /** ISO 8601, UTC. */
  preparedAt: z.iso.datetime(),
  orgId: z.string(),
  objects: z.array(keptObjectSchema),
});

const manifestPath = (directory: string): string => join(directory, CATALOG_DIRECTORY, 'manifest.json');

/** What `catalog/` holds, for whoever reads it without the baseline: files, counts, columns and checksums. */
export const manifestFile = (
  directory: string,
  content: { preparedAt: string; orgId: string; objects: KeptObject[] }
): ContentFile => ({
  path: manifestPath(directory),
  content: toJson({ kind: KIND, schemaVersion: 1, ...content }),
});

/**
 * Makes sure that `catalog/` is the one that the baseline speaks of.
 *
 * @throws SfError NoCatalogError; DamagedFileError, ForeignFileError, NewerFileError; OtherCatalogError
 */
export const checkManifest = async (directory: string, kept: readonly KeptObject[]): Promise<void> => {
  const path = manifestPath(directory);
  const content = await readIfThere(path);
  if (content === undefined) throw text.error('NoCatalog', { directory });
  const { objects } = parseRecord(content, { path, kind: KIND, schema: manifestSchema });
  if (!isDeepStrictEqual(objects, kept)) throw text.error('OtherCatalog', { path });
};
