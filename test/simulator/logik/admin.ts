import type { FastifyInstance } from 'fastify';
import { requireAdminKey } from './access.ts';
import type { LogikEnvironment } from './environment.ts';
import { pageOf, type PageQuery } from './page.ts';

/** The part of the Admin API that reads blueprints, their deployments and configurable products. */
export function registerAdmin(app: FastifyInstance, logik: LogikEnvironment): void {
  app.get<{ Querystring: PageQuery }>('/api/admin/v2/blueprints', (request) => {
    requireAdminKey(logik, request, 'Read');
    return pageOf(logik.content.blueprints.all, request.query);
  });

  app.get<{ Querystring: PageQuery }>('/api/admin/v1/configurableProducts', (request) => {
    requireAdminKey(logik, request, 'Read');
    return pageOf(logik.content.configurableProducts.all, request.query);
  });

  app.get<{ Querystring: PageQuery; Params: { name: string } }>(
    '/api/admin/v1/blueprints/:name/deployments',
    (request) => {
      requireAdminKey(logik, request, 'Read');
      const { sort, ...query } = request.query;
      // A deployment has no `modified`: the documented default sort means its creation.
      const bySort = sort === undefined ? {} : { sort: sort.replace(/^modified\b/, 'created') };
      return pageOf(logik.content.blueprints.deployments(request.params.name), { ...query, ...bySort });
    }
  );
}
