import { TBD } from '../checklist/answers/index.ts';
import { environmentUrlProblem, type UrlProblem } from '../logik/environmentUrl.ts';
import { originProblem } from '../logik/origin.ts';
import type { Answer } from '../refresh/directory/refreshYaml.ts';
import type { SfError } from '@salesforce/core';
import { isSfError, loadText } from '../text.ts';

const text = loadText('refresh');

/** Whatever else is wrong with a value, a password in it must not be repeated: a terminal's output is kept in CI logs. */
const shownUrl = (value: string): string => (value.includes('@') ? text.get('url.hidden') : value);

const refuseUrl = (flag: string, value: string, problem: UrlProblem, advice = text.get('url.advice')): never => {
  const canonical = 'canonical' in problem ? problem.canonical : undefined;
  throw text.error(
    'BadUrl',
    {
      flag,
      value: shownUrl(value),
      problem: text.get(`url.${problem.kind}`),
      advice: canonical === undefined ? advice : text.get('url.adviceExact', { canonical }),
    },
    2
  );
};

/**
 * A Logik environment URL from a flag.
 *
 * @throws SfError BadUrlError: no URL, no https, credentials, a path, a trailing slash
 */
export const environmentUrl = (flag: string, value: string): string => {
  const problem = environmentUrlProblem(value);
  return problem === undefined ? value : refuseUrl(flag, value, problem);
};

/** A host name from `--new-host`; somebody who gives the whole URL is understood. */
export const hostName = (flag: string, value: string): string =>
  new URL(environmentUrl(flag, value.includes('://') ? value : `https://${value}`)).host;

/** The hosts from `--current-host`: one as it is, several as a list. */
export const currentHosts = (values: readonly string[]): string | string[] => {
  const hosts = [...new Set(values.map((value) => hostName('--current-host', value)))];
  return hosts.length === 1 ? hosts[0] : hosts;
};

/** My Domain from a flag: a URL of its own, with nothing behind the host. */
export const myDomain = (flag: string, value: string): string => {
  const url = value.includes('://') ? value : `https://${value}`;
  const problem = environmentUrlProblem(url);
  return problem === undefined ? url : refuseUrl(flag, url, problem, text.get('url.adviceMyDomain'));
};

/**
 * A day from `--refresh-date`.
 *
 * @param today ISO date: a day before it is none to refresh on
 * @throws SfError BadDateError, DateInThePastError
 */
export const refreshDate = (value: string, today: string): string => {
  const parsed = new Date(`${value}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(parsed.getTime());
  if (!isDay || parsed.toISOString().slice(0, 10) !== value) throw text.error('BadDate', { value }, 2);
  if (value < today) throw text.error('DateInThePast', { date: value, today }, 2);
  return value;
};

/**
 * The organization ID from `--new-org-id`, or TBD.
 *
 * @throws SfError BadOrgIdError
 */
export const newOrgId = (value: string): string => {
  if (value === TBD || /^00D[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/.test(value)) return value;
  throw text.error('BadOrgId', { value }, 2);
};

/** A flag's value as `parse` reads it; undefined where the flag was not given. An empty value is a value, and a bad one. */
export const when = <T>(value: string | undefined, parse: (value: string) => T): T | undefined =>
  value === undefined ? undefined : parse(value);

/**
 * `NAME=ORIGIN …` as runtime clients; the same name again adds an origin.
 *
 * @throws SfError BadRuntimeClientError
 */
export const runtimeClients = (given: readonly string[]): Array<{ name: string; origins: string[] }> => {
  const clients = new Map<string, string[]>();
  for (const value of given) {
    const [, name, origin] = /^([^=]+)=(.+)$/.exec(value) ?? [];
    if (name === undefined || originProblem(origin.trim()) !== undefined)
      throw text.error('BadRuntimeClient', { value: shownUrl(value) }, 2);
    clients.set(name.trim(), [...(clients.get(name.trim()) ?? []), origin.trim()]);
  }
  return [...clients].map(([name, origins]) => ({ name, origins }));
};

/** What a flag's value comes to, or the error that refuses it. */
type Parsed = () => unknown;

/**
 * Reads every flag, so that all that is wrong is told at once.
 *
 * @param places what each place in refresh.yaml is to hold
 * @throws SfError of the only flag that is wrong, or BadAnswersError with all of them
 */
export const answersFrom = (places: Readonly<Record<string, Parsed>>): Answer[] => {
  const errors: SfError[] = [];
  const read = Object.entries(places).map(([path, parse]): [string, unknown] => {
    try {
      return [path, parse()];
    } catch (error) {
      if (!isSfError(error)) throw error;
      errors.push(error);
      return [path, undefined];
    }
  });
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) {
    const all = text.error('BadAnswers', { mistakes: errors.map(({ message }) => message).join('; ') }, 2);
    all.actions = [...new Set(errors.flatMap(({ actions = [] }) => actions))];
    throw all;
  }
  return answersAt(Object.fromEntries(read));
};

/** The answers that were given at all, at their places in refresh.yaml. */
export const answersAt = (places: Readonly<Record<string, unknown>>): Answer[] =>
  Object.entries(places)
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => ({ path: path.split('.'), value }));
