import { hostOf } from '../../logik/environmentUrl.ts';
import { isRedacted } from '../../salesforce/redact.ts';
import { loadText } from '../../text.ts';
import { finding } from '../finding.ts';
import type { Change, Finding, Scalar, Situation, Survey, Write } from '../item.ts';
import type { ExternalConfiguratorFacts } from './facts.ts';

const text = loadText('checklist.external-configurator');
const ID = 'external-configurator';

/** Logik's extension for Salesforce CPQ needs this version (docs, "Installation and setup guide"). */
const REQUIRED = [244, 2] as const;
const SUFFIX = '/ui/configure';

/** Something other than `<environment>/ui/configure`: Logik's page for communities, or a launcher of one's own. */
export const isLauncher = (url: string): boolean => !url.toLowerCase().replace(/\/$/, '').endsWith(SUFFIX);

const isOldEnough = (version: string): boolean => {
  const [major, minor] = version.split('.').map(Number);
  return major > REQUIRED[0] || (major === REQUIRED[0] && minor >= REQUIRED[1]);
};

type Line = {
  target: string;
  control: 'externalConfiguratorUrl' | 'thirdPartyConfigurator';
  expected: Scalar | undefined;
  actual: Scalar;
  /** Why this is expected, where it is not the ordinary rule. */
  note: string | null;
  production: boolean;
};

type Expected = { url: string | undefined; note: string | null };

/**
 * What the URL must be: what refresh.yaml says; else the launcher that the sandbox had, kept; else the environment's URL
 * with `/ui/configure`. Where nobody could read what was there before, a launcher that is there now is kept as well.
 */
const expectedUrl = ({ before, now, answers, runtimeUrl }: Situation<ExternalConfiguratorFacts>): Expected => {
  const said = answers.logik.externalConfiguratorUrl;
  if (said !== null) return { url: said, note: text.get('note.said') };
  const had = before?.url ?? (before?.source === 'none' || before === undefined ? now.url : null);
  if (had !== null && isLauncher(had)) return { url: had, note: text.get('note.launcher', { url: had }) };
  return { url: runtimeUrl === null ? undefined : `${runtimeUrl}${SUFFIX}`, note: null };
};

const lines = (situation: Situation<ExternalConfiguratorFacts>): Line[] => {
  const { before, now, production, org, runtimeUrl } = situation;
  const { url, note } = expectedUrl(situation);
  const actualHost = now.url === null || isLauncher(now.url) ? null : hostOf(now.url);
  const known = [before?.url, url, runtimeUrl].map((value) => hostOf(value));
  const isProduction = production
    ? actualHost !== null && actualHost === hostOf(production.url)
    : org.refreshed && before?.url !== undefined && actualHost !== null && !known.includes(actualHost);
  return [
    {
      target: text.get('target.url'),
      control: 'externalConfiguratorUrl',
      expected: url,
      actual: now.url,
      note,
      production: isProduction,
    },
    {
      target: text.get('target.thirdParty'),
      control: 'thirdPartyConfigurator',
      expected: true,
      actual: now.thirdParty,
      note: null,
      production: false,
    },
  ];
};

const absent = (): Finding[] => [finding(ID, text.get('target.url'), 'skip', { hint: text.get('hint.noCpq') })];

const versionFinding = (version: string): Finding => {
  const good = isOldEnough(version);
  return finding(ID, text.get('target.version'), good ? 'pass' : 'fail', {
    expected: text.get('expected.version', { version: REQUIRED.join('.') }),
    actual: version,
    ...(good ? {} : { hint: text.get('hint.version') }),
  });
};

const offerFindings = ({ offers }: ExternalConfiguratorFacts): Finding[] =>
  offers.map((offer) => finding(ID, offer, 'warn', { hint: text.get('hint.offer', { offer }) }));

const clickPath = (org: { instanceUrl: string }): string => `${org.instanceUrl}/0A3?setupid=ImportedPackage`;

const manual = (line: Line, situation: Situation<ExternalConfiguratorFacts>): Finding => {
  const value =
    line.expected === undefined
      ? text.get('value.unknown')
      : line.expected === true
        ? text.get('value.on')
        : String(line.expected);
  return finding(ID, line.target, 'manual', {
    expected: line.expected ?? null,
    hint: text.get('hint.manual', {
      target: line.target,
      value,
      path: clickPath(situation.org.now),
      reason: situation.now.unreadable ?? '',
    }),
  });
};

const hintFor = ({ expected, production }: Line): string => {
  if (expected === undefined) return 'hint.unknownUrl';
  if (isRedacted(expected)) return 'hint.redacted';
  return production ? 'hint.production' : 'hint.differs';
};

const compared = (line: Line): Finding => {
  const { target, expected, actual, production, note } = line;
  const good = expected !== undefined && expected === actual;
  const hint = hintFor(line);
  return finding(ID, target, good ? 'pass' : 'fail', {
    expected: expected ?? null,
    actual,
    severity: !good && production ? 'critical' : 'normal',
    hint: good ? note : text.get(hint),
  });
};

/** Before the refresh: the version suffices, the value could be read, launchers of one's own are called out. */
export const surveyExternalConfigurator = ({ now }: Survey<ExternalConfiguratorFacts>): Finding[] => {
  if (now.cpqVersion === null) return absent();
  if (now.source === 'none') {
    return [
      versionFinding(now.cpqVersion),
      finding(ID, text.get('target.url'), 'warn', { hint: text.get('hint.unread', { reason: now.unreadable ?? '' }) }),
    ];
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
    ...offerFindings(now),
  ];
};

export const checkExternalConfigurator = (situation: Situation<ExternalConfiguratorFacts>): Finding[] => {
  const { now } = situation;
  if (now.cpqVersion === null) return absent();
  return [
    versionFinding(now.cpqVersion),
    ...lines(situation).map((line) => (now.source === 'none' ? manual(line, situation) : compared(line))),
    ...offerFindings(now),
  ];
};

const writeFor = ({ setting }: ExternalConfiguratorFacts, { control }: Line): Write | undefined => {
  if (!setting) return { kind: 'setup-page', page: 'cpq-configuration', control };
  const field = control === 'externalConfiguratorUrl' ? setting.urlField : setting.thirdPartyField;
  return field === null ? undefined : { kind: 'record', object: setting.object, id: setting.recordId, field };
};

export const planExternalConfigurator = (situation: Situation<ExternalConfiguratorFacts>): Change[] => {
  const { now } = situation;
  if (now.cpqVersion === null || now.source === 'none') return [];
  return lines(situation).flatMap((line): Change[] => {
    const { target, expected, actual, production, note } = line;
    const write = writeFor(now, line);
    if (expected === undefined || expected === actual || isRedacted(expected) || !write) return [];
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
