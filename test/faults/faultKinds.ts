import type { FaultAction } from '../simulator/control/faults.ts';
import type { Protocol } from './kinds.ts';

export type Fault = {
  name: string;
  /** @param elsewhere another host, for whatever leads there */
  action(protocol: Protocol, elsewhere: string): FaultAction;
  /** No answer comes, or not in time. */
  isSlow?: true;
};

const PAGE = '<!DOCTYPE html><html><head><title>Down for Maintenance</title></head><body>Back soon</body></html>';

const envelope = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const XML = { 'content-type': 'text/xml;charset=UTF-8' };
const JSON_TYPE = { 'content-type': 'application/json;charset=UTF-8' };

/** A refusal in the words of the API that is asked. */
const refusal =
  (status: number, code: string, message: string) =>
  (protocol: Protocol): FaultAction => {
    if (protocol === 'logik') return { status, body: { error: code, message } };
    if (protocol === 'page') return { status, body: PAGE };
    if (protocol !== 'soap') return { status, body: [{ errorCode: code, message }] };
    const fault = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault>`;
    // SOAP says every no with a 500.
    return { status: 500, body: envelope(fault), headers: XML };
  };

const always = (action: FaultAction) => (): FaultAction => action;

/** The media type that the API answers with. */
const typed =
  (body: string) =>
  (protocol: Protocol): FaultAction => ({
    status: 200,
    body,
    headers: protocol === 'soap' ? XML : JSON_TYPE,
  });

/** The columns of the table. */
export const FAULTS: readonly Fault[] = [
  { name: 'drop before', action: always({ drop: 'before' }) },
  { name: 'drop after', action: always({ drop: 'after' }) },
  { name: 'body breaks off', action: always({ truncateBody: true }) },
  { name: 'hang', isSlow: true, action: always({ delayMs: Infinity }) },
  { name: 'drip', isSlow: true, action: always({ dripMs: 200 }) },
  { name: '401', action: refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid') },
  { name: '403', action: refusal(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id') },
  { name: '404', action: refusal(404, 'NOT_FOUND', 'The requested resource does not exist') },
  {
    name: '429',
    action: (protocol) => ({
      ...refusal(429, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')(protocol),
      status: 429,
      headers: { ...(protocol === 'soap' ? XML : JSON_TYPE), 'retry-after': '1' },
    }),
  },
  { name: '500 code', action: refusal(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred') },
  { name: '500', action: always({ status: 500, body: '' }) },
  { name: '503', action: always({ status: 503, body: PAGE }) },
  { name: '200 HTML', action: always({ status: 200, body: PAGE }) },
  { name: '200 empty', action: typed('') },
  { name: '{}', action: typed('{}') },
  { name: '[]', action: typed('[]') },
  { name: 'null', action: typed('null') },
  { name: 'envelope', action: always({ status: 200, body: envelope(''), headers: XML }) },
  { name: 'cut', action: always({ cutBody: true }) },
  {
    name: 'bad gzip',

    action: (protocol) => ({
      status: 200,
      body: 'this is not compressed',
      headers: { ...(protocol === 'soap' ? XML : JSON_TYPE), 'content-encoding': 'gzip' },
      asItIs: true,
    }),
  },
  {
    name: 'redirect',

    action: (_protocol, elsewhere) => ({ status: 307, body: '', headers: { location: `${elsewhere}/elsewhere` } }),
  },
];
