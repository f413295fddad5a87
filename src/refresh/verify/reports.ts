import { join } from 'node:path';
import { renderers } from '../../report/index.ts';
import type { VerifyReport } from '../../report/types.ts';
import type { ContentFile } from '../directory/files.ts';

/** verify's report in every format, so that whatever reads it finds its own. */
export const reportFiles = (directory: string, report: VerifyReport): ContentFile[] =>
  Object.values(renderers).map(({ file, render }) => ({ path: join(directory, file), content: render(report) }));
