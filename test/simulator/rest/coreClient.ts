import { AuthInfo, Connection } from '@salesforce/core';

/**
 * What the library under every Salesforce CLI plugin does against a simulator: log in by refresh token and by JWT,
 * recover from an expired session, and write collections. A program of its own, so that it has a home of its own.
 */
const { url, refreshToken, username, keyFile } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;

const refreshed = await AuthInfo.create({
  oauth2Options: { clientId: 'PlatformCLI', loginUrl: url, refreshToken },
});
const connection = await Connection.create({ authInfo: refreshed });
// As after some hours: the next call finds its session dead and gets a new one by itself.
connection.accessToken = 'expired';
const users = await connection.query<{ Username: string }>('SELECT Username FROM User LIMIT 1');

const jwt = await AuthInfo.create({
  username,
  oauth2Options: { clientId: 'Some_App', loginUrl: url, privateKeyFile: keyFile },
});
const other = await Connection.create({ authInfo: jwt });
const accounts = other.sobject('Account');
const made = await accounts.create([{ Name: 'One' }, { Name: 'Two' }, {}] as Array<{ Name: string }>);
const ids = made.flatMap((each) => (each.success ? [each.id] : []));
const changed = await accounts.update(ids.map((Id) => ({ Id, Industry: 'Energy' })));
const found = await other.query("SELECT Id FROM Account WHERE Industry = 'Energy' AND Name IN ('One', 'Two')");
const removed = await accounts.destroy(ids);

process.stdout.write(
  JSON.stringify({
    refreshedUser: refreshed.getUsername(),
    users: users.records.length,
    jwtUser: (await other.identity()).username,
    made: made.map((each) => each.success),
    error: made[2]?.success === false ? made[2].errors[0] : null,
    changed: changed.map((each) => each.success),
    found: found.totalSize,
    removed: removed.map((each) => each.success),
  })
);
