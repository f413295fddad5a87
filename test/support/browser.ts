import chromium from '@sparticuz/chromium';

let path: Promise<string> | undefined;

/** The Chromium that comes inside an npm package: unpacked once, found by the commands through CHROME_BIN. */
export const chromiumPath = (): Promise<string> => (path ??= chromium.executablePath());
