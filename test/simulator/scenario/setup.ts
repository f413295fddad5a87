import type { Json, SfRecord } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import type { OrgBuilder } from './orgBuilder.ts';
import type { PackagePart, Row, UserRow } from './types.ts';

/** Loads what an administrator sees in Setup: packages, connected apps, tokens, logins, sandboxes, trusted URLs. */
export function loadSetup(builder: OrgBuilder): void {
  const { part } = builder;
  for (const [index, row] of (part.packages ?? []).entries()) loadPackage(builder, row, `/packages/${index}`);
  loadRows(builder, 'ConnectedApplication', part.connectedApps, '/connectedApps');
  loadUserRows(builder, 'OauthToken', 'UserId', part.oauthTokens, '/oauthTokens');
  loadUserRows(builder, 'LoginHistory', 'UserId', part.loginHistory, '/loginHistory');
  for (const row of [...builder.store.table('LoginHistory').rows()]) rememberLogin(builder.store, row);
  loadUserRows(builder, 'AuthSession', 'UsersId', part.authSessions, '/authSessions');
  loadRows(builder, 'CspTrustedSite', part.cspTrustedSites, '/cspTrustedSites');
}

/** A login that succeeds is the user's last one, if none was later. */
export function rememberLogin(org: OrgStore, { UserId, LoginTime, Status }: SfRecord): void {
  const user = Status === 'Success' ? org.table('User').get(String(UserId)) : undefined;
  const timeOf = (value: Json | undefined): number => Date.parse(String(value));
  if (user && !(timeOf(user['LastLoginDate']) >= timeOf(LoginTime)))
    org.load('User', { ...user, LastLoginDate: LoginTime ?? null });
}

/** Loads the rows under `records`, in the order of the file, after everything they may refer to. */
export function loadRecords(builder: OrgBuilder): void {
  for (const [object, rows] of Object.entries(builder.part.records ?? {})) {
    loadRows(builder, object, rows, `/records/${object}`);
  }
}

/** Loads production's sandbox copies; a row that does not say which org it made made the sandbox of this scenario. */
export function loadSandboxProcesses(builder: OrgBuilder, sandboxOrgId: string): void {
  for (const [index, row] of (builder.part.sandboxProcesses ?? []).entries()) {
    const at = `/sandboxProcesses/${index}`;
    const name = typeof row['SandboxName'] === 'string' ? row['SandboxName'] : '';
    const { LicenseType: license = 'DEVELOPER' } = row;
    const info =
      builder.find('SandboxInfo', name) ??
      builder.load('SandboxInfo', { SandboxName: name, LicenseType: license }, at).Id;
    builder.load('SandboxProcess', { SandboxInfoId: info, SandboxOrganization: sandboxOrgId.slice(0, 15), ...row }, at);
  }
}

function loadRows(builder: OrgBuilder, object: string, rows: Row[] | undefined, at: string): void {
  for (const [index, row] of (rows ?? []).entries()) builder.load(object, row, `${at}/${index}`);
}

function loadUserRows(
  builder: OrgBuilder,
  object: string,
  userField: string,
  rows: UserRow[] | undefined,
  at: string
): void {
  for (const [index, { user, fields }] of (rows ?? []).entries()) {
    const userId = builder.mustFindUser(user, `${at}/${index}/user`);
    builder.load(object, { [userField]: userId, ...fields }, `${at}/${index}/fields`);
  }
}

function loadPackage(builder: OrgBuilder, part: PackagePart, at: string): void {
  const [major = 1, minor = 0, patch = 0, build = 1] = part.version.split('.').map(Number);
  const packageRow = { ...withId(part.packageId), Name: part.name, NamespacePrefix: part.namespace };
  const packageId = builder.load('SubscriberPackage', packageRow, at).Id;
  const versionRow = {
    ...withId(part.versionId),
    Name: `${part.name} ${major}.${minor}`,
    SubscriberPackageId: packageId,
    MajorVersion: major,
    MinorVersion: minor,
    PatchVersion: patch,
    BuildNumber: build,
  };
  const versionId = builder.load('SubscriberPackageVersion', versionRow, at).Id;
  const installed = { SubscriberPackageId: packageId, SubscriberPackageVersionId: versionId };
  builder.load('InstalledSubscriberPackage', installed, at);
  if (builder.find('PackageLicense', part.namespace) !== undefined) return;
  const license = { NamespacePrefix: part.namespace, AllowedLicenses: -1, UsedLicenses: 0, IsProvisioned: true };
  builder.load('PackageLicense', license, at);
}

function withId(id: string | undefined): Row {
  return id === undefined ? {} : { Id: id };
}
