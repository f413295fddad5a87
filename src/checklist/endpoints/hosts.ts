import { hostOf } from '../../logik/environmentUrl.ts';
import type { Answers } from '../answers.ts';
import type { Environments } from '../environments.ts';
import type { Situation } from '../item.ts';
import type { Component, Holding } from './facts.ts';
import { isOn, kindOf, METADATA_KINDS, RECORD_KINDS, type Reach } from './kinds.ts';

/** An address that an org can reach, and by what. */
export type Endpoint = {
  type: string;
  name: string;
  /** Which field of it, by path. */
  field: string;
  /** Without secrets. */
  url: string;
  host: string;
  active: boolean;
  reach: Reach;
};

/** What the lines know that read holdings. */
export type WithHoldings = { environments: Environments; holdings: Holding[] };

const KNOWN = new Set([...METADATA_KINDS, ...RECORD_KINDS].map(({ type }) => type));

const SPELLED_OUT = /^https?:\/\//i;

const LOGIK_HOST = /\.logik\.(io|ai)(:\d+)?$/i;

/** The addresses in a component. In settings, only what is spelled out as a URL is one. */
export const endpointsIn = (type: string, { name, fields }: Component): Endpoint[] => {
  const { endpoints, reach } = kindOf(type);
  return Object.entries(fields).flatMap(([field, value]): Endpoint[] => {
    if (typeof value !== 'string' || !endpoints.test(field)) return [];
    if (!KNOWN.has(type) && !SPELLED_OUT.test(value)) return [];
    const host = hostOf(value);
    return host === null ? [] : [{ type, name, field, url: value, host, active: isOn(type, fields), reach }];
  });
};

/** All addresses that an org can reach. */
export const endpointsOf = (holdings: readonly Holding[] | undefined): Endpoint[] =>
  (holdings ?? []).flatMap(({ type, components }) => (components ?? []).flatMap((each) => endpointsIn(type, each)));

/** `*.example.com` stands for all hosts below it; a port is told apart only where the pattern has one. */
export const isAllowed = (host: string, { policy }: Pick<Answers, 'policy'>): boolean =>
  policy.allowedHosts.some((pattern) => {
    const wanted = pattern.trim().toLowerCase();
    const own = /:\d+$/.test(wanted) ? host.toLowerCase() : host.toLowerCase().replace(/:\d+$/, '');
    return wanted.startsWith('*.') ? own.endsWith(wanted.slice(1)) : own === wanted;
  });

type Scope = Pick<
  Situation<WithHoldings>,
  'production' | 'answers' | 'foreign' | 'replaced' | 'environment' | 'runtimeUrl'
>;

/**
 * Hosts that production calls, without those that both may call. The sandbox's own environment is none of them, unless
 * production itself, or an earlier repoint, told that it is.
 */
export const productionHosts = (scope: Scope): ReadonlySet<string> => {
  const { production, foreign, replaced = [], answers, environment, runtimeUrl } = scope;
  const inferred = [...(foreign?.hosts ?? [])];
  const sure = [...(foreign?.told ? inferred : []), ...replaced, ...(production?.environments?.hosts ?? [])];
  const own = new Set([hostOf(environment), hostOf(runtimeUrl)].filter((host) => !sure.includes(host ?? '')));
  const called = endpointsOf(production?.holdings).map(({ host }) => host);
  const home = [hostOf(foreign?.org?.myDomain)].filter((host) => host !== null);
  return new Set(
    [...sure, ...inferred, ...called, ...home].filter((host) => !own.has(host) && !isAllowed(host, answers))
  );
};

/** Whether a host is some Logik environment: those have lines of their own. */
export const isLogikHost = (host: string, facts: ReadonlyArray<Environments | undefined>): boolean =>
  LOGIK_HOST.test(host) || facts.some((environments) => environments?.hosts.includes(host) ?? false);
