/** Stands between the parts of a key; no name holds it. */
export const KEY_SEPARATOR = '\u001f';

/** A key as people read it. */
export const readableKey = (key: string): string => key.replaceAll(KEY_SEPARATOR, ' › ');

/**
 * The natural key of one row: the first of the key's fields that has a value, named, for the product code of one product
 * may be the name of another. A checkbox has a value only when it is set. Null where no field has one.
 *
 * @param values the row's values by API name; null and empty are no value
 */
export const naturalKey = (
  key: readonly string[],
  values: Readonly<Record<string, string | null | undefined>>
): string | null => {
  for (const field of key) {
    const value = values[field]?.trim() ?? '';
    if (value === 'true') return field;
    if (value !== '' && value !== 'false') return `${field} ${value}`;
  }
  return null;
};
