const BREAKS = /\s*[\t\n\v\f\r\u0085\u2028\u2029]+\s*/g;

/** C0 and C1 with ESC and DEL, and the marks that turn the direction of what is around them. */
// eslint-disable-next-line no-control-regex -- to find control characters is what it is for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text of an org as one line that cannot steer a terminal: line breaks and tabs become a space, every other control
 * character is shown as U+FFFD.
 */
export const printable = (value: string): string => value.replace(BREAKS, ' ').replace(CONTROLS, '\ufffd');

/** The same for a text of ours with others' names in it: its own line breaks stay. */
export const harmless = (value: string): string =>
  value.replace(/\r\n?/g, '\n').replace(CONTROLS, (sign) => (sign === '\n' ? sign : sign === '\t' ? ' ' : '\ufffd'));
