import type { FastifyInstance } from 'fastify';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { registerAdmin } from './admin.ts';
import { registerAdminBulk } from './adminBulk.ts';
import { registerConditions } from './conditions.ts';
import type { LogikEnvironment } from './environment.ts';
import { badRequest, EmptyRefusal, LogikError } from './error.ts';
import { registerPages } from './pages.ts';
import { registerRuntime } from './runtime.ts';
import { registerTables } from './tableRoutes.ts';

/** Where an environment answers beside orgs: every path below these that is not documented is 404. */
const BESIDE_ORGS = ['/api', '/api/*', '/ui/*'];
/** Where it answers on a port of its own. */
const ALONE = ['/*'];
const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/** Serves a simulation's Logik environment; its errors and content types are its own, not Salesforce's. */
export function registerLogik(
  app: FastifyInstance,
  { logik: first }: ScenarioSimulation,
  logik: LogikEnvironment = first
): void {
  const alone = logik !== first;
  void app.register(async (scope) => {
    registerConditions(scope, logik);
    registerParsers(scope);
    scope.setErrorHandler((error, _request, reply) => {
      if (error instanceof EmptyRefusal) return reply.status(error.status).headers(error.headers).send();
      const known = error instanceof LogikError ? error : unexpected(error);
      return reply.status(known.status).headers(known.headers).type('application/json').send(known.body);
    });
    registerRuntime(scope, logik);
    registerAdmin(scope, logik);
    registerAdminBulk(scope, logik);
    registerTables(scope, logik);
    registerPages(scope);
    for (const url of alone ? ALONE : BESIDE_ORGS) {
      for (const method of METHODS) {
        if (scope.hasRoute({ method, url })) continue;
        scope.route({
          method,
          url,
          exposeHeadRoute: false,
          handler: (request) => {
            throw new LogikError(404, 'NO_ENDPOINT', `No endpoint ${request.method} ${request.url.split('?')[0]}.`);
          },
        });
      }
    }
    scope.addHook('onClose', async () => logik.jobs.close());
  });
}

function registerParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body)
  );
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch {
      done(badRequest('Request body is not valid JSON.'));
    }
  });
}

/** Errors of the server that are the client's fault keep their status. */
function unexpected(error: unknown): LogikError {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const message = error instanceof Error ? error.message : 'Unexpected error';
  return new LogikError(status >= 400 && status < 500 ? status : 500, 'INTERNAL_SERVER_ERROR', message);
}
