const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', "'": "'", '"': '"', '\\': '\\' };

export const ANY_CHARACTERS = Symbol('%');
export const ONE_CHARACTER = Symbol('_');
export type Pattern = Array<string | typeof ANY_CHARACTERS | typeof ONE_CHARACTER>;

/** Thrown for a backslash that escapes nothing SOQL knows. */
export class IllegalEscape extends Error {
  public constructor(sequence: string) {
    super(`Illegal character sequence '${sequence}' in string literal`);
  }
}

/** Walks a quoted literal once, so that an escaped backslash before a wildcard stays what it is. */
function* characters(literal: string): Generator<{ character: string; escaped: boolean }> {
  const text = literal.slice(1, -1);
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character !== '\\') {
      yield { character, escaped: false };
      continue;
    }
    at += 1;
    const next = text.charAt(at);
    const hex = /^u([0-9a-f]{4})/i.exec(text.slice(at, at + 5))?.[1];
    if (hex) {
      at += 4;
      yield { character: String.fromCharCode(Number.parseInt(hex, 16)), escaped: true };
    } else if (next === '%' || next === '_') yield { character: next, escaped: true };
    else {
      const plain = ESCAPES[next] ?? ESCAPES[next.toLowerCase()];
      if (plain === undefined) throw new IllegalEscape(`\\${next}`);
      yield { character: plain, escaped: true };
    }
  }
}

/** The text that a quoted SOQL literal stands for. */
export function unquote(literal: string): string {
  let text = '';
  for (const { character } of characters(literal)) text += character;
  return text;
}

/** A LIKE pattern: `%` and `_` are wildcards unless escaped; letters are lower-cased. */
export function likePattern(literal: string): Pattern {
  const pattern: Pattern = [];
  for (const { character, escaped } of characters(literal)) {
    if (!escaped && character === '%') pattern.push(ANY_CHARACTERS);
    else if (!escaped && character === '_') pattern.push(ONE_CHARACTER);
    else pattern.push(...character.toLowerCase());
  }
  return pattern;
}

/** Matches lower-cased text in linear space, stepping back to the last `%` only: no pattern can make it explode. */
export function matchesLike(pattern: Pattern, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === ANY_CHARACTERS) {
      star = p;
      resume = t;
      p += 1;
    } else if (wanted === ONE_CHARACTER || (wanted !== undefined && wanted === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (pattern[p] === ANY_CHARACTERS) p += 1;
  return p === pattern.length;
}
