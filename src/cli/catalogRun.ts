import { Messages } from '@salesforce/core';
import { Flags, type SfCommand } from '@salesforce/sf-plugins-core';
import { DEFAULT_BULK_THRESHOLD } from '../catalog/budget.ts';
import { noProgress, type Progress } from '../catalog/progress.ts';
import { progressLine, type Part } from '../report/progress.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'catalog-run');

/** The flags of every command that reads the catalog. */
export const catalogFlags = {
  'bulk-threshold': Flags.integer({
    min: 1,
    default: DEFAULT_BULK_THRESHOLD,
    summary: messages.getMessage('flags.bulk-threshold.summary'),
    description: messages.getMessage('flags.bulk-threshold.description'),
  }),
};

type Watched = Pick<SfCommand<unknown>, 'jsonEnabled' | 'spinner'>;

/** Below this many rows it is over before anybody reads it. */
const WORTH_SHOWING = 20_000;
const EVERY_MS = 200;

/** Whether somebody watches: a terminal, no pipeline, no JSON. */
const isWatched = (screen: Watched): boolean =>
  !screen.jsonEnabled() && process.stderr.isTTY && !['true', '1'].includes(process.env.CI ?? '');

const spinning = ({ spinner }: Watched): { progress: Progress; end: () => void } => {
  const parts = new Map<string, Part>();
  const began = performance.now();
  let shown = 0;
  return {
    progress: (part) => {
      parts.set(`${part.stage} ${part.object}`, part);
      const now = performance.now();
      const total = [...parts.values()].reduce((sum, each) => sum + each.total, 0);
      if (total < WORTH_SHOWING || now - shown < EVERY_MS) return;
      const line = progressLine([...parts.values()], (now - began) / 1000);
      if (shown === 0) spinner.start(line);
      else spinner.status = line;
      shown = now;
    },
    end: () => {
      if (shown > 0) spinner.stop();
    },
  };
};

/** How a command reads the catalog, and where it shows how far it is. End it before anything else is shown. */
export const catalogRun = (
  screen: Watched,
  flags: { 'bulk-threshold': number }
): { run: { bulkThreshold: number; progress: Progress }; end: () => void } => {
  const { progress, end } = isWatched(screen) ? spinning(screen) : { progress: noProgress, end: () => undefined };
  return { run: { bulkThreshold: flags['bulk-threshold'], progress }, end };
};
