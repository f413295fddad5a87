type Literal = string | number | boolean | null | readonly string[];

/**
 * Escapes a string for use between single quotes in SOQL: backslash, quote and line breaks, as in "Quoted String Escape
 * Sequences" of Salesforce's SOQL reference.
 */
export const escapeSoql = (text: string): string =>
  text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\r/g, '\\r');

/** Escapes a text that is matched with LIKE, so that its own `%` and `_` match themselves. */
export const escapeLike = (text: string): string => escapeSoql(text).replace(/[%_]/g, '\\$&');

const toLiteral = (value: Literal): string => {
  if (typeof value === 'string') return `'${escapeSoql(value)}'`;
  if (value === null || typeof value !== 'object') return String(value);
  return `(${value.map((item) => `'${escapeSoql(item)}'`).join(', ')})`;
};

/**
 * A SOQL statement with its values bound safely: `` soql`SELECT Id FROM User WHERE Username IN ${names}` ``.
 * Strings and lists of strings are quoted and escaped. Names of objects and fields go in through {@link soqlNames}.
 */
export const soql = (texts: TemplateStringsArray, ...values: Array<Literal | SoqlNames>): string =>
  texts.reduce((statement, text, index) => {
    const value = values[index - 1];
    return statement + (value instanceof SoqlNames ? value.text : toLiteral(value)) + text;
  });

/** Object and field names that go into a statement unquoted; anything but an API name is refused. */
class SoqlNames {
  public readonly text: string;
  public constructor(names: readonly string[]) {
    const odd = names.find((name) => !/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(name));
    if (odd !== undefined) throw new RangeError(`Not an API name: ${odd}`);
    this.text = names.join(', ');
  }
}

/** A long list in parts: a query travels in a URL, which Salesforce bounds. */
export const chunked = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** Marks API names for {@link soql}: a comma-separated list, checked to hold API names only. */
export const soqlNames = (...names: string[]): SoqlNames => new SoqlNames(names);
