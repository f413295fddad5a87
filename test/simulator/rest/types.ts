import type { Readable } from 'node:stream';
import type { BulkJobs } from '../bulk/jobs.ts';
import type { Json } from '../model.ts';
import type { Dml } from '../store/dml.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Simulation } from '../store/simulation.ts';
import type { QueryCursors } from './cursors.ts';

/** One API request, whether it came over HTTP or inside a composite. */
export type ApiRequest = {
  method: string;
  /** Without the query string, percent-decoded segment by segment later. */
  path: string;
  query: URLSearchParams;
  /** The raw body; `json` is what it parses to, on demand. */
  body: string;
  headers: Record<string, string | undefined>;
};

/** A subrequest as the request log shows it. */
export type SubrequestLog = { method: string; path: string; status: number };

export type ApiResponse = {
  status: number;
  /** Undefined: no content. A string is sent as it is. */
  body?: Json;
  /** Instead of a body: something that is not JSON, made only when it is sent. */
  stream?: { type: string; content: () => Readable };
  headers?: Record<string, string>;
  subrequests?: SubrequestLog[];
};

/** Who asks, of which org, and through which address. */
export type ApiContext = {
  simulation: Simulation;
  org: OrgStore;
  userId: string;
  /** `http://127.0.0.1:4711`. */
  base: string;
  /** `65.0`, from the path; the latest one where a path has none. */
  version: string;
  cursors: QueryCursors;
  bulk: BulkJobs;
  /** Writes of this request; composites roll them back together. */
  dml: Dml;
};

export type Api = 'rest' | 'tooling';

export type Params = Record<string, string>;

export type Handler = (request: ApiRequest, context: ApiContext, params: Params) => ApiResponse;

export type Route = { method: string; path: string; handle: Handler };
