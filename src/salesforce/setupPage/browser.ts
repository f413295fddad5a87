import type { Browser, LaunchOptions } from 'playwright-core';
import { childEnvironment } from '../../childEnvironment.ts';
import { timeoutMs } from '../../requestTimeout.ts';

/** Installed browsers that Playwright finds by itself, in this order. */
const CHANNELS = ['chrome', 'msedge', 'chromium'] as const;

/**
 * Starts a browser that is installed on this machine: the one that is named, the one in CHROME_BIN, or Chrome, Edge,
 * Chromium. Playwright is loaded only now. The browser inherits no secret of this process: others can read its environment.
 *
 * @returns the browser, or in words why there is none
 */
export const launchBrowser = async (executablePath: string | undefined): Promise<Browser | { missing: string }> => {
  const named = executablePath ?? process.env.CHROME_BIN;
  const isNamed = named !== undefined && named !== '';
  const choices: LaunchOptions[] = isNamed ? [{ executablePath: named }] : CHANNELS.map((channel) => ({ channel }));
  let reason = '';
  try {
    const { chromium } = await import('playwright-core');
    for (const choice of choices) {
      try {
        return await chromium.launch({ ...choice, env: childEnvironment(), headless: true, timeout: timeoutMs() });
      } catch (error) {
        [reason] = (error as Error).message.split('\n');
      }
    }
    return { missing: isNamed ? `${named}: ${reason}` : '' };
  } catch (error) {
    // Playwright itself cannot be loaded here: then there is no browser either.
    return { missing: (error as Error).message.split('\n')[0] };
  }
};
