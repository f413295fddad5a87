import type { FastifyInstance } from 'fastify';
import { requireAdminKey } from './access.ts';
import type { LogikEnvironment } from './environment.ts';
import { LogikError } from './error.ts';
import { pageOf, type PageQuery } from './page.ts';

/** The part of the Admin API that reads blueprints, their deployments and configurable products. */
export function registerAdmin(app: FastifyInstance, logik: LogikEnvironment): void {
  app.get<{ Querystring: PageQuery }>('/api/admin/v2/blueprints', (request) => {
    requireAdminKey(logik, request, 'Read');
    return pageOf(logik.blueprints, request.query);
  });

  app.get<{ Querystring: PageQuery }>('/api/admin/v1/configurableProducts', (request) => {
    requireAdminKey(logik, request, 'Read');
    return pageOf(logik.configurableProducts, request.query);
  });

  app.get<{ Querystring: PageQuery; Params: { name: string } }>(
    '/api/admin/v1/blueprints/:name/deployments',
    (request) => {
      requireAdminKey(logik, request, 'Read');
      const blueprint = logik.blueprint(request.params.name);
      if (blueprint === undefined) {
        throw new LogikError(404, 'NOT_FOUND', `Blueprint ${request.params.name} was not found.`);
      }
      const { sort, ...query } = request.query;
      // A deployment has no `modified`: the documented default sort means its creation.
      const bySort = sort === undefined ? {} : { sort: sort.replace(/^modified\b/, 'created') };
      return pageOf(logik.deployments(blueprint), { ...query, ...bySort });
    }
  );
}
