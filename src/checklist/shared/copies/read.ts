import type { OrgReader } from '../../../salesforce/types.ts';
import { attempt } from '../attempt.ts';
import type { ReadContext } from '../../item.ts';
import { sameId, sameOrgId } from '../../identity/orgIdentity/ids.ts';
import { cloneOf, type Copy, type SourceRecord } from './facts.ts';
import { readStates, stateBy, type ByCode } from './state.ts';

type InfoRow = { Id: string; SandboxName: string; LicenseType: string | null; SourceId: string | null };
type ProcessRow = {
  Id: string;
  SandboxInfoId: string | null;
  SandboxName: string;
  SandboxOrganization: string | null;
  Status: string;
  LicenseType: string | null;
  CreatedDate: string | null;
  StartDate: string | null;
  EndDate: string | null;
  ActivatedDate: string | null;
  CopyProgress: number | null;
  AutoActivate: boolean | null;
};

// One page each, and the rows are picked here: values of Status are codes in a condition and labels in the answer, and
// not every field of these objects may stand in one.
const INFOS = 'SELECT Id, SandboxName, LicenseType, SourceId FROM SandboxInfo LIMIT 2000';
const PROCESSES =
  'SELECT Id, SandboxInfoId, SandboxName, SandboxOrganization, Status, LicenseType, CreatedDate, StartDate, EndDate, ActivatedDate, CopyProgress, AutoActivate FROM SandboxProcess ORDER BY CreatedDate DESC LIMIT 2000';

/** What the org says of itself beside its identity. After a refresh it was created by that refresh (inferred). */
export const readOrganization = async (org: OrgReader): Promise<{ Id: string; CreatedDate: string | null }> => {
  const [row] = await org.query<{ Id: string; CreatedDate: string | null }>('SELECT Id, CreatedDate FROM Organization');
  return row;
};

/** The org's ID, by its own record, else by what it says of the login; null where it tells neither way. */
const idOf = async (org: OrgReader): Promise<string | null> =>
  (await attempt(readOrganization(org))).facts?.Id ?? (await attempt(org.userInfo())).facts?.organization_id ?? null;

const same = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase();

/** Of which sandbox one is a clone: by its name or, where the source calls it otherwise, by the copy that is this org. */
const cloneIn = (infos: readonly InfoRow[], name: string | null, infoId: string | null): SourceRecord['clone'] => {
  const own =
    infos.find(({ SandboxName }) => same(SandboxName, name)) ?? infos.find(({ Id }) => infoId && sameId(Id, infoId));
  const sourceId = own?.SourceId ?? null;
  if (sourceId === null) return null;
  return { name: infos.find(({ Id }) => sameId(Id, sourceId))?.SandboxName ?? null };
};

const copyOf = (row: ProcessRow, codes: ByCode, orgId: string | null): Copy => ({
  name: row.SandboxName,
  orgId: row.SandboxOrganization,
  status: row.Status,
  state: stateBy(codes, {
    id: row.Id,
    ended: row.EndDate ?? null,
    activated: row.ActivatedDate ?? null,
    progress: row.CopyProgress ?? null,
    autoActivate: row.AutoActivate ?? null,
    isOurs: row.SandboxOrganization !== null && orgId !== null && sameOrgId(row.SandboxOrganization, orgId),
  }),
  licence: row.LicenseType,
  requested: row.CreatedDate,
  started: row.StartDate,
  ended: row.EndDate,
  activated: row.ActivatedDate ?? null,
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
  const [orgId, listing, copying, codes] = await Promise.all([
    idOf(org),
    attempt(source.toolingQuery<InfoRow>(INFOS)),
    attempt(source.toolingQuery<ProcessRow>(PROCESSES)),
    readStates(source),
  ]);
  const [infos, processes] = [listing.facts ?? [], copying.facts ?? []];
  const isThis = (id: string | null): boolean => id !== null && orgId !== null && sameOrgId(id, orgId);
  const isOurs = (name: string, id: string | null): boolean => same(name, names.before) || isThis(id);
  const infoId = processes.find(({ SandboxOrganization: id }) => isThis(id))?.SandboxInfoId ?? null;
  return {
    label: source.label,
    unreadable: copying.unreadable ?? listing.unreadable,
    listed: infos
      .filter(({ SandboxName }) => same(SandboxName, names.before))
      .map(({ SandboxName, LicenseType }) => ({ name: SandboxName, licence: LicenseType })),
    copies: processes
      .filter(({ SandboxName, SandboxOrganization }) => isOurs(SandboxName, SandboxOrganization))
      .map((row) => copyOf(row, codes, orgId)),
    ...(listing.facts && { clone: cloneIn(infos, names.before, infoId) }),
  };
};

/**
 * The source org, for lines that compare the sandbox with what a refresh copies: undefined where nobody named one, and
 * where it tells that the sandbox is a clone of another sandbox, whose things are what comes.
 */
export const comparableSource = async (
  context: Pick<ReadContext, 'org' | 'source' | 'names'>
): Promise<OrgReader | undefined> => (cloneOf(await readSourceRecord(context)) === null ? context.source : undefined);
