import { loadText } from '../text.ts';
import { OddFile } from './open.ts';

const text = loadText('files');

const MB = 1024 * 1024;

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? 'UNKNOWN';

/** Codes that a person need not look up. */
const TOLD = ['EISDIR', 'ENOSPC', 'EDQUOT', 'EFBIG'];

/** Why a file cannot be opened, read or written: in words where the code alone says little, else the code. */
export const whyNot = (error: unknown): string => {
  const code = codeOf(error);
  if (error instanceof OddFile) return text.get(`code.${code}`, { most: Math.ceil(error.most / MB) });
  return TOLD.includes(code) ? text.get(`code.${code}`) : code;
};

/** True where something could not be written for want of room, on the disk or in a file. */
export const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error));
