import { ux } from '@oclif/core';
import type { SfCommand } from '@salesforce/sf-plugins-core';
import { printable } from '../literal/printable.ts';
import { loadText } from '../text.ts';
import { troubleOf, waitsNow, watchWaits, type Wait } from '../waits.ts';

const text = loadText('waits');

/** Nobody is left without a word for longer than this. */
const SILENT_MS = 3000;
const LOOK_MS = 250;
/** Clears the line that the cursor is in. */
const CLEAR = '\r\u001B[2K';
/** Where a terminal does not know how wide it is. */
const NARROW = 80;

type Screen = Pick<SfCommand<unknown>, 'jsonEnabled'>;

/** Where words go: a terminal keeps one line, anything else gets a line once. */
type Stderr = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

const wordsFor = (wait: Wait): string => {
  const { who, what } = wait;
  const why = troubleOf(wait);
  if (why !== undefined) return printable(text.get('again', { who, why }));
  return printable(what === null ? text.get('opening', { who }) : text.get('asked', { who, what }));
};

/**
 * Says what a command waits for as soon as that takes longer than three seconds: on a terminal in a line that goes when
 * the waiting ends, elsewhere in a line once for each org and trouble, under `--json` not at all. While a spinner turns
 * there is a word already.
 *
 * @returns ends it, and clears the line
 */
export const sayWaits = (screen: Screen, stderr: Stderr = process.stderr): (() => void) => {
  if (screen.jsonEnabled()) return () => undefined;
  const watched = stderr.isTTY === true && !['true', '1'].includes(process.env.CI ?? '');
  const told = new Set<string>();
  let shown = '';

  const onTerminal = (wait: Wait | undefined): void => {
    const isSpinning = ux.action.running;
    const line = wait === undefined || isSpinning ? '' : wordsFor(wait).slice(0, (stderr.columns || NARROW) - 1);
    if (line === shown) return;
    stderr.write(isSpinning ? '' : CLEAR + line);
    shown = line;
  };
  const inPipeline = (wait: Wait | undefined): void => {
    if (wait === undefined) return;
    const about = `${wait.who} ${troubleOf(wait) ?? ''}`;
    if (told.has(about)) return;
    told.add(about);
    stderr.write(`${wordsFor(wait)}\n`);
  };
  const look = (): void => {
    const [wait] = waitsNow().filter(({ since }) => performance.now() - since >= SILENT_MS);
    if (watched) onTerminal(wait);
    else inPipeline(wait);
  };

  const timer = setInterval(look, LOOK_MS).unref();
  // A line on a terminal is gone before anything else is written.
  watchWaits(() => {
    if (watched && shown !== '') look();
  });
  return () => {
    clearInterval(timer);
    watchWaits(undefined);
    if (watched) onTerminal(undefined);
  };
};
