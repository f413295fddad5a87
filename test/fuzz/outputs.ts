import { isAbsolute, join, normalize, sep } from 'node:path';
import papa from 'papaparse';
import { create } from 'xmlbuilder2';
import { MARK } from './payloads.ts';
import { Bad } from './verdict.ts';

/** What steers a terminal or turns the direction of what follows; line breaks are looked at elsewhere. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const around = (text: string, at: number): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));

const fail = (kind: string, where: string, text: string, at = 0): never => {
  throw new Bad(kind, `${where}: ${around(text, at)}`);
};

/** Text that is shown on a terminal, or read by people in an editor. */
export const checkPlain = (text: string, where: string, breaks = false): void => {
  const at = text.search(STEERING);
  if (at >= 0) fail('control character', where, text, at);
  if (!breaks && /[\n\r\t\u2028\u2029\u0085]/.test(text))
    fail('line break', where, text, text.search(/[\n\r\t\u2028\u2029\u0085]/));
};

/** The cells of one row of a table: by bars that nothing escapes. */
const cells = (row: string): number => row.replace(/\\[^]/g, '').split('|').length;

/** Markdown in which no text of an org became HTML, a link, a picture, a heading, a list or a cell of its own. */
export const checkMarkdown = (text: string, where: string): void => {
  checkPlain(text, where, true);
  let columns: number | undefined;
  for (const line of text.split(/\r?\n|[\u2028\u2029\u0085]/)) {
    const bare = line.replace(/\\[^]/g, '');
    if (/<\/?[a-z!?]/i.test(bare)) fail('HTML in Markdown', where, line, line.search(/<\/?[a-z!?]/i));
    if (bare.includes(`](`) && line.includes(MARK)) fail('link in Markdown', where, line, line.indexOf(']('));
    if (/^\s{0,3}(#|```|~~~|- \[)/.test(line) && new RegExp(`^\\s{0,3}(#+|\`+|~+|- \\[x\\]) ?${MARK}`).test(line))
      fail('block in Markdown', where, line);
    const isRow = /^\s*\|/.test(line);
    if (!isRow) columns = undefined;
    else if (columns === undefined) columns = cells(line);
    else if (cells(line) !== columns) fail('columns in Markdown', where, line);
  }
};

/** CSV that a person opens in a spreadsheet. */
export const checkCsv = (text: string, where: string): void => {
  const { data, errors } = papa.parse<string[]>(text.replace(/\r?\n$/, ''), { delimiter: ',', newline: '\n' });
  const [wrong] = errors.filter(({ code }) => code !== 'UndetectableDelimiter');
  if (wrong) fail('no CSV', where, `${wrong.message} in row ${wrong.row}`);
  const odd = data.find(({ length }) => length !== data[0].length);
  if (odd) fail('columns in CSV', where, odd.join('¦'));
  for (const cell of data.flat()) {
    if (/^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell)) fail('formula in CSV', where, cell);
  }
};

/** XML that holds together; what a name says must not have become an element. */
export const checkXml = (text: string, where: string): void => {
  // eslint-disable-next-line no-control-regex -- XML 1.0, section 2.2
  const illegal = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (illegal) fail('character in XML', where, text, illegal.index);
  try {
    create(text);
  } catch (error) {
    fail('no XML', where, String(error));
  }
  if (new RegExp(`<(script|img|\\?php|!ENTITY|b)[\\s>]`).test(text))
    fail('element in XML', where, text, text.search(/<(script|img|\?php|!ENTITY|b)[\s>]/));
};

/** One test a line, and nothing that is no line of TAP. */
export const checkTap = (text: string, where: string): void => {
  checkPlain(text, where, true);
  for (const line of text.split('\n')) {
    if (!/^(TAP version 13|ok |not ok |\s*#|1\.\.\d+|$)/.test(line)) fail('line of TAP', where, line);
    if (/^(ok|not ok) \d+ - .*[^\\]#/.test(line.replace(/ # (SKIP|TODO)$/i, ''))) fail('directive in TAP', where, line);
  }
};

/** Apex in which every text stays a text. */
export const checkApex = (text: string, where: string): void => {
  checkPlain(text, where, true);
  for (const line of text.split(/[\n\r\u2028\u2029\u0085]/)) {
    if (/^\s*\/\//.test(line)) continue;
    const rest = line.replace(/'(?:[^'\\]|\\[^])*'/g, "''");
    if (rest.replaceAll("''", '').includes("'") || rest.includes(MARK)) fail('Apex', where, line);
  }
};

const BY_ENDING: ReadonlyArray<[RegExp, (text: string, where: string) => void]> = [
  [/\.md$/, checkMarkdown],
  // What Logik Admin imports by the letter: a username is who it is.
  [/logik-user-access\.csv$/, () => undefined],
  [/\.csv$/, checkCsv],
  [/\.xml$/, checkXml],
  [/\.tap$/, checkTap],
  [/\.apex$/, checkApex],
  [/\.txt$/, (text, where) => checkPlain(text, where, true)],
  [/\.json$/, (text) => void JSON.parse(text)],
];

/** A file by its name: where it lies, and what is in it. */
export const checkFile = (directory: string, path: string, content: string): void => {
  const whole = isAbsolute(path) ? normalize(path) : normalize(join(directory, path));
  if (!whole.startsWith(directory + sep)) fail('path outside', path, whole);
  for (const part of whole.slice(directory.length + 1).split(sep)) {
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    if (/[\u0000-\u001f\u007f<>:"|?*\\]/.test(part) || Buffer.byteLength(part) > 255) fail('file name', path, part);
  }
  BY_ENDING.find(([ending]) => ending.test(path))?.[1](content, path.slice(-60));
};

/** A statement in which every text stays between its quotation marks. */
export const checkSoql = (statement: string, values: readonly string[]): void => {
  const literals = [...statement.matchAll(/'((?:[^'\\]|\\[^])*)'/g)].map(([, inner]) => inner);
  const rest = statement.replace(/'(?:[^'\\]|\\[^])*'/g, '');
  if (rest.includes("'") || rest.includes('\\') || rest.includes(MARK) || /[\n\r]/.test(statement))
    fail('SOQL', 'statement', statement);
  if (literals.length !== values.length) fail('SOQL', 'literals', statement);
  const spoken = (text: string): string =>
    text.replace(/\\([^])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign === 'r' ? '\r' : sign));
  for (const [index, literal] of literals.entries())
    if (spoken(literal) !== values[index]) fail('SOQL', 'value', `${literal} for ${values[index]}`);
};
