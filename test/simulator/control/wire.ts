import { createGzip, gzipSync } from 'node:zlib';
import { pipeline, Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SubrequestLog } from '../rest/types.ts';
import type { FaultAction, FaultPlan } from './faults.ts';
import { isWrite } from './requestLog.ts';
import type { LoggedRequest, RequestLog } from './requestLog.ts';

type Detail = { org?: LoggedRequest['org']; user?: string | null; subrequests?: SubrequestLog[]; action?: FaultAction };

const details = new WeakMap<FastifyRequest, Detail>();

/** Tells the request log more about a request than HTTP does. */
export function annotate(request: FastifyRequest, more: Detail): void {
  details.set(request, { ...details.get(request), ...more });
}

/** A request as it came, for whoever taps the wire; `target` is the decoded path and query. */
export type TappedRequest = {
  method: string;
  target: string;
  body: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
};

/** Sees every request of a client before anything happens to it, and before its answer leaves. */
export type Tap = {
  /** What it answers happens to the request, before any fault that is armed. */
  asked?(request: TappedRequest): Promise<FaultAction | undefined>;
  answered?(request: TappedRequest, status: number): Promise<void>;
};

export type WireOptions = { log: RequestLog; faults: FaultPlan; latencyMs: number; tap?: Tap };

const isControl = (request: FastifyRequest): boolean => request.url.startsWith('/__simulator');

/** What happens to every request on the wire: latency, faults, compression, and the log. */
export function registerWire(app: FastifyInstance, { log, faults, latencyMs, tap }: WireOptions): void {
  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return undefined;
    if (latencyMs > 0) await pause(latencyMs);
    const action = (await tap?.asked?.(tapped(request))) ?? faults.take(request.method, targetOf(request));
    if (!action) return undefined;
    annotate(request, { action });
    if ('delayMs' in action) await pause(action.delayMs);
    if ('status' in action) return answerFault(reply, action);
    if ('drop' in action && action.drop === 'before') {
      log.add(entryOf(request, 0, 0));
      reply.hijack();
      request.raw.socket.destroy();
    }
    return undefined;
  });

  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : Buffer.alloc(0);
    if (isControl(request)) return payload;
    await tap?.answered?.(tapped(request), reply.statusCode);
    if (payload instanceof Readable) return stream(request, reply, payload, log);
    const action = details.get(request)?.action;
    const whole = action && 'cutBody' in action ? body.subarray(0, Math.floor(body.length / 2)) : body;
    const sent = action && 'asItIs' in action ? whole : compress(request, reply, whole);
    if (action && 'drop' in action) {
      log.add(entryOf(request, 0, 0));
      request.raw.socket.destroy();
      return null;
    }
    log.add(entryOf(request, reply.statusCode, sent.length));
    if (action && 'truncateBody' in action && sent.length > 0) {
      void reply.header('content-length', String(sent.length));
      return half(request, sent);
    }
    if (action && 'cutBody' in action) void reply.header('content-length', String(sent.length));
    if (action && 'dripMs' in action && sent.length > 0) return dripping(sent, action.dripMs);
    return sent.length > 0 ? sent : null;
  });
}

function answerFault(
  reply: FastifyReply,
  { status, body, headers }: Extract<FaultAction, { status: number }>
): FastifyReply {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html;charset=UTF-8' : 'application/json;charset=UTF-8';
  return reply
    .status(status)
    .headers({ 'content-type': type, ...headers })
    .send(text);
}

/**
 * A body that is written while it is sent: compressed as it comes, logged at its end. Only a fault that needs the
 * whole of it waits for that.
 */
async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: Readable,
  log: RequestLog
): Promise<Readable | null> {
  const action = details.get(request)?.action;
  if (action && 'drop' in action) {
    payload.destroy();
    log.add(entryOf(request, 0, 0));
    request.raw.socket.destroy();
    return null;
  }
  if (action && ('cutBody' in action || 'dripMs' in action)) {
    const all = await buffer(payload);
    const sent = compress(request, reply, 'cutBody' in action ? all.subarray(0, Math.floor(all.length / 2)) : all);
    log.add(entryOf(request, reply.statusCode, sent.length));
    return 'dripMs' in action ? dripping(sent, action.dripMs) : Readable.from([sent]);
  }
  if (action && 'truncateBody' in action) {
    const whole = compress(request, reply, await buffer(payload));
    log.add(entryOf(request, reply.statusCode, whole.length));
    void reply.header('content-length', String(whole.length));
    return half(request, whole);
  }
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      // Before the client sees the end, so that whoever asks for the log next finds it there.
      log.add(entryOf(request, reply.statusCode, bytes));
      done();
    },
  });
  // A client that hangs up has been answered nevertheless, with what it got.
  const gone = (error: unknown): void => {
    if (error) log.add(entryOf(request, reply.statusCode, bytes));
  };
  if (!acceptsGzip(request)) return pipeline(payload, counted, gone);
  void reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').removeHeader('content-length');
  return pipeline(payload, createGzip({ level: FAST }), counted, gone);
}

/** Results are large and repeat themselves: the quickest compression takes most of it. */
const FAST = 1;

const acceptsGzip = (request: FastifyRequest): boolean =>
  /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));

function compress(request: FastifyRequest, reply: FastifyReply, body: Buffer): Buffer {
  if (body.length === 0 || !acceptsGzip(request)) return body;
  void reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').removeHeader('content-length');
  return gzipSync(body);
}

/** The first half of a body, after which the connection breaks. */
function half(request: FastifyRequest, body: Buffer): Readable {
  async function* parts(): AsyncGenerator<Buffer> {
    yield body.subarray(0, Math.floor(body.length / 2));
    await pause(20);
    request.raw.socket.destroy();
  }
  return Readable.from(parts());
}

function dripping(body: Buffer, ms: number): Readable {
  async function* bytes(): AsyncGenerator<Buffer> {
    for (let at = 0; at < body.length; at += 1) {
      yield body.subarray(at, at + 1);
      await pause(ms);
    }
  }
  return Readable.from(bytes());
}

function tapped(request: FastifyRequest): TappedRequest {
  const { method, headers, body } = request;
  const text = typeof body === 'string' ? body : Buffer.isBuffer(body) ? '' : JSON.stringify(body ?? '');
  return { method, target: targetOf(request), body: text, headers };
}

function targetOf(request: FastifyRequest): string {
  const { path, query } = split(request);
  return query === null ? path : `${path}?${query}`;
}

function split(request: FastifyRequest): { path: string; query: string | null } {
  const mark = request.url.indexOf('?');
  const decode = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  if (mark < 0) return { path: decode(request.url), query: null };
  return { path: decode(request.url.slice(0, mark)), query: decode(request.url.slice(mark + 1).replaceAll('+', ' ')) };
}

function entryOf(request: FastifyRequest, status: number, responseBytes: number): Omit<LoggedRequest, 'seq'> {
  const { org = null, user = null, subrequests } = details.get(request) ?? {};
  const body = typeof request.body === 'string' ? request.body : '';
  const { path, query } = split(request);
  return {
    at: new Date().toISOString(),
    method: request.method,
    path,
    query,
    org,
    user,
    requestBytes: Number(request.headers['content-length'] ?? Buffer.byteLength(body)),
    responseBytes,
    status,
    write: isWrite(request.method, path, body),
    ...(subrequests ? { subrequests } : {}),
  };
}
