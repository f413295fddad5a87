import { extname, join } from 'node:path';
import { fillTemplate, type BuiltInTemplate } from '../../report/templates.ts';
import type { ContentFile } from '../directory/files.ts';
import type { SupportCase } from './supportCase.ts';

/** People's own templates for the support case, by the kind of file: `.md` and `.txt`. */
export type CaseTemplates = { md?: string; txt?: string };

/** Sorts template paths given on the command line by the kind of text they make: `case.md.eta` makes Markdown. */
export const caseTemplates = (paths: readonly string[]): CaseTemplates =>
  Object.fromEntries(paths.map((path) => [extname(path.replace(/\.eta$/, '')) === '.md' ? 'md' : 'txt', path]));

const NAMES = ['support-case.md', 'support-case.txt', 'refresh-ticket.md'] as const;

/** What stands in the place of all three where no case may be sent: nothing of an earlier one is left. */
export const withheldCaseFiles = (directory: string, notice: string): ContentFile[] =>
  NAMES.map((name) => ({ path: join(directory, name), content: notice }));

/** The support case as Markdown and as plain text, and the ticket form for the governance of the refresh. */
export const caseFiles = async (
  directory: string,
  facts: SupportCase,
  own: CaseTemplates
): Promise<{ files: ContentFile[]; plainText: string }> => {
  const fill = (name: BuiltInTemplate, path?: string): Promise<string> =>
    fillTemplate(path === undefined ? name : { path }, facts);
  const [markdown, plainText, ticket] = await Promise.all([
    fill('support-case.md', own.md),
    fill('support-case.txt', own.txt),
    fill('refresh-ticket.md'),
  ]);
  return {
    files: [markdown, plainText, ticket].map((content, index) => ({ path: join(directory, NAMES[index]), content })),
    plainText,
  };
};
