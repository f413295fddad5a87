import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'selection');

/** The flags of every command that can look at a part of the checklist; `select` judges what they are given. */
export const selectionFlags = {
  only: Flags.string({
    multiple: true,
    delimiter: ',',
    helpValue: 'ITEM...',
    exclusive: ['skip'],
    summary: messages.getMessage('flags.only.summary'),
    description: messages.getMessage('flags.only.description'),
  }),
  skip: Flags.string({
    multiple: true,
    delimiter: ',',
    helpValue: 'ITEM...',
    exclusive: ['only'],
    summary: messages.getMessage('flags.skip.summary'),
    description: messages.getMessage('flags.skip.description'),
  }),
};
