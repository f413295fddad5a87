import type { SfError } from '@salesforce/core';
import { environmentUrlProblem, hasKnownHost, hostOf } from '../../../logik/environmentUrl.ts';
import { isRedacted } from '../../../salesforce/redact.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Scalar, Side, Situation, Survey } from '../../item.ts';
import { saidHosts, type Ownership } from '../../shared/production.ts';
import {
  orgDefaultOf,
  ownUrl,
  urlIn,
  URL_ROLES,
  type RowOwner,
  type TenantFacts,
  type TenantField,
  type TenantRow,
} from './facts.ts';
import { lostOverrides, ownershipIn, recordedRow, tenantLines, tenantOwnership, type TenantLine } from './lines.ts';

const text = loadText('checklist.logik-tenant');
const ID = 'logik-tenant';

const ownerLabel = ({ kind, name }: RowOwner): string => text.get(`owner.${kind}`, { name: name ?? '' });
const targetOf = (owner: RowOwner, label: string): string => `${ownerLabel(owner)} › ${label}`;

const same = (expected: Scalar, actual: Scalar): boolean => (expected ?? '') === (actual ?? '');

const overrideFindings = (rows: readonly TenantRow[], { runtimeUrl, administrationUrl }: TenantFacts): Finding[] =>
  rows
    .filter(({ owner: { kind } }) => kind !== 'organization')
    .map(({ owner, values }) =>
      finding(ID, targetOf(owner, text.get('target.override')), 'warn', {
        actual: values[runtimeUrl.name] ?? values[administrationUrl.name] ?? null,
        hint: text.get('hint.override', { owner: ownerLabel(owner) }),
      })
    );

const surveyUrl = (now: TenantFacts, role: (typeof URL_ROLES)[number], { of }: Ownership): Finding => {
  const owner: RowOwner = { kind: 'organization', name: null };
  const target = targetOf(owner, now[role].label);
  const actual = urlIn(now, orgDefaultOf(now), role);
  if (actual === null) {
    const url = ownUrl(now, role);
    // It works for those whom the rows are for, and is carried over from there.
    if (url !== null) return finding(ID, target, 'warn', { expected: url, hint: text.get('hint.onRowsOnly', { url }) });
    return finding(ID, target, 'fail', { hint: text.get('hint.empty') });
  }
  if (of(hostOf(actual) ?? '').production) {
    return finding(ID, target, 'fail', { actual, severity: 'critical', hint: text.get('hint.alreadyProduction') });
  }
  if (environmentUrlProblem(actual) !== undefined) {
    return finding(ID, target, 'warn', { actual, hint: text.get('hint.notCanonical') });
  }
  if (!hasKnownHost(actual)) return finding(ID, target, 'warn', { actual, hint: text.get('hint.unknownHost') });
  return finding(ID, target, 'pass', { actual });
};

/** Overrides are how an org is kept; every URL and token is the connection. */
export const sideOfTenant = ({ target }: Finding): Side =>
  target.endsWith(` › ${text.get('target.override')}`) ? 'hygiene' : 'connection';

/** Before the refresh: both URLs are set, well formed and not production's; overrides are called out. */
export const surveyTenant = ({ now, production, answers, ownership }: Survey<TenantFacts>): Finding[] => {
  const whose = ownership ?? tenantOwnership({ before: now, now, production, answers, org: { refreshed: false } });
  return [...URL_ROLES.map((role) => surveyUrl(now, role, whose)), ...overrideFindings(now.rows, now)];
};

const hintFor = ({ expected, production, expectsProduction }: TenantLine): string => {
  if (expectsProduction) return text.get('hint.expectsProduction');
  if (expected === undefined) return text.get('hint.unknownUrl');
  if (isRedacted(expected)) return text.get('hint.redacted');
  return text.get(production ? `hint.production.${production}` : 'hint.differs');
};

const toFinding = (line: TenantLine): Finding => {
  const { owner, field, expected, actual, production, expectsProduction } = line;
  const good = expected !== undefined && same(expected, actual) && !expectsProduction;
  return finding(ID, targetOf(owner, field.label), good ? 'pass' : 'fail', {
    severity: !good && (production || expectsProduction) ? 'critical' : 'normal',
    expected: expected ?? null,
    actual,
    ...(good ? {} : { hint: hintFor(line) }),
  });
};

type Marks = { known: boolean; was: string | null; is: string | null; brought: string | null | undefined };

/** What to make of a secret: known by its mark only, on this row before, on this row now, on production's row. */
const tokenFinding = (target: string, label: string, { known, was, is, brought }: Marks): Finding[] => {
  const told = (mark: string | null): string => text.get(mark === null ? 'secret.unset' : 'secret.set');
  if (is === null && was === null && !known) return [];
  const expected = text.get(was === null ? 'secret.unset' : 'secret.new');
  if (is !== null && is === brought) {
    const hint = text.get(was === null ? 'hint.tokenRemove' : 'hint.tokenProduction', { label });
    return [
      finding(ID, target, 'fail', { severity: 'critical', expected, actual: text.get('secret.production'), hint }),
    ];
  }
  if (is === was) return [finding(ID, target, 'pass', { expected: told(was), actual: told(is) })];
  // Neither the old token nor production's, which is known: somebody has set a new one since the refresh.
  if (is !== null && was !== null && brought !== undefined) {
    return [finding(ID, target, 'pass', { expected, actual: expected, evidence: text.get('evidence.newToken') })];
  }
  const actual = is === null ? told(is) : text.get('secret.other');
  return [
    finding(ID, target, 'manual', {
      expected,
      actual,
      hint: text.get(was === null ? 'hint.tokenRemove' : 'hint.token', { label }),
    }),
  ];
};

type SecretField = { row: TenantRow; field: TenantField };

const secretFields = ({ now }: Situation<TenantFacts>): SecretField[] =>
  now.rows.flatMap((row) => now.others.filter(({ secret }) => secret).map((field) => ({ row, field })));

/**
 * Production's tokens are taken out of the sandbox. What they were is not kept anywhere, so this is the one change that
 * a rollback cannot take back.
 */
const planTokens = (situation: Situation<TenantFacts>): Change[] => {
  const { now, production, org } = situation;
  if (!org.refreshed || !production) return [];
  return secretFields(situation).flatMap(({ row, field }): Change[] => {
    const mark = row.secrets[field.name] ?? null;
    const theirs = recordedRow(situation, production, row)?.secrets[field.name];
    if (mark === null || mark !== theirs) return [];
    return [
      {
        item: ID,
        target: targetOf(row.owner, field.label),
        severity: 'critical',
        before: text.get('secret.production'),
        after: null,
        reason: text.get('reason.token'),
        write: { kind: 'record', object: now.object.name, id: row.recordId, field: field.name, secret: true },
      },
    ];
  });
};

/** Production's mark, where a refresh copies production; in a clone of another sandbox, only where it is the very same. */
const copied = (
  theirs: string | null,
  { copyOf = null }: Situation<TenantFacts>,
  is: string | null
): string | null | undefined => (copyOf === null || (theirs !== null && theirs === is) ? theirs : undefined);

/** A token that came with the copy is production's: on every row, it must be replaced where it was set. */
const tokenFindings = (situation: Situation<TenantFacts>): Finding[] => {
  const { before, production, org } = situation;
  if (!org.refreshed) return [];
  return secretFields(situation).flatMap(({ row, field: { name, label } }) => {
    const [old, theirs] = [before, production].map((facts) => recordedRow(situation, facts, row));
    return tokenFinding(targetOf(row.owner, label), label, {
      known: old !== undefined,
      was: old?.secrets[name] ?? null,
      is: row.secrets[name] ?? null,
      // What a clone gets is the other sandbox's: that it is not production's says nothing.
      brought: production && copied(theirs?.secrets[name] ?? null, situation, row.secrets[name] ?? null),
    });
  });
};

/**
 * A refreshed sandbox that names what it named before, where nobody asked production and nothing was replaced: it may
 * have been repointed by hand, or production may use this very environment. Only people can tell.
 */
const undecided = (situation: Situation<TenantFacts>): Finding[] => {
  const { before, now, production, org } = situation;
  const urls = [before, now].map((facts) => hostOf(ownUrl(facts, 'runtimeUrl')));
  const { replaced, told } = ownershipIn(situation);
  if (production || told || !org.refreshed || replaced.length > 0 || urls[0] === null || urls[0] !== urls[1]) return [];
  return [finding(ID, text.get('target.production'), 'manual', { actual: urls[1], hint: text.get('hint.undecided') })];
};

/** After the refresh: one finding per field of every row, then tokens, overrides and overrides that are gone. */
export const checkTenant = (situation: Situation<TenantFacts>): Finding[] => [
  ...tenantLines(situation).map(toFinding),
  ...tokenFindings(situation),
  ...undecided(situation),
  ...overrideFindings(situation.now.rows, situation.now),
  ...lostOverrides(situation).map(({ owner }) =>
    finding(ID, targetOf(owner, text.get('target.override')), 'warn', { hint: text.get('hint.lostOverride') })
  ),
];

/**
 * The URL of production's environment, typed by somebody as the sandbox's: never written, and worth stopping for. Only
 * what stands in refresh.yaml is taken at its word: a slip on the command line must not vouch for itself.
 */
export const vetoTenant = (situation: Situation<TenantFacts>): SfError | undefined => {
  const { of } = ownershipIn({ ...situation, answers: situation.kept ?? situation.answers });
  const mistaken = saidHosts(situation.answers).find((host) => of(host).production);
  return mistaken === undefined ? undefined : text.error('UrlIsProduction', { host: mistaken });
};

/** What repoint writes: every line that differs, except towards production or towards a URL that nobody knows. */
export const planTenant = (situation: Situation<TenantFacts>): Change[] => [
  ...tenantLines(situation).flatMap((line): Change[] => {
    const { owner, recordId, field, expected, actual, production, expectsProduction } = line;
    if (expected === undefined || expectsProduction || isRedacted(expected) || same(expected, actual)) return [];
    return [
      {
        item: ID,
        target: targetOf(owner, field.label),
        severity: production ? 'critical' : 'normal',
        before: actual,
        after: expected,
        reason: text.get(production ? 'reason.production' : actual === null ? 'reason.empty' : 'reason.differs'),
        write: {
          kind: 'record',
          object: situation.now.object.name,
          id: recordId,
          field: field.name,
          ...(recordId === null ? { defaults: { SetupOwnerId: situation.org.now.orgId } } : {}),
        },
      },
    ];
  }),
  ...planTokens(situation),
];
