import { join } from 'node:path';
import { readProfileKeys } from '../salesforce/profileKeys.ts';
import type { OrgReader } from '../salesforce/types.ts';
import { loadText } from '../text.ts';
import { planReading, type Budget, type Reading } from './budget.ts';
import type { KeptObject } from './kept.ts';
import { OBJECTS, type NaturalKeys } from './objects.ts';
import type { Progress } from './progress.ts';
import { startDesk, type RemoteDesk } from './remoteDesk.ts';
import { configurableField, shapesOf, type Shape } from './shape.ts';
import type { CatalogView } from './types.ts';
import type { UserSuffix } from './worker/loader.ts';
import type { ProductIdField } from './worker/syncCandidates.ts';
import { closeWorkspace, openWorkspace, type Workspace } from './workspace.ts';

export type { CatalogView, Comparison, StagedFile } from './types.ts';

const text = loadText('catalog');

/** What refresh.yaml and the command line say about the catalog. */
export type CatalogSettings = {
  keys: NaturalKeys;
  /** Price books, besides the standard one, in which configurable products and options need an entry. */
  priceBooks: readonly string[];
  productIdField: ProductIdField | null;
  /** Tells the prefix of the Logik package. */
  namespace?: () => Promise<string>;
  /** From how many rows on Bulk API 2.0 is used. */
  bulkThreshold: number;
};

export type CatalogOptions = {
  org: OrgReader;
  /** The refresh directory. */
  directory: string;
  settings: CatalogSettings;
  userSuffix: UserSuffix;
  progress: Progress;
};

/** All work runs side by side; the first that fails ends the others. */
const together = async <T>(work: ReadonlyArray<(signal: AbortSignal) => Promise<T>>): Promise<T[]> => {
  const abort = new AbortController();
  const running = work.map((each) =>
    each(abort.signal).catch((error: unknown) => {
      abort.abort(error);
      throw error;
    })
  );
  try {
    return await Promise.all(running);
  } finally {
    // Nobody may still be at work when the workspace is closed.
    await Promise.allSettled(running);
  }
};

/** A key that refresh.yaml came to name after prepare may be a field that prepare did not keep. */
const refuseUnkeptKeys = (kept: readonly KeptObject[], keys: NaturalKeys, shapes: readonly Shape[]): void => {
  for (const { object, fields } of kept) {
    const usual = OBJECTS.find(({ name }) => name === object)?.key.join();
    const chosen = keys[object as keyof NaturalKeys]?.join();
    const shape = shapes.find(({ name }) => name === object);
    const lost = shape?.key.find((field) => !fields.some(({ name }) => name === field));
    if (lost !== undefined && chosen !== usual) throw text.error('UnkeptKeyField', { object, field: lost });
  }
};

type Planned = { shapes: Shape[]; readings: Reading[]; budget: Budget; configurable: string | undefined };

/** Both catalogs are told apart by the same fields: one that only one of them has would give a row two different keys. */
const withSharedKeys = (planned: Planned, kept: readonly KeptObject[]): Planned => {
  const shared = (shape: Shape): Shape => {
    const fields = kept.find(({ object }) => object === shape.name)?.fields;
    return fields ? { ...shape, key: shape.key.filter((key) => fields.some(({ name }) => name === key)) } : shape;
  };
  return {
    ...planned,
    shapes: planned.shapes.map(shared),
    readings: planned.readings.map((reading) => ({ ...reading, shape: shared(reading.shape) })),
  };
};

/** Reads an object from the org and hands it to the desk, page by page. */
const feed = async (
  org: OrgReader,
  desk: RemoteDesk,
  { shape, rows: total, bulk }: Reading,
  { keep, progress, signal }: { keep: boolean; progress: Progress; signal: AbortSignal }
): Promise<KeptObject | undefined> => {
  const { name: object } = shape;
  await desk.begin(shape, keep && !shape.notKept);
  const fields = shape.fields.map(({ name }) => name);
  const tell = (rows: number): void => progress({ stage: 'read', object, rows, total });
  for await (const page of org.csv({ object, fields }, { bulk, onRows: tell })) {
    signal.throwIfAborted();
    await desk.piece(object, page.bytes);
  }
  return desk.finish(object, bulk ? 'bulk' : 'rest');
};

const PROFILE = 'Profile';

/** What no language changes about the profiles of an org, where profiles are part of the catalog. */
const profileNames = async (org: OrgReader, isPart: boolean): Promise<Record<string, string>> =>
  isPart ? Object.fromEntries(await readProfileKeys(org)) : {};

/** Work on the catalog of one org. Its files are in a workspace until they are moved; closing it removes what is left. */
export type CatalogWork = {
  /** Before the refresh: reads the catalog and keeps it. */
  keep(): Promise<CatalogView>;
  /**
   * After it: reads the catalog and compares it with the one that was kept.
   *
   * @throws SfError DamagedCatalogError, UnkeptKeyFieldError
   */
  compare(kept: readonly KeptObject[]): Promise<CatalogView>;
  close(): Promise<void>;
};

/**
 * Prepares work on a catalog; nothing is read or written before it is asked for. Every method may throw what the org
 * refuses (OrgError), and SfErrors ApiBudgetError, UnknownKeyFieldError, UnreadableFieldError, WriteFailedError,
 * WorkspaceError, WorkerError.
 */
export const openCatalog = ({ org, directory, settings, userSuffix, progress }: CatalogOptions): CatalogWork => {
  const { keys, priceBooks, productIdField } = settings;
  let workspace: Workspace | undefined;
  let desk: RemoteDesk | undefined;

  const open = async (): Promise<{ path: string; desk: RemoteDesk }> => {
    workspace ??= await openWorkspace(directory);
    desk ??= startDesk(workspace.path, userSuffix, progress);
    return { path: workspace.path, desk };
  };

  const plan = async (): Promise<Planned> => {
    const namespace = await settings.namespace?.();
    const shapes = await shapesOf(org, keys, namespace);
    const configurable = configurableField(shapes.find(({ name }) => name === 'Product2')?.fields ?? [], namespace);
    return { shapes, configurable, ...(await planReading(org, shapes, settings.bulkThreshold)) };
  };

  const seen = ({
    readings,
    budget,
    configurable,
  }: Planned): Pick<CatalogView, 'budget' | 'objects' | 'configurableField'> => ({
    budget,
    objects: readings.map(({ shape, rows, bulk }) => ({ object: shape.name, rows, via: bulk ? 'bulk' : 'rest' })),
    configurableField: configurable ?? null,
  });

  return {
    keep: async () => {
      const planned = await plan();
      const { path, desk: worker } = await open();
      const fed = await together(
        planned.readings.map(
          (reading) => (signal: AbortSignal) => feed(org, worker, reading, { keep: true, progress, signal })
        )
      );
      const read = fed.filter((object) => object !== undefined);
      const developerNames = await profileNames(
        org,
        read.some(({ object }) => object === PROFILE)
      );
      const kept = read.map((each) =>
        each.object === PROFILE && Object.keys(developerNames).length > 0 ? { ...each, developerNames } : each
      );
      const { configurable } = planned;
      const judged = await worker.judge({ keys, configurable, priceBooks, room: 'catalog' });
      const files = kept.map(({ file }) => ({ from: join(path, file), room: 'catalog' as const, name: file }));
      return { ...seen(planned), ...judged, kept, comparison: null, files: [...files, ...judged.files] };
    },

    compare: async (kept) => {
      const whole = await plan();
      refuseUnkeptKeys(kept, keys, whole.shapes);
      const planned = withSharedKeys(whole, kept);
      const { desk: worker } = await open();
      const keyOf = (object: string): readonly string[] =>
        [...planned.shapes, ...OBJECTS].find(({ name }) => name === object)?.key ?? [];
      await together([
        ...kept.map((each) => () => worker.loadKept(directory, each, keyOf(each.object))),
        ...planned.readings.map((reading) => async (signal: AbortSignal) => {
          await feed(org, worker, reading, { keep: false, progress, signal });
        }),
      ]);
      const { configurable } = planned;
      const totals = Object.fromEntries(planned.readings.map(({ shape, rows }) => [shape.name, rows]));
      const judged = await worker.judge({ keys, configurable, priceBooks, room: 'reports' });
      const before = kept.find(({ object }) => object === PROFILE)?.developerNames ?? {};
      const developerNames = { before, now: await profileNames(org, Object.keys(before).length > 0) };
      const { files, ...compared } = await worker.compare({
        keys,
        configurable,
        productIdField,
        totals,
        developerNames,
      });
      return {
        ...seen(planned),
        ...judged,
        kept: null,
        comparison: { ...compared, lookUp: (ids) => worker.lookUp([...ids], keys.PricebookEntry) },
        files: [...files, ...judged.files],
      };
    },

    close: async () => {
      await desk?.stop();
      desk = undefined;
      if (workspace !== undefined) await closeWorkspace(workspace);
      workspace = undefined;
    },
  };
};
