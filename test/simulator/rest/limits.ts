import type { Json } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { Route } from './types.ts';

/** Calls that an org may make in 24 hours, where nobody says otherwise. */
const DAILY_API_REQUESTS = 15000;

const allowed = new WeakMap<OrgStore, number>();

/** Calls that this org may make in 24 hours. */
export const dailyApiRequests = (org: OrgStore): number => allowed.get(org) ?? DAILY_API_REQUESTS;

/** Says how many calls this org may make; it only tells the number, and answers beyond it too. */
export const allowDailyApiRequests = (org: OrgStore, max: number): void => {
  allowed.set(org, max);
};

const DAILY_BULK_QUERY_JOBS = 10000;
const DAILY_BULK_BATCHES = 15000;

const ALLOWANCES: Record<string, number> = {
  ActiveScratchOrgs: 3,
  AnalyticsExternalDataSizeMB: 40960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAsyncApexExecutions: 250000,
  DailyAsyncApexTests: 500,
  DailyBulkV2QueryFileStorageMB: 976562,
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

type BulkUse = { queries: number; batches: number };

function limitsOf(org: OrgStore, { queries, batches }: BulkUse): Json {
  const fixed = Object.entries(ALLOWANCES).map(([name, max]) => [name, { Max: max, Remaining: max }]);
  const left = (max: number, used: number): Json => ({ Max: max, Remaining: Math.max(0, max - used) });
  const counted = [
    ['DailyApiRequests', left(dailyApiRequests(org), org.apiRequests)],
    ['DailyBulkV2QueryJobs', left(DAILY_BULK_QUERY_JOBS, queries)],
    ['DailyBulkApiBatches', left(DAILY_BULK_BATCHES, batches)],
  ];
  const all = Object.fromEntries([...fixed, ...counted]) as Record<string, Json>;
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `limits`, and the record counts beside it. */
export const limitRoutes: Route[] = [
  {
    method: 'GET',
    path: '/limits',
    handle: (_request, { org, bulk }) => ({ status: 200, body: limitsOf(org, bulk.of(org)) }),
  },
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
