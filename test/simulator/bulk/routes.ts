import type { Route } from '../rest/types.ts';
import { ingestJobRoutes } from './ingest/routes.ts';
import { queryJobRoutes } from './query/routes.ts';

/** The Bulk API 2.0: everything under `/services/data/vXX.0/jobs`. */
export const bulkRoutes: Route[] = [...queryJobRoutes, ...ingestJobRoutes];
