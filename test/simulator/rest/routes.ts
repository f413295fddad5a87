import { bulkRoutes } from '../bulk/routes.ts';
import { batch } from './batch.ts';
import { collectionRoutes } from './collections.ts';
import { composite } from './composite.ts';
import { limitRoutes } from './limits.ts';
import { passwordRoutes } from './passwords.ts';
import { queryRoutes } from './query.ts';
import { recordRoutes } from './records.ts';
import { dispatch } from './router.ts';
import { searchRoutes } from './search.ts';
import { treeRoutes } from './tree.ts';
import type { ApiContext, ApiRequest, ApiResponse, Route } from './types.ts';

/** Everything under `/services/data/vXX.0`. */
const routes: Route[] = [
  {
    method: 'GET',
    path: '/',
    handle(_request, { version, base, org, userId }) {
      const root = `/services/data/v${version}`;
      const names = ['tooling', 'limits', 'query', 'queryAll', 'sobjects', 'composite', 'jobs'];
      const resources = Object.fromEntries(names.map((name) => [name, `${root}/${name}`]));
      return { status: 200, body: { ...resources, identity: `${base}/id/${org.facts.orgId}/${userId}` } };
    },
  },
  {
    method: 'GET',
    path: '/tooling',
    handle(_request, { version }) {
      const root = `/services/data/v${version}/tooling`;
      return { status: 200, body: { sobjects: `${root}/sobjects`, query: `${root}/query`, search: `${root}/search` } };
    },
  },
  ...limitRoutes,
  ...queryRoutes('rest'),
  ...queryRoutes('tooling'),
  ...searchRoutes,
  {
    method: 'GET',
    path: '/composite',
    handle(_request, { version }) {
      const root = `/services/data/v${version}/composite`;
      return { status: 200, body: { tree: `${root}/tree`, batch: `${root}/batch`, sobjects: `${root}/sobjects` } };
    },
  },
  { method: 'POST', path: '/composite', handle: (request, context) => composite(request, context, answer) },
  { method: 'POST', path: '/composite/batch', handle: (request, context) => batch(request, context, answer) },
  ...bulkRoutes,
  ...treeRoutes,
  ...collectionRoutes,
  ...passwordRoutes,
  ...recordRoutes('rest'),
  ...recordRoutes('tooling'),
];

/** Answers one request of the REST or Tooling API. */
export function answer(request: ApiRequest, context: ApiContext): ApiResponse {
  return dispatch(routes, request, context);
}
