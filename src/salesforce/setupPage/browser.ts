import { join } from 'node:path';
import type { Browser, BrowserType, LaunchOptions } from 'playwright-core';
import { childEnvironment } from '../../childEnvironment.ts';
import { timeoutMs } from '../../requestTimeout.ts';
import { makeProfile, type Profile } from './profile.ts';

/** Installed browsers that Playwright finds by itself, in this order. */
const CHANNELS = ['chrome', 'msedge', 'chromium'] as const;

/** Nobody but `sf` decides when the process ends; the browser then ends with it. */
const QUIET = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false } as const;

/** A browser that runs, and where its files are. */
export type Launched = { browser: Browser; profile: Profile };

/** What Playwright calls its own debug output. */
const SILENT = '-pw:*';

/**
 * Loads Playwright. Where DEBUG asks for everything, it would write down all that it tells a browser and hears from it
 * (`pw:protocol`, `pw:api`), to the terminal or to DEBUG_FILE: cookies and addresses with a session in them. It says
 * nothing; `--browser-trace` keeps what it did, without secrets.
 */
const playwright = (): Promise<{ chromium: BrowserType }> => {
  const { DEBUG } = process.env;
  if (DEBUG !== undefined && !DEBUG.endsWith(SILENT)) process.env.DEBUG = `${DEBUG},${SILENT}`;
  return import('playwright-core');
};

/** The longest path of a socket on any system that has them (sun_path: 104 bytes on macOS, 108 on Linux). */
const MOST_OF_A_SOCKET = 103;

/**
 * Where the browser puts its own temporary files: into the profile too, for one that is killed leaves them
 * (`.org.chromium.Chromium.*`). In it is a socket, whose path must not be too long: then the usual place stays.
 */
const temporary = (directory: string): Record<string, string> =>
  Buffer.byteLength(join(directory, '.org.chromium.Chromium.XXXXXX', 'SingletonSocket')) > MOST_OF_A_SOCKET
    ? {}
    : { TMPDIR: directory };

/** Starts one browser. All that it and Playwright write lies in the profile, which Playwright itself would forget. */
const launchIn = async (directory: string, choice: LaunchOptions): Promise<Browser> => {
  const { chromium } = await playwright();
  const context = await chromium.launchPersistentContext(join(directory, choice.channel ?? 'named'), {
    ...choice,
    ...QUIET,
    env: { ...childEnvironment(), ...temporary(directory) },
    headless: true,
    timeout: timeoutMs(),
    artifactsDir: directory,
  });
  const browser = context.browser();
  if (browser) return browser;
  await context.close();
  throw new Error('the browser does not serve more than one session');
};

/**
 * Starts a browser that is installed on this machine: the one that is named, the one in CHROME_BIN, or Chrome, Edge,
 * Chromium. Playwright is loaded only now. The browser inherits no secret of this process: others can read its environment.
 *
 * @returns the browser, or in words why there is none
 */
export const launchBrowser = async (executablePath: string | undefined): Promise<Launched | { missing: string }> => {
  const named = executablePath ?? process.env.CHROME_BIN;
  const isNamed = named !== undefined && named !== '';
  const choices: LaunchOptions[] = isNamed ? [{ executablePath: named }] : CHANNELS.map((channel) => ({ channel }));
  const profile = await makeProfile();
  let reason = '';
  for (const choice of choices) {
    try {
      const browser = await launchIn(profile.path, choice);
      // However it ends: one that died leaves its files, too.
      browser.once('disconnected', () => void profile.remove());
      return { browser, profile };
    } catch (error) {
      // Where Playwright itself cannot be loaded there is no browser either.
      [reason] = (error as Error).message.split('\n');
    }
  }
  await profile.remove();
  return { missing: isNamed ? `${named}: ${reason}` : '' };
};
