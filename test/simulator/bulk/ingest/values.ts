import { ApiError } from '../../model.ts';
import type { FieldDef, Json } from '../../model.ts';
import { coerce } from '../../store/values.ts';

/** Stands for null in an upload; an empty value leaves a field as it is. */
const NULL = '#N/A';

const TRUE = ['yes', 'y', 'true', 'on', '1'];
const FALSE = ['no', 'n', 'false', 'off', '0'];

/** A value of an upload as the store takes it; undefined: the field is not to be touched. */
export function cellValue(field: FieldDef, text: string): Json | undefined {
  if (text === '') return undefined;
  if (text === NULL) return field.type === 'boolean' ? false : null;
  const value = field.type === 'boolean' ? flag(text) : text;
  if (value === undefined) throw wrongType(field, text);
  try {
    return coerce(field, value, () => '');
  } catch (error) {
    // The JSON parser's words make no sense for a CSV.
    const isParser = error instanceof ApiError && error.body[0]?.errorCode === 'JSON_PARSER_ERROR';
    throw isParser ? wrongType(field, text) : error;
  }
}

function flag(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return TRUE.includes(word) ? true : FALSE.includes(word) ? false : undefined;
}

function wrongType(field: FieldDef, text: string): ApiError {
  return new ApiError(400, {
    message: `${field.label}: value not of required type: ${text}`,
    errorCode: 'INVALID_TYPE_ON_FIELD_IN_RECORD',
    fields: [field.name],
  });
}
