import { ApiError } from '../model.ts';

/** The error bodies that several parts of the API share, in the words of the real one. */

export const notFound = (): ApiError =>
  new ApiError(404, { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' });

/** What a path with an ID or external ID that leads nowhere answers. */
export const noSuchKey = (key: string): ApiError =>
  new ApiError(404, {
    errorCode: 'NOT_FOUND',
    message: `Provided external ID field does not exist or is not accessible: ${key}`,
  });

export const malformedId = (id: string): ApiError =>
  new ApiError(400, {
    message: `Record ID: id value of incorrect type: ${id}`,
    errorCode: 'MALFORMED_ID',
    fields: ['Id'],
  });

export const isDeleted = (): ApiError =>
  new ApiError(404, { errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] });

export const noSuchColumn = (field: string, object: string): ApiError =>
  new ApiError(400, { message: `No such column '${field}' on sobject of type ${object}`, errorCode: 'INVALID_FIELD' });

export const readOnlyField = (fields: string[]): ApiError =>
  new ApiError(400, {
    message: `Unable to create/update fields: ${fields.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    fields,
  });

export const requiredMissing = (fields: string[]): ApiError =>
  new ApiError(400, {
    message: `Required fields are missing: [${fields.join(', ')}]`,
    errorCode: 'REQUIRED_FIELD_MISSING',
    fields,
  });

export const badCrossReference = (): ApiError =>
  new ApiError(400, { message: 'invalid cross reference id', errorCode: 'INVALID_CROSS_REFERENCE_KEY', fields: [] });

export const insufficientAccess = (): ApiError =>
  new ApiError(403, {
    message: 'insufficient access rights on object id',
    errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY',
    fields: [],
  });

export const cannot = (operation: 'inserted' | 'updated' | 'deleted', object: string): ApiError =>
  new ApiError(400, {
    message: `entity type cannot be ${operation}: ${object}`,
    errorCode: 'INVALID_TYPE_FOR_OPERATION',
    fields: [],
  });

export const duplicateValue = (field: string, id: string): ApiError =>
  new ApiError(400, {
    message: `duplicate value found: ${field} duplicates value on record with id: ${id}`,
    errorCode: 'DUPLICATE_VALUE',
    fields: [],
  });

export const jsonParserError = (message: string): ApiError =>
  new ApiError(400, { message, errorCode: 'JSON_PARSER_ERROR' });
