import { join, resolve } from 'node:path';
import { Org, StateAggregator } from '@salesforce/core';
import { openOrg, type OpenOrg } from '../salesforce/open.ts';
import { loadText } from '../text.ts';
import { browserOptions } from './browserFlags.ts';

/** What an access token looks like where a username is expected: it must never be shown. */
const isToken = (username: string): boolean => username.includes('!');

/** What stands for an org in words: an access token only as the org ID in front of it. */
const shown = (username: string): string => (isToken(username) ? username.slice(0, username.indexOf('!')) : username);

/**
 * How the command line calls the orgs that it names, before any of them is opened.
 *
 * @param usual the org that is meant where none is named
 */
export const namedIn = (argv: readonly string[], usual: string | undefined): string => {
  const valueOf = (...flags: string[]): string | undefined =>
    argv.flatMap((word, at) => {
      if (flags.includes(word)) return argv[at + 1] ?? [];
      const flag = flags.find((name) => word.startsWith(`${name}=`));
      return flag === undefined ? [] : word.slice(flag.length + 1);
    })[0];
  const names = [valueOf('--target-org', '-o') ?? usual, valueOf('--source-org')];
  return names
    .filter((name) => name !== undefined)
    .map(shown)
    .join(', ');
};

/** How people call the org: its alias, else its username; for a bare access token the org ID in front of it. */
export const labelOf = async (org: Org): Promise<string> => {
  const username = org.getUsername() ?? org.getOrgId();
  if (isToken(username)) return shown(username);
  const { aliases } = await StateAggregator.getInstance();
  return aliases.get(username) ?? username;
};

const text = loadText('refresh');

/**
 * The org that `--source-org`, refresh.yaml or somebody at a terminal names.
 *
 * @param place where it is named, for the error
 * @throws SfError UnknownSourceOrgError where no login goes by that name
 */
export const namedOrg = async (place: string, aliasOrUsername: string): Promise<Org> => {
  try {
    return await Org.create({ aliasOrUsername });
  } catch {
    const name = isToken(aliasOrUsername) ? text.get('sourceOrg.hidden') : aliasOrUsername;
    throw text.error('UnknownSourceOrg', { place, name }, 2);
  }
};

/** What may be kept of a login's name: its alias or username; undefined for a bare access token. */
export const keptName = async (org: Org): Promise<string | undefined> =>
  isToken(org.getUsername() ?? '') ? undefined : labelOf(org);

type OrgFlags = Parameters<typeof browserOptions>[0] & { 'api-version'?: string };

/** The org behind a flag, ready to be read. Close it: it may have started a browser. */
export const openTarget = async (org: Org, flags: OrgFlags): Promise<OpenOrg & { label: string }> => {
  const label = await labelOf(org);
  return { ...openOrg(org, { label, apiVersion: flags['api-version'], browser: browserOptions(flags) }), label };
};

/** The refresh directory: as given, else `logik-refresh/<alias>` below the current directory. */
export const directoryFor = (given: string | undefined, label: string): string =>
  resolve(given ?? join('logik-refresh', label.replace(/[^\w.@-]+/g, '_')));

/** A value as a shell takes it for one word: as it is where it can be, otherwise in double quotes. */
export const asWord = (value: string): string => {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  // Backslashes part directories on Windows, whose shells take nothing in quotes for anything else.
  return `"${process.platform === 'win32' ? value : value.replace(/[\\"$`]/g, '\\$&')}"`;
};

/**
 * The org, and the refresh directory where it is not the usual one, as the next command has to name them.
 *
 * @param given the directory as `--dir` gave it
 */
export const namedAgain = (label: string, given: string | undefined): string =>
  given === undefined ? asWord(label) : `${asWord(label)} --dir ${asWord(given)}`;
