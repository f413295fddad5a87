import type { FastifyInstance } from 'fastify';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { registerAdmin } from './admin.ts';
import { LogikError } from './error.ts';
import { registerPages } from './pages.ts';
import { registerRuntime } from './runtime.ts';

/** Serves the Logik environment of a simulation; its errors and content types are its own, not Salesforce's. */
export function registerLogik(app: FastifyInstance, simulation: ScenarioSimulation): void {
  const { logik } = simulation;
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      try {
        done(null, body === '' ? undefined : JSON.parse(String(body)));
      } catch {
        done(new LogikError(400, 'BAD_REQUEST', 'Request body is not valid JSON.'));
      }
    });
    scope.setErrorHandler((error, _request, reply) => {
      const known =
        error instanceof LogikError
          ? error
          : new LogikError(500, 'INTERNAL_SERVER_ERROR', error instanceof Error ? error.message : 'Unexpected error');
      return reply.status(known.status).type('application/json').send(JSON.stringify(known.body));
    });
    registerRuntime(scope, logik);
    registerAdmin(scope, logik);
    registerPages(scope);
  });
}
