import { loadText } from '../../../text.ts';
import { componentsOf, isAbsentIn, unreadIn, type Holding } from '../../shared/endpoints/facts.ts';
import { kindOf } from '../../shared/endpoints/kinds.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Situation, Survey } from '../../item.ts';
import type { CalloutFacts } from './facts.ts';
import { SWITCHED, switchesIn, toTurn, valueOf, type Switch } from './switches.ts';

const text = loadText('checklist.callouts');
const ID = 'callouts';

type Here = Situation<CalloutFacts>;

/** What sends messages by itself, and no API switches. */
const MESSAGES = 'WorkflowOutboundMessage';

/** Whether a type was asked for, and could not be read. */
const isUnread = (holdings: readonly Holding[], type: string): boolean =>
  unreadIn(holdings).some((holding) => holding.type === type);

const unreadSwitches = (holdings: readonly Holding[]): boolean =>
  SWITCHED.some((type) => componentsOf(holdings, type) === undefined && !isAbsentIn(holdings, type));

const targetOf = ({ type, name }: Pick<Switch, 'type' | 'name'>): string =>
  `${type} ${name} › ${kindOf(type).active?.field ?? ''}`;

const path = (type: string): string => `Setup > ${kindOf(type).path}`;

const unread = ({ now, answers }: Here): Finding[] =>
  SWITCHED.flatMap((type): Finding[] => {
    const holding = now.holdings.find((one) => one.type === type);
    if (holding?.components) return [];
    if (holding?.absent) return [finding(ID, type, 'skip', { hint: holding.unreadable })];
    const hint = text.get('hint.unread', { path: path(type), reason: holding?.unreadable ?? '' });
    const status = answers.policy.callouts === 'disabled' ? 'fail' : 'warn';
    return [finding(ID, type, status, { actual: text.get('actual.unreadable'), hint })];
  });

/** What prepare could not record has nothing to be compared with. */
const notRecorded = ({ before, answers }: Here): Finding[] => {
  if (answers.policy.callouts !== 'as-before') return [];
  return SWITCHED.filter(
    (type) => componentsOf(before?.holdings, type) === undefined && !isAbsentIn(before?.holdings, type)
  ).map((type) => finding(ID, type, 'warn', { hint: text.get('hint.notRecorded', { path: path(type) }) }));
};

const told = (type: string, on: boolean): string => String(valueOf(type, on));

const switchFindings = (here: Here): Finding[] =>
  switchesIn(here).flatMap((one): Finding[] => {
    const { type, isOn, wanted, toProduction, ofLogik } = one;
    if (wanted === null || wanted === isOn) return [];
    const values = { expected: told(type, wanted), actual: told(type, isOn) };
    if (ofLogik) return [finding(ID, targetOf(one), 'skip', { ...values, hint: text.get('hint.ofLogik') })];
    if (wanted && toProduction)
      return [finding(ID, targetOf(one), 'warn', { ...values, hint: text.get('hint.production') })];
    return [finding(ID, targetOf(one), 'fail', { ...values, hint: text.get('hint.turn') })];
  });

/**
 * What no API turns off, as ordered steps. Where email is off altogether it may have to be on for that, and off again
 * (line 21 of the checklist).
 */
const steps = ({ now, answers }: Here): Finding[] => {
  const messages = componentsOf(now.holdings, MESSAGES) ?? [];
  const off = [
    ...(unreadSwitches(now.holdings) ? [text.get('steps.unread')] : []),
    ...(messages.length > 0
      ? [text.get('steps.messages', { names: messages.map(({ name }) => name).join(', ') })]
      : []),
    ...(isUnread(now.holdings, MESSAGES) ? [text.get('steps.unreadMessages')] : []),
  ];
  if (answers.policy.callouts !== 'disabled' || off.length === 0) return [];
  const inOrder =
    answers.policy.communications === 'none'
      ? [text.get('steps.emailOn'), ...off, text.get('steps.emailOff')]
      : [...off, text.get('steps.emailStays')];
  const hint = inOrder.map((step, index) => `${index + 1}. ${step}`).join(' ');
  return [finding(ID, text.get('target.steps'), 'manual', { expected: 'disabled', hint })];
};

/** Salesforce redirects no email: what it has is a relay, and one address that gets a copy of all of it. */
const forwarding = ({ now, answers }: Pick<Here, 'now' | 'answers'>): Finding[] => {
  const { emailForwarding: expected } = answers.policy;
  if (expected === null) return [];
  const named = (componentsOf(now.holdings, 'EmailRelay') ?? []).map(({ name }) => name).join(', ');
  const relays = isUnread(now.holdings, 'EmailRelay') ? text.get('actual.unreadable') : named;
  const target = text.get('target.forwarding');
  if (now.bccEmail?.toLowerCase() === expected.toLowerCase())
    return [finding(ID, target, 'pass', { expected, actual: now.bccEmail })];
  const actual = now.bccUnreadable === null ? (now.bccEmail ?? text.get('actual.none')) : text.get('actual.unreadable');
  const hint = text.get('hint.forwarding', { email: expected, relays: relays || text.get('actual.none') });
  return [finding(ID, target, 'manual', { expected, actual, hint })];
};

/** After the refresh: each switch that is not as the policy wants it, then the steps by hand. */
export const checkCallouts = (here: Here): Finding[] => {
  const found = [...switchFindings(here), ...unread(here), ...notRecorded(here)];
  const { callouts } = here.answers.policy;
  const rest = found.some(({ status }) => status !== 'skip')
    ? found
    : [finding(ID, text.get('target.all'), 'pass', { expected: callouts, actual: callouts }), ...found];
  return [...rest, ...steps(here), ...forwarding(here)];
};

/** What repoint writes. */
export const planCallouts = (here: Here): Change[] =>
  here.org.refreshed
    ? toTurn(here).map((one) => ({
        item: ID,
        target: targetOf(one),
        severity: 'normal',
        before: valueOf(one.type, one.isOn),
        after: valueOf(one.type, !one.isOn),
        reason: text.get('reason.turn', { policy: here.answers.policy.callouts }),
        write: {
          kind: 'metadata',
          type: one.type,
          fullName: one.name,
          field: kindOf(one.type).active?.field ?? '',
        },
      }))
    : [];

/** Before the refresh: how many ways out there are, and how many of them are on. */
export const surveyCallouts = (survey: Survey<CalloutFacts>): Finding[] => {
  const { now, answers } = survey;
  const here: Here = {
    ...survey,
    before: now,
    environment: null,
    runtimeUrl: null,
    reconnectedAt: '',
    org: { before: survey.org, now: survey.org, refreshed: false },
  };
  const all = switchesIn(here);
  const on = all.filter(({ isOn }) => isOn).length;
  const dark = unread(here);
  const counted = finding(ID, text.get('target.all'), 'pass', {
    expected: answers.policy.callouts,
    actual: text.get('actual.counted', { on, all: all.length }),
  });
  // How many there are is known where all of them could be read.
  return [...(dark.every(({ status }) => status === 'skip') ? [counted] : []), ...dark];
};
