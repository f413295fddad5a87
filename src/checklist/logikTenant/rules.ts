import type { SfError } from '@salesforce/core';
import { environmentUrlProblem, hasKnownHost, hostOf } from '../../logik/environmentUrl.ts';
import { isRedacted } from '../../salesforce/redact.ts';
import { loadText } from '../../text.ts';
import { finding } from '../finding.ts';
import type { Change, Finding, Scalar, Situation, Survey } from '../item.ts';
import { orgDefaultOf, urlIn, URL_ROLES, type RowOwner, type TenantFacts, type TenantRow } from './facts.ts';
import { lostOverrides, productionHosts, tenantLines, type TenantLine } from './lines.ts';

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

const surveyUrl = (now: TenantFacts, role: (typeof URL_ROLES)[number], foreign: ReadonlySet<string>): Finding => {
  const owner: RowOwner = { kind: 'organization', name: null };
  const target = targetOf(owner, now[role].label);
  const actual = urlIn(now, orgDefaultOf(now), role);
  if (actual === null) return finding(ID, target, 'fail', { hint: text.get('hint.empty') });
  if (foreign.has(hostOf(actual) ?? '')) {
    return finding(ID, target, 'fail', { actual, severity: 'critical', hint: text.get('hint.alreadyProduction') });
  }
  if (environmentUrlProblem(actual) !== undefined) {
    return finding(ID, target, 'warn', { actual, hint: text.get('hint.notCanonical') });
  }
  if (!hasKnownHost(actual)) return finding(ID, target, 'warn', { actual, hint: text.get('hint.unknownHost') });
  return finding(ID, target, 'pass', { actual });
};

/** Before the refresh: both URLs are set, well formed and not production's; overrides are called out. */
export const surveyTenant = ({ now, production, answers }: Survey<TenantFacts>): Finding[] => {
  const { hosts: foreign } = productionHosts({ before: now, now, production, answers, org: { refreshed: false } });
  return [...URL_ROLES.map((role) => surveyUrl(now, role, foreign)), ...overrideFindings(now.rows, now)];
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

/** A token that came with the copy is production's: it must be replaced where it was set, in Logik's own page. */
const tokenFindings = ({ before, now, production, org }: Situation<TenantFacts>): Finding[] => {
  const [old, current] = [orgDefaultOf(before), orgDefaultOf(now)];
  if (!org.refreshed || !old) return [];
  return now.others
    .filter(({ secret, name }) => secret && name in old.secrets)
    .map(({ name, label }) => {
      const [was, is] = [old.secrets[name], current?.secrets[name] ?? null];
      const told = (value: string | null): string => text.get(value === null ? 'secret.unset' : 'secret.set');
      const target = targetOf(old.owner, label);
      const brought = production && (orgDefaultOf(production)?.secrets[name] ?? null);
      // Neither the old token nor production's: somebody has set a new one since the refresh.
      if (was !== null && is !== null && was !== is && production && brought !== is) {
        const evidence = text.get('evidence.newToken');
        return finding(ID, target, 'pass', {
          expected: text.get('secret.new'),
          actual: text.get('secret.new'),
          evidence,
        });
      }
      return was === is
        ? finding(ID, target, 'pass', { expected: told(was), actual: told(is) })
        : finding(ID, target, 'manual', {
            expected: was === null ? told(was) : text.get('secret.asBefore'),
            actual: is === null ? told(is) : text.get('secret.other'),
            hint: text.get(was === null ? 'hint.tokenRemove' : 'hint.token', { label }),
          });
    });
};

/** After the refresh: one finding per field of every row, then tokens, overrides and overrides that are gone. */
export const checkTenant = (situation: Situation<TenantFacts>): Finding[] => [
  ...tenantLines(situation).map(toFinding),
  ...tokenFindings(situation),
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
  const { newHost, runtimeUrl, administrationUrl } = situation.answers.logik;
  const given = [newHost, runtimeUrl, administrationUrl].map(hostOf);
  const mistaken = [...productionHosts({ ...situation, answers: situation.kept ?? situation.answers }).hosts].find(
    (host) => given.includes(host)
  );
  return mistaken === undefined ? undefined : text.error('UrlIsProduction', { host: mistaken });
};

/** What repoint writes: every line that differs, except towards production or towards a URL that nobody knows. */
export const planTenant = (situation: Situation<TenantFacts>): Change[] =>
  tenantLines(situation).flatMap((line): Change[] => {
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
  });
