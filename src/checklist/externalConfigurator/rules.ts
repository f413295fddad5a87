import type { SfError } from '@salesforce/core';
import { hostOf } from '../../logik/environmentUrl.ts';
import { isRedacted } from '../../salesforce/redact.ts';
import { loadText } from '../../text.ts';
import { finding } from '../finding.ts';
import type { Change, Finding, Scalar, Situation, Survey, Write } from '../item.ts';
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
};

type Expected = { url: string | undefined; note: string | null };

const namesProduction = (
  { foreign, production }: Situation<ExternalConfiguratorFacts>,
  url: Scalar | undefined
): boolean => {
  if (typeof url !== 'string' || isRelative(url)) return false;
  const host = hostOf(url);
  return host !== null && (foreign?.hosts.has(host) === true || host === hostOf(production?.url));
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
const isInferred = (
  { before, now, production, org, runtimeUrl }: Situation<ExternalConfiguratorFacts>,
  expected: string | undefined
): boolean => {
  if (production || !org.refreshed || before?.url === undefined || now.url === null || isRelative(now.url))
    return false;
  return ![before.url, expected, runtimeUrl].map((value) => hostOf(value)).includes(hostOf(now.url));
};

const lines = (situation: Situation<ExternalConfiguratorFacts>): Line[] => {
  const { now } = situation;
  const { url, note } = expectedUrl(situation);
  return [
    {
      target: text.get('target.url'),
      control: 'externalConfiguratorUrl',
      expected: url,
      actual: now.url,
      note,
      production: namesProduction(situation, now.url) || isInferred(situation, url),
      expectsProduction: namesProduction(situation, url),
    },
    {
      target: text.get('target.thirdParty'),
      control: 'thirdPartyConfigurator',
      expected: true,
      actual: now.thirdParty,
      note: null,
      production: false,
      expectsProduction: false,
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

const clickPath = (org: { instanceUrl: string }): string => `${org.instanceUrl}/0A3?setupid=ImportedPackage`;

const manual = (line: Line, situation: Situation<ExternalConfiguratorFacts>): Finding => {
  const value =
    line.expected === undefined
      ? text.get('value.unknown')
      : line.expected === true
        ? text.get('value.on')
        : String(line.expected);
  const brought = line.control === 'externalConfiguratorUrl' && situation.org.refreshed;
  return finding(ID, line.target, 'manual', {
    // Not seen is not safe: after a refresh, production's value stands there until somebody sets it.
    severity: brought ? 'critical' : 'normal',
    expected: line.expected ?? null,
    hint: text.get(brought ? 'hint.manualBrought' : 'hint.manual', {
      target: line.target,
      value,
      path: clickPath(situation.org.now),
      reason: situation.now.unreadable ?? '',
      production: situation.production?.url ?? text.get('value.productions'),
    }),
  });
};

const hintFor = ({ expected, production, expectsProduction }: Line): string => {
  if (expectsProduction) return 'hint.expectsProduction';
  if (expected === undefined) return 'hint.unknownUrl';
  if (isRedacted(expected)) return 'hint.redacted';
  return production ? 'hint.production' : 'hint.differs';
};

const compared = (line: Line): Finding => {
  const { target, expected, actual, production, expectsProduction, note } = line;
  const good = expected !== undefined && expected === actual && !production && !expectsProduction;
  const hint = hintFor(line);
  return finding(ID, target, good ? 'pass' : 'fail', {
    expected: expected ?? null,
    actual,
    severity: !good && (production || expectsProduction) ? 'critical' : 'normal',
    hint: good ? note : text.get(hint),
  });
};

/** Before the refresh: the version suffices, the value could be read, launchers of one's own are called out. */
export const surveyExternalConfigurator = ({ now, production }: Survey<ExternalConfiguratorFacts>): Finding[] => {
  if (now.cpqVersion === null) return surveyRevenueCloud(now) ?? absent();
  if (now.source === 'none') {
    return [
      versionFinding(now.cpqVersion),
      finding(ID, text.get('target.url'), 'warn', { hint: text.get('hint.unread', { reason: now.unreadable ?? '' }) }),
    ];
  }
  if (now.url !== null && !isRelative(now.url) && hostOf(now.url) === hostOf(production?.url)) {
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
    ...lines(situation).map((line) => (now.source === 'none' ? manual(line, situation) : compared(line))),
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
    if (expected === undefined || line.expectsProduction || expected === actual || isRedacted(expected) || !write)
      return [];
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
