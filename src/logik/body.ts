/** What a body of bytes comes as. */
type Body = AsyncIterable<Uint8Array>;

/** What is read at most; more is no answer of the API. */
export const JSON_BYTES = 16 * 1024 * 1024;
export const ERROR_BYTES = 64 * 1024;

/** The first bytes of a body as text; the rest is not read. */
export const startOf = async (body: Body, most = ERROR_BYTES): Promise<string> => {
  const { bytes } = await readUpTo(body, most);
  return bytes.toString('utf8');
};

/** A body as text; undefined where there is more of it than that. */
export const wholeOf = async (body: Body, most = JSON_BYTES): Promise<string | undefined> => {
  const { bytes, complete } = await readUpTo(body, most);
  return complete ? bytes.toString('utf8') : undefined;
};

/** Leaving the loop ends the body, and with it the connection that it comes on. */
const readUpTo = async (body: Body, most: number): Promise<{ bytes: Buffer; complete: boolean }> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length > most) return { bytes: Buffer.concat(parts, length).subarray(0, most), complete: false };
  }
  return { bytes: Buffer.concat(parts, length), complete: true };
};
