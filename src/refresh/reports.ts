import { join } from 'node:path';
import { renderers } from '../report/index.ts';
import type { VerifyReport } from '../report/types.ts';
import { ensureWritable, writeTogether } from './files.ts';

/** Writes verify's report in every format, so that whatever reads it finds its own. Answers the paths. */
export const writeReports = async (directory: string, report: VerifyReport): Promise<string[]> => {
  const files = Object.values(renderers).map(({ file, render }) => ({
    path: join(directory, file),
    content: render(report),
  }));
  await ensureWritable(directory);
  await writeTogether(files);
  return files.map(({ path }) => path);
};
