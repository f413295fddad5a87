import { hostOf } from '../../../logik/environmentUrl.ts';
import { covers, nameFor } from '../../../logik/trust.ts';
import { loadText } from '../../../text.ts';
import {
  foreignEnvironment,
  isProductionHost,
  wantedOrigins,
  type Environments,
  type Knowing,
} from '../../shared/environments.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Scalar, Situation, Survey } from '../../item.ts';
import type { RemoteSite, RemoteSiteFacts } from './facts.ts';

const text = loadText('checklist.remote-site');
const ID = 'remote-site';
const TYPE = 'RemoteSiteSetting';

const all = (): string => text.get('target.all');

const originsIn = (environments: Environments | undefined): string[] =>
  wantedOrigins(environments?.administrationUrl ?? null, environments?.runtimeUrl ?? null);

const forOrigin = (origin: string, sites: readonly RemoteSite[]): RemoteSite | undefined => {
  const found = sites.filter(({ url }) => covers(url, origin));
  return found.find(({ isActive }) => isActive) ?? found[0];
};

/** Remote sites that an org has for its own Logik environment. */
const ownSites = (facts: RemoteSiteFacts | undefined): RemoteSite[] =>
  originsIn(facts?.environments).flatMap((origin) => forOrigin(origin, facts?.sites ?? []) ?? []);

type Fault = { field: 'url' | 'isActive'; expected: Scalar; actual: Scalar };

/** One URL that Apex must reach, and the setting that is to let it; verify and repoint both go by it. */
type Door = { origin: string; site: RemoteSite | undefined; faults: Fault[]; production: boolean };

type Known = RemoteSiteFacts & { sites: RemoteSite[] };

const activity = ({ isActive }: RemoteSite): Fault[] =>
  isActive ? [] : [{ field: 'isActive', expected: true, actual: false }];

/** Whether a remote site is needed: because people say so, or because the sandbox had one. */
const need = ({ before, answers }: Situation<RemoteSiteFacts>): 'yes' | 'no' | 'unknown' => {
  if (answers.logik.usesReconfigureApi) return 'yes';
  if (!before || before.sites === null || before.environments === null) return 'unknown';
  return ownSites(before).some(({ isActive }) => isActive) ? 'yes' : 'no';
};

const origins = (situation: Situation<RemoteSiteFacts>): string[] =>
  wantedOrigins(situation.environment, situation.runtimeUrl);

const isKnown = (facts: RemoteSiteFacts): facts is Known => facts.sites !== null;

const isNeeded = (situation: Situation<RemoteSiteFacts>): boolean => need(situation) === 'yes';

/** Settings that had this part before the refresh and now name another Logik environment: theirs is the URL to put back. */
const displaced = (situation: Situation<RemoteSiteFacts>, now: Known): RemoteSite[] => {
  const recorded = new Set(ownSites(situation.before).map(({ fullName }) => fullName));
  return now.sites
    .filter(({ fullName }) => recorded.has(fullName))
    .filter(({ url }) => !origins(situation).some((origin) => covers(url, origin)))
    .filter(({ url }) => foreignEnvironment(url, situation) !== undefined);
};

/**
 * The setting for each URL: one of this very URL; else one that has been displaced. One that names something else
 * altogether is left alone, and no setting serves two URLs.
 */
const doors = (situation: Situation<RemoteSiteFacts>, now: Known): Door[] => {
  const spare = displaced(situation, now);
  return origins(situation).map((origin): Door => {
    const production = isProductionHost(origin, situation);
    const own = forOrigin(origin, now.sites);
    if (own) return { origin, site: own, faults: activity(own), production };
    const site = production ? undefined : spare.shift();
    const faults: Fault[] = site ? [{ field: 'url', expected: origin, actual: site.url }, ...activity(site)] : [];
    return { origin, site, faults, production };
  });
};

const faultTarget = (origin: string, field: Fault['field']): string => `${origin} › ${text.get(`field.${field}`)}`;

const doorFindings = ({ origin, site, faults, production }: Door): Finding[] => {
  if (production) return [finding(ID, origin, 'fail', { expected: origin, hint: text.get('hint.expectsProduction') })];
  if (!site) {
    const target = faultTarget(origin, 'isActive');
    return [finding(ID, target, 'fail', { expected: true, actual: false, hint: text.get('hint.missing', { origin }) })];
  }
  if (faults.length === 0) return [finding(ID, origin, 'pass', { expected: origin, actual: site.url })];
  return faults.map(({ field, expected, actual }) =>
    finding(ID, faultTarget(origin, field), 'fail', {
      expected,
      actual,
      hint: text.get(`hint.${field}`, { name: site.fullName }),
    })
  );
};

/** Settings that let Apex call another Logik environment, but for those that repoint is about to put right. */
const foreignFindings = (sites: readonly RemoteSite[], mended: readonly Door[], situation: Scope): Finding[] =>
  sites
    .filter((site) => site.isActive && !mended.some((door) => door.site === site))
    .flatMap(({ url, fullName }): Finding[] => {
      if (situation.origins.some((origin) => covers(url, origin))) return [];
      const whose = foreignEnvironment(url, situation);
      if (whose === undefined) return [];
      return [
        finding(ID, fullName, 'warn', { actual: url, hint: text.get(`hint.foreign.${whose}`, { name: fullName }) }),
      ];
    });

type Scope = Knowing & Pick<Situation<RemoteSiteFacts>, 'now'> & { origins: readonly string[] };

/** Before the refresh: which remote site Apex uses for Logik, if any. */
export const surveyRemoteSites = (survey: Survey<RemoteSiteFacts>): Finding[] => {
  const { now, answers } = survey;
  if (!isKnown(now))
    return [finding(ID, all(), 'warn', { hint: text.get('hint.unread', { reason: now.unreadable ?? '' }) })];
  // Without the Logik Tenant nobody knows which of them are Logik's.
  if (now.environments === null) return [finding(ID, all(), 'warn', { hint: text.get('hint.survey.noTenant') })];
  const own = ownSites(now);
  const scope: Scope = { ...survey, before: undefined, origins: originsIn(now.environments) };
  const said = answers.logik.usesReconfigureApi;
  return [
    ...[...new Set(own)].map((site) =>
      finding(ID, site.fullName, site.isActive ? 'pass' : 'warn', {
        actual: site.url,
        hint: site.isActive ? null : text.get('hint.survey.inactive', { name: site.fullName }),
      })
    ),
    ...(own.length > 0
      ? []
      : [finding(ID, all(), said ? 'warn' : 'skip', { hint: text.get(said ? 'hint.survey.missing' : 'hint.unused') })]),
    ...foreignFindings(now.sites, [], scope),
  ];
};

/** After the refresh: one finding per URL that Apex must reach, or per field that is wrong; then other environments. */
export const checkRemoteSites = (situation: Situation<RemoteSiteFacts>): Finding[] => {
  const { now } = situation;
  const needed = isNeeded(situation);
  if (!isKnown(now)) {
    const hint = text.get(needed ? 'hint.neededUnread' : 'hint.unread', { reason: now.unreadable ?? '' });
    return [finding(ID, all(), needed ? 'fail' : 'warn', { actual: text.get('actual.unreadable'), hint })];
  }
  const scope: Scope = { ...situation, origins: origins(situation) };
  if (!needed) {
    const unknown = need(situation) === 'unknown';
    return [
      finding(ID, all(), unknown ? 'warn' : 'skip', { hint: text.get(unknown ? 'hint.unknownNeed' : 'hint.unused') }),
      ...foreignFindings(now.sites, [], scope),
    ];
  }
  if (scope.origins.length === 0) return [finding(ID, all(), 'fail', { hint: text.get('hint.unknownUrl') })];
  const found = doors(situation, now);
  return [...found.flatMap(doorFindings), ...foreignFindings(now.sites, found, scope)];
};

/** A new setting: made active by the change, so that a rollback turns it off. */
const creation = (origin: string, taken: readonly string[]): Change => ({
  item: ID,
  target: faultTarget(origin, 'isActive'),
  severity: 'normal',
  before: false,
  after: true,
  reason: text.get('reason.missing'),
  write: {
    kind: 'metadata',
    type: TYPE,
    fullName: nameFor(origin, taken),
    field: 'isActive',
    defaults: { url: origin, disableProtocolSecurity: false },
  },
});

/** What repoint writes: the fields that are wrong, or a setting that is not there. */
export const planRemoteSites = (situation: Situation<RemoteSiteFacts>): Change[] => {
  const { now } = situation;
  if (!isKnown(now) || !isNeeded(situation)) return [];
  const taken = now.sites.map(({ fullName }) => fullName);
  return doors(situation, now)
    .filter(({ production }) => !production)
    .flatMap(({ origin, site, faults }): Change[] => {
      if (!site) return [creation(origin, taken)];
      return faults.map(({ field, expected, actual }) => ({
        item: ID,
        target: faultTarget(origin, field),
        severity: 'normal',
        before: actual,
        after: expected,
        reason: text.get(`reason.${field}`, { host: hostOf(String(actual)) ?? '' }),
        write: { kind: 'metadata', type: TYPE, fullName: site.fullName, field },
      }));
    });
};
