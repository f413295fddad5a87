import { ApiError } from '../model.ts';

/** The refusals of the Bulk API 2.0: its exception codes, in capitals and without separators. */
const refuse = (errorCode: string, message: string): ApiError => new ApiError(400, { errorCode, message });

export const invalidJob = (message: string): ApiError => refuse('INVALIDJOB', message);

export const invalidJobState = (message: string): ApiError => refuse('INVALIDJOBSTATE', message);

export const invalidBatch = (message: string): ApiError => refuse('INVALIDBATCH', message);

export const clientInputError = (message: string): ApiError => refuse('CLIENTINPUTERROR', message);

export const notSupportedInBulkQuery = (what: string): ApiError =>
  refuse('API_ERROR', `${what} not supported in Bulk Query`);

export const binaryNotSupported = (): ApiError => refuse('FEATURENOTENABLED', 'Binary field not supported');

export const unsupportedEntity = (name: string): ApiError =>
  refuse('INVALIDENTITY', `Entity '${name}' is not supported by the Bulk API.`);

export const hardDeleteRefused = (): ApiError =>
  refuse(
    'FEATURENOTENABLED',
    'hardDelete operation requires special user profile permission, please contact your system administrator'
  );

export const invalidLocator = (): ApiError => refuse('INVALID_QUERY_LOCATOR', 'invalid query locator');

/** A job that fails while it runs, with the sentence that its `errorMessage` shows. */
export class JobFailure extends Error {}
