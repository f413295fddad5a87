import type { Elements } from './spec.ts';

/** Elements that hold text. */
export const words = (...names: string[]): Elements =>
  Object.fromEntries(names.map((name) => [name, 'string' as const]));
/** Elements that are true or false. */
export const flags = (...names: string[]): Elements =>
  Object.fromEntries(names.map((name) => [name, 'boolean' as const]));

const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Elements whose fields have the same names, but for the case of the first letter. */
export const sameFields = (...names: string[]): { [element: string]: string } =>
  Object.fromEntries(names.map((name) => [name, upperFirst(name)]));
