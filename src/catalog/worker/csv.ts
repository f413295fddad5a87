import papa from 'papaparse';

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** In bytes; the fields of one row of the catalog are far from it (Salesforce, long texts of one object together). */
const LONGEST_ROW = 16 * 1024 * 1024;

/** CSV that comes in pieces. */
export type CsvReader = {
  /** The rows that this piece completes, the header of the text first. A piece may end anywhere. */
  rows(piece: Uint8Array): string[][];
  /** The last row, where no line break ends it. */
  end(): string[][];
};

/**
 * Reads comma-separated UTF-8 with LF between rows. Cutting it where a row ends and reading whole rows with PapaParse
 * takes three quarters of the time of csv-parse's stream (docs/performance.md).
 *
 * @throws RangeError where the text is no CSV: rows of different length, a quote that is never closed, a row that is longer
 *   than any
 */
export const openCsv = (): CsvReader => {
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  let quoted = false;
  let columns: number | undefined;

  /** Where the last whole row of the piece ends; in UTF-8 no byte of another character looks like quote or line feed. */
  const lastEnd = (piece: Uint8Array): number => {
    let end = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece[at];
      if (code === QUOTE) quoted = !quoted;
      else if (code === LINE_FEED && !quoted) end = at + 1;
    }
    return end;
  };

  const parse = (whole: string): string[][] => {
    // What stands behind the last line feed would be one more row.
    const text = whole.endsWith('\n') ? whole.slice(0, -1) : whole;
    const { data, errors } = papa.parse<string[]>(text, { delimiter: ',', newline: '\n' });
    if (errors.length > 0) throw new RangeError(errors[0].message);
    columns ??= data.at(0)?.length;
    const odd = data.find(({ length }) => length !== columns);
    if (odd) throw new RangeError(`a row of ${odd.length} columns where ${columns} were expected`);
    return data;
  };

  return {
    rows: (piece) => {
      const end = lastEnd(piece);
      const whole = piece.subarray(0, end);
      const text = end === 0 ? '' : decoder.decode(rest.length === 0 ? whole : Buffer.concat([rest, whole]));
      if (end === 0 && rest.length + piece.length > LONGEST_ROW) throw new RangeError('a row is longer than any');
      // A copy: who hands a piece over may take its memory back.
      rest = end === 0 ? Buffer.concat([rest, piece]) : piece.slice(end);
      return text === '' ? [] : parse(text);
    },
    end: () => {
      if (quoted) throw new RangeError('a quote is never closed');
      return rest.length === 0 ? [] : parse(decoder.decode(rest));
    },
  };
};
