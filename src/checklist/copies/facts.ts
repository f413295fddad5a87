import { z } from 'zod';
import type { OrgIdentity } from '../orgIdentity/facts.ts';
import { sameOrgId } from '../orgIdentity/ids.ts';

const copy = z.strictObject({
  name: z.string(),
  /** The organization ID of the copy, in 15 characters; null where the source does not tell. */
  orgId: z.string().nullable(),
  /** The label of SandboxProcess.Status. */
  status: z.string(),
  licence: z.string().nullable(),
  requested: z.string().nullable(),
  started: z.string().nullable(),
  ended: z.string().nullable(),
});

export const sourceRecordSchema = z.strictObject({
  /** How the user named the source org. */
  label: z.string(),
  /** Why the source's sandboxes could not be read; null where they were. */
  unreadable: z.string().nullable(),
  /** Sandboxes of the name, as SandboxInfo lists them. */
  listed: z.array(z.strictObject({ name: z.string(), licence: z.string().nullable() })),
  /** Each time that this sandbox was made or refreshed, as SandboxProcess tells; the latest first. */
  copies: z.array(copy),
  /**
   * The sandbox of which this one is a clone, as SandboxInfo.SourceId tells; its name is null where it is gone. Null: a
   * copy of production. Absent: an earlier version did not ask.
   */
  clone: z.strictObject({ name: z.string().nullable() }).nullable().optional(),
});

/** One time that a sandbox was made or refreshed. */
export type Copy = z.infer<typeof copy>;
/** What the source org knows of the sandbox: Tooling SandboxInfo and SandboxProcess. */
export type SourceRecord = z.infer<typeof sourceRecordSchema>;

/** The sandbox is gone, or the copy never became one (Tooling API reference, SandboxProcess.Status). */
const GONE = /^(delet|stopped|discard)/i;

/** Whether it is, or is becoming, an org. */
export const counts = ({ status }: Copy): boolean => !GONE.test(status);

export const isComplete = ({ status }: Copy): boolean => /^completed$/i.test(status);

/** Salesforce locks sandboxes whose licences ran out: no refresh is running, and none can. */
export const isLocked = ({ status }: Copy): boolean => /^lock/i.test(status);

/** A refresh that was requested and is not the sandbox yet. */
export const isUnderWay = (one: Copy): boolean => counts(one) && !isComplete(one) && !isLocked(one);

/** The sandbox that a refresh copies; null where it copies production, as it does once that sandbox is gone. */
export const cloneOf = (record: Pick<SourceRecord, 'clone'> | null): string | null => record?.clone?.name ?? null;

/** When the copy became the sandbox, or was begun, as far as that is told. */
export const momentOf = ({ ended, started, requested }: Copy): string | null => ended ?? started ?? requested;

/** The latest copy that became the sandbox. */
export const lastCopy = ({ copies }: SourceRecord): Copy | undefined => copies.find(isComplete);

/** Whether a copy is this very org. */
export const isOrg = ({ orgId }: Copy, org: Pick<OrgIdentity, 'orgId'>): boolean =>
  orgId !== null && sameOrgId(orgId, org.orgId);
