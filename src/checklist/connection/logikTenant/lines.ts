import { hostOf } from '../../../logik/environmentUrl.ts';
import type { Answers } from '../../answers/index.ts';
import type { Scalar, Situation } from '../../item.ts';
import { otherKey, sameKey } from '../../shared/profileNames.ts';
import { ownershipOf, saidHosts, type Ownership } from '../../shared/production.ts';
import {
  hostsIn,
  orgDefaultOf,
  ownUrl,
  urlIn,
  URL_ROLES,
  type RowOwner,
  type TenantFacts,
  type TenantField,
  type TenantRow,
  type UrlRole,
} from './facts.ts';
import { valueAt } from '../../../literal/table.ts';

/** One field of one row: what it should hold and what it holds. verify and repoint both go by these lines. */
export type TenantLine = {
  owner: RowOwner;
  /** Null: the row does not exist yet. */
  recordId: string | null;
  field: TenantField;
  /** Undefined where nobody said and the baseline does not know. */
  expected: Scalar | undefined;
  actual: Scalar;
  /** The value names production's Logik environment: so the source org told, or so it must be after a refresh. */
  production: 'told' | 'inferred' | false;
  /** The expected value itself names production's environment: never written. */
  expectsProduction: boolean;
};

export const ownerKey = ({ kind, name }: RowOwner): string => `${kind}:${name ?? ''}`.toLowerCase();

/** The owner of a row: what it is called, and its ID where that is known. */
type OwnerOf = Pick<TenantRow, 'owner'> & { setupOwnerId?: string };

const sameId = (one: OwnerOf, other: OwnerOf): boolean =>
  one.owner.kind !== 'organization' &&
  one.setupOwnerId !== undefined &&
  one.setupOwnerId.slice(0, 15) === other.setupOwnerId?.slice(0, 15);

/** Usernames survive a refresh, and so do the names that people gave to profiles; a sandbox's suffix is no part of one. */
const sameName = (suffixes: readonly string[], { owner: one }: OwnerOf, { owner: other }: OwnerOf): boolean => {
  const bare = (owner: RowOwner): string => {
    const key = ownerKey(owner);
    const suffix = suffixes.find((candidate) => owner.kind === 'user' && key.endsWith(candidate));
    return suffix === undefined ? key : key.slice(0, -suffix.length);
  };
  return bare(one) === bare(other);
};

/**
 * The row of the same owner: by ID, for a profile is called otherwise in every language; then by the profile's developer
 * name; then by name, unless that is another profile's in another language.
 */
const rowOf = (suffixes: readonly string[], rows: readonly TenantRow[], owner: OwnerOf): TenantRow | undefined =>
  rows.find((row) => sameId(row, owner)) ??
  rows.find((row) => row.owner.kind === owner.owner.kind && sameKey(row.owner.key, owner.owner.key)) ??
  rows.find((row) => !otherKey(row.owner.key, owner.owner.key) && sameName(suffixes, row, owner));

/** The URL of the environment that the sandbox must use after the refresh, or undefined when nobody said. */
export const desiredUrl = (answers: Answers, before: TenantFacts | undefined, role: UrlRole): string | undefined => {
  const { newHost, runtimeUrl, administrationUrl } = answers.logik;
  const said = { runtimeUrl, administrationUrl }[role] ?? (newHost === null ? null : `https://${newHost}`);
  // A decommissioned environment must not come back: its successor's URL has to be told.
  const carriedOver = answers.refresh.dataStrategy === 'repoint' ? ownUrl(before, role) : null;
  return said ?? carriedOver ?? undefined;
};

/** What the Logik Tenant of both orgs, people and the journal tell of whose an environment is. */
export const tenantOwnership = ({
  before,
  now,
  production,
  answers,
  replaced = [],
  written = [],
  copyOf = null,
  org,
  others = [],
}: Pick<Situation<TenantFacts>, 'before' | 'production' | 'answers' | 'replaced' | 'copyOf'> & {
  now: TenantFacts | undefined;
  written?: readonly string[];
  org: { refreshed: boolean };
  /** Hosts that production names in other places. */
  others?: readonly string[];
}): Ownership =>
  ownershipOf({
    told: [...hostsIn(production), ...others],
    toldAll: production !== undefined && hostsIn(production).length > 0,
    recorded: hostsIn(before),
    answers,
    past: { replaced, written },
    // Without a record of what was there, nothing can be told to have come.
    came: org.refreshed && before ? hostsIn(now) : [],
    copiesProduction: copyOf === null,
  });

/** The engine's answer or, where a line stands alone, what its own facts tell. */
export const ownershipIn = (situation: Situation<TenantFacts>): Ownership =>
  situation.ownership ?? tenantOwnership(situation);

type Scope = {
  situation: Situation<TenantFacts>;
  ownership: Ownership;
  recorded(owner: OwnerOf): TenantRow | undefined;
};

const line = (
  scope: Scope,
  at: Pick<TenantLine, 'owner' | 'recordId' | 'field' | 'actual'>,
  expected: Scalar | undefined
): TenantLine => {
  const names = (value: Scalar | undefined): TenantLine['production'] => {
    const host = typeof value === 'string' ? hostOf(value) : null;
    const { production, how } = host === null ? { production: false, how: 'unknown' } : scope.ownership.of(host);
    return production && (how === 'told' ? 'told' : 'inferred');
  };
  return { ...at, expected, production: names(at.actual), expectsProduction: names(expected) !== false };
};

/**
 * An org default that was empty may stay so while profile and user rows connect the sandbox; where none does any more, or
 * where the refresh brought a value, everybody gets the environment that those rows named.
 */
const staysEmpty = ({ before, now, answers }: Situation<TenantFacts>, role: UrlRole): boolean =>
  before !== undefined &&
  saidHosts(answers).length === 0 &&
  urlIn(before, orgDefaultOf(before), role) === null &&
  ownUrl(before, role) !== null &&
  urlIn(now, orgDefaultOf(now), role) === null &&
  ownUrl(now, role) !== null;

const urlLines = (scope: Scope, row: TenantRow | undefined, owner: RowOwner): TenantLine[] => {
  const { before, now, answers, org } = scope.situation;
  return URL_ROLES.flatMap((role) => {
    const actual = urlIn(now, row, role);
    const general = desiredUrl(answers, before, role);
    const at = { owner, recordId: row?.recordId ?? null, field: now[role], actual };
    if (owner.kind === 'organization') return [line(scope, at, staysEmpty(scope.situation, role) ? null : general)];
    // An empty field of a profile or user row falls back to the organization's default: nothing to repoint.
    if (actual === null) return [];
    const old = urlIn(before, orgDefaultOf(before), role);
    const own = urlIn(before, scope.recorded(row ?? { owner }), role);
    // Where the org default was empty, such rows are the sandbox's environment themselves.
    const keepsOwn = own !== null && hostOf(own) !== hostOf(ownUrl(before, role));
    const untouched = !org.refreshed && own === null && hostOf(actual) !== hostOf(old);
    return [line(scope, at, untouched ? actual : keepsOwn ? own : general)];
  });
};

/** Settings beside the URLs, such as an e-mail override, go back to what the sandbox had: production's came with the copy. */
const otherLines = (scope: Scope, row: TenantRow | undefined, owner: RowOwner): TenantLine[] => {
  const { before, now } = scope.situation;
  const old = scope.recorded(row ?? { owner });
  if (!before || !old) return [];
  return (
    now.others
      .filter(({ secret, name }) => !secret && name in old.values)
      .map(({ name, label }) =>
        line(
          scope,
          {
            owner,
            recordId: row?.recordId ?? null,
            field: { name, label },
            actual: (row && valueAt(row.values, name)) ?? null,
          },
          valueAt(old.values, name)
        )
      )
      // A row that is yet to be created only gets what is not empty.
      .filter(({ recordId, expected }) => recordId !== null || (expected !== null && expected !== false))
  );
};

const ORG_DEFAULT: RowOwner = { kind: 'organization', name: null };

const suffixesOf = ({ org }: Situation<TenantFacts>): string[] =>
  [org.before.sandboxName, org.now.sandboxName].filter((name) => name !== null).map((name) => `.${name.toLowerCase()}`);

/** The row of other facts (the baseline's, production's) that holds for the same owner. */
export const recordedRow = (
  situation: Situation<TenantFacts>,
  facts: TenantFacts | undefined,
  owner: OwnerOf
): TenantRow | undefined => facts && rowOf(suffixesOf(situation), facts.rows, owner);

/** Every field of every row that is to be compared, the organization's default first. */
export const tenantLines = (situation: Situation<TenantFacts>): TenantLine[] => {
  const scope: Scope = {
    situation,
    ownership: ownershipIn(situation),
    recorded: (owner) => recordedRow(situation, situation.before, owner),
  };
  const overrides = situation.now.rows.filter(({ owner: { kind } }) => kind !== 'organization');
  const orgDefault = orgDefaultOf(situation.now);
  return [
    ...urlLines(scope, orgDefault, ORG_DEFAULT),
    ...otherLines(scope, orgDefault, ORG_DEFAULT),
    ...overrides.flatMap((row) => [...urlLines(scope, row, row.owner), ...otherLines(scope, row, row.owner)]),
  ];
};

/** Profile and user rows of the baseline that are no longer there: sandbox-only overrides do not survive a refresh. */
export const lostOverrides = (situation: Situation<TenantFacts>): TenantRow[] =>
  (situation.before?.rows ?? []).filter(
    (row) => row.owner.kind !== 'organization' && !rowOf(suffixesOf(situation), situation.now.rows, row)
  );
