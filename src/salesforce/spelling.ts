/** Field types whose values are numbers. */
const NUMBERS: ReadonlySet<string> = new Set(['int', 'double', 'currency', 'percent', 'long']);

export const isNumeric = (type: string): boolean => NUMBERS.has(type);

/** Most numbers are spelled as they should be: nothing is to be done. */
const PLAIN = /^-?[1-9]\d{0,14}$/;

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * `1.0E7`, `10000000.0` and `10000000` as `10000000`. By its digits, not as a JavaScript number, in which two numbers of
 * seventeen digits become one.
 */
const numberOf = (value: string): string => {
  if (PLAIN.test(value)) return value;
  const [, sign, whole = '', part = '', exponent = '0'] = NUMBER.exec(value.trim()) ?? [];
  if (sign === undefined || `${whole}${part}` === '') return value;
  const digits = `${whole}${part}`;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const front = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const behind = padded.slice(at).replace(/0+$/, '');
  const spelled = behind === '' ? front : `${front}.${behind}`;
  return sign === '-' && spelled !== '0' ? `-${spelled}` : spelled;
};

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * REST ends a moment in `+0000`, a bulk result in `Z`; a moment of another time zone is the same moment. Without a zone it
 * is none: each machine would take it for another one.
 */
const momentOf = (value: string): string => {
  const [, day, clock, zone = ''] = MOMENT.exec(value.trim()) ?? [];
  const offset = zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes = '00') => `${hours}:${minutes}`);
  const time = Date.parse(`${day}T${clock}${offset.toUpperCase()}`);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
};

const dateOf = (value: string): string => /^(\d{4}-\d\d-\d\d)(T[\d:.]+(Z|[+-]00:?00))?$/.exec(value)?.[1] ?? value;

/** `08:30`, `08:30:00.000` and `08:30:00.000Z`. */
const timeOf = (value: string): string => {
  const [, minutes, seconds = '00', part = ''] =
    /^(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(?:Z|[+-]00:?00)?$/.exec(value) ?? [];
  return minutes === undefined ? value : `${minutes}:${seconds}.${part.padEnd(3, '0')}Z`;
};

/** What a CSV may say for a checkbox. */
const booleanOf = (value: string): string => {
  const word = value.trim().toLowerCase();
  return word === '1' ? 'true' : word === '0' ? 'false' : word;
};

const SUFFIX_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The last three characters of an ID in 18: each tells which of five characters are upper case. */
export const idSuffix = (short: string): string =>
  [0, 5, 10]
    .map((start) => {
      const upper = [...short.slice(start, start + 5)].map((character) => /[A-Z]/.test(character));
      return SUFFIX_CHARACTERS[upper.reduce((bits, isUpper, index) => bits + (isUpper ? 2 ** index : 0), 0)];
    })
    .join('');

const idOf = (value: string): string => (/^[A-Za-z0-9]{15}$/.test(value) ? value + idSuffix(value) : value);

/**
 * The one spelling of a value. The APIs of Salesforce spell the same number, moment and ID in several ways; whatever is
 * compared, or serves as a key, goes by this one. What is not of its type stays as it is, and so do texts.
 *
 * @param type the field's type as describe tells it
 */
export const canonical = (value: string, type: string): string => {
  if (value === '') return value;
  if (NUMBERS.has(type)) return numberOf(value);
  if (type === 'datetime') return momentOf(value);
  if (type === 'date') return dateOf(value);
  if (type === 'time') return timeOf(value);
  if (type === 'boolean') return booleanOf(value);
  return type === 'id' || type === 'reference' ? idOf(value) : value;
};

/** Whether an org takes two texts for the same value of a field: an email in another case, choices in another order. */
export const sameValueOf = (one: string, other: string, type: string): boolean => {
  if (one === other) return true;
  if (type === 'email') return one.toLowerCase() === other.toLowerCase();
  if (type === 'multipicklist') return one.split(';').sort().join(';') === other.split(';').sort().join(';');
  return canonical(one, type) === canonical(other, type);
};
