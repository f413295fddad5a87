import { hostOf } from '../../../logik/environmentUrl.ts';
import type { Answers } from '../../answers/index.ts';
import { ownershipIn, type Environments, type Knowing } from '../environments.ts';
import type { Situation } from '../../item.ts';
import type { Component, Holding } from './facts.ts';
import { hostSet, type HostSet } from './hostSet.ts';
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

/** `https://…`, `wss://…`, `//…`; without a scheme, a host of three names or with something behind it. */
const SPELLED_OUT =
  /^([a-z][\w+.-]*:)?\/\/|^[\w-]+(\.[\w-]+)+\.[a-z]{2,}(:\d+)?(\/\S*)?$|^[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+\S*|\/\S*)$/i;

const LOGIK_HOST = /\.logik\.(io|ai)(:\d+)?$/i;

/** A field that holds an address, and the address as it stands there. */
type Address = Pick<Endpoint, 'type' | 'name' | 'field' | 'url'>;

/** In settings, only what is spelled out as an address is one. */
const addressesIn = (type: string, { name, fields }: Component): Address[] => {
  const { endpoints } = kindOf(type);
  return Object.entries(fields).flatMap(([field, value]): Address[] => {
    if (typeof value !== 'string' || value.trim() === '' || !endpoints.test(field)) return [];
    return KNOWN.has(type) || SPELLED_OUT.test(value) ? [{ type, name, field, url: value }] : [];
  });
};

/** The addresses in a component whose host can be told. */
export const endpointsIn = (type: string, component: Component): Endpoint[] =>
  addressesIn(type, component).flatMap((address): Endpoint[] => {
    const host = hostOf(address.url);
    return host === null ? [] : [{ ...address, host, active: isOn(type, component.fields), reach: kindOf(type).reach }];
  });

/** Addresses that nobody can judge, since no host can be read off them (`https://host:99999`). */
export const unclearIn = (holdings: readonly Holding[]): Address[] =>
  holdings.flatMap(({ type, components }) =>
    (components ?? []).flatMap((each) => addressesIn(type, each).filter(({ url }) => hostOf(url) === null))
  );

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

type Scope = Knowing & Pick<Situation<WithHoldings>, 'production' | 'foreign' | 'environment' | 'runtimeUrl'>;

/**
 * Hosts that production calls, without those that both may call. The sandbox's own environment is none of them, unless
 * production itself, or an earlier repoint, told that it is.
 */
export const productionHosts = (scope: Scope): HostSet => {
  const { production, foreign, answers, environment, runtimeUrl } = scope;
  const { hosts: theirs, of } = ownershipIn(scope);
  const own = hostSet(
    [hostOf(environment), hostOf(runtimeUrl)].filter((host) => host !== null).filter((host) => !of(host).production)
  );
  const called = endpointsOf(production?.holdings).map(({ host }) => host);
  const home = [hostOf(foreign?.org?.myDomain)].filter((host) => host !== null);
  return hostSet([...theirs, ...called, ...home].filter((host) => !own.has(host) && !isAllowed(host, answers)));
};

/** Whether a host is some Logik environment: those have lines of their own. */
export const isLogikHost = (host: string, facts: ReadonlyArray<Environments | undefined>): boolean =>
  LOGIK_HOST.test(host) || facts.some((environments) => environments?.hosts.includes(host) ?? false);
