import { covers, isWildcard, nameFor } from '../../../logik/trust.ts';
import { loadText } from '../../../text.ts';
import { foreignEnvironment, isProductionHost, wantedOrigins, type Knowing } from '../../shared/environments.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, RecordWrite, Scalar, Situation, Survey } from '../../item.ts';
import type { TrustedSite, TrustedUrlFacts } from './facts.ts';

const text = loadText('checklist.trusted-url');
const ID = 'trusted-url';

/** What Logik asks of a trusted URL, field by field. */
const ASKED: ReadonlyArray<{ key: keyof TrustedSite; field: string; expected: Scalar }> = [
  { key: 'isActive', field: 'IsActive', expected: true },
  { key: 'context', field: 'Context', expected: 'All' },
  { key: 'frameSrc', field: 'IsApplicableToFrameSrc', expected: true },
  { key: 'imgSrc', field: 'IsApplicableToImgSrc', expected: true },
];

type Fault = (typeof ASKED)[number] & { actual: Scalar };

const faultsOf = (site: TrustedSite): Fault[] =>
  ASKED.map((asked) => ({ ...asked, actual: site[asked.key] })).filter(({ expected, actual }) => expected !== actual);

/** One URL that must be trusted, the site that is to do it, and what is wrong with that. verify and repoint go by it. */
type Door = { origin: string; site: TrustedSite | undefined; faults: Fault[]; production: boolean };

type Scope = Knowing & Pick<Situation<TrustedUrlFacts>, 'now'>;

/**
 * The site for a URL: one that is as it must be, wildcard or not; otherwise the one of this very URL that lacks least.
 * A wildcard that is not right is left alone, for it speaks for other hosts too.
 */
const siteFor = (origin: string, sites: readonly TrustedSite[]): TrustedSite | undefined => {
  const candidates = sites
    .filter((site) => covers(site.url, origin))
    .filter((site) => !isWildcard(site.url) || faultsOf(site).length === 0)
    .map((site) => ({ site, rank: faultsOf(site).length * 2 + Number(isWildcard(site.url)) }));
  return candidates.sort((one, other) => one.rank - other.rank)[0]?.site;
};

const doors = (origins: readonly string[], scope: Scope): Door[] =>
  origins.map((origin) => {
    const site = siteFor(origin, scope.now.sites);
    const faults = site ? faultsOf(site) : [];
    return { origin, site, faults, production: isProductionHost(origin, scope) };
  });

const after = (situation: Situation<TrustedUrlFacts>): string[] =>
  wantedOrigins(situation.environment, situation.runtimeUrl);

const faultTarget = (origin: string, field: string): string => `${origin} › ${text.get(`field.${field}`)}`;

const missing = (origin: string): { target: string; expected: Scalar; actual: Scalar } => ({
  target: faultTarget(origin, 'IsActive'),
  expected: true,
  actual: false,
});

type Words = { missing: string; fault: string };

const findingsFor = (door: Door, bad: 'fail' | 'warn', hints: Words): Finding[] => {
  const { origin, site, faults } = door;
  if (!site) {
    const { target, expected, actual } = missing(origin);
    return [finding(ID, target, bad, { expected, actual, hint: text.get(hints.missing, { origin }) })];
  }
  if (faults.length === 0) {
    return [finding(ID, origin, 'pass', { expected: text.get('expected.trusted'), actual: site.url })];
  }
  return faults.map(({ field, expected, actual }) =>
    finding(ID, faultTarget(origin, field), bad, {
      expected,
      actual,
      hint: text.get(hints.fault, { name: site.name, field: text.get(`field.${field}`) }),
    })
  );
};

/** Sites that let other Logik environments in: said, never deleted, for somebody may still need them. */
const foreignFindings = (origins: readonly string[], scope: Scope): Finding[] =>
  scope.now.sites
    .filter(({ url, isActive }) => isActive && !isWildcard(url) && !origins.some((origin) => covers(url, origin)))
    .flatMap(({ url, name }): Finding[] => {
      const whose = foreignEnvironment(url, scope);
      const hint = whose && text.get(`hint.foreign.${whose}`, { name });
      return hint === undefined ? [] : [finding(ID, name, 'warn', { actual: url, hint })];
    });

/** Before the refresh: whether the environment that the sandbox uses is trusted as Logik asks. */
export const surveyTrustedUrls = (survey: Survey<TrustedUrlFacts>): Finding[] => {
  const { now } = survey;
  const scope: Scope = { ...survey, before: undefined };
  const origins = wantedOrigins(now.environments?.administrationUrl ?? null, now.environments?.runtimeUrl ?? null);
  if (origins.length === 0)
    return [finding(ID, text.get('target.all'), 'warn', { hint: text.get('hint.noEnvironment') })];
  return [
    ...doors(origins, scope).flatMap((door) =>
      findingsFor(door, 'warn', { missing: 'hint.survey.missing', fault: 'hint.survey.fault' })
    ),
    ...foreignFindings(origins, scope),
  ];
};

/** After the refresh: one finding per URL, or per field that is wrong; then the sites of other environments. */
export const checkTrustedUrls = (situation: Situation<TrustedUrlFacts>): Finding[] => {
  const origins = after(situation);
  if (origins.length === 0) return [finding(ID, text.get('target.all'), 'fail', { hint: text.get('hint.unknownUrl') })];
  return [
    ...doors(origins, situation).flatMap((door) =>
      door.production
        ? [finding(ID, door.origin, 'fail', { expected: door.origin, hint: text.get('hint.expectsProduction') })]
        : findingsFor(door, 'fail', { missing: 'hint.missing', fault: 'hint.fault' })
    ),
    ...foreignFindings(origins, situation),
  ];
};

/** A new site starts with everything that Logik asks; made active by the change, so that a rollback turns it off. */
const creation = (origin: string, taken: readonly string[]): RecordWrite => {
  const name = nameFor(origin, taken);
  const fields = ASKED.filter(({ field }) => field !== 'IsActive').map(({ field, expected }) => [field, expected]);
  const defaults = {
    DeveloperName: name,
    MasterLabel: name,
    EndpointUrl: origin,
    ...(Object.fromEntries(fields) as Record<string, Scalar>),
  };
  return { kind: 'record', object: 'CspTrustedSite', id: null, field: 'IsActive', defaults };
};

/** What repoint writes: the fields that are wrong, or a site that is not there. */
export const planTrustedUrls = (situation: Situation<TrustedUrlFacts>): Change[] => {
  const taken = situation.now.sites.map(({ name }) => name);
  const plain = { item: ID, severity: 'normal' } as const;
  return doors(after(situation), situation)
    .filter(({ production }) => !production)
    .flatMap(({ origin, site, faults }): Change[] => {
      if (!site) {
        const { target, expected, actual } = missing(origin);
        const reason = text.get('reason.missing');
        return [{ ...plain, target, before: actual, after: expected, reason, write: creation(origin, taken) }];
      }
      return faults.map(({ field, expected, actual }) => ({
        ...plain,
        target: faultTarget(origin, field),
        before: actual,
        after: expected,
        reason: text.get('reason.fault', { name: site.name }),
        write: { kind: 'record', object: 'CspTrustedSite', id: site.id, field },
      }));
    });
};
