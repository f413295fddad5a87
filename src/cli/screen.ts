import { EXIT } from '../refresh/judge/exitCodes.ts';

/** Whoever read along closed the pipe, as `head` does: `sf` takes that for no failure. */
const CLOSED = 'EPIPE';

const unwritten = (error: NodeJS.ErrnoException): void => {
  if (error.code !== CLOSED) process.once('exit', failed);
};

/** Node's own code where something is waited for at the end that never comes: here the last bytes of what was said. */
const UNSETTLED = 13;

/** What ended well ended badly for whoever was to read it from a file that has only half of it. */
const failed = (): void => {
  if (!process.exitCode || process.exitCode === UNSETTLED) process.exitCode = EXIT.failed;
};

/**
 * From now on a run goes on where nobody reads it any more: the terminal was closed, the pipe was, the disk of a log is
 * full. An error of stdout or stderr that nobody takes ends the process at once, in the middle of a write to an org;
 * `sf` takes only a closed pipe, and that of stdout alone.
 */
export const goOnUnread = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listeners('error').includes(unwritten)) continue;
    stream.removeAllListeners('error').on('error', unwritten);
  }
};
