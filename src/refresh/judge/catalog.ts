import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { openCatalog, type CatalogView, type StagedFile } from '../../catalog/index.ts';
import { CATALOG_DIRECTORY } from '../../catalog/directory.ts';
import { keptObjectSchema } from '../../catalog/kept.ts';
import type { Progress } from '../../catalog/progress.ts';
import type { Answers } from '../../checklist/answers/index.ts';
import { tenantNamespace } from '../../checklist/connection/logikTenant/discover.ts';
import type { SandboxNames } from '../../checklist/shared/users/facts.ts';
import { chunked, soql } from '../../salesforce/soql.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { loadText } from '../../text.ts';
import { checkManifest } from '../directory/catalogManifest.ts';
import type { MovedFile } from '../directory/files.ts';

const text = loadText('refresh');

/** What the command line says of reading the catalog. */
export type CatalogRun = { bulkThreshold: number; progress: Progress };

/** The catalog of one run: read when the first line asks, and shared by all of them. */
export type CatalogSource = {
  view(): Promise<CatalogView>;
  /** What was read, where somebody asked and it could be. */
  seen(): Promise<CatalogView | undefined>;
  /** Reads again when the touched products were modified; everything else stays as it was read. */
  refresh(): Promise<void>;
  /** The files that this run made of it; none where nobody asked. */
  files(): Promise<StagedFile[]>;
  close(): Promise<void>;
};

type Options = {
  org: OrgReader;
  directory: string;
  answers: Answers;
  names: SandboxNames;
  run: CatalogRun;
  /** The facts of the line `catalog` in the baseline, where there is a catalog to compare with; undefined: to be kept. */
  baseline?: { facts: unknown };
};

/** IDs in one condition: a query travels in a URL. */
const IDS = 400;

/** The list of what was kept, as the baseline's facts hold it. */
const keptSchema = z.object({ kept: z.array(keptObjectSchema) });

const modifiedNow = async (org: OrgReader, ids: readonly string[]): Promise<Map<string, string>> => {
  const rows = await Promise.all(
    chunked(ids, IDS).map((some) =>
      org.query<{ Id: string; LastModifiedDate: string }>(
        soql`SELECT Id, LastModifiedDate FROM Product2 WHERE Id IN ${some}`
      )
    )
  );
  return new Map(rows.flat().map((row) => [row.Id, new Date(row.LastModifiedDate).toISOString()]));
};

/** Prepares the catalog of a run; nothing is read before a line asks for it. */
export const catalogSource = ({ org, directory, answers, names, run, baseline }: Options): CatalogSource => {
  const work = openCatalog({
    org,
    directory,
    settings: {
      keys: answers.catalog.keys,
      priceBooks: answers.catalog.priceBooks,
      productIdField: answers.logik.productIdField,
      namespace: () => tenantNamespace(org, answers.logik.tenant),
      bulkThreshold: run.bulkThreshold,
    },
    userSuffix: names,
    progress: run.progress,
  });
  let view: Promise<CatalogView> | undefined;
  const read = async (): Promise<CatalogView> => {
    if (baseline === undefined) return work.keep();
    const parsed = keptSchema.safeParse(baseline.facts);
    if (!parsed.success) throw text.error('NoCatalog', { directory });
    await checkManifest(directory, parsed.data.kept);
    return work.compare(parsed.data.kept);
  };
  const settled = async (): Promise<CatalogView | undefined> => view?.catch(() => undefined);
  return {
    view: () => (view ??= read()),
    seen: settled,
    refresh: async () => {
      const seen = await settled();
      if (!seen?.comparison) return;
      const { comparison } = seen;
      const dates = await modifiedNow(
        org,
        comparison.candidates.map(({ id }) => id)
      );
      // What was deleted meanwhile is no candidate any more.
      const candidates = comparison.candidates.flatMap((each) => {
        const lastModified = dates.get(each.id);
        return lastModified === undefined ? [] : [{ ...each, lastModified }];
      });
      view = Promise.resolve({ ...seen, comparison: { ...comparison, candidates } });
    },
    files: async () => (await settled())?.files ?? [],
    close: async () => {
      await settled();
      await work.close();
    },
  };
};

/**
 * The staged files with the places they take. One that lists nothing comes only where an older one would tell otherwise.
 *
 * @param reports where reports go
 */
export const placed = (
  files: readonly StagedFile[],
  directory: string,
  reports = join(directory, 'reports')
): MovedFile[] => {
  const rooms = { catalog: join(directory, CATALOG_DIRECTORY), 'id-map': join(directory, 'id-map'), reports };
  return files
    .map(({ from, room, name, isEmpty = false }) => ({ from, path: join(rooms[room], name), isEmpty }))
    .filter(({ path, isEmpty }) => !isEmpty || existsSync(path))
    .map(({ from, path }) => ({ from, path }));
};
