import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/**
 * The rows of a CSV text that comes in pieces, the header first. A piece may end anywhere.
 *
 * @throws CsvError where the text is no CSV: rows of different length, a quote that is never closed
 */
export const csvRows = async function* (pieces: AsyncIterable<string | Buffer>): AsyncGenerator<string[]> {
  const parser = parse();
  const source = Readable.from(pieces);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser) yield row as string[];
  } finally {
    source.destroy();
  }
};
