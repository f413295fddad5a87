import type { SfError } from '@salesforce/core';
import { hostOf } from '../../../logik/environmentUrl.ts';
import { isRedacted } from '../../../salesforce/redact.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Scalar, Situation, Survey, Write } from '../../item.ts';
import { NO_PAST, ownershipOf, type Ownership } from '../../shared/production.ts';
import { pageAddress } from '../../shared/setupPlace.ts';
import type { ExternalConfiguratorFacts } from './facts.ts';
import { checkRevenueCloud, planRevenueCloud, surveyRevenueCloud } from './revenueCloudRules.ts';
import { versionFinding } from './version.ts';

const text = loadText('checklist.external-configurator');
const ID = 'external-configurator';

const SUFFIX = '/ui/configure';

/** The address without what a launcher or a token hangs behind it. */
const bare = (url: string): string =>
  url
    .toLowerCase()
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '');

/** Something other than `<environment>/ui/configure`: Logik's page for communities, or a launcher of one's own. */
export const isLauncher = (url: string): boolean => !bare(url).endsWith(SUFFIX);

/** `/apex/…` lives in the org itself, whichever org that is; it cannot lead to another one. */
const isRelative = (url: string): boolean => url.startsWith('/');

type Line = {
  target: string;
  control: 'externalConfiguratorUrl' | 'thirdPartyConfigurator';
  expected: Scalar | undefined;
  actual: Scalar;
  /** Why this is expected, where it is not the ordinary rule. */
  note: string | null;
  production: boolean;
  /** The expected value itself leads to production: never written. */
  expectsProduction: boolean;
  /** It may be otherwise: told, never written. */
  optional: boolean;
};

type Expected = { url: string | undefined; note: string | null };

type Knowing = Pick<Situation<ExternalConfiguratorFacts>, 'production' | 'answers' | 'ownership' | 'copyOf'>;

/** The host that an address leads to; a page of the org itself leads nowhere else. */
const leadsTo = (url: Scalar | undefined): string | null =>
  typeof url !== 'string' || isRelative(url) ? null : hostOf(url);

/** The engine's answer or, where the line stands alone, what production's own page tells. */
const ownershipIn = ({ production, answers, ownership, copyOf }: Knowing): Ownership =>
  ownership ??
  ownershipOf({
    told: [leadsTo(production?.url)].filter((host) => host !== null),
    toldAll: production !== undefined,
    recorded: [],
    answers,
    past: NO_PAST,
    came: [],
    copiesProduction: (copyOf ?? null) === null,
  });

const namesProduction = (knowing: Knowing, url: Scalar | undefined): boolean => {
  const host = leadsTo(url);
  return host !== null && ownershipIn(knowing).of(host).production;
};

/** A launcher that the sandbox had and may keep: not one of production's, nor of an environment that is given up. */
const keptLauncher = (situation: Situation<ExternalConfiguratorFacts>): string | null => {
  const { before, now, answers, org } = situation;
  // What stands there after a refresh is production's. Only a page of the org itself is the same in both.
  const present = now.url !== null && (isRelative(now.url) || !org.refreshed) ? now.url : null;
  const had = before && before.source !== 'none' ? before.url : present;
  if (had === null || !isLauncher(had)) return null;
  if (isRelative(had)) return had;
  return answers.refresh.dataStrategy === 'decommission' || namesProduction(situation, had) ? null : had;
};

/**
 * What the URL must be: what refresh.yaml says; else the launcher that the sandbox had, kept; else the environment's URL
 * with `/ui/configure`.
 */
const expectedUrl = (situation: Situation<ExternalConfiguratorFacts>): Expected => {
  const { answers, runtimeUrl } = situation;
  const said = answers.logik.externalConfiguratorUrl;
  if (said !== null) return { url: said, note: text.get('note.said') };
  const launcher = keptLauncher(situation);
  if (launcher !== null) return { url: launcher, note: text.get('note.launcher', { url: launcher }) };
  return { url: runtimeUrl === null ? undefined : `${runtimeUrl}${SUFFIX}`, note: null };
};

/** Where production was not asked: another host than before, right after a refresh, came with it. */
const isInferred = (situation: Situation<ExternalConfiguratorFacts>, expected: string | undefined): boolean => {
  const { before, now, org, runtimeUrl } = situation;
  const host = leadsTo(now.url);
  // A page that prepare could not read held nobody knows what.
  if (!org.refreshed || before === undefined || before.source === 'none' || host === null) return false;
  if ([before.url, expected, runtimeUrl].map(hostOf).includes(host)) return false;
  return ownershipIn(situation).of(host, true).production;
};

/** What the findings about each control of the page are called. */
export const PAGE_TARGETS: Readonly<Record<Line['control'], () => string>> = {
  externalConfiguratorUrl: () => text.get('target.url'),
  thirdPartyConfigurator: () => text.get('target.thirdParty'),
};

const lines = (situation: Situation<ExternalConfiguratorFacts>): Line[] => {
  const { now } = situation;
  const { url, note } = expectedUrl(situation);
  return [
    {
      target: PAGE_TARGETS.externalConfiguratorUrl(),
      control: 'externalConfiguratorUrl',
      expected: url,
      actual: now.url,
      note,
      production: namesProduction(situation, now.url) || isInferred(situation, url),
      expectsProduction: namesProduction(situation, url),
      optional: false,
    },
    {
      target: PAGE_TARGETS.thirdPartyConfigurator(),
      control: 'thirdPartyConfigurator',
      expected: true,
      actual: now.thirdParty,
      note: null,
      production: false,
      expectsProduction: false,
      // Without it, the configurator opens on the full screen (Salesforce CPQ developer guide): only who had it wants it.
      optional: situation.before?.thirdParty !== true,
    },
  ];
};

/** Production's URL, said in refresh.yaml to be the sandbox's: never written, and worth stopping for. */
export const vetoExternalConfigurator = (situation: Situation<ExternalConfiguratorFacts>): SfError | undefined => {
  const said = situation.answers.logik.externalConfiguratorUrl;
  return said !== null && namesProduction(situation, said) ? text.error('UrlIsProduction', { url: said }) : undefined;
};

const absent = (): Finding[] => [finding(ID, text.get('target.url'), 'skip', { hint: text.get('hint.noCpq') })];

/** What was offered before the refresh as well is nothing that the refresh brought. */
const offerFindings = ({ offers }: ExternalConfiguratorFacts, before?: ExternalConfiguratorFacts): Finding[] =>
  offers.map((offer) => {
    const known = before?.offers.includes(offer) === true;
    return finding(ID, offer, known ? 'pass' : 'warn', {
      actual: text.get(known ? 'actual.offeredBefore' : 'actual.offered'),
      ...(known ? {} : { hint: text.get('hint.offer', { offer }) }),
    });
  });

const manual = (line: Line, situation: Situation<ExternalConfiguratorFacts>): Finding => {
  const value =
    line.expected === undefined
      ? text.get('value.unknown')
      : line.expected === true
        ? text.get('value.on')
        : String(line.expected);
  const { copyOf = null } = situation;
  const isUrl = line.control === 'externalConfiguratorUrl';
  const brought = isUrl && situation.org.refreshed;
  // Both controls stand on one page: why nobody could read it is told once.
  const once = isUrl ? [text.get('hint.browserforce'), situation.now.unreadable ?? ''] : [];
  const step = text.get(!brought ? 'hint.manual' : copyOf === null ? 'hint.manualBrought' : 'hint.manualOfClone', {
    source: copyOf ?? '',
    target: line.target,
    value,
    path: pageAddress('cpq-configuration', situation.org.now.instanceUrl),
    production: situation.production?.url ?? text.get('value.productions'),
  });
  return finding(ID, line.target, 'manual', {
    // Not seen is not safe: after a refresh, production's value stands there until somebody sets it.
    severity: brought && copyOf === null ? 'critical' : 'normal',
    expected: line.expected ?? null,
    hint: [step, ...once].filter((part) => part !== '').join(' '),
  });
};

const hintFor = ({ expected, production, expectsProduction }: Line): string => {
  if (expectsProduction) return 'hint.expectsProduction';
  if (expected === undefined) return 'hint.unknownUrl';
  if (isRedacted(expected)) return 'hint.redacted';
  return production ? 'hint.production' : 'hint.differs';
};

const compared = (line: Line): Finding => {
  const { target, expected, actual, production, expectsProduction, note, optional } = line;
  const good = expected !== undefined && expected === actual && !production && !expectsProduction;
  if (!good && optional) return finding(ID, target, 'warn', { expected, actual, hint: text.get('hint.thirdPartyOff') });
  const hint = hintFor(line);
  return finding(ID, target, good ? 'pass' : 'fail', {
    expected: expected ?? null,
    actual,
    severity: !good && (production || expectsProduction) ? 'critical' : 'normal',
    hint: good ? note : text.get(hint),
  });
};

/** What nobody can see is a step for people, but for what the sandbox did without. */
const unseen = (line: Line, situation: Situation<ExternalConfiguratorFacts>): Finding[] =>
  line.optional && situation.before?.thirdParty === false
    ? []
    : // Nobody is told to set production's.
      [line.expectsProduction ? compared(line) : manual(line, situation)];

/**
 * Nobody could read the page: somebody looks, and writes what the sandbox uses into refresh.yaml where it is a launcher
 * of its own. That is as good as having read it.
 */
const unread = (survey: Survey<ExternalConfiguratorFacts>): Finding => {
  const { now, answers, org } = survey;
  const said = answers.logik.externalConfiguratorUrl;
  const path = pageAddress('cpq-configuration', org.instanceUrl);
  if (said === null) {
    const hint = [text.get('hint.look', { path }), now.unreadable ?? ''].filter((part) => part !== '').join(' ');
    return finding(ID, text.get('target.url'), 'manual', { hint });
  }
  if (namesProduction(survey, said)) {
    const hint = text.get('hint.expectsProduction');
    return finding(ID, text.get('target.url'), 'fail', { expected: said, severity: 'critical', hint });
  }
  const evidence = text.get('evidence.said', { key: 'logik.externalConfiguratorUrl' });
  return finding(ID, text.get('target.url'), 'pass', { expected: said, hint: now.unreadable, evidence });
};

/** Before the refresh: the version suffices, the value could be read, launchers of one's own are called out. */
export const surveyExternalConfigurator = (survey: Survey<ExternalConfiguratorFacts>): Finding[] => {
  const { now } = survey;
  if (now.cpqVersion === null) return surveyRevenueCloud(now) ?? absent();
  if (now.source === 'none') {
    return [versionFinding(now.cpqVersion), unread(survey)];
  }
  if (namesProduction(survey, now.url)) {
    const hint = text.get('hint.alreadyProduction');
    return [finding(ID, text.get('target.url'), 'fail', { actual: now.url, severity: 'critical', hint })];
  }
  const launcher = now.url !== null && isLauncher(now.url);
  return [
    versionFinding(now.cpqVersion),
    finding(ID, text.get('target.url'), now.url === null ? 'warn' : 'pass', {
      actual: now.url,
      hint: now.url === null ? text.get('hint.empty') : launcher ? text.get('note.launcher', { url: now.url }) : null,
    }),
    finding(ID, text.get('target.thirdParty'), now.thirdParty === true ? 'pass' : 'warn', {
      expected: true,
      actual: now.thirdParty,
      ...(now.thirdParty === true ? {} : { hint: text.get('hint.thirdPartyOff') }),
    }),
    ...offerFindings(now, now),
  ];
};

export const checkExternalConfigurator = (situation: Situation<ExternalConfiguratorFacts>): Finding[] => {
  const { now } = situation;
  if (now.cpqVersion === null) return checkRevenueCloud(situation) ?? absent();
  return [
    versionFinding(now.cpqVersion),
    ...lines(situation).flatMap((line) => (now.source === 'none' ? unseen(line, situation) : [compared(line)])),
    ...offerFindings(now, situation.before),
  ];
};

const writeFor = ({ setting }: ExternalConfiguratorFacts, { control }: Line): Write | undefined => {
  if (!setting) return { kind: 'setup-page', page: 'cpq-configuration', control };
  const field = control === 'externalConfiguratorUrl' ? setting.urlField : setting.thirdPartyField;
  return field === null ? undefined : { kind: 'record', object: setting.object, id: setting.recordId, field };
};

export const planExternalConfigurator = (situation: Situation<ExternalConfiguratorFacts>): Change[] => {
  const { now } = situation;
  if (now.cpqVersion === null) return planRevenueCloud(situation);
  if (now.source === 'none') return [];
  return lines(situation).flatMap((line): Change[] => {
    const { target, expected, actual, production, note } = line;
    const write = writeFor(now, line);
    if (expected === undefined || line.optional || line.expectsProduction || expected === actual) return [];
    if (isRedacted(expected) || !write) return [];
    const reason = production ? text.get('reason.production') : (note ?? text.get('reason.differs'));
    return [
      {
        item: ID,
        target,
        severity: production ? 'critical' : 'normal',
        before: actual,
        after: expected,
        reason,
        write,
      },
    ];
  });
};
