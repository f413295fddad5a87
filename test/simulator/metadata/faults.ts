/** A refusal of a whole call: the SOAP fault that the API answers, with HTTP status 500. */
export class SoapFault extends Error {
  public readonly code: string;
  public constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const sf = (code: string, message: string): SoapFault => new SoapFault(`sf:${code}`, `${code}: ${message}`);

export const invalidSession = (): SoapFault =>
  sf(
    'INVALID_SESSION_ID',
    'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash'
  );
export const unknownType = (type: string): SoapFault => sf('INVALID_TYPE', `Unknown type:${type}`);
export const unusableType = (type: string): SoapFault => sf('INVALID_TYPE', `Cannot use: ${type} in this organization`);
export const tooMany = (limit: number): SoapFault =>
  sf('EXCEEDED_ID_LIMIT', `record limit reached. cannot submit more than ${limit} records in this operation`);
export const noMetadataPermission = (): SoapFault =>
  sf(
    'INSUFFICIENT_ACCESS',
    'use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions'
  );
export const badRequest = (message: string): SoapFault => new SoapFault('soapenv:Client', message);

/** A refusal of one component of a call; the others go on. */
export class ComponentError extends Error {
  public readonly statusCode: string;
  public readonly fields: string[];
  public constructor(statusCode: string, message: string, fields: string[] = []) {
    super(message);
    this.statusCode = statusCode;
    this.fields = fields;
  }
}
