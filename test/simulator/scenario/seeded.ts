/** A 32-bit number that depends on nothing but a position and a word: FNV-1a, mixed until neighbours look unrelated. */
export function seeded(position: number, word: string): number {
  let hash = 0x811c9dc5 ^ position;
  for (let index = 0; index < word.length; index += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** One of the choices, decided by position and word. */
export function pick(choices: readonly string[], position: number, word: string): string {
  return choices[seeded(position, word) % choices.length] ?? '';
}
