import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { LogikEnvironment } from './environment.ts';
import { tooMany } from './error.ts';

const GONE = '<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n';

/** What happens to every request before its route is asked: it waits, the environment is gone, or has had enough. */
export function registerConditions(scope: FastifyInstance, logik: LogikEnvironment): void {
  let served: number[] = [];
  scope.addHook('onRequest', async (request, reply) => {
    const { latencyMs, gone, redirectTo, rateLimit, hugeBody } = logik.behaviour;
    if (latencyMs > 0) await pause(latencyMs);
    if (gone) return reply.status(404).type('text/html; charset=utf-8').send(GONE);
    if (redirectTo !== null) return reply.redirect(new URL(request.url, redirectTo).href, 302);
    if (rateLimit) {
      const now = performance.now();
      served = served.filter((at) => now - at < rateLimit.perMs);
      if (served.length >= rateLimit.requests) throw tooMany('Too many requests.', rateLimit.retryAfterSeconds);
      served.push(now);
    }
    // Spaces behind a JSON text do not change it: only its length is unreasonable.
    if (hugeBody > 0) reply.serializer((payload: unknown) => JSON.stringify(payload).padEnd(hugeBody));
    return undefined;
  });
}
