import { createHmac, randomBytes } from 'node:crypto';

/** A salt for one refresh directory. */
export const newSalt = (): string => randomBytes(16).toString('hex');

/** A one-way mark of a secret: equal secrets in one directory have equal marks, and nothing can be read back. */
export const fingerprinter =
  (salt: string) =>
  (secret: string): string =>
    createHmac('sha256', salt).update(secret).digest('hex').slice(0, 16);
