/** An error answer of Logik: a status and a body with the code, the message and the time. */
export class LogikError extends Error {
  public readonly status: number;
  public readonly errorCode: string;

  public constructor(status: 400 | 401 | 403 | 404 | 415 | 500, errorCode: string, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }

  public get body(): { errorCode: string; errorMessage: string; timestamp: string } {
    return { errorCode: this.errorCode, errorMessage: this.message, timestamp: new Date().toISOString() };
  }
}
