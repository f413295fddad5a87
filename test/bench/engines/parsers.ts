/**
 * One CSV parser over a compressed file, in this process: `node test/bench/engines/parsers.ts <parser> <file>`; without a
 * file: over random well-formed texts that come in pieces, and how many it read wrong.
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { openCsv } from '../../../src/catalog/worker/csv.ts';

type Form = { columns: number; lineEnd: '\n' | '\r\n' };
type Parser = (source: Readable, form: Form) => AsyncIterable<string[]>;

/** What is used of PapaParse's stream, and of uDSV, which is no dependency. */
type Papa = { default: { NODE_STREAM_INPUT: unknown; parse(input: unknown, options: object): NodeJS.ReadWriteStream } };
type Udsv = { initParser: (schema: object) => UdsvParser };
type UdsvParser = {
  stringArrs: unknown;
  chunk(text: string, shape: unknown, take: (row: string[]) => unknown): void;
  end(): unknown;
};

const load = async <T>(name: string): Promise<T> => (await import(name)) as T;

const parsers: Record<string, () => Promise<Parser>> = {
  'csv-parse': () => Promise.resolve((source) => source.pipe(parse()) as AsyncIterable<string[]>),
  'whole rows': () =>
    Promise.resolve(async function* (source) {
      const csv = openCsv();
      for await (const piece of source) yield* csv.rows(Buffer.from(piece as Uint8Array | string));
      yield* csv.end();
    }),
  papaparse: async () => {
    const { default: papa } = await load<Papa>('papaparse');
    return (source) =>
      source.setEncoding('utf8').pipe(papa.parse(papa.NODE_STREAM_INPUT, {})) as unknown as AsyncIterable<string[]>;
  },
  udsv: async () => {
    const { initParser } = await load<Udsv>('udsv');
    const asIs = { empty: undefined, null: undefined, NaN: undefined };
    return async function* (source, { columns, lineEnd }) {
      const cols = Array.from({ length: columns }, (_, at) => ({ name: `c${at}`, type: 's', repl: asIs }));
      const form = { col: ',', row: lineEnd, encl: '"', esc: '"', trim: false, omit: false, skip: 0, cols };
      const parser = initParser(form);
      const rows: string[][] = [];
      const taken = (): string[][] => rows.splice(0);
      for await (const piece of source.setEncoding('utf8')) {
        parser.chunk(piece as string, parser.stringArrs, (row) => rows.push(row));
        yield* taken();
      }
      parser.end();
      yield* taken();
    };
  },
};

const FORMS: Record<string, Form> = {
  'five columns, LF': { columns: 5, lineEnd: '\n' },
  'five columns, CRLF': { columns: 5, lineEnd: '\r\n' },
  'one column, LF': { columns: 1, lineEnd: '\n' },
};
const TEXTS = 500;
const letter = fc.constantFrom('a', 'é', '"', ',', '\n', ' ');
const value = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));

/** How many of so many texts, every value quoted, which come in pieces of up to 64 bytes, it reads wrong. */
const wrongOf = async (parser: Parser, form: Form): Promise<number> => {
  const row = fc.array(value, { minLength: form.columns, maxLength: form.columns });
  const text = fc.record({
    rows: fc.array(row, { minLength: 2, maxLength: 20 }),
    size: fc.integer({ min: 1, max: 64 }),
  });
  let wrong = 0;
  for (const { rows, size } of fc.sample(text, { numRuns: TEXTS, seed: 1 })) {
    const bytes = Buffer.from(stringify(rows, { quoted: true, quoted_empty: true, record_delimiter: form.lineEnd }));
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size)
    );
    const seen: string[][] = [];
    try {
      for await (const one of parser(Readable.from(pieces, { objectMode: false }), form)) seen.push(one);
    } catch {
      wrong += 1;
      continue;
    }
    if (JSON.stringify(seen) !== JSON.stringify(rows)) wrong += 1;
  }
  return wrong;
};

const [name, file] = process.argv.slice(2);
const parser = await parsers[name]();
const told: Record<string, number> = {};
if (file === undefined) {
  for (const [label, form] of Object.entries(FORMS)) told[label] = await wrongOf(parser, form);
} else {
  const since = performance.now();
  told.rows = 0;
  for await (const _row of parser(createReadStream(file).pipe(createGunzip()), FORMS['five columns, LF']))
    told.rows += 1;
  told.seconds = (performance.now() - since) / 1000;
}
process.stdout.write(`${JSON.stringify(told)}\n`);
