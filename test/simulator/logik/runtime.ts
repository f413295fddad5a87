import type { FastifyInstance } from 'fastify';
import type { Json } from '../model.ts';
import { isJsonObject } from '../scenario/mergePatch.ts';
import { requireRuntimeClient } from './access.ts';
import type { LogikEnvironment } from './environment.ts';
import { badRequest, LogikError } from './error.ts';
import type { CachedProduct } from './productCache.ts';

const V2 = 'application/vnd.logik.cfg-v2+json';
const CONTENT_TYPES = [V2, 'application/json'];

/** The Runtime API: start a configuration session, read one, end one. */
export function registerRuntime(app: FastifyInstance, logik: LogikEnvironment): void {
  app.post<{ Body: Json }>('/api', (request, reply) => {
    const client = requireRuntimeClient(logik, request);
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (!CONTENT_TYPES.includes(type)) {
      throw new LogikError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content type '${type}' not supported`);
    }
    const stateful = isStateful(request.body);
    if (!stateful && logik.behaviour.statefulOnly) throw badRequest('sessionContext.stateful must be true.');
    try {
      const product = configurable(logik, productIdOf(request.body));
      const starter = { client: client.name, origin: request.headers.origin ?? '' };
      return reply.type(type).send(logik.sessions.start(product, starter, stateful));
    } catch (error) {
      if (!logik.behaviour.refusesWith200 || !(error instanceof LogikError)) throw error;
      return reply.type(type).send(error.body);
    }
  });

  app.delete<{ Params: { uuid: string } }>('/api/:uuid', (request, reply) => {
    requireRuntimeClient(logik, request);
    if (!logik.sessions.end(request.params.uuid)) throw noSession(request.params.uuid);
    return reply.status(204).send();
  });

  app.get<{ Params: { uuid: string } }>('/api/:uuid', (request, reply) => {
    requireRuntimeClient(logik, request);
    const session = logik.sessions.get(request.params.uuid);
    if (session === undefined) throw noSession(request.params.uuid);
    return reply.type(request.headers.accept?.includes(V2) ? V2 : 'application/json').send(session);
  });
}

function noSession(uuid: string): LogikError {
  return new LogikError(404, 'NOT_FOUND', `Configuration ${uuid} was not found.`);
}

/** Without a word about it, a session stays. */
function isStateful(body: Json): boolean {
  const context = isJsonObject(body) ? body['sessionContext'] : undefined;
  return !isJsonObject(context) || context['stateful'] !== false;
}

/** `partnerData.product.configuredProductId`, or the top-level `productId`. */
function productIdOf(body: Json): string {
  if (!isJsonObject(body)) throw badRequest('Request body is missing or not a JSON object.');
  const context = body['sessionContext'];
  if (context !== undefined && (!isJsonObject(context) || typeof context['stateful'] !== 'boolean')) {
    throw badRequest('sessionContext.stateful must be a boolean.');
  }
  const partnerData = body['partnerData'];
  const product = isJsonObject(partnerData) ? partnerData['product'] : undefined;
  const id = (isJsonObject(product) ? product['configuredProductId'] : undefined) ?? body['productId'];
  if (typeof id !== 'string' || id === '') throw badRequest('Product Id is missing.');
  return id;
}

/** The product, if the sync has brought it, it is configurable here, and its blueprint is deployed. */
function configurable({ content }: LogikEnvironment, id: string): CachedProduct {
  const product = content.productCache.get(id);
  if (product === undefined) {
    const problem = `Cannot get Configurable Product. Product ${id} is not available in cache`;
    throw new LogikError(404, 'NOT_CACHED', problem);
  }
  const { blueprintVariableName } = content.configurableProducts.of(id) ?? {};
  if (blueprintVariableName === undefined) {
    throw new LogikError(404, 'NOT_CONFIGURABLE', `Product ${id} is not a Configurable Product`);
  }
  const known = content.blueprints.find(blueprintVariableName);
  if (known === undefined || !content.blueprints.isDeployed(blueprintVariableName)) {
    throw new LogikError(404, 'NOT_DEPLOYED', `Blueprint ${blueprintVariableName} is not deployed`);
  }
  return product;
}
