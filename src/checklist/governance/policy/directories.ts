import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseJson } from '../../../literal/json.ts';
import { yamlExcess } from '../../../literal/yaml.ts';
import { isSfError } from '../../../text.ts';
import { readTextFile } from '../../../textFile.ts';
import { dateOf } from '../../shared/copies/dates.ts';
import { sameOrgId } from '../../identity/orgIdentity/ids.ts';
import type { Directories, EarlierDirectory } from './facts.ts';

/** The part of `baseline.json` that tells which org a refresh directory is about. */
const baseline = z.object({
  kind: z.literal('logik-refresh-baseline'),
  preparedAt: z.iso.datetime(),
  org: z.object({ orgId: z.string(), myDomain: z.string().nullable(), sandboxName: z.string().nullable() }),
});
const refreshYaml = z.object({ refresh: z.object({ date: z.iso.date() }) });
const journalLine = z.object({ at: z.iso.datetime(), orgId: z.string() });

/** Undefined where there is no file; empty, so that it does not parse, where it is no text. */
const contentOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readTextFile(path);
  } catch (error) {
    return isSfError(error) ? '' : undefined;
  }
};

/** Undefined for what does not parse. */
const parsed = (content: string | undefined, reader: (text: string) => unknown): unknown => {
  try {
    return reader(content ?? '');
  } catch {
    return undefined;
  }
};

/** YAML, where it is not too much for its parser. */
const bounded = (text: string): unknown => (yamlExcess(text) ? undefined : parse(text));

/** When repoint first wrote to the org that came out of the refresh: it was over by then. */
const firstSeen = (content: string | undefined, old: string): string | undefined =>
  (content ?? '')
    .split('\n')
    .map((line) => journalLine.safeParse(parsed(line, parseJson)).data)
    .filter((entry) => entry && !sameOrgId(entry.orgId, old))
    .map((entry) => entry && dateOf(entry.at))[0];

/** What one directory tells: the refresh of a sandbox, nothing, or something that nobody can read. */
const read = async (directory: string, sandboxName: string): Promise<EarlierDirectory | 'damaged' | undefined> => {
  const content = await contentOf(join(directory, 'baseline.json'));
  if (content === undefined) return undefined;
  const { data } = baseline.safeParse(parsed(content, parseJson));
  if (!data) return 'damaged';
  const { org, preparedAt } = data;
  if (org.sandboxName?.toLowerCase() !== sandboxName.toLowerCase()) return undefined;
  const [yaml, journal] = await Promise.all(
    ['refresh.yaml', 'journal.ndjson'].map((name) => contentOf(join(directory, name)))
  );
  const planned = refreshYaml.safeParse(parsed(yaml, bounded)).data?.refresh.date;
  // Nobody repoints before the refresh: a plan for a later day was done early.
  const [date = dateOf(preparedAt)] = [planned, firstSeen(journal, org.orgId)]
    .filter((one) => one !== undefined)
    .sort();
  return { directory: basename(directory), orgId: org.orgId, myDomain: org.myDomain, preparedAt, date };
};

/** Directories beside a refresh directory that are about a sandbox of that name. */
export const readDirectories = async (own: string, sandboxName: string): Promise<Directories> => {
  const parent = dirname(own);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const others = entries
    .filter((entry) => entry.isDirectory() && entry.name !== basename(own))
    .map(({ name }) => name)
    .sort();
  const told = await Promise.all(others.map((name) => read(join(parent, name), sandboxName)));
  return {
    earlier: told.filter((one) => one !== undefined).filter((one) => one !== 'damaged'),
    damaged: others.filter((_, index) => told[index] === 'damaged'),
  };
};
