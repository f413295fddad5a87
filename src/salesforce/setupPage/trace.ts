import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { BrowserContext } from 'playwright-core';
import { writeInside } from '../../files/inside.ts';
import { redact } from '../redact.ts';

/** Files of a Playwright trace that are text; the rest are pictures and fonts. */
const TEXT = /\.(trace|network|stacks|json|html|css|js|txt|dat)$/i;

/** The values that must not get out, as they stand and as a URL spells them. */
const spellings = (secret: string): string[] => [...new Set([secret, encodeURIComponent(secret)])];

/** Takes secrets out of every text file of a trace. */
export const stripTrace = (zip: Uint8Array, secrets: readonly string[]): Uint8Array => {
  const hidden = secrets.filter((secret) => secret.length >= 8).flatMap(spellings);
  const strip = (content: string): string =>
    redact(hidden.reduce((rest, secret) => rest.replaceAll(secret, '<redacted>'), content));
  const files = Object.entries(unzipSync(zip)).map(
    ([name, data]) => [name, TEXT.test(name) ? strToU8(strip(strFromU8(data))) : data] as const
  );
  return zipSync(Object.fromEntries(files));
};

/**
 * Ends tracing and writes the trace for support, without the session in it. The raw trace holds the session: it lies in
 * the browser's own directory, which only its owner may enter, and never outlives this call.
 */
export const writeTrace = async (
  context: BrowserContext,
  path: string,
  secrets: readonly string[],
  directory: string
): Promise<void> => {
  const raw = join(directory, 'raw.zip');
  try {
    await context.tracing.stop({ path: raw });
    const cookies = (await context.cookies()).map(({ value }) => value);
    await writeInside(dirname(path), path, stripTrace(await readFile(raw), [...secrets, ...cookies]));
  } finally {
    await rm(raw, { force: true });
  }
};
