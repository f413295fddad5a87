import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import { tapReport } from './tap.ts';
import type { ReportFormat, VerifyReport } from './types.ts';

type Renderer = { file: string; render: (report: VerifyReport) => string };

/** The reports that are files, by format; `human` is what the terminal shows. */
export const renderers: Record<Exclude<ReportFormat, 'human'>, Renderer> = {
  json: { file: 'verify.json', render: jsonReport },
  junit: { file: 'verify-junit.xml', render: junitReport },
  markdown: { file: 'verify.md', render: markdownReport },
  tap: { file: 'verify.tap', render: tapReport },
};
