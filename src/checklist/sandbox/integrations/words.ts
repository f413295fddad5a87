import { kindOf } from '../../shared/endpoints/kinds.ts';
import type { Difference } from './compare.ts';

/** `NamedCredential Billing › endpoint`. */
export const targetOf = ({ type, name, field }: Pick<Difference, 'type' | 'name' | 'field'>): string =>
  [`${type} ${name}`, ...(field === null ? [] : [field])].join(' › ');

/** Where people find it. */
export const setupPath = (type: string): string => `Setup > ${kindOf(type).path}`;
