/** Scheme (optional), `*.` for every subdomain (optional), host, port (optional), nothing behind them but a slash. */
const TRUSTED = /^(?:([a-z]+):\/\/)?(\*\.)?(\[[^\]]+\]|[^\s/:*[\]]+)(?::(\d+))?\/?$/i;

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' };

/**
 * Whether a URL that an org trusts, as Setup > Trusted URLs takes it, covers a Logik environment:
 * `https://*.logik.io` and `acme-uat.test01.logik.io` both cover `https://acme-uat.test01.logik.io`.
 */
export const covers = (trusted: string, environment: string): boolean => {
  const [, scheme, wildcard, host, port] = TRUSTED.exec(trusted.trim()) ?? [];
  if (host === undefined) return false;
  const { protocol, hostname, port: own } = new URL(environment);
  const standard = DEFAULT_PORTS[protocol];
  if (scheme !== undefined && `${scheme.toLowerCase()}:` !== protocol) return false;
  if ((port ?? standard) !== (own || standard)) return false;
  const name = host.toLowerCase();
  return wildcard === undefined ? hostname === name : hostname.endsWith(`.${name}`);
};

/** True for a trusted URL that speaks for other hosts too. */
export const isWildcard = (trusted: string): boolean => trusted.includes('*');

/** An API name made of a host, such as `Logik_acme_uat_test01_logik_io`, that nothing in `taken` has. */
export const nameFor = (environment: string, taken: readonly string[]): string => {
  const known = new Set(taken.map((name) => name.toLowerCase()));
  const words = `Logik ${new URL(environment).host}`.replace(/[^a-z0-9]+/gi, '_');
  const base = words.slice(0, 70).replace(/_$/, '');
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}_${number}`;
    if (!known.has(name.toLowerCase())) return name;
  }
};
