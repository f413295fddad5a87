import { extname } from 'node:path';
import { Eta } from 'eta';
import { MOST_BYTES } from '../files/open.ts';
import { whyNot } from '../files/why.ts';
import { isSfError, loadText } from '../text.ts';
import { readTextFile } from '../textFile.ts';
import { fileURLToPath } from 'node:url';
import { markdownText } from '../literal/markdownText.ts';
import { printable } from '../literal/printable.ts';

const text = loadText('report');

/** One line, whatever a name in an org holds: a line break must not become structure in a case text. */
const oneLine = (value: unknown): string => {
  // A misspelled place must not send the word "undefined" to the vendor.
  if (value === undefined) throw new RangeError(text.get('template.unknownValue'));
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
};

const engine = (path: string): Eta =>
  new Eta({
    autoTrim: false,
    autoEscape: true,
    escapeFunction: extname(path.replace(/\.eta$/, '')) === '.md' ? (value) => markdownText(oneLine(value)) : oneLine,
  });

/** The templates that come with the plugin; each is a file that people can copy and change. */
export type BuiltInTemplate = 'support-case.md' | 'support-case.txt' | 'refresh-ticket.md' | 'support-case-update.md';

/**
 * Fills a template file. Values are escaped for the kind of text that the file name tells: Markdown for `.md`, nothing
 * but line breaks for other kinds.
 *
 * @param template one of ours, or the path of somebody's own
 * @param values what the template calls `it`
 * @throws SfError TemplateUnreadableError, TemplateFailedError
 */
export const fillTemplate = async (template: BuiltInTemplate | { path: string }, values: object): Promise<string> => {
  const path = typeof template === 'string' ? template : template.path;
  let source: string;
  try {
    const file =
      typeof template === 'string' ? fileURLToPath(new URL(`../../templates/${template}.eta`, import.meta.url)) : path;
    source = await readTextFile(file, MOST_BYTES.text);
  } catch (error) {
    if (isSfError(error)) throw error;
    throw text.error('TemplateUnreadable', { path, code: whyNot(error) });
  }
  try {
    return engine(path).renderString(source, values);
  } catch (error) {
    throw text.error('TemplateFailed', { path, detail: (error as Error).message.split('\n')[0] });
  }
};
