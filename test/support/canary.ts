import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';

/** A secret by the name under which it is told: never itself. */
export type Secrets = Readonly<Record<string, string>>;
/** Where a secret was found: `admin key, as base64, in .sf/sf.log`. */
export type Leak = string;

/** Shorter ones would be found where they are not. */
const SHORTEST = 8;

/** The part of an access token behind the org's ID is the secret. */
const core = (secret: string): string => secret.slice(secret.indexOf('!') + 1);

/** The middle of what base64 makes of a secret at each of three places in a text; its ends depend on what is beside it. */
const inBase64 = (secret: string): string[] =>
  [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
      .toString('base64')
      .replaceAll('=', '');
    return encoded.slice(shift === 0 ? 0 : shift + 1, -2);
  });

const jsonOf = (secret: string): string => JSON.stringify(secret).slice(1, -1);
/** As a serializer writes it that escapes whatever is no letter and no digit. */
const escapesOf = (secret: string): string =>
  secret.replace(/[^A-Za-z0-9]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const htmlOf = (secret: string): string =>
  secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** How a secret may look when it was written. */
export const formsOf = (secret: string): Array<{ form: string; bytes: Buffer }> => {
  const plain = core(secret);
  const base64 = inBase64(plain);
  const texts: Array<[string, string]> = [
    ['it is', plain],
    ['a URL', encodeURIComponent(plain)],
    ['a URL twice', encodeURIComponent(encodeURIComponent(plain))],
    ['a URL in lower case', encodeURIComponent(plain).replace(/%../g, (code) => code.toLowerCase())],
    ['a form', new URLSearchParams({ '': plain }).toString().slice(1)],
    ['JSON', jsonOf(plain)],
    ['JSON with escapes', escapesOf(plain)],
    ['JSON with ESCAPES', escapesOf(plain).replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)],
    ['JSON twice', jsonOf(jsonOf(plain))],
    ['HTML', htmlOf(plain)],
    ['hex', Buffer.from(plain).toString('hex')],
    ['HEX', Buffer.from(plain).toString('hex').toUpperCase()],
    ...base64.map((text): [string, string] => ['base64', text]),
    ...base64.map((text): [string, string] => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')]),
    ['reversed', [...plain].reverse().join('')],
  ];
  const forms = texts.map(([form, text]) => ({ form, bytes: Buffer.from(text) }));
  const wide = Buffer.from(plain, 'utf16le');
  return [
    ...forms.filter(({ bytes }, at) => forms.findIndex((other) => other.bytes.equals(bytes)) === at),
    { form: 'UTF-16LE', bytes: wide },
    { form: 'UTF-16BE', bytes: Buffer.from(wide).swap16() },
  ];
};

const tried = (work: () => Uint8Array | Uint8Array[]): Buffer[] => {
  try {
    const made = work();
    return (Array.isArray(made) ? made : [made]).filter(({ length }) => length > 0).map((bytes) => Buffer.from(bytes));
  } catch {
    return [];
  }
};

/** What is packed in some bytes, by whatever packs: layers within layers are unpacked too. */
export const layersOf = (bytes: Buffer, depth = 3): Buffer[] => {
  if (depth === 0 || bytes.length === 0) return [bytes];
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK';
  const inner = [
    ...(isZip ? tried(() => Object.values(unzipSync(bytes))) : []),
    ...tried(() => gunzipSync(bytes)),
    ...tried(() => inflateSync(bytes)),
    ...(isZip ? [] : tried(() => inflateRawSync(bytes))),
    ...tried(() => brotliDecompressSync(bytes)),
  ];
  return [bytes, ...inner.flatMap((layer) => layersOf(layer, depth - 1))];
};

/** Where any of the secrets stands in some bytes. */
export const leaksIn = (secrets: Secrets, where: string, bytes: Buffer): Leak[] => {
  const layers = layersOf(bytes);
  return Object.entries(secrets)
    .filter(([, secret]) => core(secret).length >= SHORTEST)
    .flatMap(([name, secret]) =>
      formsOf(secret)
        .filter(({ bytes: form }) => layers.some((layer) => layer.includes(form)))
        .map(({ form }) => `${name}, as ${form}, in ${where}`)
    );
};

/** Every file below a directory, hidden ones too, as bytes. */
export const bytesBelow = async (root: string): Promise<Map<string, Buffer>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (path) => [relative(root, path), await readFile(path)] as const)));
};

/** What names of files tell counts as written too. */
export const leaksBelow = async (secrets: Secrets, root: string, exempt: RegExp): Promise<Leak[]> =>
  [...(await bytesBelow(root))]
    .filter(([path]) => !exempt.test(path))
    .flatMap(([path, bytes]) => [...leaksIn(secrets, path, bytes), ...leaksIn(secrets, 'a name', Buffer.from(path))]);
