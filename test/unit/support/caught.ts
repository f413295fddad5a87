import type { SfError } from '@salesforce/core';

/** The error that a call ends with, awaited or not; no error at all is one. */
export const caught = async (call: () => unknown): Promise<SfError> => {
  try {
    await call();
  } catch (error) {
    return error as SfError;
  }
  throw new Error('Expected an error, got none.');
};
