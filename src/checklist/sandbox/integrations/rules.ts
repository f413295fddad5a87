import { loadText } from '../../../text.ts';
import type { Component, Holding } from '../../shared/endpoints/facts.ts';
import type { WithHoldings } from '../../shared/endpoints/hosts.ts';
import { isSetting } from '../../shared/endpoints/kinds.ts';
import { finding } from '../../finding.ts';
import type { Finding, Situation, Survey } from '../../item.ts';
import { differences, newcomers, type Difference } from './compare.ts';
import { setupPath, targetOf } from './words.ts';

const text = loadText('checklist.integrations');
const ID = 'integrations';

type Here = Situation<WithHoldings>;

/** Certificates that expire within so many days of the refresh are told. */
const EXPIRY_DAYS = 60;

/** Kinds whose secrets a refresh takes: they are copied without (Salesforce help "Things to know about sandboxes"). */
const WITHOUT_SECRETS = new Set(['NamedCredential', 'ExternalCredential', 'AuthProvider', 'EmailRelay']);

const unread = ({ type, unreadable }: Holding, lost: boolean): Finding =>
  finding(ID, type, lost ? 'fail' : 'warn', {
    actual: text.get('actual.unreadable'),
    hint: text.get(lost ? 'hint.unreadNow' : 'hint.unread', { type, reason: unreadable ?? '' }),
  });

/** The org has no such type: nothing is lost, unless it had one before. */
const notApplicable = ({ type, unreadable }: Holding): Finding => finding(ID, type, 'skip', { hint: unreadable });

/** prepare: whatever this kind holds is not kept. */
const notRecorded = (holding: Holding): Finding => ({ ...unread(holding, false), status: 'fail' });

/** What could not be read then, or cannot be read now: neither is the same as empty. */
const unreadFindings = ({ before, now }: Here): Finding[] =>
  now.holdings.flatMap((holding): Finding[] => {
    const recorded = before?.holdings.find(({ type }) => type === holding.type);
    if (holding.absent && !recorded?.components?.length) return [notApplicable(holding)];
    if (holding.components === null) return [unread(holding, (recorded?.components?.length ?? 0) > 0)];
    if (recorded?.components || recorded?.absent) return [];
    if (before === undefined) return [];
    const hint = text.get('hint.notRecorded', { type: holding.type, reason: recorded?.unreadable ?? '' });
    return [finding(ID, holding.type, 'warn', { hint })];
  });

/** Kinds that were recorded and that nobody asked for now: refresh.yaml no longer names them. */
const droppedFindings = ({ before, now }: Here): Finding[] =>
  (before?.holdings ?? [])
    .filter(({ type }) => !now.holdings.some((holding) => holding.type === type))
    .map(({ type }) => finding(ID, type, 'warn', { hint: text.get('hint.dropped', { type }) }));

const differenceFinding = (difference: Difference): Finding => {
  const { type, field, expected, actual, obstacle, toProduction } = difference;
  const what = text.get(field === null ? 'hint.missing' : 'hint.changed');
  // A connected app cannot be made anew since Spring '26, neither in Setup nor by the API (Salesforce help 005228017).
  const how = type === 'ConnectedApp' && field === null ? 'connectedApp' : (obstacle ?? 'repoint');
  const hint = text.get(`hint.${how}`, { path: setupPath(type) });
  return finding(ID, targetOf(difference), obstacle === null ? 'fail' : 'manual', {
    expected,
    actual,
    hint: `${what} ${hint}`,
    severity: toProduction && obstacle === null ? 'critical' : 'normal',
  });
};

const needsSecret = (type: string, { secrets }: Component): boolean =>
  secrets.length > 0 && (WITHOUT_SECRETS.has(type) || isSetting(type));

const secretFindings = ({ before }: Here): Finding[] =>
  (before?.holdings ?? []).flatMap(({ type, components }) =>
    (components ?? [])
      .filter((each) => needsSecret(type, each))
      .map(({ name, secrets }) =>
        finding(ID, `${type} ${name} › ${text.get('target.secret')}`, 'manual', {
          expected: secrets.join(', '),
          hint: text.get('hint.enterSecret', { path: setupPath(type), fields: secrets.join(', ') }),
        })
      )
  );

const newFindings = (here: Here): Finding[] =>
  newcomers(here).map(({ type, component: { name } }) =>
    finding(ID, `${type} ${name}`, 'warn', { hint: text.get('hint.new', { path: setupPath(type) }) })
  );

/** What refresh.yaml names is wanted: where it cannot be read, it is not kept. */
const notKept = (holding: Holding): Finding =>
  finding(ID, holding.type, 'fail', {
    actual: text.get('actual.unreadable'),
    hint: text.get('hint.settingNotKept', { type: holding.type, reason: holding.unreadable ?? '' }),
  });

const total = (holdings: readonly Holding[]): number =>
  holdings.reduce((sum, { components }) => sum + (components?.length ?? 0), 0);

const isKnown = ({ components, absent }: Holding): boolean => components !== null || absent === true;

/**
 * What was recorded of the kinds that could be read then and now; of the others nobody knows whether they are as they
 * were, so that "nothing" passes only where all of them could.
 */
const asBefore = ({ before, now }: Here): Finding[] => {
  const recorded = before?.holdings ?? [];
  const isReadNow = ({ type }: Holding): boolean =>
    now.holdings.some((holding) => holding.type === type && isKnown(holding));
  const components = total(recorded.filter(isReadNow));
  const isWhole = now.holdings.every(isKnown) && recorded.every((holding) => isKnown(holding) && isReadNow(holding));
  if (components === 0 && !isWhole) return [];
  return [finding(ID, text.get('target.all'), 'pass', { actual: text.get('actual.same', { components }) })];
};

/** After the refresh: missing, different, new, unread; then the secrets that nobody can put back but people. */
export const checkIntegrations = (here: Here): Finding[] => {
  if (here.before === undefined) return unreadFindings(here);
  const found = differences(here);
  return [
    ...(found.length === 0 ? asBefore(here) : found.map(differenceFinding)),
    ...newFindings(here),
    ...unreadFindings(here),
    ...droppedFindings(here),
    ...(here.org.refreshed ? secretFindings(here) : []),
  ];
};

const daysBetween = (from: string, to: string): number =>
  Math.floor((Date.parse(to.slice(0, 10)) - Date.parse(from)) / 86_400_000);

const expiryFindings = ({ now, answers }: Survey<WithHoldings>): Finding[] =>
  (now.holdings.find(({ type }) => type === 'Certificate')?.components ?? []).flatMap(({ name, fields }) => {
    const expires = typeof fields.ExpirationDate === 'string' ? fields.ExpirationDate : null;
    const days = expires === null ? Infinity : daysBetween(answers.refresh.date, expires);
    if (expires === null || days > EXPIRY_DAYS) return [];
    const hint = text.get('hint.expires', { name, date: expires.slice(0, 10), path: setupPath('Certificate') });
    return [finding(ID, `Certificate ${name}`, 'warn', { actual: expires, hint })];
  });

/** Before the refresh: how much was recorded of each kind, what expires, and what could not be read. */
export const surveyIntegrations = (survey: Survey<WithHoldings>): Finding[] => {
  const { holdings } = survey.now;
  const kinds = holdings.filter(({ components }) => (components?.length ?? 0) > 0);
  const secret = holdings.flatMap(({ type, components }) => (components ?? []).filter((one) => needsSecret(type, one)));
  const counts = kinds.map(({ type, components }) => `${type} ${components?.length ?? 0}`).join(', ');
  const isWhole = holdings.every(({ components, absent }) => components !== null || absent === true);
  const recorded = finding(ID, text.get('target.all'), 'pass', {
    actual: counts === '' ? text.get('actual.none') : counts,
    hint: secret.length === 0 ? null : text.get('hint.secretsLost', { components: secret.length }),
  });
  return [
    // "None" is known only where all of them could be read.
    ...(counts === '' && !isWhole ? [] : [recorded]),
    ...expiryFindings(survey),
    ...holdings
      .filter(({ components }) => components === null)
      .map((holding) => {
        if (holding.absent) return notApplicable(holding);
        return survey.answers.preserve.settings.includes(holding.type) ? notKept(holding) : notRecorded(holding);
      }),
  ];
};
