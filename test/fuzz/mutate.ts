import fc from 'fast-check';
import { ODD_VALUES, PAYLOADS } from './payloads.ts';

/** One change of an input, as plain data: what it does depends on these numbers and the input alone. */
export type Mutation = { kind: number; at: number; to: number; with: number };

const nat = fc.nat({ max: 0x7fffffff });

/** A few changes, one after the other. */
export const mutations = (most = 4): fc.Arbitrary<Mutation[]> =>
  fc.array(fc.record({ kind: nat, at: nat, to: nat, with: nat }), { minLength: 1, maxLength: most });

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length];

type Of<T> = (input: T, mutation: Mutation) => T;

const applied = <T>(ways: ReadonlyArray<Of<T>>, input: T, all: readonly Mutation[]): T =>
  all.reduce((now, mutation) => pick(ways, mutation.kind)(now, mutation), input);

const place = (length: number, at: number): number => (length === 0 ? 0 : at % length);

/** Bytes as a disk, a transfer or an editor may spoil them. */
const BYTES: ReadonlyArray<Of<Buffer>> = [
  (bytes, { at, with: bit }) => {
    const changed = Buffer.from(bytes);
    if (changed.length > 0) changed[at % changed.length] ^= 1 << (bit % 8);
    return changed;
  },
  (bytes, { at }) => bytes.subarray(0, place(bytes.length, at)),
  (bytes, { at }) => bytes.subarray(place(bytes.length, at)),
  (bytes, { at, with: many }) => {
    const from = place(bytes.length, at);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + (many % 64))]);
  },
  (bytes, { at, with: byte }) => {
    const from = place(bytes.length, at);
    return Buffer.concat([bytes.subarray(0, from), Buffer.alloc(1 + (byte % 8), byte), bytes.subarray(from)]);
  },
  (bytes, { at, to }) => {
    const [from, until] = [place(bytes.length, at), place(bytes.length, to)].sort((one, other) => one - other);
    return Buffer.concat([bytes, bytes.subarray(from, until)]);
  },
  (bytes, { at, with: payload }) => {
    const from = place(bytes.length, at);
    return Buffer.concat([bytes.subarray(0, from), Buffer.from(pick(PAYLOADS, payload)), bytes.subarray(from)]);
  },
  (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString(), 'utf16le')]),
  () => Buffer.alloc(0),
];

const lines =
  (change: (all: string[], mutation: Mutation) => string[]): Of<Buffer> =>
  (bytes, mutation) =>
    Buffer.from(change(bytes.toString('latin1').split('\n'), mutation).join('\n'), 'latin1');

/** Lines as a merge of two branches, or a hand, may leave them. */
const LINES: ReadonlyArray<Of<Buffer>> = [
  lines((all, { at }) => all.toSpliced(place(all.length, at), 1)),
  lines((all, { at }) => all.toSpliced(place(all.length, at), 0, all[place(all.length, at)])),
  lines((all, { at, to }) => all.with(place(all.length, at), all[place(all.length, to)])),
  lines((all, { at, with: payload }) =>
    all.toSpliced(place(all.length, at), 0, Buffer.from(pick(PAYLOADS, payload)).toString('latin1'))
  ),
  lines((all, { at }) => all.with(place(all.length, at), all[place(all.length, at)].slice(0, -1))),
  lines((all) => all.flatMap((line) => [`${line}\r`])),
  lines((all, { at }) => all.toSpliced(place(all.length, at), 0, '<<<<<<< HEAD', '=======', '>>>>>>> main')),
];

export const mutatedBytes = (bytes: Buffer, all: readonly Mutation[]): Buffer =>
  applied([...BYTES, ...LINES, ...LINES], bytes, all);

/** Every place in a JSON value, the root too. */
type Place = { get(): unknown; set(value: unknown): void; remove?(): void; holder?: object; key?: string };

/** Deeper than any answer or file of ours: what an earlier change nested is not gone through. */
const DEEPEST = 40;

const placesIn = (root: { value: unknown }, most = 20_000): Place[] => {
  const places: Place[] = [];
  const visit = (holder: Record<string, unknown>, key: string, depth: number): void => {
    if (places.length >= most || depth > DEEPEST) return;
    const list = Array.isArray(holder) ? (holder as unknown[]) : undefined;
    places.push({
      get: () => holder[key],
      set: (value) =>
        Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true }),
      remove: () => (list ? list.splice(Number(key), 1) : delete holder[key]),
      holder,
      key,
    });
    const value = holder[key];
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.keys(value)) visit(value as Record<string, unknown>, inner, depth + 1);
  };
  visit(root, 'value', 0);
  return places;
};

const nested = (depth: number, list: boolean): unknown => {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = list ? [value] : { a: value };
  return value;
};

const isText = (value: unknown): value is string => typeof value === 'string';

type OfPlace = (place: Place, mutation: Mutation, places: readonly Place[]) => void;

const own = (place: Place, name: string): void => {
  const value = place.get();
  const holder = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { was: value };
  Object.defineProperty(holder, name, { value: { polluted: 1 }, enumerable: true, configurable: true, writable: true });
  place.set(holder);
};

/** Changes after which a value still is of its type: they get past a schema, into the rules. */
const KIND: readonly OfPlace[] = [
  (at, { with: payload }) => isText(at.get()) && at.set(pick(PAYLOADS, payload)),
  (at, { with: payload }) => isText(at.get()) && at.set(`${String(at.get())}${pick(PAYLOADS, payload)}`),
  (at, { with: payload }) => isText(at.get()) && at.set(`${pick(PAYLOADS, payload)}${String(at.get())}`),
  (at) => isText(at.get()) && at.set((at.get() as string).toUpperCase()),
  (at) => isText(at.get()) && at.set((at.get() as string).slice(0, -1)),
  (at) => typeof at.get() === 'boolean' && at.set(!at.get()),
  (at, { with: number }) => typeof at.get() === 'number' && at.set(pick([0, 1, -1, 1e15, 2 ** 31, 0.5], number)),
  (at) => Array.isArray(at.get()) && at.set([]),
  (at) => Array.isArray(at.get()) && at.set([...(at.get() as unknown[]), ...structuredClone(at.get() as unknown[])]),
  (at) => Array.isArray(at.get()) && at.set((at.get() as unknown[]).toReversed()),
  (at, { to }, places) => {
    const other = pick(places, to).get();
    if (typeof other === typeof at.get() && Array.isArray(other) === Array.isArray(at.get()))
      at.set(structuredClone(other));
  },
  (at) => at.set(null),
];

/** Changes of type and shape. */
const SHAPE: readonly OfPlace[] = [
  (at, { with: value }) => at.set(structuredClone(pick(ODD_VALUES, value))),
  (at) => at.remove?.(),
  (at, { to }, places) => at.set(structuredClone(pick(places, to).get())),
  (at) => own(at, '__proto__'),
  (at) => own(at, 'constructor'),
  (at) => at.set([at.get()]),
  (at) => at.set({ value: at.get() }),
  (at) => at.set(JSON.stringify(at.get()) ?? ''),
  (at, { with: depth }) => at.set(nested(pick([50, 500, 5000], depth), depth % 2 === 0)),
  (at, { with: name }) => {
    const value = at.get();
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const [key, ...rest] = Object.keys(value);
      if (key !== undefined)
        at.set(
          Object.fromEntries([
            [pick(PAYLOADS, name), (value as Record<string, unknown>)[key]],
            ...rest.map((each) => [each, (value as Record<string, unknown>)[each]]),
          ])
        );
    }
  },
  ...KIND,
];

/** The same value with some of its places changed; the input stays as it was. */
const changedJson = (input: unknown, all: readonly Mutation[], ways: readonly OfPlace[]): unknown => {
  const root = { value: structuredClone(input) };
  for (const mutation of all) {
    const places = placesIn(root);
    if (places.length === 0) continue;
    try {
      pick(ways, mutation.kind)(pick(places, mutation.at), mutation, places);
    } catch (error) {
      // What an earlier change nested is too deep to be copied.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return root.value;
};

/** Any change of shape or value. */
export const mutatedJson = (input: unknown, all: readonly Mutation[]): unknown => changedJson(input, all, SHAPE);

/** Changes that mostly keep the types. */
export const mutatedValues = (input: unknown, all: readonly Mutation[]): unknown => changedJson(input, all, KIND);

/** As text; what is nested deeper than the stack is spelled by hand. */
const written = (value: unknown, indent: number): string | undefined => {
  try {
    return JSON.stringify(value, null, indent);
  } catch {
    return `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  }
};

/** JSON as text: changed by its values mostly, by its bytes now and then. */
export const mutatedJsonText = (bytes: Buffer, all: readonly Mutation[], kindOnly = false): Buffer => {
  const [{ kind }] = all;
  if (kind % 4 === 0) return mutatedBytes(bytes, all);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    return mutatedBytes(bytes, all);
  }
  const moved = all.map((each) => ({ ...each, kind: Math.floor(each.kind / 4) }));
  const text = written(kindOnly ? mutatedValues(value, moved) : mutatedJson(value, moved), kind % 3 === 0 ? 2 : 0);
  // A number that JavaScript cannot hold, a key that is there twice: JSON allows both.
  const numbered = kind % 31 === 1 ? text?.replace(/:\s*\d+/, `: 1${'0'.repeat(400)}`) : text;
  return Buffer.from((kind % 37 === 2 ? numbered?.replace(/"(\w+)":/, '"$1": 1, "$1":') : numbered) ?? '');
};

/** One JSON value a line. */
export const mutatedNdjson = (bytes: Buffer, all: readonly Mutation[]): Buffer => {
  const [{ kind, at }] = all;
  if (kind % 3 === 0) return mutatedBytes(bytes, all);
  const whole = bytes.toString().split('\n');
  const line = place(Math.max(1, whole.length - 1), at);
  return Buffer.from(whole.with(line, mutatedJsonText(Buffer.from(whole[line]), all).toString()).join('\n'));
};

const YAML_LINES: readonly string[] = [
  'x: &a [*a]',
  '<<: *nobody',
  '<<: {schemaVersion: 1}',
  '<<: [1, 2]',
  '? {a: b}\n: c',
  '? [refresh]\n: 1',
  '!!js/function "function(){}": 1',
  'logik: !!binary aGVsbG8=',
  'waivers: !!set {a, b}',
  'refresh: &r {date: 2099-01-01, dataStrategy: repoint}\nlogik: *r',
  '%YAML 1.1',
  '---\nsecond: document',
  '...\n',
  'catalog: {keys: {__proto__: [Id]}}',
  '__proto__: {schemaVersion: 1}',
  'constructor: 1',
  'null: 1',
  'true: 1',
  '1: 2',
  '2026-01-01: x',
  'preserve: {records: [{object: "A\'; --", key: [x]}]}',
  'preserve: {records: [{query: "SELECT Id FROM A WHERE (((((((((((("}]}',
  'preserve: {records: [{query: "SELECT FIELDS(ALL) FROM X USING SCOPE mine"}]}',
  'policy: {allowedHosts: ["((((((a+)+)+)+$", "*.*.*.*"]}',
  'logik: {newHost: "https://user:pw@x/"}',
  'logik: {syncIntervalMinutes: .inf}',
  'logik: {syncIntervalMinutes: .nan}',
  'logik: {runtimeClients: [{name: x, origins: ["*"]}]}',
  'logik: {adminUsers: [~, 1, {}]}',
  'refresh: [1',
  '\tx: 1',
  'a: "\\u0000\\x1b\\ud800"',
  "b: 'it''s \u202e'",
  'c: |\n  text\n text',
  `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`).join('\n')}`,
  `deep: ${'['.repeat(400)}${']'.repeat(400)}`,
  `deep: ${'{a: '.repeat(300)}1${'}'.repeat(300)}`,
];

/** YAML with what its grammar allows and nobody expects. */
export const mutatedYaml = (bytes: Buffer, all: readonly Mutation[]): Buffer =>
  applied<Buffer>(
    [
      ...BYTES,
      ...LINES,
      ...LINES,
      ...[0, 1, 2].map(() =>
        lines((each, { at, with: line }) =>
          each.toSpliced(place(each.length, at), 0, Buffer.from(pick(YAML_LINES, line)).toString('latin1'))
        )
      ),
      (text, { with: line }) =>
        Buffer.from(
          `schemaVersion: 1\nrefresh: {date: 2099-01-01, dataStrategy: repoint}\n${pick(YAML_LINES, line)}\n${text.length % 2 === 0 ? '' : 'waivers: []\n'}`
        ),
      lines((each, { at, with: value }) => {
        const row = place(each.length, at);
        return each.with(
          row,
          each[row].replace(/:.*$/, `: ${Buffer.from(JSON.stringify(pick(PAYLOADS, value))).toString('latin1')}`)
        );
      }),
      lines((each, { at, with: value }) => {
        const row = place(each.length, at);
        return each.with(row, each[row].replace(/:.*$/, `: ${JSON.stringify(pick(ODD_VALUES, value)).slice(0, 200)}`));
      }),
      lines((each, { at }) => each.with(place(each.length, at), ` ${each[place(each.length, at)]}`)),
    ],
    bytes,
    all
  );

const CSV_BITS: readonly string[] = [
  '"',
  '""',
  ',',
  '\r\n',
  '\n',
  '\r',
  ';',
  '\t',
  '\u0000',
  '"a"b',
  ',,,,,,',
  '=1+1',
  '#N/A',
  '\ufeff',
  '"'.repeat(501),
];

export const mutatedCsv = (bytes: Buffer, all: readonly Mutation[]): Buffer =>
  applied<Buffer>(
    [
      ...BYTES,
      ...LINES,
      ...[0, 1, 2, 3].map((): Of<Buffer> => (text, { at, with: bit }) => {
        const from = place(text.length, at);
        return Buffer.concat([text.subarray(0, from), Buffer.from(pick(CSV_BITS, bit)), text.subarray(from)]);
      }),
      lines((each, { at }) => each.map((line, row) => (row === place(each.length, at) ? `${line},x` : line))),
      lines(([head = '', ...rest], { at }) => [
        head
          .split(',')
          .toSpliced(at % 3, 1)
          .join(),
        ...rest,
      ]),
      lines(([head = '', ...rest], { with: name }) => [
        head.replace(/\w+/, Buffer.from(pick(PAYLOADS, name)).toString('latin1').replace(/\n/g, ' ')),
        ...rest,
      ]),
    ],
    bytes,
    all
  );

const XML_BITS: readonly string[] = [
  '<',
  '>',
  '&',
  '&x;',
  '&#0;',
  '&#x110000;',
  ']]>',
  '<![CDATA[',
  '<!--',
  '<?xml?>',
  '<a xsi:nil="true"/>',
  '<__proto__>1</__proto__>',
  '<constructor/>',
  '<a><a><a>',
  '</a>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '\u0000',
  ' xmlns="y"',
];

/** XML with elements gone, doubled, renamed, emptied, or text where none belongs. */
export const mutatedXml = (bytes: Buffer, all: readonly Mutation[]): Buffer => {
  const elements = (change: (whole: string, tag: RegExpMatchArray, mutation: Mutation) => string): Of<Buffer> => {
    return (text, mutation) => {
      const whole = text.toString();
      const found = [...whole.matchAll(/<([\w:]+)[^>]*>([^<]*)<\/\1>/g)];
      return found.length === 0 ? text : Buffer.from(change(whole, pick(found, mutation.at), mutation));
    };
  };
  const instead = (whole: string, { index = 0, 0: tag }: RegExpMatchArray, text: string): string =>
    whole.slice(0, index) + text + whole.slice(index + tag.length);
  return applied<Buffer>(
    [
      ...BYTES,
      elements((whole, tag) => instead(whole, tag, '')),
      elements((whole, tag) => instead(whole, tag, tag[0] + tag[0])),
      elements((whole, tag) => instead(whole, tag, `<${tag[1]}/>`)),
      elements((whole, tag, { with: name }) =>
        instead(
          whole,
          tag,
          `<${tag[1]}>${pick(PAYLOADS, name).replace(/[<&]/g, (sign) => (sign === '<' ? '&lt;' : '&amp;'))}</${tag[1]}>`
        )
      ),
      elements((whole, tag, { with: name }) => instead(whole, tag, `<${tag[1]}>${pick(PAYLOADS, name)}</${tag[1]}>`)),
      elements((whole, tag) => instead(whole, tag, `<${tag[1]}><inner>${tag[2]}</inner></${tag[1]}>`)),
      elements((whole, tag) => instead(whole, tag, tag[0].replaceAll(tag[1], 'other'))),
      elements((whole, tag, { with: bit }) => instead(whole, tag, pick(XML_BITS, bit) + tag[0])),
    ],
    bytes,
    all
  );
};

/** Whatever it is: by its name, as its readers would take it. */
export const mutatedFile = (name: string, bytes: Buffer, all: readonly Mutation[]): Buffer => {
  if (name.endsWith('.ndjson')) return mutatedNdjson(bytes, all);
  if (name.endsWith('.json')) return mutatedJsonText(bytes, all);
  if (name.endsWith('.yaml')) return mutatedYaml(bytes, all);
  if (name.endsWith('.csv')) return mutatedCsv(bytes, all);
  return name.endsWith('.xml') ? mutatedXml(bytes, all) : mutatedBytes(bytes, all);
};
