/** Characters that could start formatting, a link, HTML or a table cell (CommonMark, "Backslash escapes"). */
const FORMATTING = /[\\`*_[\]<>|]/g;
const BREAKS = /\s*[\t\n\v\f\r\u0085\u2028\u2029]+\s*/g;
/** C0 and C1 with ESC and DEL, and the controls that turn the direction of what follows them. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of an org as literal text on one line of Markdown. */
export const plain = (value: string): string =>
  value.replace(BREAKS, ' ').replace(CONTROLS, '\ufffd').replace(FORMATTING, '\\$&');
