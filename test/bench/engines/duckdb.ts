import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { entriesFile, productsFile, SIDES, type Found } from './csvFiles.ts';
import { idMapFile } from './idMap.ts';

/** What is used of `@duckdb/node-api`, which is no dependency. */
type Module = { DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<Instance> } };
type Instance = { connect(): Promise<Connection>; closeSync(): void };
type Connection = {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowObjects(): Array<Record<string, unknown>> }>;
};

const PACKAGE = '@duckdb/node-api';

/** DuckDB does everything, from the compressed files to the ID map, with the memory limit that it is given. */
export const compareWithDuckDb =
  (memory: string) =>
  async (directory: string): Promise<Found> => {
    const { DuckDBInstance } = (await import(PACKAGE)) as Module;
    const path = join(directory, 'work.duckdb');
    rmSync(path, { force: true });
    const instance = await DuckDBInstance.create(path, {
      memory_limit: memory,
      threads: '2',
      temp_directory: join(directory, 'duckdb'),
      preserve_insertion_order: 'false',
    });
    const connection = await instance.connect();
    const read = (file: string): string =>
      `read_csv('${file}', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"',
        buffer_size = 4000000, max_line_size = 1000000)`;
    for (const side of SIDES) {
      await connection.run(
        `CREATE TABLE ${side}_products AS SELECT Id, coalesce(nullif(ExternalId, ''), nullif(ProductCode, ''),
           nullif(StockKeepingUnit, ''), Name) AS key FROM ${read(productsFile(directory, side))}`
      );
      await connection.run(
        `CREATE TABLE ${side}_entries AS SELECT e.Id AS id, e.UnitPrice AS price,
           p.key || '|' || substr(e.Pricebook2Id, 8, 8) AS key
         FROM ${read(entriesFile(directory, side))} e JOIN ${side}_products p ON p.Id = e.Product2Id`
      );
    }
    const joined = 'before_entries b FULL OUTER JOIN now_entries n ON b.key = n.key';
    await connection.run(
      `COPY (SELECT b.id AS oldId, n.id AS newId, b.key AS key FROM ${joined}
             WHERE b.id IS NOT NULL AND n.id IS NOT NULL) TO '${idMapFile(directory)}' (HEADER)`
    );
    const counted = await connection.runAndReadAll(
      `SELECT count(*) FILTER (WHERE b.id IS NOT NULL AND n.id IS NOT NULL) AS matched,
         count(*) FILTER (WHERE n.id IS NULL) AS missing, count(*) FILTER (WHERE b.id IS NULL) AS fresh,
         count(*) FILTER (WHERE b.price <> n.price) AS changed FROM ${joined}`
    );
    const [row] = counted.getRowObjects();
    instance.closeSync();
    const figure = (name: string): number => Number(row[name]);
    return {
      matched: figure('matched'),
      missing: figure('missing'),
      fresh: figure('fresh'),
      changed: figure('changed'),
    };
  };
