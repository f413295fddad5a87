import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BulkJobs } from '../bulk/jobs.ts';
import { annotate } from '../control/wire.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { SalesforceEntry } from './entry.ts';
import { refuseLong } from './requestSize.ts';
import type { ApiRequest, ApiResponse } from './types.ts';

/** What one upload of a bulk job may hold. */
const UPLOAD_LIMIT = 150 * 1024 * 1024;

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

function send(reply: FastifyReply, { status, body, headers, stream }: ApiResponse): FastifyReply {
  void reply
    .status(status)
    .headers({ 'cache-control': 'no-cache,must-revalidate,max-age=0,no-store,private', ...headers });
  if (stream) return reply.header('content-type', stream.type).send(stream.content());
  if (body === undefined) return reply.send();
  if (typeof body === 'string') return reply.type('text/html;charset=UTF-8').send(body);
  return reply.header('content-type', JSON_TYPE).send(JSON.stringify(body));
}

/** Serves the Salesforce side of a simulation: everything under `/services` and `/id`. */
export function registerSalesforce(
  app: FastifyInstance,
  simulation: ScenarioSimulation,
  base: string,
  bulk: BulkJobs
): void {
  const entry = new SalesforceEntry(simulation, base, bulk);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.addHook('onRequest', refuseLong);
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
    scope.setErrorHandler<FastifyError>((error, _request, reply) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      const message = 'The request entity is larger than the server allows.';
      return send(reply, { status: 413, body: [{ message, errorCode: 'REQUEST_ENTITY_TOO_LARGE' }] });
    });
    scope.put('/services/data/:version/jobs/ingest/:id/batches', { bodyLimit: UPLOAD_LIMIT }, serve);
    scope.all('/services/*', serve);
    scope.all('/id/*', serve);
  });
}
