import type { Org } from '@salesforce/core';
import { loadText } from '../text.ts';
import { waitingFor } from '../waits.ts';
import { orgHttp } from './http.ts';
import { orgReader } from './reader.ts';
import { followMoves } from './renewal.ts';
import { setupPages, type BrowserOptions, type SetupPageDriver } from './setupPage/index.ts';
import { visitorOf } from './setupPage/visitor.ts';
import type { OrgReader, OrgWriter } from './types.ts';
import { orgWriter } from './writer.ts';

const text = loadText('setup-page');

/** An org that can be read; a writer is made only on request, by whoever has checked that it may be written to. */
export type OpenOrg = {
  reader: OrgReader;
  openWriter(): OrgWriter;
  /** Ends the browser, where one was started. */
  close(): Promise<void>;
};

export type OpenOptions = {
  /** How the user named it: alias or username. An access token given as username is never shown. */
  label: string;
  /** From `--api-version`, when given. */
  apiVersion?: string;
  browser?: BrowserOptions;
};

/** A browser takes its time with a page: who waits for it says so. */
const withWord = (pages: SetupPageDriver, org: { who: string; origin: string }): SetupPageDriver => ({
  ...pages,
  read: (page) => waitingFor({ ...org, what: text.get(`page.${page}`) }, () => pages.read(page)),
  save: (page, values) => waitingFor({ ...org, what: text.get(`page.${page}`) }, () => pages.save(page, values)),
});

/** Opens the org that `sf` resolved (what `Flags.requiredOrg` answered). */
export const openOrg = (org: Org, { label, apiVersion, browser = {} }: OpenOptions): OpenOrg => {
  const connection = org.getConnection(apiVersion);
  followMoves(connection);
  const http = orgHttp(connection, label);
  // Whoever looks at a page is the login's user, of whom the org itself knows most.
  const visitor = visitorOf(() => reader);
  const pages = withWord(setupPages(org, label, browser, visitor), {
    who: label,
    origin: new URL(connection.instanceUrl).origin,
  });
  const reader: OrgReader = orgReader(connection, http, label, pages);
  return {
    reader,
    openWriter: () => orgWriter(connection, http, label, pages),
    close: () => pages.close(),
  };
};
