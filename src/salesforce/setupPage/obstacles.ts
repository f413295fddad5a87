import type { Page } from 'playwright-core';

/** What stands between a login and the page that was asked for. */
export type Obstacle = { kind: 'login' | 'challenge' | 'maintenance'; words: string };

const CHALLENGE_URL = /\/_ui\/identity\/|\/identity\/verification|\/_nc_external\/identity\//i;
const CHALLENGE_TITLE = /verify your identity|register.*(authenticator|verification)|security key/i;
const LOGIN_URL = /\/\?(.*&)?ec=\d+|\/login(\.jsp)?\b|\/secur\/login/i;
const MAINTENANCE = /maintenance|service (is )?(temporarily )?unavailable|we are (currently )?down/i;

/** Recognises, by address, title and status, pages that Salesforce shows instead of the one that was asked for. */
export const obstacleOn = async (page: Page, status: number | undefined): Promise<Obstacle | undefined> => {
  const title = await page.title();
  const url = page.url();
  if (CHALLENGE_URL.test(url) || CHALLENGE_TITLE.test(title)) return { kind: 'challenge', words: title };
  if (LOGIN_URL.test(url)) return { kind: 'login', words: title };
  if ((status !== undefined && status >= 500) || MAINTENANCE.test(title)) {
    return { kind: 'maintenance', words: [status, title].filter(Boolean).join(' ') };
  }
  return undefined;
};
