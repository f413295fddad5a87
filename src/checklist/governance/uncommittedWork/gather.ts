import { chunked, soql, soqlNames } from '../../../salesforce/soql.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { attemptOptional } from '../../shared/absence.ts';
import { attempt } from '../../shared/attempt.ts';
import { isComplete, isOrg, momentOf } from '../../shared/copies/facts.ts';
import { readOrganization, readSourceRecord } from '../../shared/copies/read.ts';
import type { ReadContext } from '../../item.ts';
import type { MetadataChange, UncommittedWorkFacts } from './facts.ts';

/** One page of an answer: who loses work shows in the latest changes. */
const MOST_ROWS = 2000;
const PER_QUERY = 200;
const TRACKING = 'SourceMember';

type Kind = { type: string; nameField: string; own?: string; api?: 'tooling' };

/**
 * What people build in an org, the field that names it, and what tells it from packages. Where the data API has it too,
 * it is asked there: its reads travel together.
 */
const KINDS: readonly Kind[] = [
  { type: 'ApexClass', nameField: 'Name' },
  { type: 'ApexTrigger', nameField: 'Name' },
  { type: 'ApexPage', nameField: 'Name' },
  { type: 'StaticResource', nameField: 'Name' },
  { type: 'Flow', nameField: 'MasterLabel', own: "ManageableState = 'unmanaged'", api: 'tooling' },
  { type: 'CustomObject', nameField: 'DeveloperName', api: 'tooling' },
  { type: 'CustomField', nameField: 'DeveloperName', api: 'tooling' },
  { type: 'LightningComponentBundle', nameField: 'DeveloperName', api: 'tooling' },
];

type MemberRow = { MemberType: string; MemberName: string; ChangedBy: string | null; IsNameObsolete: boolean };
type ChangedRow = {
  LastModifiedDate: string;
  LastModifiedBy: { Username?: string; Name?: string } | null;
  [nameField: string]: unknown;
};
type Changes = Pick<UncommittedWorkFacts, 'changes' | 'cut' | 'unreadable'>;

const USER_ID = /^005[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/;

/** Usernames by the first 15 characters of an ID. */
const readUsernames = async (org: OrgReader, ids: string[]): Promise<Map<string, string>> => {
  const { facts } = await attempt(
    Promise.all(
      chunked(ids, PER_QUERY).map((some) =>
        org.query<{ Id: string; Username: string }>(soql`SELECT Id, Username FROM User WHERE Id IN ${some}`)
      )
    )
  );
  return new Map((facts ?? []).flat().map(({ Id, Username }) => [Id.slice(0, 15), Username]));
};

/** Source tracking starts anew with each refresh: all that it lists was changed since. */
const readTracked = async (org: OrgReader): Promise<Changes> => {
  const rows = await org.toolingQuery<MemberRow>(
    soql`SELECT MemberType, MemberName, ChangedBy, IsNameObsolete, RevisionCounter FROM SourceMember ORDER BY RevisionCounter DESC LIMIT ${MOST_ROWS}`
  );
  const who = [...new Set(rows.map(({ ChangedBy }) => ChangedBy ?? ''))];
  const usernames = await readUsernames(
    org,
    who.filter((id) => USER_ID.test(id))
  );
  return {
    changes: rows.map(({ MemberType, MemberName, ChangedBy, IsNameObsolete }) => ({
      by: usernames.get((ChangedBy ?? '').slice(0, 15)) ?? ChangedBy ?? '',
      type: MemberType,
      name: MemberName,
      at: null,
      deleted: IsNameObsolete,
    })),
    cut: rows.length === MOST_ROWS ? [TRACKING] : [],
    unreadable: [],
  };
};

const readKind = async (org: OrgReader, kind: Kind, since: string): Promise<Changes> => {
  const { type, nameField, own = 'NamespacePrefix = null', api } = kind;
  const what = soqlNames(nameField, 'LastModifiedDate', 'LastModifiedBy.Username');
  const all = soql`SELECT ${what} FROM ${soqlNames(type)} WHERE LastModifiedDate > `;
  const statement = `${all}${since} AND ${own} ORDER BY LastModifiedDate DESC LIMIT ${MOST_ROWS}`;
  const { facts, unreadable, absent } = await attemptOptional(
    org,
    { api: api ?? 'data', name: type },
    api === 'tooling' ? org.toolingQuery<ChangedRow>(statement) : org.query<ChangedRow>(statement)
  );
  // What the org does not have, nobody can have changed in it.
  if (absent) return { changes: [], cut: [], unreadable: [] };
  if (!facts) return { changes: [], cut: [], unreadable: [{ type, reason: unreadable }] };
  const changes = facts.map((row): MetadataChange => {
    const name = row[nameField];
    return {
      by: row.LastModifiedBy?.Username ?? row.LastModifiedBy?.Name ?? '',
      type,
      name: typeof name === 'string' ? name : '',
      at: row.LastModifiedDate,
      deleted: false,
    };
  });
  return { changes, cut: facts.length === MOST_ROWS ? [type] : [], unreadable: [] };
};

/** When the org became what it is: the source knows; else its own creation, for a refresh makes a new org (inferred). */
const readSince = async (context: ReadContext): Promise<UncommittedWorkFacts['since']> => {
  const [organization, source] = await Promise.all([attempt(readOrganization(context.org)), readSourceRecord(context)]);
  const orgId = organization.facts?.Id;
  const copy = orgId && source?.copies.find((one) => isComplete(one) && isOrg(one, { orgId }));
  const told = copy ? momentOf(copy) : null;
  if (told !== null) return { at: told, by: 'source' };
  const created = organization.facts?.CreatedDate ?? null;
  return created === null ? null : { at: created, by: 'organization' };
};

/** A date-time as SOQL takes it; anything else would be part of a statement. */
const literalOf = (instant: string): string =>
  new Date(instant.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString().replace(/\.\d+Z$/, 'Z');

/** By source tracking, which tells deletions too; without it, by the dates of what people build, type by type. */
export const gatherUncommittedWork = async (context: ReadContext): Promise<UncommittedWorkFacts> => {
  const { org } = context;
  const [tracked, since] = await Promise.all([attempt(readTracked(org)), readSince(context)]);
  if (tracked.facts) return { evidence: 'source-tracking', since, ...tracked.facts };
  const nothing = { evidence: null, since, changes: [], cut: [] };
  if (!since) return { ...nothing, unreadable: [{ type: TRACKING, reason: tracked.unreadable }] };
  const all = await Promise.all(KINDS.map((kind) => readKind(org, kind, literalOf(since.at))));
  const unreadable = all.flatMap((one) => one.unreadable);
  if (unreadable.length === KINDS.length) return { ...nothing, unreadable };
  return {
    evidence: 'last-modified',
    since,
    changes: all.flatMap(({ changes }) => changes),
    cut: all.flatMap(({ cut }) => cut),
    unreadable,
  };
};
