export type Login = { instanceUrl: string; accessToken: string; username: string; orgId: string };

type Row = { Id: string; [field: string]: unknown };

/** What happens outside of the CLI (the refresh, an admin at work in Logik), and looks behind the org. */
export type Backstage = {
  logins(): Promise<Record<'sandbox' | 'production', Login>>;
  refresh(): Promise<Login>;
  /** What resetting the Refresh Token Username in Logik Admin leaves behind in Salesforce. */
  resetRefreshTokenUser(username: string): Promise<void>;
  /** The Runtime Configuration URL that the sandbox has now. */
  tenantUrl(): Promise<unknown>;
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
    resetRefreshTokenUser: async (username) => {
      const users = await control<Row[]>('GET', 'records/sandbox/User');
      const user = users.find(({ Username }) => Username === username);
      const now = new Date().toISOString();
      await control('POST', 'records/sandbox/LoginHistory', { UserId: user?.Id, LoginTime: now, Status: 'Success' });
      await control('POST', 'records/sandbox/OauthToken', {
        AppName: 'Logik API User Connected App',
        UserId: user?.Id,
        LastUsedDate: now,
        UseCount: 1,
      });
    },
    tenantUrl: async () => {
      const [row] = await control<Row[]>('GET', 'records/sandbox/LGK__ConfigurationTenant__c');
      return row?.LGK__RuntimeUrl__c;
    },
    served: async () => {
      const requests = await control<Array<{ write: boolean }>>('GET', 'requests');
      await control('DELETE', 'requests');
      return { requests: requests.length, writes: requests.filter(({ write }) => write).length };
    },
  };
};
