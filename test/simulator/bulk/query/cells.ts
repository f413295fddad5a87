import type { FieldDef, Json } from '../../model.ts';

/** How the value of a column is written into a result, without its quotes. */
export type CellWriter = (value: Json | undefined) => string;

const escaped = (text: string): string => (text.includes('"') ? text.replaceAll('"', '""') : text);

/**
 * A number with decimals as Java writes it, which is what results hold: `250.0`, and from ten million on `1.25E7`.
 */
export function javaDouble(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return escaped(value);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? escaped(JSON.stringify(value)) : String(value);
}

/** Datetimes end in Z here; `+0000` is the form of REST. */
function moment(value: Json | undefined): string {
  if (typeof value !== 'string') return '';
  return value.endsWith('+0000') ? `${value.slice(0, -5)}Z` : value;
}

const double: CellWriter = (value) => (typeof value === 'number' ? javaDouble(value) : text(value));

/** The writer of a field's values; of a value without a field (a function's), when absent. */
export function cellWriter(field: FieldDef | undefined): CellWriter {
  switch (field?.type) {
    case 'datetime':
      return moment;
    case 'boolean':
      return (value) => (value === true ? 'true' : 'false');
    case 'currency':
    case 'double':
    case 'percent':
      return double;
    default:
      return text;
  }
}
