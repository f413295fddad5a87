/** Why bytes are no UTF-8 text, and where: line and column count from 1, the column in characters. */
export type EncodingProblem =
  { kind: 'utf-16le' | 'utf-16be' | 'utf-32' } | { kind: 'byte'; byte: number; line: number; column: number };

const starts = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

/** How many bytes at the beginning of a file are looked at for an encoding without a mark. */
const HEAD = 64;

/** UTF-16 and UTF-32 are told by their marks; without one by the zeros beside each letter of plain English. */
const wideEncoding = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-32' | undefined => {
  if (starts(bytes, 0xff, 0xfe, 0, 0) || starts(bytes, 0, 0, 0xfe, 0xff)) return 'utf-32';
  if (starts(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (starts(bytes, 0xfe, 0xff)) return 'utf-16be';
  const head = bytes.subarray(0, HEAD);
  const zerosAt = (...rest: number[]): boolean =>
    head.length >= 8 &&
    head.some((byte) => byte !== 0) &&
    head.every((byte, at) => byte === 0 || !rest.includes(at % 4));
  if (zerosAt(1, 2, 3) || zerosAt(0, 1, 2)) return 'utf-32';
  const zeros = (odd: 0 | 1): number => head.filter((byte, at) => at % 2 === odd && byte === 0).length;
  const half = head.length / 4;
  if (head.length >= 4 && zeros(1) > half && zeros(0) === 0) return 'utf-16le';
  return head.length >= 4 && zeros(0) > half && zeros(1) === 0 ? 'utf-16be' : undefined;
};

/** No text has it: it is in UTF-16 of other letters, and in what a machine that lost its power left. */
const NUL = 0;

const isValid = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** How long the character that begins with this byte is, by RFC 3629; 0: none begins so. */
const lengthOf = (byte: number): number => {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte <= 0xdf) return 2;
  if (byte >= 0xe0 && byte <= 0xef) return 3;
  return byte >= 0xf0 && byte <= 0xf4 ? 4 : 0;
};

/** Up to where the bytes are whole characters: the rest may go on in the next piece of the file. */
const wholeUntil = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length;
    if (byte < 0x80) break;
  }
  return bytes.length;
};

const firstBad = (bytes: Uint8Array): number => {
  let at = 0;
  for (let length = lengthOf(bytes[at]); at < bytes.length; length = lengthOf(bytes[at])) {
    if (length === 0 || (length > 1 && !isValid(bytes.subarray(at, at + length)))) return at;
    at += length;
  }
  return -1;
};

/** Looks at a file piece by piece, so that one that is too large for memory is checked as well. */
export class Utf8Check {
  private rest = new Uint8Array();
  private begun = false;
  private line = 1;
  private column = 1;

  /** The problem in what has come so far, if there is one; nothing is to be pushed after it. */
  public push(piece: Uint8Array): EncodingProblem | undefined {
    const bytes = Uint8Array.from(Buffer.concat([this.rest, piece]));
    // Four bytes tell every mark.
    if (!this.begun && bytes.length < 4) {
      this.rest = bytes;
      return undefined;
    }
    const problem = this.begin(bytes);
    if (problem) return problem;
    const until = wholeUntil(bytes);
    this.rest = bytes.slice(until);
    return this.look(bytes.subarray(0, until));
  }

  /** The same once all has come: a character that is cut off at the end is one more problem. */
  public end(): EncodingProblem | undefined {
    return this.begin(this.rest) ?? this.look(this.rest);
  }

  private begin(bytes: Uint8Array): EncodingProblem | undefined {
    const kind = this.begun ? undefined : wideEncoding(bytes);
    this.begun = true;
    return kind && { kind };
  }

  private look(bytes: Uint8Array): EncodingProblem | undefined {
    const nul = bytes.indexOf(NUL);
    const bad = isValid(bytes) ? -1 : firstBad(bytes);
    const places = [nul, bad].filter((at) => at >= 0);
    const isGood = places.length === 0;
    const good = isGood ? bytes : bytes.subarray(0, Math.min(...places));
    this.count(new TextDecoder().decode(good));
    if (isGood) return undefined;
    return { kind: 'byte', byte: bytes[good.length], line: this.line, column: this.column };
  }

  private count(text: string): void {
    const lines = text.split('\n');
    this.line += lines.length - 1;
    const last = [...(lines.at(-1) ?? '')].length;
    this.column = lines.length > 1 ? last + 1 : this.column + last;
  }
}

/** What keeps bytes from being read as UTF-8 without loss; undefined where nothing does. */
export const encodingProblem = (bytes: Uint8Array): EncodingProblem | undefined => {
  const check = new Utf8Check();
  return check.push(bytes) ?? check.end();
};

/** The text in bytes that are UTF-8, without the mark that some editors put in front, however often. */
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/^\ufeff+/, '');
