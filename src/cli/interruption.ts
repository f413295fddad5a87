import type { Change } from '../checklist/item.ts';
import { printable } from '../literal/printable.ts';
import type { Interruption, Stage } from '../refresh/write/interruption.ts';
import { loadText } from '../text.ts';
import { interruptible } from './interrupt.ts';
import type { LogikCommand } from './logikCommand.ts';

const text = loadText('interrupted');

/** How many changes of a kind the last words name; the journal has them all. */
const MOST_NAMED = 10;

const named = (key: string, changes: readonly Change[]): string[] => {
  if (changes.length === 0) return [];
  const rest = changes.length - MOST_NAMED;
  return [
    text.get(key, { count: changes.length }),
    ...changes.slice(0, MOST_NAMED).map(({ item, target }) => printable(`  ${item}: ${target}`)),
    ...(rest > 0 ? [text.get('more', { count: rest })] : []),
  ];
};

/** What was written, what may have been, and what was not, in words. */
const lastWords = (changes: readonly Change[], stages: ReadonlyMap<Change, Stage>): string[] => {
  const at = (stage: Stage | undefined): Change[] => changes.filter((change) => stages.get(change) === stage);
  return [
    ...named('written', at('accepted')),
    ...named('underway', at('underway')),
    ...named('refused', at('refused')),
    ...named('notSent', at(undefined)),
  ];
};

/**
 * How a command that writes is cut off: the first Ctrl-C lets the change under way come to its end and be read back, and
 * nothing further is sent; the second ends the process at once. Both say what was written and what was not.
 */
export const interruptionOf = (command: Pick<LogikCommand<unknown>, 'lastWords'>): Interruption => {
  let all: readonly Change[] = [];
  const stages = new Map<Change, Stage>();
  return {
    begin: (changes) => {
      all = changes;
      command.lastWords = () => lastWords(all, stages);
      const { signal, end } = interruptible(() => process.stderr.write(`\n${text.get('finishing')}\n`));
      // What was written stays true while the org is read again.
      return { signal, end };
    },
    note: (change, stage) => void stages.set(change, stage),
  };
};
