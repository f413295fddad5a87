import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';

export const LAYOUTS = ['standard', 'twoColumns', 'labelAfter', 'wrapped'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** How the Setup pages of both orgs behave; a scenario's `pages` and `POST /__simulator/pages` say so. */
export type PageBehaviour = {
  /** Stands for a package version: other numbers make other generated ids, another order of fields. From 1. */
  version: number;
  /** Lightning: a Setup page is an outer page with the classic one in a frame. */
  rendering: 'classic' | 'lightning';
  /** Where the label of a control stands. */
  layout: Layout;
  /** Milliseconds before each page answers. */
  slow: number;
  /** How many of the next pages answer 503 (`true` is one). */
  once503: number;
  /** After how many more pages the session of the browser that asks is dead; once. 0: it lives. */
  expireSession: number;
  /** A Save answers as ever and changes nothing. */
  ignoreSave: boolean;
  /** A login ends at the page that asks for a verification code. */
  mfa: boolean;
  /** A login ends at the page that has a passkey made. */
  passkey: boolean;
  /** How many pages after a login show a notice first, at an address of its own. */
  notice: number;
  /** Whose pages are in the language of the user: Salesforce's own, or the package's too. */
  translated: 'own' | 'all';
  /** Every page answers 503 with Salesforce's maintenance page. */
  maintenance: boolean;
};

export const USUAL_BEHAVIOUR: PageBehaviour = {
  version: 1,
  rendering: 'classic',
  layout: 'standard',
  slow: 0,
  once503: 0,
  expireSession: 0,
  ignoreSave: false,
  mfa: false,
  passkey: false,
  notice: 0,
  translated: 'own',
  maintenance: false,
};

const isCount = (value: Json): boolean => Number.isInteger(value) && Number(value) >= 0;
const isFlag = (value: Json): boolean => typeof value === 'boolean';
const CHECKS: { [K in keyof PageBehaviour]: [test: (value: Json) => boolean, expected: string] } = {
  version: [(value) => isCount(value) && Number(value) > 0, 'a number from 1'],
  rendering: [(value) => value === 'classic' || value === 'lightning', 'classic or lightning'],
  layout: [(value) => LAYOUTS.some((layout) => layout === value), `one of ${LAYOUTS.join(', ')}`],
  slow: [isCount, 'milliseconds'],
  once503: [(value) => isFlag(value) || isCount(value), 'true, false or a number of pages'],
  expireSession: [(value) => isFlag(value) || isCount(value), 'true, false or a number of pages'],
  ignoreSave: [isFlag, 'true or false'],
  mfa: [isFlag, 'true or false'],
  passkey: [isFlag, 'true or false'],
  notice: [(value) => isFlag(value) || isCount(value), 'true, false or a number of pages'],
  translated: [(value) => value === 'own' || value === 'all', 'own or all'],
  maintenance: [isFlag, 'true or false'],
};

/** Reads a change of the behaviour: what to change, or what is wrong with it. */
export function readBehaviour(body: Json | undefined): Partial<PageBehaviour> | string {
  if (!isJsonObject(body)) return 'The behaviour of pages is a JSON object.';
  const known = new Map<string, [test: (value: Json) => boolean, expected: string]>(Object.entries(CHECKS));
  for (const [name, value] of Object.entries(body)) {
    const check = known.get(name);
    if (!check) return `Unknown field "${name}"; known: ${[...known.keys()].join(', ')}.`;
    if (!check[0](value)) return `"${name}" must be ${check[1]}.`;
  }
  const counts = ['once503', 'expireSession', 'notice']
    .filter((name) => name in body)
    .map((name) => [name, Number(body[name])]);
  return { ...body, ...(Object.fromEntries(counts) as Partial<PageBehaviour>) };
}
