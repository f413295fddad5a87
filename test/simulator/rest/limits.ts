import type { Json } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Route } from './types.ts';

/** Calls that an org may make in 24 hours. */
export const DAILY_API_REQUESTS = 15000;

const ALLOWANCES: Record<string, number> = {
  ActiveScratchOrgs: 3,
  AnalyticsExternalDataSizeMB: 40960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAsyncApexExecutions: 250000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15000,
  DailyBulkV2QueryFileStorageMB: 976562,
  DailyBulkV2QueryJobs: 10000,
  DailyDurableGenericStreamingApiEvents: 10000,
  DailyDurableStreamingApiEvents: 10000,
  DailyGenericStreamingApiEvents: 10000,
  DailyScratchOrgs: 6,
  DailyStandardVolumePlatformEvents: 10000,
  DailyStreamingApiEvents: 10000,
  DailyWorkflowEmails: 1500,
  DataStorageMB: 1024,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 1024,
  HourlyAsyncReportRuns: 1200,
  HourlyDashboardRefreshes: 200,
  HourlyPublishedPlatformEvents: 50000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 15,
  Package2VersionCreates: 6,
  PermissionSets: 1500,
  SingleEmail: 15,
  StreamingApiConcurrentClients: 20,
};

function limitsOf(org: OrgStore): Json {
  const fixed = Object.entries(ALLOWANCES).map(([name, max]) => [name, { Max: max, Remaining: max }]);
  const api = { Max: DAILY_API_REQUESTS, Remaining: Math.max(0, DAILY_API_REQUESTS - org.apiRequests) };
  const all = Object.fromEntries([...fixed, ['DailyApiRequests', api]]) as Record<string, Json>;
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `limits`, and the record counts beside it. */
export const limitRoutes: Route[] = [
  { method: 'GET', path: '/limits', handle: (_request, context) => ({ status: 200, body: limitsOf(context.org) }) },
  {
    method: 'GET',
    path: '/limits/recordCount',
    handle(request, { org }) {
      const asked = request.query.get('sObjects')?.split(',') ?? org.objects('rest').map((def) => def.name);
      const counts = asked
        .map((name) => org.object(name.trim(), 'rest'))
        .filter((def) => def !== undefined && org.canRead(def.name))
        .map((def) => ({ count: org.table(def?.name ?? '').size, name: def?.name ?? '' }))
        .filter(({ count }) => count > 0);
      return { status: 200, body: { sObjects: counts } };
    },
  },
];
