import type { Org } from '@salesforce/core';
import type { Browser, BrowserContext, Frame, Page } from 'playwright-core';
import { timeoutMs } from '../../requestTimeout.ts';
import { orgGuard } from '../http.ts';
import { OrgError } from '../errors.ts';
import type { PageContent, SetupPage, SetupPageReader } from '../types.ts';
import { launchBrowser } from './browser.ts';
import { pageError } from './errors.ts';
import { FormProblem, frameWith, readForm, saveForm } from './form.ts';
import { obstacleOn } from './obstacles.ts';
import { PAGES, type PageDefinition } from './pages.ts';
import { writeTrace } from './trace.ts';

/** How to find the browser, and whether to keep a trace of what it did. */
export type BrowserOptions = {
  /** From `--browser-executable-path`. */
  executablePath?: string;
  /** From `--browser-trace`: a file for Playwright's trace, secrets stripped. */
  trace?: string;
};

/** Reads and saves setup pages of one org; one browser serves a whole run. */
export type SetupPageDriver = SetupPageReader & {
  save(page: SetupPage, values: Record<string, string | boolean>): Promise<void>;
  close(): Promise<void>;
};

type Session = { browser: Browser; context: BrowserContext };
type NoBrowser = { missing: string };

const ignore = (): undefined => undefined;

/** A page that answers 5xx may be back a moment later; a maintenance lasts longer than anybody wants to wait. */
const ATTEMPTS = 3;
const PAUSE_MS = 1000;
const LOOK_MS = 100;
/** How long the form may come after the page: a little on a classic page, longer inside Lightning. */
const SETTLE_MS = 1500;
const FRAME_MS = 20_000;

/**
 * Setup pages of an org. No browser is started, and Playwright is not loaded, before the first page is asked for. The
 * browser logs in through a single-use frontdoor URL that stays inside this file.
 */
export const setupPages = (org: Org, label: string, options: BrowserOptions): SetupPageDriver => {
  const connection = org.getConnection();
  const guard = orgGuard(connection, label);
  const secrets = [connection.accessToken ?? ''];
  let started: Promise<Session | NoBrowser> | undefined;

  const start = async (): Promise<Session | NoBrowser> => {
    const browser = await launchBrowser(options.executablePath);
    if ('missing' in browser) return browser;
    try {
      const context = await browser.newContext();
      context.setDefaultTimeout(timeoutMs());
      if (options.trace !== undefined) await context.tracing.start({ screenshots: true, snapshots: true });
      return { browser, context };
    } catch (error) {
      await browser.close().catch(ignore);
      throw error;
    }
  };

  /** The browser of this run; a new one where it could not be started or has died. That there is none stays so. */
  const session = async (): Promise<Session | NoBrowser> => {
    const current = started;
    const held = await current?.catch(ignore);
    const usable = held && ('missing' in held || held.browser.isConnected());
    if (!usable && started === current) started = undefined;
    return (started ??= start());
  };

  const frontdoor = async (path: string): Promise<string> => {
    const url = await guard('a browser session', () => org.getFrontDoorUrl(path));
    const { searchParams } = new URL(url);
    // The session may have been renewed since.
    secrets.push(
      connection.accessToken ?? '',
      url,
      ...['otp', 'sid', 'cshc'].flatMap((key) => searchParams.get(key) ?? [])
    );
    return url;
  };

  /** Goes to a path, through the frontdoor where there is no session yet or it has ended. */
  const arrive = async (page: Page, name: SetupPage, path: string): Promise<void> => {
    for (
      let attempt = 1, loggedIn = (await page.context().cookies()).some(({ name: cookie }) => cookie === 'sid');
      ;
      attempt += 1
    ) {
      const target = loggedIn ? new URL(path, connection.instanceUrl).href : await frontdoor(path);
      const answer = await page.goto(target, { waitUntil: 'domcontentloaded' });
      const obstacle = await obstacleOn(page, answer?.status());
      if (!obstacle) return;
      if (obstacle.kind === 'challenge' || attempt === ATTEMPTS) {
        const problem = obstacle.kind === 'maintenance' ? 'PageMaintenance' : 'LoginChallenge';
        throw pageError(problem, { org: label, page: name, detail: obstacle.words });
      }
      if (obstacle.kind === 'maintenance') await page.waitForTimeout(PAUSE_MS);
      loggedIn = obstacle.kind !== 'login';
    }
  };

  /** Waits for the form: at once on a classic page, later where Lightning brings it in a frame of its own. */
  const awaitForm = async (page: Page, { controls }: PageDefinition): Promise<Frame | undefined> => {
    await page.waitForLoadState('load');
    const since = Date.now();
    const patience = (): number =>
      page.frames().length > 1 || page.url().includes('/lightning/') ? FRAME_MS : SETTLE_MS;
    for (;;) {
      const frame = await frameWith(page, controls[0]);
      if (frame || Date.now() - since > patience()) return frame;
      await page.waitForTimeout(LOOK_MS);
    }
  };

  const linkedPath = async (
    page: Page,
    name: SetupPage,
    { path, words }: NonNullable<PageDefinition['linkTitle']>
  ): Promise<string | undefined> => {
    await arrive(page, name, path);
    for (const link of await page.getByRole('link').all()) {
      const title = (await link.getAttribute('title')) ?? (await link.innerText());
      const href = await link.getAttribute('href');
      if (words.test(title) && href !== null) return new URL(href, page.url()).href;
    }
    return undefined;
  };

  const open = async (page: Page, name: SetupPage): Promise<Frame> => {
    const definition = PAGES[name];
    for (const path of definition.paths) {
      await arrive(page, name, path);
      const frame = await awaitForm(page, definition);
      if (frame) return frame;
    }
    const linked = definition.linkTitle && (await linkedPath(page, name, definition.linkTitle));
    if (linked !== undefined) {
      await arrive(page, name, linked);
      const frame = await awaitForm(page, definition);
      if (frame) return frame;
    }
    throw new FormProblem('changed', `there is no "${definition.controls[0].label}" (${await page.title()})`);
  };

  /** Opens the page, works on it, closes it; whatever goes wrong becomes an error of this page. */
  const on = async <T>(name: SetupPage, work: (frame: Frame) => Promise<T>): Promise<T> => {
    let page: Page | undefined;
    try {
      const running = await session();
      if ('missing' in running) throw pageError('NoBrowser', { org: label, page: name, detail: running.missing });
      page = await running.context.newPage();
      return await work(await open(page, name));
    } catch (error) {
      if (error instanceof OrgError) throw error;
      const detail = (error as Error).message.split('\n')[0];
      if (error instanceof FormProblem) {
        throw pageError(error.kind === 'refused' ? 'PageRefused' : 'PageChanged', { org: label, page: name, detail });
      }
      throw pageError('PageTimeout', { org: label, page: name, detail });
    } finally {
      await page?.close().catch(ignore);
    }
  };

  return {
    read: (name): Promise<PageContent> => on(name, (frame) => readForm(frame, PAGES[name])),
    save: (name, values) => on(name, (frame) => saveForm(frame, PAGES[name], values, timeoutMs())),
    close: async () => {
      const running = await started?.catch(ignore);
      started = undefined;
      // With a browser that died, its trace is gone too.
      if (!running || 'missing' in running || !running.browser.isConnected()) return;
      try {
        if (options.trace !== undefined) await writeTrace(running.context, options.trace, secrets);
      } finally {
        await running.browser.close().catch(ignore);
      }
    },
  };
};
