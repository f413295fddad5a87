import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { checklistLines, stateText, type ChecklistLine } from '../../../cli/checklistLines.ts';
import { LogikCommand } from '../../../cli/logikCommand.ts';
import { exitCodesSection } from '../../../cli/help.ts';
import { checklistState } from '../../../refresh/directory/checklistState.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.checklist');

export type LogikRefreshChecklistResult = {
  /** The refresh directory that the states are from; null without one. */
  directory: string | null;
  items: ChecklistLine[];
};

/** A block for each line: its words are too long for the columns of a table. */
const block = ({ id, reads, changes, source, asBefore, commands, state }: ChecklistLine, number: number): string[] => [
  `${String(number).padStart(2)}. ${id} (${commands.join(', ')})`,
  ...[
    messages.getMessage('reads', [reads]),
    messages.getMessage('changes', [changes ?? messages.getMessage('nothing')]),
    messages.getMessage('source', [source]),
    messages.getMessage(`gate.${asBefore}`),
    ...(state ? [messages.getMessage('state', [stateText(state, commands)])] : []),
  ].map((line) => `    ${line}`),
  '',
];

export default class LogikRefreshChecklist extends LogikCommand<LogikRefreshChecklistResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly errorCodes = exitCodesSection;

  public static override readonly flags = {
    dir: Flags.string({
      summary: messages.getMessage('flags.dir.summary'),
      description: messages.getMessage('flags.dir.description'),
    }),
  };

  public async run(): Promise<LogikRefreshChecklistResult> {
    const { flags } = await this.parse(LogikRefreshChecklist);
    const state = await checklistState(flags.dir);
    const items = checklistLines(state);
    if (state) {
      this.log(messages.getMessage('directory', [state.directory]));
      this.log('');
    }
    for (const line of items.flatMap((item, index) => block(item, index + 1))) this.log(line);
    this.log(messages.getMessage('next'));
    return { directory: state?.directory ?? null, items };
  }
}
