import { isLoopback } from '../../../logik/environmentUrl.ts';

/** Hosts that another spelling does not hide. */
export type HostSet = { has(host: string): boolean };

/** Another port of a host is the same system; on this machine's own addresses the port is all that tells them apart. */
const bare = (host: string): string => {
  const lower = host.toLowerCase();
  const name = lower.replace(/:\d+$/, '');
  const isOwn = URL.canParse(`http://${name}`) && isLoopback(new URL(`http://${name}`));
  return isOwn ? lower : name;
};

const below = (pattern: string, host: string): boolean => pattern.startsWith('*.') && host.endsWith(pattern.slice(1));

/** The set of these hosts. `*.example.com`, as trusted URLs and CORS origins have it, meets every host below it. */
export const hostSet = (hosts: Iterable<string>): HostSet => {
  const known = new Set([...hosts].map(bare));
  return {
    has: (host) => {
      const wanted = bare(host);
      return known.has(wanted) || [...known].some((one) => below(one, wanted) || below(wanted, one));
    },
  };
};
