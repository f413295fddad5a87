import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { answersSchema, type Answers } from '../checklist/answers.ts';
import { loadText } from '../text.ts';
import { readIfThere } from './files.ts';
import { pathText } from './record.ts';

const text = loadText('refresh');
const words = loadText('refresh-yaml');

export const refreshYamlPath = (directory: string): string => join(directory, 'refresh.yaml');

/** An answer by its place in refresh.yaml. */
export type Answer = { path: readonly string[]; value: unknown };

/** `refresh.yaml` as people wrote it, comments and all. */
export type RefreshYaml = { path: string; document: Document; lines: LineCounter };

/** The file in a refresh directory, or a new one with every key explained. */
export const openRefreshYaml = async (directory: string): Promise<RefreshYaml & { isNew: boolean }> => {
  const path = refreshYamlPath(directory);
  const content = await readIfThere(path);
  const lines = new LineCounter();
  const document = parseDocument(content ?? '', { lineCounter: lines });
  const [error] = document.errors;
  if (error) {
    const { line } = lines.linePos(error.pos[0]);
    throw text.error('DamagedYaml', { path, line, field: '(the file)', detail: error.message.split('\n')[0] });
  }
  if (document.contents !== null && !isMap(document.contents)) {
    throw text.error('DamagedYaml', { path, line: 1, field: '(the file)', detail: 'a mapping of keys is expected' });
  }
  return { path, document: content === undefined ? newDocument() : document, lines, isNew: content === undefined };
};

const newDocument = (): Document => new Document({ schemaVersion: 1, refresh: {}, logik: {} });

/** Puts answers into their places. What people wrote beside them, comments too, stays as it is. */
export const answer = ({ document }: RefreshYaml, answers: readonly Answer[]): void => {
  for (const { path, value } of answers) {
    if (!isDeepStrictEqual(plain(document.getIn(path)), value)) document.setIn(path, document.createNode(value));
  }
};

const plain = (value: unknown): unknown => (isNode(value) ? value.toJSON() : value);

/**
 * What is at `path`, or undefined where nobody answered; `null` and empty count as no answer.
 */
export const answered = ({ document }: RefreshYaml, path: readonly string[]): unknown =>
  plain(document.getIn(path)) ?? undefined;

const lineOf = ({ document, lines }: RefreshYaml, path: ReadonlyArray<PropertyKey>): number => {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
};

/**
 * The answers, validated and with defaults filled in.
 *
 * @throws SfError NewerFileError, DamagedYamlError with line, key and what is wrong
 */
export const answersOf = (yaml: RefreshYaml): Answers => {
  const content = yaml.document.toJS() as { schemaVersion?: unknown } | null;
  if (typeof content?.schemaVersion === 'number' && content.schemaVersion > 1) {
    throw text.error('NewerFile', { path: yaml.path, version: content.schemaVersion, known: 1 });
  }
  const parsed = answersSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw text.error('DamagedYaml', {
    path: yaml.path,
    line: lineOf(yaml, issue.path),
    field: pathText(issue.path),
    detail: issue.message,
  });
};

const COMMENTED: ReadonlyArray<readonly string[]> = [
  ['refresh', 'date'],
  ['refresh', 'dataStrategy'],
  ['refresh', 'newOrgId'],
  ['refresh', 'newMyDomain'],
  ['refresh', 'sourceOrg'],
  ['logik', 'newHost'],
  ['logik', 'runtimeUrl'],
  ['logik', 'administrationUrl'],
  ['logik', 'provisioningEmail'],
  ['logik', 'adminUsers'],
  ['logik', 'refreshTokenUser'],
  ['logik', 'runtimeClients'],
  ['logik', 'tenant'],
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
