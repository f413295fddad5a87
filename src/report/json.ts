import type { VerifyReport } from './types.ts';

/** The same facts that `--json` answers under `result`, without what only the command line knows. */
export const jsonReport = ({ org, recognised, findings, summary, selection, waited = null }: VerifyReport): string =>
  `${JSON.stringify({ org, recognised, selection, summary, waited, findings }, null, 2)}\n`;
