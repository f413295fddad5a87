import type { Connection } from '@salesforce/core';
import { loadText } from '../text.ts';
import { OrgError } from './errors.ts';

const text = loadText('salesforce');

/** URI and headers of a request together ("REST API limits": 16,384 bytes, else 414 or 431). */
const MOST_BYTES = 16_384;

/** What the client's other headers weigh: names, agent, media types, proxies on the way. */
const RESERVE = 1536;

/** Below this nobody can be asked anything. */
const LEAST = 1024;

/** The length that a URL may have, and what an org made of one that was longer. */
export type Room = {
  /** How many characters the address of a request may have, from the root. */
  readonly most: number;
  fits(path: string): boolean;
  /** Takes note that an address was refused for its length; false where that can be no reason. */
  narrow(error: unknown, path: string): boolean;
};

const REFUSED = /^(ERROR_HTTP_(414|431)|URI_TOO_LONG|REQUEST_HEADER_FIELDS_TOO_LARGE)$/;

/** The room for the URLs of one login. A proxy on the way may allow less than Salesforce: what it refuses makes it smaller. */
export const roomFor = ({ accessToken, instanceUrl }: Pick<Connection, 'accessToken' | 'instanceUrl'>): Room => {
  let most = MOST_BYTES - RESERVE - (accessToken ?? '').length - instanceUrl.length;
  const fits = (path: string): boolean => path.length <= most;
  return {
    get most() {
      return most;
    },
    fits,
    narrow: (error, path) => {
      if (!(error instanceof OrgError) || !REFUSED.test(error.errorCode) || path.length <= LEAST) return false;
      most = Math.min(most, Math.floor(path.length / 2));
      return true;
    },
  };
};

/** For a query that cannot be cut into shorter ones: only what was to be read by it suffers. */
export const tooLong = (org: string, asked: string, length: number): OrgError => {
  const { message, actions = [] } = text.error('QueryTooLong', { org, asked, length });
  return new OrgError('QueryTooLongError', message, actions, 'QUERY_TOO_LONG', 'item');
};
