import { z } from 'zod';
import type { OrgIdentity } from '../../identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../identity/orgIdentity/ids.ts';
import { instantSchema } from './dates.ts';

/**
 * What became of a copy, by what no language changes: the codes of SandboxProcess.Status, else dates and progress.
 * `unknown`: neither tells, so nothing may be said of it.
 */
export const COPY_STATES = ['complete', 'underway', 'locked', 'gone', 'unknown'] as const;
export type CopyState = (typeof COPY_STATES)[number];

const copy = z.strictObject({
  name: z.string(),
  /** The organization ID of the copy, in 15 characters; null where the source does not tell. */
  orgId: z.string().nullable(),
  /** SandboxProcess.Status as the source answers it: a label in the language of whoever asks, to be shown only. */
  status: z.string(),
  /** Left out by versions that compared the label. */
  state: z.enum(COPY_STATES).optional(),
  licence: z.string().nullable(),
  requested: instantSchema.nullable(),
  started: instantSchema.nullable(),
  ended: instantSchema.nullable(),
  /** When it took the place of the copy before it; left out or null where that is not told. */
  activated: instantSchema.nullable().optional(),
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

export const stateOf = ({ state }: Copy): CopyState => state ?? 'unknown';

/** Whether it is, or is becoming, an org, for sure. */
export const counts = (one: Copy): boolean => !['gone', 'unknown'].includes(stateOf(one));

/** Whether it may be an org: for all that is known, it is not gone. */
export const mayCount = (one: Copy): boolean => stateOf(one) !== 'gone';

export const isComplete = (one: Copy): boolean => stateOf(one) === 'complete';

/** Salesforce locks sandboxes whose licences ran out: no refresh is running, and none can. */
export const isLocked = (one: Copy): boolean => stateOf(one) === 'locked';

/** A refresh that was requested and is not the sandbox yet. */
export const isUnderWay = (one: Copy): boolean => stateOf(one) === 'underway';

/** The sandbox that a refresh copies; null where it copies production, as it does once that sandbox is gone. */
export const cloneOf = (record: Pick<SourceRecord, 'clone'> | null): string | null => record?.clone?.name ?? null;

/**
 * When the copy became the sandbox, or was begun, as far as that is told. Where it was not activated by itself, it took
 * over when somebody activated it, days after its end (Tooling API reference, SandboxProcess.ActivatedDate).
 */
export const momentOf = ({ activated, ended, started, requested }: Copy): string | null =>
  activated ?? ended ?? started ?? requested;

/** The latest copy that became the sandbox. */
export const lastCopy = ({ copies }: SourceRecord): Copy | undefined => copies.find(isComplete);

/** Whether a copy is this very org. */
export const isOrg = ({ orgId }: Copy, org: Pick<OrgIdentity, 'orgId'>): boolean =>
  orgId !== null && sameOrgId(orgId, org.orgId);
