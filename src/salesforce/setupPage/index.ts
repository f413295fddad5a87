import { Lifecycle, type Org } from '@salesforce/core';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { timeoutMs } from '../../requestTimeout.ts';
import { orgGuard } from '../http.ts';
import { OrgError } from '../errors.ts';
import type { PageContent, SetupPage, SetupPageReader } from '../types.ts';
import { launchBrowser, type Launched } from './browser.ts';
import { aside, pageError, type PageProblem } from './errors.ts';
import { frameWith, readForm, saveForm } from './form.ts';
import { noticeAt, obstacleAt, type Obstacle } from './obstacles.ts';
import { PAGES, type PageDefinition } from './pages.ts';
import { FormProblem } from './problem.ts';
import { writeTrace } from './trace.ts';
import { STRANGER, type Visitor } from './visitor.ts';

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

type Session = Launched & { context: BrowserContext };
/** Why no page can be shown in this run at all. */
type Unavailable = { problem: PageProblem; detail: string };

const ignore = (): undefined => undefined;

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0];

/** A page that answers 5xx may be back a moment later; a maintenance lasts longer than anybody wants to wait. */
const ATTEMPTS = 3;
const PAUSE_MS = 1000;
const LOOK_MS = 100;
/** How long the form may come after the page: a little on a classic page, longer inside Lightning. */
const SETTLE_MS = 1500;
const FRAME_MS = 20_000;

const PROBLEMS: Record<Obstacle['kind'], PageProblem> = {
  passkey: 'PasskeyPage',
  challenge: 'LoginChallenge',
  login: 'LoginRefused',
  maintenance: 'PageMaintenance',
  notice: 'PageNotice',
};

/** Nobody sits at this browser: what asks for a person is not asked again. */
const isFinal = ({ kind }: Obstacle): boolean => kind === 'passkey' || kind === 'challenge';

/**
 * Setup pages of an org. No browser is started, and Playwright is not loaded, before the first page is asked for, nor
 * where the login's user will be asked for a passkey. The browser logs in through a single-use frontdoor URL that stays
 * inside this file. Whatever goes wrong concerns the page that was asked for.
 */
export const setupPages = (
  org: Org,
  label: string,
  options: BrowserOptions,
  visitor: Visitor = STRANGER
): SetupPageDriver => {
  const connection = org.getConnection();
  const guard = orgGuard(connection, label);
  const secrets = [connection.accessToken ?? ''];
  let started: Promise<Session | Unavailable> | undefined;
  let traced = false;

  /** A trace accompanies a run: it is never the reason why one ends. */
  const startTrace = async (context: BrowserContext, path: string): Promise<void> => {
    try {
      await context.tracing.start({ screenshots: true, snapshots: true });
      traced = true;
    } catch (error) {
      await Lifecycle.getInstance().emitWarning(aside('traceNotStarted', { path, reason: firstLine(error) }));
    }
  };

  const start = async (): Promise<Session | Unavailable> => {
    const passkey = await visitor.passkey();
    if (passkey !== undefined) return { problem: 'PasskeyExpected', detail: passkey };
    const launched = await launchBrowser(options.executablePath);
    if ('missing' in launched) return { problem: 'NoBrowser', detail: launched.missing };
    const { browser, profile } = launched;
    try {
      // A session of its own, which lives in memory: nothing of the login is kept on the disk.
      const context = await browser.newContext();
      context.setDefaultTimeout(timeoutMs());
      if (options.trace !== undefined) await startTrace(context, options.trace);
      return { ...launched, context };
    } catch (error) {
      await browser.close().catch(ignore);
      await profile.remove();
      throw error;
    }
  };

  /** The browser of this run; a new one where it could not be started or has died. That there is none stays so. */
  const session = async (): Promise<Session | Unavailable> => {
    const current = started;
    const held = await current?.catch(ignore);
    const usable = held && ('problem' in held || held.browser.isConnected());
    if (!usable && started === current) started = undefined;
    return (started ??= start());
  };

  /** A URL that logs the browser in once. Users with the permission API Only User get none. */
  const frontdoor = async (name: SetupPage, path: string): Promise<string> => {
    try {
      const url = await guard('a browser session', () => org.getFrontDoorUrl(path));
      const { searchParams } = new URL(url);
      // The session may have been renewed since.
      secrets.push(
        connection.accessToken ?? '',
        url,
        ...['otp', 'sid', 'cshc'].flatMap((key) => searchParams.get(key) ?? [])
      );
      return url;
    } catch (error) {
      // An ended login has words of its own, which would mislead here: everything else that it reads is answered.
      const refused = error instanceof OrgError && error.name === 'SessionExpiredError';
      const detail = refused ? error.errorCode : firstLine(error);
      throw pageError('FrontdoorRefused', { org: label, page: name, detail });
    }
  };

  const hasSession = async (page: Page): Promise<boolean> =>
    (await page.context().cookies()).some(({ name }) => name === 'sid');

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

  /** What stands at an address instead of the page; a script may have led there after the page had answered. */
  const obstacleOn = async (page: Page, status?: number): Promise<Obstacle | undefined> =>
    obstacleAt(new URL(page.url()), status, await page.title());

  /**
   * Goes to a path, through the frontdoor where there is no session yet or it has ended, and looks for something there.
   * A notice in between is not clicked away: the path is asked for once more, now that there is a session.
   */
  const visit = async <T>(
    page: Page,
    name: SetupPage,
    path: string,
    look: () => Promise<T | undefined>
  ): Promise<T | undefined> => {
    const wanted = new URL(path, connection.instanceUrl);
    let loggedIn = await hasSession(page);
    for (let attempt = 1; ; attempt += 1) {
      const target = loggedIn ? wanted.href : await frontdoor(name, path);
      const answer = await page.goto(target, { waitUntil: 'domcontentloaded' });
      let obstacle = await obstacleOn(page, answer?.status());
      if (!obstacle) {
        const found = await look();
        if (found !== undefined) return found;
        obstacle = (await obstacleOn(page)) ?? noticeAt(new URL(page.url()), wanted, await page.title());
      }
      if (!obstacle) return undefined;
      if (isFinal(obstacle) || attempt === ATTEMPTS) {
        throw pageError(PROBLEMS[obstacle.kind], { org: label, page: name, detail: obstacle.words });
      }
      if (obstacle.kind === 'maintenance') await page.waitForTimeout(PAUSE_MS);
      loggedIn = obstacle.kind !== 'login' && (await hasSession(page));
    }
  };

  /** Where the links of a page lead that stand for ours; two of them are as good as none. */
  const linkOn = async (
    page: Page,
    { href, words }: NonNullable<PageDefinition['link']>
  ): Promise<string | undefined> => {
    await page.waitForLoadState('load');
    const seen: Array<{ address: string; title: string }> = [];
    for (const frame of page.frames()) {
      for (const link of await frame.locator('a[href]').all()) {
        const address = new URL((await link.getAttribute('href')) ?? '', frame.url()).href;
        seen.push({ address, title: (await link.getAttribute('title')) ?? (await link.innerText()) });
      }
    }
    const known = seen.filter(({ address }) => href.test(address));
    const named = known.length > 0 ? known : seen.filter(({ title }) => words.test(title));
    const addresses = [...new Set(named.map(({ address }) => address))];
    if (addresses.length > 1) throw new FormProblem('changed', `${addresses.length} links may lead to it`);
    return addresses[0];
  };

  const open = async (page: Page, name: SetupPage): Promise<Frame> => {
    const definition = PAGES[name];
    const { paths, link, controls } = definition;
    const form = (): Promise<Frame | undefined> => awaitForm(page, definition);
    for (const path of paths) {
      const frame = await visit(page, name, path, form);
      if (frame) return frame;
    }
    const linked = link && (await visit(page, name, link.path, () => linkOn(page, link)));
    const frame = linked === undefined ? undefined : await visit(page, name, linked, form);
    if (frame) return frame;
    throw new FormProblem('changed', `there is no "${controls[0].label}" (${await page.title()})`);
  };

  /** What an error of a page is called: a page in another language is told as such, with the language. */
  const problemOf = async (error: unknown): Promise<{ problem: PageProblem; detail: string }> => {
    const detail = firstLine(error);
    if (!(error instanceof FormProblem)) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      return { problem: isLate ? 'PageTimeout' : 'PageFailed', detail };
    }
    if (error.kind === 'refused') return { problem: 'PageRefused', detail };
    const language = await visitor.language();
    return language === undefined || /^en/i.test(language)
      ? { problem: 'PageChanged', detail }
      : { problem: 'PageLanguage', detail: `${language}; ${detail}` };
  };

  /** Opens the page, works on it, closes it; whatever goes wrong becomes an error of this page. */
  const on = async <T>(name: SetupPage, work: (frame: Frame) => Promise<T>): Promise<T> => {
    let page: Page | undefined;
    try {
      const running = await session();
      if ('problem' in running) throw pageError(running.problem, { org: label, page: name, detail: running.detail });
      page = await running.context.newPage();
      return await work(await open(page, name));
    } catch (error) {
      if (error instanceof OrgError) throw error;
      const { problem, detail } = await problemOf(error);
      throw pageError(problem, { org: label, page: name, detail });
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
      if (!running || 'problem' in running) return;
      const { browser, context, profile } = running;
      // With a browser that died, its trace is gone too.
      if (!browser.isConnected()) return profile.remove();
      try {
        if (options.trace !== undefined && traced) await writeTrace(context, options.trace, secrets, profile.path);
      } catch (error) {
        const told = { path: options.trace ?? '', reason: firstLine(error) };
        await Lifecycle.getInstance().emitWarning(aside('traceNotWritten', told));
      } finally {
        await browser.close().catch(ignore);
        await profile.remove();
      }
    },
  };
};
