import { createHash } from 'node:crypto';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { bytesOf } from '../files/open.ts';
import { loadText } from '../text.ts';
import { ERROR_BYTES } from './body.ts';
import type { LogikHttp, LogikRequest } from './http.ts';
import type { Downloaded } from './types.ts';

const text = loadText('logik');

/** An export that is larger is none that a person made. */
export const DOWNLOAD_BYTES = 2 * 1024 * 1024 * 1024;
/** How long a file may take; that it keeps coming, the time-out of an answer sees to. */
export const FILE_MS = 30 * 60_000;

/** Copies a body to a file. Errors of the disk stay what they are; those of the network become a LogikError. */
const copy = async (
  http: LogikHttp,
  { request, most }: { request: LogikRequest; most: number },
  file: FileHandle
): Promise<Downloaded> => {
  const { asked } = request;
  const { body, headers } = await http.answer(request);
  if (/^text\/html\b/i.test(String(headers['content-type'] ?? ''))) {
    await body.dump().catch(() => undefined);
    throw http.error('LogikUnreadable', asked, text.get('page.untitled'));
  }
  const hash = createHash('sha256');
  let bytes = 0;
  const parts = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const part = await parts.next().catch((error: unknown) => {
        throw http.brokenOff(error, asked);
      });
      if (part.done === true) return { bytes, sha256: hash.digest('hex') };
      bytes += part.value.length;
      if (bytes > most) throw http.error('LogikTooLarge', asked, text.get('megabytes', { count: most / 1024 / 1024 }));
      hash.update(part.value);
      await file.writeFile(part.value);
    }
  } finally {
    await parts.return?.();
  }
};

/** A small file may be a refusal that came with a status that says otherwise. */
const unlessRefusal = async (http: LogikHttp, asked: string, path: string): Promise<void> => {
  let body: unknown;
  try {
    body = JSON.parse((await bytesOf(path, ERROR_BYTES)).toString('utf8'));
  } catch {
    return;
  }
  http.unlessRefusal(200, body, asked);
};

/**
 * Streams what a request answers to a new file that nobody else may read. Its content is never in memory as a whole.
 *
 * @throws LogikError; a system error where the file exists or the disk is full: what was written is gone then
 */
export const downloadTo = async (
  http: LogikHttp,
  request: Pick<LogikRequest, 'path' | 'asked'>,
  path: string,
  most = DOWNLOAD_BYTES
): Promise<Downloaded> => {
  const file = await open(path, 'wx', 0o600);
  try {
    const whole: LogikRequest = { ...request, method: 'GET', ms: FILE_MS, headers: { accept: '*/*' } };
    const downloaded = await copy(http, { request: whole, most }, file);
    await file.close();
    if (downloaded.bytes <= ERROR_BYTES) await unlessRefusal(http, request.asked, path);
    return downloaded;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
};
