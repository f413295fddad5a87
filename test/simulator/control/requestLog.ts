import type { SubrequestLog } from '../rest/types.ts';

/** A request that the simulator served, as `GET /__simulator/requests` lists it. */
export type LoggedRequest = {
  seq: number;
  at: string;
  method: string;
  /** Decoded, without the query string. */
  path: string;
  /** The query string, decoded; null without one. */
  query: string | null;
  org: 'production' | 'sandbox' | 'logik' | 'logikNew' | null;
  /** Username of the authenticated user; at Logik, the name of the key or runtime client. */
  user: string | null;
  requestBytes: number;
  responseBytes: number;
  /** 0: the connection was dropped before an answer. */
  status: number;
  /** Whether the request, or one inside it, is other than a read. */
  write: boolean;
  subrequests?: SubrequestLog[];
};

/** The requests served since the last clearing. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private serial = 0;

  public add(entry: Omit<LoggedRequest, 'seq'>): void {
    this.serial += 1;
    this.entries.push({ seq: this.serial, ...entry });
  }

  public all(): LoggedRequest[] {
    return this.entries;
  }

  public clear(): void {
    this.entries = [];
    this.serial = 0;
  }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request changes anything. Judged from the request alone, so that one that was dropped or refused counts
 * too. A composite is a write iff one of its parts is; asking for a token, reading a collection by POST, query jobs,
 * and at Logik exports and sessions that nobody saves, are reads.
 */
export function isWrite(method: string, path: string, body: string): boolean {
  if (READS.has(method.toUpperCase())) return /\/executeAnonymous\/?$/.test(path);
  if (/^\/(services\/oauth2\/(token|singleaccess)|secur\/frontdoor\.jsp)\/?$/.test(path)) return false;
  if (path.startsWith('/services/Soap/m/')) return !/<(?:\w+:)?(?:read|list|describe)Metadata[\s>]/.test(body);
  // A query job reads, and ending or deleting one changes nothing in the org.
  if (/^\/services\/data\/v[\d.]+\/jobs\/query(\/|$)/.test(path)) return false;
  // So does ending a configuration that nobody saved.
  if (/^\/api\/[0-9a-f-]{36}\/?$/i.test(path) && method.toUpperCase() === 'DELETE') return false;
  if (method.toUpperCase() !== 'POST') return true;
  if (/^\/api(\/(admin|managedTables)\/.+\/export)?\/?$/i.test(path)) return false;
  if (/\/composite\/sobjects\/[^/]+\/?$/.test(path)) return false;
  if (!/\/composite(\/batch)?\/?$/.test(path)) return true;
  return partsOf(body).some((part) => isWrite(part.method, part.path, part.body));
}

function partsOf(body: string): Array<{ method: string; path: string; body: string }> {
  try {
    const parsed = JSON.parse(body) as { compositeRequest?: unknown; batchRequests?: unknown };
    const list = parsed.compositeRequest ?? parsed.batchRequests;
    if (!Array.isArray(list)) return [];
    return list.map((entry: Record<string, unknown>) => ({
      method: String(entry['method'] ?? 'GET'),
      path: String(entry['url'] ?? '').split('?')[0] ?? '',
      body: JSON.stringify(entry['body'] ?? entry['richInput'] ?? ''),
    }));
  } catch {
    return [];
  }
}
