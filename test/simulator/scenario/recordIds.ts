import { toId18 } from '../store/ids.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = 9;
/** Serials start here, so that IDs look like those of an org that has lived a while. */
const FIRST_SERIAL = 62 ** 3 * 10;

/** The two characters that tell production's IDs from the sandbox's: they have always been different orgs. */
export const INSTANCES = { production: '5e', sandbox: 'Ov' } as const;
export type Instance = (typeof INSTANCES)[keyof typeof INSTANCES];

/** Hands out an org's deterministic IDs: key prefix, instance, a range character, a serial number in base 62. */
export class RecordIds {
  private readonly instance: string;
  private readonly serials = new Map<string, number>();

  public constructor(instance: string) {
    this.instance = instance;
  }

  public next(keyPrefix: string): string {
    const serial = (this.serials.get(keyPrefix) ?? FIRST_SERIAL) + 1;
    this.serials.set(keyPrefix, serial);
    return rangeId(`${keyPrefix}${this.instance}0`, serial);
  }
}

/** The same ID of production's. */
export function copyOf(id: string): string {
  return toId18(id.slice(0, 3) + INSTANCES.production + id.slice(5, 15));
}

/** The ID at a position of a range; a range is the first six characters of its IDs. */
export function rangeId(range: string, position: number): string {
  let digits = '';
  for (let rest = position; rest > 0; rest = Math.floor(rest / 62)) digits = ALPHABET.charAt(rest % 62) + digits;
  return toId18(range + digits.padStart(DIGITS, '0'));
}

/** The position of a 15- or 18-character ID in a range, or undefined when it is of another range. */
export function rangePosition(range: string, id: string): number | undefined {
  if (!id.startsWith(range) || (id.length !== 15 && id.length !== 18)) return undefined;
  let position = 0;
  for (const digit of id.slice(range.length, 15)) {
    const value = ALPHABET.indexOf(digit);
    if (value < 0) return undefined;
    position = position * 62 + value;
  }
  return position;
}
