import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import type { BrowserOptions } from '../salesforce/setupPage/index.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'browser');

/** The flags of every command that may have to look at a setup page. */
export const browserFlags = {
  'browser-executable-path': Flags.file({
    exists: true,
    summary: messages.getMessage('flags.browser-executable-path.summary'),
    description: messages.getMessage('flags.browser-executable-path.description'),
  }),
  'browser-trace': Flags.file({
    summary: messages.getMessage('flags.browser-trace.summary'),
    description: messages.getMessage('flags.browser-trace.description'),
  }),
};

/** What these flags say, as the setup pages take it. */
export const browserOptions = (flags: {
  'browser-executable-path'?: string;
  'browser-trace'?: string;
}): BrowserOptions => ({ executablePath: flags['browser-executable-path'], trace: flags['browser-trace'] });
