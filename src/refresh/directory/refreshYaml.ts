import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SfError } from '@salesforce/core';
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type YAMLSeq,
} from 'yaml';
import type { z } from 'zod';
import { answersSchema, type Answers } from '../../checklist/answers/index.ts';
import { MOST_BYTES } from '../../files/open.ts';
import { holdsSecret, tellsSecret } from '../../literal/secrets.ts';
import { yamlExcess } from '../../literal/yaml.ts';
import { loadText } from '../../text.ts';
import { readIfThere } from './files.ts';
import { pathText } from './record.ts';
import { refuseUnknownItems } from '../judge/waivers.ts';

const text = loadText('refresh');
const words = loadText('refresh-yaml');

export const refreshYamlPath = (directory: string): string => join(directory, 'refresh.yaml');

/** An answer by its place in refresh.yaml. */
export type Answer = { path: readonly string[]; value: unknown };

/** `refresh.yaml` as people wrote it, comments and all. */
export type RefreshYaml = { path: string; document: Document; lines: LineCounter };

const MAPPING_EXPECTED = 'a mapping of keys is expected';
const THE_FILE = '(the file)';

/** What is wrong at one place of the file; lines and columns count from 1. */
type Mistake = { line: number; column: number; field: string; detail: string };

/** So many mistakes are told at once. */
const TOLD = 10;

/** All that is wrong in one error: whoever corrects a file wants to do it once. */
const damaged = (path: string, mistakes: readonly Mistake[]): SfError => {
  const told = mistakes.slice(0, TOLD).map((mistake) => text.get('yaml.mistake', mistake));
  const more = mistakes.length > TOLD ? [text.get('yaml.more', { count: mistakes.length - TOLD })] : [];
  return text.error('DamagedYaml', { path, mistakes: [...told, ...more].join('; ') });
};

/**
 * What the file says, as plain values. Every alias is followed: what leads to too much, in a circle or nowhere is refused
 * here, once, before anything else looks at it.
 */
const contentOf = ({ path, document }: Pick<RefreshYaml, 'path' | 'document'>): unknown => {
  try {
    const content: unknown = document.toJS();
    // An alias in a circle becomes an object that has no end.
    JSON.stringify(content);
    return content;
  } catch (error) {
    const detail = text.get('yaml.aliases', { detail: (error as Error).message.split('\n')[0] });
    throw damaged(path, [{ line: 1, column: 1, field: THE_FILE, detail }]);
  }
};

/** A text that people committed may be read by many: a secret in it is refused, wherever it stands, and not repeated. */
const refuseSecrets = (yaml: RefreshYaml): void => {
  const found: Mistake[] = [];
  const look = (value: unknown, path: PropertyKey[]): void => {
    if (typeof value === 'string') {
      const isProse = path[0] === 'waivers';
      if (!(isProse ? tellsSecret(value) : holdsSecret(value))) return;
      found.push({ ...positionOf(yaml, path), field: pathText(path), detail: text.get('yaml.secret') });
    } else if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) look(each, [...path, index]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) {
        const isSecret = holdsSecret(key);
        if (isSecret) found.push({ ...positionOf(yaml, path), field: pathText(path), detail: text.get('yaml.secret') });
        else look(each, [...path, key]);
      }
    }
  };
  look(contentOf(yaml), []);
  if (found.length > 0) throw damaged(yaml.path, found);
};

/** The first `*name` whose anchor is nowhere: the parser lets it through, and reading its value would fail. */
const danglingAlias = (document: Document): Alias | undefined => {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
};

/** The file in a refresh directory, or a new one with every key explained. */
export const openRefreshYaml = async (directory: string): Promise<RefreshYaml & { isNew: boolean }> => {
  const path = refreshYamlPath(directory);
  const content = await readIfThere(path, MOST_BYTES.answers);
  const lines = new LineCounter();
  const excess = yamlExcess(content ?? '');
  if (excess) {
    const { what, most, line } = excess;
    throw damaged(path, [{ line, column: 1, field: THE_FILE, detail: text.get(`yaml.excess.${what}`, { most }) }]);
  }
  const document = parseDocument(content ?? '', { lineCounter: lines });
  const at = (offset: number, detail: string): Mistake => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, field: THE_FILE, detail };
  };
  if (document.errors.length > 0) {
    // The parser ends its message with the place and the line itself.
    const said = (message: string): string => message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
    throw damaged(
      path,
      document.errors.map(({ pos, message }) => at(pos[0], said(message)))
    );
  }
  const lost = danglingAlias(document);
  if (lost) throw damaged(path, [at(lost.range?.[0] ?? 0, `*${lost.source} refers to nothing`)]);
  if (document.contents !== null && !isMap(document.contents)) {
    throw damaged(path, [{ line: 1, column: 1, field: THE_FILE, detail: MAPPING_EXPECTED }]);
  }
  contentOf({ path, document });
  return { path, document: content === undefined ? newDocument() : document, lines, isNew: content === undefined };
};

const newDocument = (): Document => new Document({ schemaVersion: 1, refresh: {}, logik: {} });

/** `document.setIn` throws an error of its own where a parent is no mapping. */
const refuseScalarParents = (yaml: RefreshYaml, path: readonly string[]): void => {
  for (let depth = 1; depth < path.length; depth += 1) {
    const parent = path.slice(0, depth);
    const node = yaml.document.getIn(parent, true);
    if (node === undefined || isMap(node)) continue;
    throw damaged(yaml.path, [{ ...positionOf(yaml, parent), field: pathText(parent), detail: MAPPING_EXPECTED }]);
  }
};

/**
 * Puts answers into their places. What people wrote beside them, comments too, stays as it is.
 *
 * @throws SfError DamagedYamlError
 */
export const answer = (yaml: RefreshYaml, answers: readonly Answer[]): void => {
  const { document } = yaml;
  for (const { path, value } of answers) {
    refuseScalarParents(yaml, path);
    const present = document.getIn(path, true);
    if (isDeepStrictEqual(plain(present), value)) continue;
    if (isSeq(present) && Array.isArray(value)) replaceEntries(document, present, value);
    // A plain value goes into the node that is there, which holds the comment beside it.
    else document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
  }
};

/** Entries that stay keep what people wrote beside them. */
const replaceEntries = (document: Document, list: YAMLSeq, wanted: readonly unknown[]): void => {
  const present = list.items;
  if (present.length === 0) list.flow = false;
  list.items = wanted.map(
    (value) => present.find((entry) => isDeepStrictEqual(plain(entry), value)) ?? document.createNode(value)
  );
};

const plain = (value: unknown): unknown => (isNode(value) ? value.toJSON() : value);

/**
 * What is at `path`, or undefined where nobody answered; `null` and empty count as no answer.
 */
export const answered = ({ document }: RefreshYaml, path: readonly string[]): unknown =>
  plain(document.getIn(path)) ?? undefined;

/** The key of an entry, or the entry itself in a list. */
const markOf = (document: Document, path: ReadonlyArray<PropertyKey>): unknown => {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return pair ? pair.key : document.getIn(path, true);
};

const positionOf = (
  { document, lines }: RefreshYaml,
  path: ReadonlyArray<PropertyKey>
): Pick<Mistake, 'line' | 'column'> => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const mark = markOf(document, path.slice(0, depth));
    if (!isNode(mark) || !mark.range) continue;
    const { line, col } = lines.linePos(mark.range[0]);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
};

/** Where an answer stands, for errors that a person has to correct there. */
export const placeIn = (yaml: RefreshYaml, path: readonly string[]): string => {
  const { line, column } = positionOf(yaml, path);
  return `${yaml.path}:${line}:${column}: ${pathText(path)}`;
};

/** What the schema has against the content, place by place. */
const mistakesIn = (yaml: RefreshYaml, issues: ReadonlyArray<z.core.$ZodIssue>): Mistake[] =>
  issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], detail: issue.message }))
        : [{ path: issue.path, detail: issue.message }]
    )
    .map(({ path, detail }) => ({ ...positionOf(yaml, path), field: pathText(path), detail }))
    .sort((one, other) => one.line - other.line || one.column - other.column);

const refuseNewer = (yaml: RefreshYaml): void => {
  const { path } = yaml;
  const content = contentOf(yaml) as { schemaVersion?: unknown } | null;
  if (typeof content?.schemaVersion === 'number' && content.schemaVersion > 1) {
    throw text.error('NewerFile', { path, version: content.schemaVersion, known: 1 });
  }
};

/**
 * Refuses what is wrong in the file before anybody is asked for what it lacks.
 *
 * @param missing answers that are yet to come
 * @throws SfError as {@link answersOf}
 */
export const refuseWrong = (yaml: RefreshYaml, missing: ReadonlyArray<readonly string[]>): void => {
  refuseNewer(yaml);
  refuseSecrets(yaml);
  const { error } = answersSchema.safeParse(contentOf(yaml));
  const isMissing = (path: ReadonlyArray<PropertyKey>): boolean =>
    missing.some((place) => path.every((part, at) => place[at] === part)) &&
    answered(yaml, path.map(String)) === undefined;
  const wrong = (error?.issues ?? []).filter(({ path }) => path.length > 0 && !isMissing(path));
  if (wrong.length > 0) throw damaged(yaml.path, mistakesIn(yaml, wrong));
};

/**
 * The answers, validated and with defaults filled in.
 *
 * @throws SfError NewerFileError, DamagedYamlError with line, key and what is wrong; UnknownWaiverItemError
 */
export const answersOf = (yaml: RefreshYaml): Answers => {
  refuseNewer(yaml);
  refuseSecrets(yaml);
  const parsed = answersSchema.safeParse(contentOf(yaml));
  if (parsed.success) {
    refuseUnknownItems(parsed.data.waivers, { path: yaml.path, lineOf: (place) => positionOf(yaml, place).line });
    return parsed.data;
  }
  throw damaged(yaml.path, mistakesIn(yaml, parsed.error.issues));
};

const COMMENTED: ReadonlyArray<readonly string[]> = [
  ['refresh', 'date'],
  ['refresh', 'dataStrategy'],
  ['refresh', 'newOrgId'],
  ['refresh', 'newMyDomain'],
  ['refresh', 'sourceOrg'],
  ['refresh', 'confirmDecommission'],
  ['logik', 'currentHost'],
  ['logik', 'newHost'],
  ['logik', 'runtimeUrl'],
  ['logik', 'administrationUrl'],
  ['logik', 'provisioningEmail'],
  ['logik', 'adminUsers'],
  ['logik', 'userAccess'],
  ['logik', 'removeOldUserAccess'],
  ['logik', 'refreshTokenUser'],
  ['logik', 'runtimeClients'],
  ['logik', 'productIdField'],
  ['logik', 'reconnectedAt'],
  ['logik', 'syncIntervalMinutes'],
  ['logik', 'smoke'],
  ['logik', 'externalConfiguratorUrl'],
  ['logik', 'usesReconfigureApi'],
  ['logik', 'communities'],
  ['logik', 'tenant'],
  ['logik', 'backup'],
  ['logik', 'backup', 'parallel'],
  ['logik', 'backup', 'overwrite'],
  ['catalog', 'keys'],
  ['catalog', 'priceBooks'],
  ['catalog', 'scan'],
  ['catalog', 'touchField'],
  ['policy', 'noticeDays'],
  ['policy', 'refreshesPerMonth'],
  ['policy', 'activeDays'],
  ['policy', 'communications'],
  ['policy', 'callouts'],
  ['policy', 'emailForwarding'],
  ['policy', 'allowedHosts'],
  ['preserve', 'records'],
  ['preserve', 'users'],
  ['preserve', 'passwordReset'],
  ['preserve', 'settings'],
  ['waivers'],
];

const comment = (key: string): string =>
  words
    .list(key)
    .map((line) => ` ${line}`)
    .join('\n');

/** Turns a new file into one that explains itself: every key in its order, with its value and a comment above it. */
export const explain = ({ document }: RefreshYaml, answers: Answers): void => {
  document.contents = document.createNode(answers);
  document.commentBefore = comment('head');
  for (const path of COMMENTED) {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    if (isScalar(pair?.key)) pair.key.commentBefore = comment(path.join('.'));
  }
};

export const yamlText = ({ document }: RefreshYaml): string => document.toString({ lineWidth: 120 });
