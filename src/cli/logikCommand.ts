import { SfCommand } from '@salesforce/sf-plugins-core';
import { EXIT } from '../refresh/exitCodes.ts';
import { loadText } from '../text.ts';

const text = loadText('interrupted');

/** What all commands of this plugin share. */
export abstract class LogikCommand<T> extends SfCommand<T> {
  /** While a command writes: what is to be said where it is ended at once. */
  public lastWords: (() => string[]) | undefined;

  /**
   * `sf` calls this from within a signal's handler, where an error that is thrown ends the process as a crash with a
   * stack. A line and the exit code say the same; what has to be tidied up is, on the way out.
   */
  public override exit(code = 0): never {
    if (code !== EXIT.interrupted) return super.exit(code);
    process.stderr.write(`\n${[text.get('interrupted'), ...(this.lastWords?.() ?? [])].join('\n')}\n`);
    return process.exit(EXIT.interrupted);
  }

  /** Ctrl-C at a question reaches nobody as a signal: the prompt throws, by this name. */
  protected override async catch(error: Error & { exitCode?: number }): ReturnType<SfCommand<T>['catch']> {
    if (error.name === 'ExitPromptError' || error.name === 'AbortPromptError') this.exit(EXIT.interrupted);
    return super.catch(error);
  }
}
