import type { BulkJobs } from '../bulk/jobs.ts';
import { readFormat } from '../bulk/format.ts';
import { planQuery } from '../bulk/query/plan.ts';
import type { SfRecord } from '../model.ts';
import { canLogIn } from '../refresh/users.ts';
import { LATEST_VERSION } from '../rest/router.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import { GeneratedTable } from '../scenario/generatedTable.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { SYNC_APP, userIn, type SyncReport } from './connection.ts';
import type { LogikEnvironment } from './environment.ts';
import { ownRows } from './productCache.ts';

const OBJECTS = ['Product2', 'Pricebook2', 'PricebookEntry'] as const;
const VERSION = `${LATEST_VERSION}.0`;

/** The sync of an environment: it pulls what was changed in the org, and leaves there what a sync leaves. */
export class ProductSync {
  private readonly logik: LogikEnvironment;
  private readonly simulation: ScenarioSimulation;
  private readonly bulk: BulkJobs;
  private timer: NodeJS.Timeout | undefined;

  public constructor(logik: LogikEnvironment, simulation: ScenarioSimulation, bulk: BulkJobs) {
    this.logik = logik;
    this.simulation = simulation;
    this.bulk = bulk;
  }

  /** Syncs on the interval of the environment's behaviour from now on, or no longer. */
  public schedule(): void {
    clearInterval(this.timer);
    const { syncIntervalMs } = this.logik.behaviour;
    this.timer = syncIntervalMs === null ? undefined : setInterval(() => this.run(), syncIntervalMs).unref();
  }

  public close(): void {
    clearInterval(this.timer);
  }

  /**
   * Makes somebody of the sandbox as it is now the refresh token user, as a person does in Logik Admin and by
   * approving the app; answers why not when that user cannot log in.
   */
  public connect(username: string): string | undefined {
    const { sandbox } = this.simulation;
    const [user] = sandbox.table('User').withValue('Username', username);
    if (user === undefined) return `The sandbox has no user ${username}.`;
    if (!canLogIn(sandbox, user.Id)) return `${username} is inactive or frozen.`;
    this.logik.connection.user = userIn(sandbox, user.Id);
    useToken(sandbox, user.Id);
    return undefined;
  }

  /** One sync, now. */
  public run(): SyncReport {
    const { connection } = this.logik;
    const problem = this.whyNot();
    const org = problem === undefined ? this.simulation.orgById(connection.user?.orgId ?? '') : undefined;
    const brought = org && connection.user ? this.pull(org, connection.user.userId) : {};
    const at = new Date().toISOString();
    const report: SyncReport = { at, ok: problem === undefined, problem: problem ?? null, brought };
    connection.syncs.push(report);
    if (connection.syncs.length > MOST_REPORTS) connection.syncs.shift();
    return report;
  }

  private whyNot(): string | undefined {
    const { behaviour, connection } = this.logik;
    if (behaviour.gone) return 'The environment is gone.';
    if (connection.user === null) return 'There is no refresh token user.';
    const org = this.simulation.orgById(connection.user.orgId);
    if (org === undefined) return 'The refresh token is for an org that is gone.';
    if (!canLogIn(org, connection.user.userId)) return 'The refresh token user is inactive or frozen.';
    return tokenOf(org, connection.user.userId) ? undefined : 'The refresh token was revoked.';
  }

  private pull(org: OrgStore, userId: string): { [object: string]: number } {
    const { connection, own } = this.logik;
    const since = connection.lastPull;
    const brought: { [object: string]: number } = {};
    const began = org.now().getTime();
    useToken(org, userId);
    for (const object of OBJECTS) {
      const rows = [...changedSince(org, object, since)];
      const generated = since === null ? GeneratedTable.of(org, object) : [];
      brought[object] = generated.reduce((sum, table) => sum + table.size, rows.length);
      if (object === 'Product2' && since === null) own.productCache.bringAll(org);
      else if (object === 'Product2') own.productCache.bring(rows);
      this.leaveJob(org, userId, object, since, brought[object]);
    }
    connection.lastPull = began;
    return brought;
  }

  /** The bulk job that the pull of an object was. Nobody but its user could fetch its results, so it has none here. */
  private leaveJob(org: OrgStore, userId: string, object: string, since: number | null, processed: number): void {
    const where = since === null ? '' : ` WHERE LastModifiedDate > ${new Date(since).toISOString()}`;
    const now = salesforceTimestamp(org.now());
    const id = this.bulk.newId('750');
    const kept = this.bulk.of(org);
    kept.queries += 1;
    kept.query.set(id, {
      kind: 'query',
      id,
      resultId: this.bulk.newId('0Ga'),
      operation: 'query',
      object,
      state: 'JobComplete',
      createdById: userId,
      createdDate: now,
      systemModstamp: now,
      version: VERSION,
      format: readFormat({}),
      processed,
      processingTime: 0,
      errorMessage: null,
      // What the tests take from their login does not bind the sync's user.
      plan: planQuery(`SELECT Id FROM ${object}${where}`, { ...org.view({ userId }), canRead: () => true }, VERSION),
      result: undefined,
    });
  }
}

const MOST_REPORTS = 100;

/** Rows whose LastModifiedDate is later; generated rows are of the past, so only a first pull brings them. */
function* changedSince(org: OrgStore, object: string, since: number | null): Generator<SfRecord> {
  for (const row of ownRows(org, object)) {
    if (since === null || Date.parse(String(row['LastModifiedDate'])) > since) yield row;
  }
}

function tokenOf(org: OrgStore, userId: string): SfRecord | undefined {
  for (const row of org.table('OauthToken').withValue('UserId', userId)) if (row['AppName'] === SYNC_APP) return row;
  return undefined;
}

/** The traces of a login of the sync: its token is used once more, and the login history has a row. */
function useToken(org: OrgStore, userId: string): void {
  const now = salesforceTimestamp(org.now());
  const token = tokenOf(org, userId);
  const used = { LastUsedDate: now, UseCount: Number(token?.['UseCount'] ?? 0) + 1 };
  org.load('OauthToken', { ...(token ?? { AppName: SYNC_APP, UserId: userId, CreatedDate: now }), ...used });
  org.load('LoginHistory', {
    UserId: userId,
    LoginTime: now,
    LoginType: 'Remote Access 2.0',
    SourceIp: '203.0.113.24',
    ApiType: 'REST',
    Application: SYNC_APP,
    Status: 'Success',
  });
  const user = org.table('User').get(userId);
  if (user) org.load('User', { ...user, LastLoginDate: now });
}
