import type { Browser, LaunchOptions } from 'playwright-core';

/** Installed browsers that Playwright finds by itself, in this order. */
const CHANNELS = ['chrome', 'msedge', 'chromium'] as const;

/**
 * Starts a browser that is installed on this machine: the one that is named, the one in CHROME_BIN, or Chrome, Edge,
 * Chromium. Playwright is loaded only now.
 *
 * @returns the browser, or in words why there is none
 */
export const launchBrowser = async (executablePath: string | undefined): Promise<Browser | { missing: string }> => {
  const { chromium } = await import('playwright-core');
  const named = executablePath ?? process.env.CHROME_BIN;
  const choices: LaunchOptions[] =
    named === undefined || named === '' ? CHANNELS.map((channel) => ({ channel })) : [{ executablePath: named }];
  let reason = '';
  for (const choice of choices) {
    try {
      return await chromium.launch({ ...choice, headless: true });
    } catch (error) {
      reason = (error as Error).message.split('\n')[0];
    }
  }
  return { missing: named === undefined ? '' : `${named}: ${reason}` };
};
