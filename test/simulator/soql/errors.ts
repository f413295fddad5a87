import { ApiError } from '../model.ts';
import type { Source } from './source.ts';

const NAMES_HINT = 'Please reference your WSDL or the describe call for the appropriate names.';

/** Where in which query an error is reported. */
export type Place = { source: Source; offset: number };

/** A 400 with the API's position block in front of the message. */
export function queryError(errorCode: string, place: Place, message: string): ApiError {
  return new ApiError(400, { message: place.source.pointAt(place.offset) + message, errorCode });
}

export function malformed(place: Place, message: string): ApiError {
  return queryError('MALFORMED_QUERY', place, message);
}

export function unexpectedToken(place: Place, token: string): ApiError {
  // Recorded: where already the first word is none, the API names it and nothing else.
  if (place.source.text.slice(0, place.offset).trim() === '' && token !== '<EOF>')
    return new ApiError(400, { message: `unexpected token: ${token}`, errorCode: 'MALFORMED_QUERY' });
  return malformed(place, `unexpected token: '${token}'`);
}

export function noSuchColumn(place: Place, column: string, entity: string): ApiError {
  const hint = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.";
  return queryError('INVALID_FIELD', place, `No such column '${column}' on entity '${entity}'. ${hint} ${NAMES_HINT}`);
}

export function noSuchObject(place: Place, name: string): ApiError {
  const hint = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name.";
  return queryError('INVALID_TYPE', place, `sObject type '${name}' is not supported. ${hint} ${NAMES_HINT}`);
}

/** `where` is "field path" for parents and "FROM part of query call" for children, which also differ in the code. */
export function noSuchRelationship(place: Place, name: string, where: 'parent' | 'child'): ApiError {
  const hint =
    "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name.";
  const [code, part] =
    where === 'parent' ? ['INVALID_FIELD', 'field path'] : ['INVALID_TYPE', 'FROM part of query call'];
  return queryError(code, place, `Didn't understand relationship '${name}' in ${part}. ${hint} ${NAMES_HINT}`);
}

/** A literal of the wrong type: dates in quotes, text without. */
export function wrongLiteral(place: Place, field: string, type: string, quoted: boolean): ApiError {
  const message = `value of filter criterion for field '${field}' must be of type ${type} and should ${quoted ? 'be' : 'not be'} enclosed in quotes`;
  return queryError('INVALID_FIELD', place, message);
}

export function wrongOperator(place: Place, message: string): ApiError {
  return queryError('INVALID_QUERY_FILTER_OPERATOR', place, message);
}
