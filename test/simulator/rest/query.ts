import { ApiError } from '../model.ts';
import { runQuery } from '../soql/index.ts';
import { queryColumns } from './columns.ts';
import { apiRoot } from './describe.ts';
import type { Api, ApiContext, ApiRequest, ApiResponse, Route } from './types.ts';

/** `query`, `queryAll` and their pages. */
export function queryRoutes(api: Api): Route[] {
  const prefix = api === 'tooling' ? '/tooling' : '';
  const names = api === 'tooling' ? ['query'] : ['query', 'queryAll'];
  return names.flatMap((name): Route[] => [
    { method: 'GET', path: `${prefix}/${name}`, handle: (request, context) => run(api, name, request, context) },
    {
      method: 'GET',
      path: `${prefix}/${name}/:locator`,
      handle: (_request, context, params) => ({ status: 200, body: context.cursors.next(params['locator'] ?? '') }),
    },
  ]);
}

function run(api: Api, name: string, request: ApiRequest, context: ApiContext): ApiResponse {
  const soql = request.query.get('q');
  if (!soql) throw new ApiError(400, { message: 'A query string has to be specified', errorCode: 'MALFORMED_QUERY' });
  const org = context.org.view({ userId: context.userId, includeDeleted: name === 'queryAll' });
  const result = runQuery(soql, org, { api, apiVersion: context.version });
  if (request.query.get('columns') === 'true') return { status: 200, body: queryColumns(context.org, api, soql) };
  const options = request.headers['sforce-query-options'];
  const url = `${apiRoot(api, context.version)}/${name}`;
  const page = context.cursors.first(result, options, url, largestPage(soql));
  return { status: 200, body: api === 'tooling' ? { size: (page['records'] as unknown[]).length, ...page } : page };
}

/** OauthToken comes in pages of 500, as its object reference says. */
function largestPage(soql: string): number | undefined {
  return /\bFROM\s+OauthToken\b/i.test(soql) ? 500 : undefined;
}
