import { Flags, type SfCommand } from '@salesforce/sf-plugins-core';
import type { Patience } from '../refresh/verify/wait.ts';
import { printable } from '../literal/printable.ts';
import { loadText } from '../text.ts';
import { interruptible } from './interrupt.ts';

const text = loadText('wait');

/** One sync interval of a test or demo site, and the time that Logik may be late. */
const USUAL_MINUTES = 35;

export const waitFlag = {
  wait: Flags.integer({
    char: 'w',
    min: 0,
    summary: text.get('flags.wait.summary'),
    description: text.get('flags.wait.description'),
  }),
};

/** `--wait` alone waits as long as usual: a flag that may do without its value is nothing that oclif knows. */
export const withUsualWait = (argv: readonly string[]): string[] =>
  argv.flatMap((word, at) => {
    const next: string | undefined = argv[at + 1];
    const isAlone = next === undefined || (next.startsWith('-') && !/^-\d/.test(next));
    return (word === '--wait' || word === '-w') && isAlone ? [word, String(USUAL_MINUTES)] : [word];
  });

type Screen = Pick<SfCommand<unknown>, 'jsonEnabled' | 'spinner' | 'logToStderr'>;

/** Whether somebody watches: a terminal, no pipeline. */
const isWatched = (): boolean => process.stderr.isTTY && !['true', '1'].includes(process.env.CI ?? '');

const lasting = (milliseconds: number): string =>
  milliseconds < 60_000
    ? text.get('seconds', { seconds: Math.ceil(milliseconds / 1000) })
    : text.get('minutes', { minutes: Math.ceil(milliseconds / 60_000) });

/**
 * How a command waits: a line that is kept up to date on a terminal, one line for each change elsewhere, both beside what
 * the command prints, and nothing under `--json`. Ctrl-C ends the waiting alone.
 */
export const patienceOf = (screen: Screen, minutes: number | undefined): Patience | undefined => {
  if (minutes === undefined) return undefined;
  const isSilent = screen.jsonEnabled();
  const spinning = !isSilent && isWatched();
  let shown: string | undefined;
  return {
    minutes,
    begin: () => {
      const { signal, end } = interruptible();
      return {
        signal,
        end: () => {
          if (spinning && shown !== undefined) screen.spinner.stop();
          end();
        },
      };
    },
    show: (words, milliseconds) => {
      if (isSilent) return;
      const left = words.join(', ');
      const line = printable(text.get('waiting', { minutes: lasting(milliseconds), left }));
      if (spinning && shown === undefined) screen.spinner.start(line);
      else if (spinning) screen.spinner.status = line;
      else if (left !== shown) screen.logToStderr(line);
      shown = left;
    },
  };
};
