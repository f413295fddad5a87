import type { OrgReader } from '../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../item.ts';
import { sameOrgId } from '../orgIdentity/ids.ts';
import type { Copy, SourceRecord } from './facts.ts';

type InfoRow = { SandboxName: string; LicenseType: string | null };
type ProcessRow = {
  SandboxName: string;
  SandboxOrganization: string | null;
  Status: string;
  LicenseType: string | null;
  CreatedDate: string | null;
  StartDate: string | null;
  EndDate: string | null;
};

// One page each, and the rows are picked here: values of Status are codes in a condition and labels in the answer, and
// not every field of these objects may stand in one.
const INFOS = 'SELECT SandboxName, LicenseType FROM SandboxInfo LIMIT 2000';
const PROCESSES =
  'SELECT SandboxName, SandboxOrganization, Status, LicenseType, CreatedDate, StartDate, EndDate FROM SandboxProcess ORDER BY CreatedDate DESC LIMIT 2000';

/** What the org says of itself beside its identity. After a refresh it was created by that refresh (inferred). */
export const readOrganization = async (org: OrgReader): Promise<{ Id: string; CreatedDate: string | null }> => {
  const [row] = await org.query<{ Id: string; CreatedDate: string | null }>('SELECT Id, CreatedDate FROM Organization');
  return row;
};

const same = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase();

const copyOf = (row: ProcessRow): Copy => ({
  name: row.SandboxName,
  orgId: row.SandboxOrganization,
  status: row.Status,
  licence: row.LicenseType,
  requested: row.CreatedDate,
  started: row.StartDate,
  ended: row.EndDate,
});

/**
 * Asks the source org about the sandbox, by its name and by its organization ID; null where no source was named. Lines
 * that ask share the reads.
 */
export const readSourceRecord = async ({
  org,
  source,
  names,
}: Pick<ReadContext, 'org' | 'source' | 'names'>): Promise<SourceRecord | null> => {
  if (!source) return null;
  const [{ Id: orgId }, { facts, unreadable }] = await Promise.all([
    readOrganization(org),
    attempt(Promise.all([source.toolingQuery<InfoRow>(INFOS), source.toolingQuery<ProcessRow>(PROCESSES)])),
  ]);
  const [infos, processes] = facts ?? [[], []];
  const isOurs = (name: string, id: string | null): boolean =>
    same(name, names.before) || (id !== null && sameOrgId(id, orgId));
  return {
    label: source.label,
    unreadable,
    listed: infos
      .filter(({ SandboxName }) => same(SandboxName, names.before))
      .map(({ SandboxName, LicenseType }) => ({ name: SandboxName, licence: LicenseType })),
    copies: processes
      .filter(({ SandboxName, SandboxOrganization }) => isOurs(SandboxName, SandboxOrganization))
      .map(copyOf),
  };
};
