import type { Json } from '../model.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';

/** Leaves the trace that a refresh has in production: a SandboxProcess row that names the new org. */
export function recordSandboxProcess(production: OrgStore, sandboxName: string, orgId: string, userId: string): void {
  const now = salesforceTimestamp(production.now());
  const by = { CreatedById: userId, LastModifiedById: userId };
  const known = [...production.table('SandboxInfo').rows()].find((row) => row['SandboxName'] === sandboxName);
  const info = known ?? production.load('SandboxInfo', { SandboxName: sandboxName, LicenseType: 'DEVELOPER', ...by });
  const facts: Record<string, Json> = {
    SandboxInfoId: info.Id,
    SandboxName: sandboxName,
    SandboxOrganization: orgId.slice(0, 15),
    LicenseType: info['LicenseType'] ?? null,
    Status: 'Completed',
    CopyProgress: 100,
    StartDate: now,
    EndDate: now,
    ActivatedDate: now,
    AutoActivate: true,
  };
  production.load('SandboxProcess', { ...facts, ...by });
}
