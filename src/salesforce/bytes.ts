/** A body as bytes, in a buffer of their own. */
export const bytesOf = async (body: AsyncIterable<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    parts.push(part);
    length += part.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

const decoder = new TextDecoder();

/** What the bytes say in UTF-8, without a byte order mark. */
export const decoded = (bytes: Uint8Array): string => decoder.decode(bytes);

const encoder = new TextEncoder();

/** A text in UTF-8, in a buffer of its own: what Node's `Buffer.from` answers may share one with others. */
export const encoded = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);
