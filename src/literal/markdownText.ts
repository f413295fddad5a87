import { printable } from './printable.ts';

/**
 * Text as literal text in Markdown: the characters that could start formatting, a link, HTML or a table cell get a
 * backslash, as CommonMark's "Backslash escapes" allows.
 */
export const markdownText = (value: string): string => value.replace(/[\\`*_[\]<>|]/g, '\\$&');

/** Text of an org as literal text on one line of Markdown. */
export const plain = (value: string): string => markdownText(printable(value));
