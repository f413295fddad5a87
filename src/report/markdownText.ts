/**
 * Text as literal text in Markdown: the characters that could start formatting, a link, HTML or a table cell get a
 * backslash, as CommonMark's "Backslash escapes" allows.
 */
export const markdownText = (value: string): string => value.replace(/[\\`*_[\]<>|]/g, '\\$&');
