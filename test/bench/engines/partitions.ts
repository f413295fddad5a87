import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bookOf, entriesFile, productsFile, SIDES, type Found } from './csvFiles.ts';
import { openIdMap } from './idMap.ts';
import { eachRow, productKey } from './rows.ts';

/** So many that one of them fits into memory many times over. */
const PARTITIONS = 64;
const PIECE = 32_768;

/** FNV-1a. */
const partitionOf = (text: string): number => {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return (hash >>> 0) % PARTITIONS;
};

type Row = readonly string[];

/** Rows in files, by a hash of what they will be joined by. */
class Partitions {
  private readonly files: number[];
  private readonly waiting: string[] = Array.from({ length: PARTITIONS }, () => '');
  private readonly base: string;

  public constructor(directory: string, name: string) {
    this.base = join(directory, name);
    this.files = this.waiting.map((_, at) => openSync(`${this.base}.${at}`, 'w+'));
  }

  public add(by: string, row: Row): void {
    const at = partitionOf(by);
    this.waiting[at] += `${JSON.stringify(row)}\n`;
    if (this.waiting[at].length > PIECE) this.flush(at);
  }

  public close(): void {
    for (const [at, file] of this.files.entries()) {
      this.flush(at);
      closeSync(file);
    }
  }

  public read(at: number): Row[] {
    const lines = readFileSync(`${this.base}.${at}`, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Row);
  }

  private flush(at: number): void {
    writeSync(this.files[at], this.waiting[at]);
    this.waiting[at] = '';
  }
}

const numbers = Array.from({ length: PARTITIONS }, (_, at) => at);

/** Rows by hash into files, joined file by file: nothing but one partition is in memory. */
export const compareWithPartitions = async (directory: string): Promise<Found> => {
  const room = join(directory, 'partitions');
  rmSync(room, { recursive: true, force: true });
  mkdirSync(room);
  const keyed: Partitions[] = [];
  for (const side of SIDES) {
    const products = new Partitions(room, `${side}-products`);
    const entries = new Partitions(room, `${side}-entries`);
    const byKey = new Partitions(room, `${side}-keyed`);
    await eachRow(productsFile(directory, side), (row) => products.add(row[0], [row[0], productKey(row)]));
    await eachRow(entriesFile(directory, side), ([id, book, of, price]) => entries.add(of, [id, book, of, price]));
    products.close();
    entries.close();
    for (const at of numbers) {
      const keys = new Map(products.read(at).map(([id, key]) => [id, key]));
      for (const [id, book, of, price] of entries.read(at)) {
        const key = `${keys.get(of)}|${bookOf(book)}`;
        byKey.add(key, [key, id, price]);
      }
    }
    byKey.close();
    keyed.push(byKey);
  }
  const [before, now] = keyed;
  const found: Found = { matched: 0, missing: 0, fresh: 0, changed: 0 };
  const idMap = openIdMap(directory);
  for (const at of numbers) {
    const earlier = new Map(before.read(at).map((row) => [row[0], row]));
    for (const [key, id, price] of now.read(at)) {
      const row = earlier.get(key);
      earlier.delete(key);
      if (row === undefined) found.fresh += 1;
      else {
        found.matched += 1;
        if (row[2] !== price) found.changed += 1;
        await idMap.add(row[1], id, key);
      }
    }
    found.missing += earlier.size;
  }
  await idMap.end();
  return found;
};
