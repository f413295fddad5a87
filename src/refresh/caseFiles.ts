import { extname, join } from 'node:path';
import { fillTemplate, type BuiltInTemplate } from '../report/templates.ts';
import type { ContentFile } from './files.ts';
import type { SupportCase } from './supportCase.ts';

/** People's own templates for the support case, by the kind of file: `.md` and `.txt`. */
export type CaseTemplates = { md?: string; txt?: string };

/** Sorts template paths given on the command line by the kind of text they make: `case.md.eta` makes Markdown. */
export const caseTemplates = (paths: readonly string[]): CaseTemplates =>
  Object.fromEntries(paths.map((path) => [extname(path.replace(/\.eta$/, '')) === '.md' ? 'md' : 'txt', path]));

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
    files: [
      { path: join(directory, 'support-case.md'), content: markdown },
      { path: join(directory, 'support-case.txt'), content: plainText },
      { path: join(directory, 'refresh-ticket.md'), content: ticket },
    ],
    plainText,
  };
};
