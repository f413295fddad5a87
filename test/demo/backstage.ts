export type Login = {
  instanceUrl: string;
  accessToken: string;
  username: string;
  orgId: string;
  logikUrl: string;
  logikAdminApiKey: string;
};

type Row = { Id: string; [field: string]: unknown };

/** What happens outside of the CLI (the refresh, an admin at work in Logik), and looks behind the org. */
export type Backstage = {
  logins(): Promise<Record<'sandbox' | 'production', Login>>;
  refresh(): Promise<Login>;
  /** What a login through one of Logik's connected apps leaves behind in Salesforce. */
  logInThrough(app: string, username: string): Promise<void>;
  /** Somebody resets the Refresh Token Username in Logik Admin and approves the app. */
  resetRefreshTokenUser(username: string): Promise<void>;
  /** Somebody makes a runtime client in Logik Admin: the token is shown once. */
  makeRuntimeClient(name: string, origin: string): Promise<string>;
  /** Logik's support gives the configurable products their new IDs, as the case asks. */
  answerCase(): Promise<void>;
  /** From now on Logik synchronises every so many milliseconds. */
  synchroniseEvery(ms: number): Promise<void>;
  /** How many configurations were started. */
  sessions(): Promise<number>;
  /** The External Configurator URL on the Salesforce CPQ configuration page. */
  configuratorUrl(): Promise<string>;
  /** The Runtime Configuration URL that the sandbox has now. */
  tenantUrl(): Promise<unknown>;
  /** How many of the sandbox's products whose code begins so were modified today. */
  modifiedToday(code: string): Promise<number>;
  /** The test records of the sandbox: code, and the code of the site that each belongs to. */
  sites(): Promise<string[]>;
  /** Somebody runs the script that schedules the lost job again. */
  schedule(job: string, cron: string, username: string): Promise<void>;
  /** How many requests arrived since the last call, and how many of them were other than reads. */
  served(): Promise<{ requests: number; writes: number }>;
};

/** Backstage of a running simulator, through its control endpoints. */
export const backstageOf = (url: string): Backstage => {
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/__simulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    logins: () => control('GET', 'logins'),
    refresh: () => control('POST', 'refresh'),
    logInThrough: async (app, username) => {
      const users = await control<Row[]>('GET', 'records/sandbox/User');
      const user = users.find(({ Username }) => Username === username);
      const now = new Date().toISOString();
      await control('POST', 'records/sandbox/LoginHistory', { UserId: user?.Id, LoginTime: now, Status: 'Success' });
      await control('POST', 'records/sandbox/OauthToken', {
        AppName: app,
        UserId: user?.Id,
        LastUsedDate: now,
        UseCount: 1,
      });
    },
    resetRefreshTokenUser: (username) => control('POST', 'logik/refresh-token-user', { username }),
    makeRuntimeClient: async (name, origin) =>
      (await control<{ token: string }>('POST', 'logik/clients', { name, origins: [origin] })).token,
    answerCase: () => control('POST', 'logik/products', {}),
    synchroniseEvery: (syncIntervalMs) => control('POST', 'logik', { syncIntervalMs }),
    sessions: async () => (await control<{ count: number }>('GET', 'logik/sessions')).count,
    configuratorUrl: async () =>
      (await control<{ externalConfiguratorUrl: string }>('GET', 'settings/sandbox')).externalConfiguratorUrl,
    tenantUrl: async () => {
      const [row] = await control<Row[]>('GET', 'records/sandbox/LGK__ConfigurationTenant__c');
      return row?.LGK__RuntimeUrl__c;
    },
    modifiedToday: async (code) => {
      const products = await control<Row[]>('GET', 'records/sandbox/Product2');
      const today = new Date().toISOString().slice(0, 10);
      return products.filter(
        ({ ProductCode, LastModifiedDate }) =>
          String(ProductCode).startsWith(code) && String(LastModifiedDate).startsWith(today)
      ).length;
    },
    sites: async () => {
      const rows = await control<Row[]>('GET', 'records/sandbox/Site__c');
      const code = (id: unknown): unknown => rows.find(({ Id }) => Id === id)?.Code__c ?? '-';
      return rows.map(({ Code__c, Parent_Site__c }) => `${String(Code__c)} < ${String(code(Parent_Site__c))}`).sort();
    },
    schedule: async (job, cron, username) => {
      const users = await control<Row[]>('GET', 'records/sandbox/User');
      await control('POST', 'records/sandbox/CronJobDetail', [{ Name: job, JobType: '7' }]);
      const details = await control<Row[]>('GET', 'records/sandbox/CronJobDetail');
      await control('POST', 'records/sandbox/CronTrigger', [
        {
          CronJobDetailId: details.find(({ Name }) => Name === job)?.Id,
          CronExpression: cron,
          State: 'WAITING',
          NextFireTime: new Date(Date.now() + 3_600_000).toISOString(),
          OwnerId: users.find(({ Username }) => Username === username)?.Id,
        },
      ]);
    },
    served: async () => {
      const requests = await control<Array<{ write: boolean }>>('GET', 'requests');
      await control('DELETE', 'requests');
      return { requests: requests.length, writes: requests.filter(({ write }) => write).length };
    },
  };
};
