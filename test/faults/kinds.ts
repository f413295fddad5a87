import type { TappedRequest } from '../simulator/control/wire.ts';

export type Protocol = 'soap' | 'rest' | 'bulk' | 'logik' | 'page';

/** Requests that differ in nothing but IDs, names and pages are of one kind. */
export type Kind = { name: string; protocol: Protocol };

const protocolOf = (target: string): Protocol => {
  if (target.startsWith('/services/Soap/')) return 'soap';
  if (/^\/services\/data\/v[\d.]+\/jobs\//.test(target)) return 'bulk';
  if (target.startsWith('/services/')) return 'rest';
  return target.startsWith('/api') ? 'logik' : 'page';
};

const objectIn = (query: string): string => /\bFROM\s+(\w+)/i.exec(query)?.[1] ?? '';

const withoutNames = (path: string): string =>
  path
    .replace(/\/v\d+\.\d\b/g, '')
    .replace(/\/(?=[a-zA-Z]*\d)[a-zA-Z0-9]{15,18}(?=\/|$)/g, '/:id')
    .replace(/\/(job|export|runtime|session)\/[^/]+/gi, '/$1/:id')
    .replace(/\/(blueprints|managedTables)\/(?!export|import|v\d)([^/]+)\/(?=\w)/g, '/$1/:name/');

/** The first of several reads in one request stands for them. */
const firstOfBatch = (body: string): string => {
  const url = /"url":"([^"]*)"/.exec(body)?.[1] ?? '';
  const decoded = url.includes('%') ? decodeURIComponent(url) : url;
  return objectIn(decoded) || (/sobjects\/(\w+)/.exec(decoded)?.[1] ?? decoded.replace(/^v[\d.]+/, ''));
};

const soapName = (body: string): string => {
  const operation = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body)?.[1] ?? '?';
  const type = /<(?:type|metadataType)>(\w+)</.exec(body)?.[1] ?? /xsi:type="(\w+)"/.exec(body)?.[1] ?? '';
  return `SOAP ${operation} ${type}`.trim();
};

/** The kind that a request is of. */
export const kindOf = ({ method, target, body }: TappedRequest): Kind => {
  const protocol = protocolOf(target);
  if (protocol === 'soap') return { name: soapName(body), protocol };
  const [path = ''] = target.split('?');
  const short = withoutNames(path.replace('/services/data', ''));
  const subject = short.endsWith('/query') ? objectIn(target) : '';
  if (short.endsWith('/composite/batch')) return { name: `${method} ${short} ${firstOfBatch(body)}…`, protocol };
  return { name: `${method} ${short} ${subject}`.trim(), protocol };
};
