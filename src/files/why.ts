import { loadText } from '../text.ts';
import { OddFile } from './open.ts';
import { codeOf } from './standing.ts';

const text = loadText('files');

const MB = 1024 * 1024;

/** Codes that a person need not look up. */
const TOLD = ['EISDIR', 'ENOSPC', 'EDQUOT', 'EFBIG'];

/** Why a file cannot be opened, read or written: in words where the code alone says little, else the code. */
export const whyNot = (error: unknown): string => {
  const code = codeOf(error);
  if (error instanceof OddFile) return text.get(`code.${code}`, { most: Math.ceil(error.most / MB) });
  return TOLD.includes(code) ? text.get(`code.${code}`) : code;
};
