import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { annotate } from '../control/wire.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { SalesforceEntry } from './entry.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

const JSON_TYPE = 'application/json;charset=UTF-8';

function toApi(request: FastifyRequest): ApiRequest {
  const mark = request.url.indexOf('?');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])
  );
  return {
    method: request.method,
    path: mark < 0 ? request.url : request.url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? '' : request.url.slice(mark + 1)),
    body: typeof request.body === 'string' ? request.body : '',
    headers,
  };
}

function send(reply: FastifyReply, { status, body, headers }: ApiResponse): FastifyReply {
  void reply
    .status(status)
    .headers({ 'cache-control': 'no-cache,must-revalidate,max-age=0,no-store,private', ...headers });
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.type('text/html;charset=UTF-8').send(body);
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body));
}

/** Serves the Salesforce side of a simulation: everything under `/services` and `/id`. */
export function registerSalesforce(app: FastifyInstance, simulation: ScenarioSimulation, base: string): void {
  const entry = new SalesforceEntry(simulation, base);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    // Before the faults, so that the log knows who asked even where a fault answers.
    scope.addHook('preValidation', async (request) => {
      const who = entry.whoIs(toApi(request));
      if (who) annotate(request, who);
    });
    const serve = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      const served = entry.serve(toApi(request));
      if (served.subrequests) annotate(request, { subrequests: served.subrequests });
      return send(reply, served);
    };
    scope.all('/services/*', serve);
    scope.all('/id/*', serve);
  });
}
