import { ApiError } from '../model.ts';
import type { FieldDef, Json } from '../model.ts';
import { jsonParserError } from './apiErrors.ts';
import { isId, toId18 } from './ids.ts';
import { salesforceTimestamp } from './timestamps.ts';

/** Where a value stands in the request body, for the parser's messages. */
export type Locate = (fieldName: string) => string;

const EMAIL = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/;
const DATETIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** A value as the store keeps it, or the error that the real API answers for it. */
export function coerce(field: FieldDef, value: Json, locate: Locate): Json {
  if (value === null) return field.type === 'boolean' ? badType(field, value, locate) : null;
  if (typeof value === 'object') return badType(field, value, locate);
  switch (field.type) {
    case 'boolean':
      return asBoolean(field, value, locate);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return asNumber(field, value, locate);
    case 'date':
    case 'datetime':
      return asMoment(field, value, locate);
    case 'id':
    case 'reference':
      return asReference(field, value);
    case 'encryptedstring':
      return masked(asText(field, value, locate));
    default:
      return asText(field, value, locate);
  }
}

function badType(field: FieldDef, value: Json, locate: Locate): never {
  const token =
    typeof value === 'string'
      ? `VALUE_STRING value ${value}`
      : typeof value === 'number'
        ? `VALUE_NUMBER_${Number.isInteger(value) ? 'INT' : 'FLOAT'} value ${value}`
        : typeof value === 'boolean'
          ? `VALUE_${String(value).toUpperCase()} value ${value}`
          : value === null
            ? 'VALUE_NULL value null'
            : Array.isArray(value)
              ? 'START_ARRAY value ['
              : 'START_OBJECT value {';
  const where = locate(field.name);
  throw jsonParserError(
    `Cannot deserialize instance of ${field.type} from ${token} or request may be missing a required field at ${where}`
  );
}

function asBoolean(field: FieldDef, value: string | number | boolean, locate: Locate): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  return badType(field, value, locate);
}

function asNumber(field: FieldDef, value: string | number | boolean, locate: Locate): number | null {
  if (value === '') return null;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return badType(field, value, locate);
  if (field.type === 'int' && !Number.isInteger(number)) return badType(field, value, locate);
  const precision = field.precision ?? 18;
  const scale = field.scale ?? 0;
  if (Math.abs(number) >= 10 ** (precision - scale)) {
    throw new ApiError(400, {
      message: `${field.label}: value outside of valid range on numeric field: ${number}`,
      errorCode: 'NUMBER_OUTSIDE_VALID_RANGE',
      fields: [field.name],
    });
  }
  return field.type === 'int' ? number : Number(number.toFixed(scale));
}

function asMoment(field: FieldDef, value: string | number | boolean, locate: Locate): string | null {
  if (value === '') return null;
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return badType(field, value, locate);
  if (field.type === 'date') {
    const day = /^\d{4}-\d{2}-\d{2}/.exec(value)?.[0];
    return day && !Number.isNaN(Date.parse(day)) ? day : badType(field, value, locate);
  }
  if (!DATETIME.test(value)) return badType(field, value, locate);
  return salesforceTimestamp(new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value}Z`));
}

function asReference(field: FieldDef, value: string | number | boolean): string | null {
  if (value === '') return null;
  if (isId(value)) return toId18(value);
  throw new ApiError(400, {
    message: `${field.label}: id value of incorrect type: ${String(value)}`,
    errorCode: 'MALFORMED_ID',
    fields: [field.name],
  });
}

/** Nobody here has "View Encrypted Data": what is written comes back masked, so no more than that is kept. */
function masked(text: string | null): string | null {
  return text && '*'.repeat(Math.max(0, text.length - 4)) + text.slice(-4);
}

function asText(field: FieldDef, value: string | number | boolean, locate: Locate): string | null {
  if (typeof value !== 'string') return badType(field, value, locate);
  const text = field.type === 'textarea' ? value.trimEnd() : value.trim();
  if (text === '') return null;
  if (field.type === 'email' && !EMAIL.test(text)) {
    throw new ApiError(400, {
      message: `${field.label}: invalid email address: ${text}`,
      errorCode: 'INVALID_EMAIL_ADDRESS',
      fields: [field.name],
    });
  }
  if (field.length !== undefined && text.length > field.length) {
    throw new ApiError(400, {
      message: `${field.label}: data value too large: ${text} (max length=${field.length})`,
      errorCode: 'STRING_TOO_LONG',
      fields: [field.name],
    });
  }
  return text;
}
