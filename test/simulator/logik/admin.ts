import type { FastifyInstance } from 'fastify';
import { requireAdminKey } from './access.ts';
import type { LogikEnvironment } from './environment.ts';
import { badRequest } from './error.ts';
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
      requireAdminKey(logik, request, 'Deploy');
      const { page, size, sort } = request.query;
      if (page === undefined || size === undefined || sort === undefined) {
        throw badRequest('page, size and sort are required.');
      }
      // A deployment has no `modified`: the documented default sort means its creation.
      const order = sort.replace(/^modified\b/, 'created');
      return pageOf(logik.content.blueprints.history(request.params.name), { page, size, sort: order });
    }
  );
}
