import { SfCommand } from '@salesforce/sf-plugins-core';
import { loadText } from '../text.ts';

const text = loadText('interrupted');

/** The shell's own code for a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** What all commands of this plugin share. */
export abstract class LogikCommand<T> extends SfCommand<T> {
  /**
   * `sf` calls this from within a signal's handler, where an error that is thrown ends the process as a crash with a
   * stack. A line and the exit code say the same; what has to be tidied up is, on the way out.
   */
  public override exit(code = 0): never {
    if (code !== INTERRUPTED) return super.exit(code);
    process.stderr.write(`\n${text.get('interrupted')}\n`);
    return process.exit(INTERRUPTED);
  }
}
