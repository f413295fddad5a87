import { hostOf } from '../../../logik/environmentUrl.ts';
import type { Reach } from '../../../logik/types.ts';
import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Finding, FindingStatus, Side, Situation, Survey } from '../../item.ts';
import type { Asked, LogikHealthFacts } from './facts.ts';

const text = loadText('checklist.logik-health');
const ID = 'logik-health';

/** What stands for a host that answers, and what for one that does not: the words, and whether that is sure. */
type State = { status: FindingStatus; actual: string; hint: string };

const answers = (): State => ({ status: 'pass', actual: text.get('actual.answers'), hint: '' });
/** Anything answers an address: only Logik's API, or a configuration that opens, shows that it is Logik. */
const unproved = (): State => ({ status: 'skip', actual: text.get('actual.someone'), hint: text.get('hint.someone') });
const fails = (actual: string, hint: string): State => ({ status: 'fail', actual, hint });

const reachState = (url: string, reach: Reach): State => {
  const host = hostOf(url) ?? url;
  switch (reach.kind) {
    case 'answers':
      return unproved();
    case 'gone':
      return fails(text.get('actual.gone', { status: reach.status }), text.get('hint.gone', { host }));
    case 'moved':
      // People who are not logged in may be sent to a login page of another host.
      return {
        status: 'warn',
        actual: text.get('actual.moved', { to: reach.to }),
        hint: text.get('hint.moved', { host, to: reach.to }),
      };
    case 'certificate':
      return fails(text.get('actual.certificate', { detail: reach.detail }), text.get('hint.certificate', { host }));
    case 'unreachable':
      return fails(text.get('actual.unreachable', { detail: reach.detail }), text.get('hint.unreachable', { host }));
    default:
      return fails(text.get('actual.error', { status: reach.status }), text.get('hint.error', { host }));
  }
};

/** What the API said of the environment itself; undefined where that only concerns the key. */
const apiState = (key: Asked, host: string): State | undefined => {
  const detail = key.detail ?? '';
  // The same path on another host: the environment has another name. Elsewhere there may be a page to log in.
  if (key.movedTo?.same) return fails(text.get('actual.apiMoved'), detail);
  switch (key.outcome) {
    case 'gone':
      return fails(text.get('actual.noApi'), `${text.get('hint.gone', { host })} ${detail}`);
    case 'moved':
      return fails(text.get('actual.apiMoved'), detail);
    case 'certificate':
      return fails(text.get('actual.noCertificate'), detail);
    case 'unreachable':
      return fails(text.get('actual.noAnswer'), detail);
    case 'failed':
      return fails(text.get('actual.failed'), detail);
    default:
      return undefined;
  }
};

const stateFinding = (target: string, { status, actual, hint }: State): Finding =>
  finding(ID, target, status, { expected: text.get('actual.answers'), actual, hint: hint === '' ? null : hint });

/** Whether the environment is there. Where its API answered, that counts more than what its pages say. */
const environmentFinding = ({ environment, runtime, reach, key, opened = [] }: LogikHealthFacts): Finding => {
  const url = environment ?? '';
  const target = text.get('target.environment');
  const pages = reach ? reachState(url, reach) : unproved();
  // Where the Runtime URL is another host, that one opened it.
  const isProved = opened.length > 0 && runtime === null;
  if (!key) return stateFinding(target, isProved && pages.status === 'skip' ? answers() : pages);
  const api = apiState(key, hostOf(url) ?? url);
  if (!api) {
    // Sent to another host: whether people are sent there too says more. Any server can refuse without a word.
    const isLogik = key.outcome === 'answered' || key.worded === true || isProved;
    return stateFinding(target, isLogik && !key.movedTo ? answers() : pages);
  }
  // What both say alike is said once, in the clearer words.
  return stateFinding(target, pages.status === 'fail' && key.outcome !== 'moved' && !key.movedTo ? pages : api);
};

const runtimeFinding = ({ runtime, opened = [] }: LogikHealthFacts): Finding[] => {
  if (!runtime) return [];
  const state = opened.length > 0 ? answers() : reachState(runtime.url, runtime.reach);
  return [stateFinding(text.get('target.runtime'), state)];
};

const keyFinding = ({ key, withheld }: LogikHealthFacts): Finding => {
  const target = text.get('target.key');
  if (!key) return finding(ID, target, 'skip', { hint: withheld ?? text.get('hint.noKey') });
  const expected = text.get('actual.accepted');
  if (key.openToAll)
    return finding(ID, target, 'warn', { expected, actual: text.get('actual.open'), hint: text.get('hint.open') });
  if (key.outcome === 'answered') return finding(ID, target, 'pass', { expected, actual: expected });
  if (key.outcome === 'unauthorized')
    return finding(ID, target, 'fail', { expected, actual: text.get('actual.unauthorized'), hint: key.detail });
  if (key.outcome === 'forbidden')
    return finding(ID, target, 'fail', { expected, actual: text.get('actual.noRead'), hint: key.detail });
  return finding(ID, target, 'skip', { hint: text.get('hint.keyNotAsked') });
};

/** Which of the permissions that this plugin needs the key lacks, as far as reads tell. */
const permissionFinding = ({ tables }: LogikHealthFacts): Finding[] => {
  if (!tables) return [];
  const target = text.get('target.permissions');
  const expected = text.get('actual.readAndBulk');
  if (tables.outcome === 'answered')
    return [finding(ID, target, 'pass', { expected, actual: expected, hint: text.get('hint.permissions') })];
  if (tables.outcome === 'forbidden' || tables.outcome === 'unauthorized')
    return [
      finding(ID, target, 'warn', { expected, actual: text.get('actual.noBulk'), hint: text.get('hint.noBulk') }),
    ];
  return [finding(ID, target, 'warn', { expected, actual: text.get('actual.unknown'), hint: tables.detail })];
};

const neverDeployed = (checked: number, blueprints: readonly string[], none: FindingStatus): Finding => {
  const target = text.get('target.deployed');
  if (blueprints.length === 0)
    return finding(ID, target, none, { actual: text.get('actual.noBlueprint'), hint: text.get('hint.noBlueprint') });
  const actual = text.get('actual.neverDeployed', { checked, count: blueprints.length });
  const status = checked < blueprints.length ? 'warn' : none;
  return finding(ID, target, status, { actual, hint: text.get('hint.neverDeployed') });
};

/**
 * That something is deployed now, only a configuration that opens proves. The history of deployments says when something
 * was deployed, and test sites undeploy what nobody uses (ServiceNow CPQ docs, "Blueprints 101"): it passes nothing.
 */
const deployedFinding = ({ key, blueprints, history, opened }: LogikHealthFacts, none: FindingStatus): Finding[] => {
  const target = text.get('target.deployed');
  if (opened && opened.length > 0) {
    const products = opened.join(', ');
    const evidence = text.get('evidence.opened', { products });
    return [finding(ID, target, 'pass', { actual: text.get('actual.opened', { products }), evidence })];
  }
  if (key?.outcome !== 'answered') return [];
  const unknown = (status: FindingStatus, hint: string): Finding[] => [
    finding(ID, target, status, { actual: text.get('actual.unknown'), hint }),
  ];
  if (!blueprints || !history) return unknown('warn', text.get('hint.notListed'));
  const { latest, checked, denied, unreadable } = history;
  if (latest) {
    const values = { blueprint: latest.blueprint, on: latest.at?.slice(0, 10) ?? text.get('someDay') };
    return [
      finding(ID, target, 'skip', { actual: text.get('actual.history', values), hint: text.get('hint.history') }),
    ];
  }
  if (denied) return unknown('skip', text.get('hint.noDeploy'));
  if (unreadable !== null) return unknown('warn', unreadable);
  return [neverDeployed(checked, blueprints, none)];
};

const NOT_ASKED_HINTS = {
  'no-environment': () => text.get('hint.noEnvironment'),
  'no-credential': () => text.get('hint.noCredential'),
  production: () => text.get('hint.production'),
};

/** What is the same before and after the refresh, but for what it means that no blueprint is deployed. */
const findings = (facts: LogikHealthFacts, more: readonly Finding[], none: FindingStatus): Finding[] => {
  if (facts.notAsked)
    return [finding(ID, text.get('target.environment'), 'skip', { hint: NOT_ASKED_HINTS[facts.notAsked]() })];
  return [
    environmentFinding(facts),
    ...runtimeFinding(facts),
    keyFinding(facts),
    ...permissionFinding(facts),
    ...more,
    ...deployedFinding(facts, none),
  ];
};

/** Whether a blueprint is deployed is how an environment is kept; that it answers, and opens, is the connection. */
export const sideOfHealth = ({ target }: Finding): Side =>
  target === text.get('target.deployed') ? 'hygiene' : 'connection';

/** prepare: whether the environment that the sandbox is connected to is there, and what the key may do. */
export const surveyLogikHealth = ({ now }: Survey<LogikHealthFacts>): Finding[] => findings(now, [], 'warn');

/**
 * Whether it still is the same tenant that answers under the same URL: blueprints keep their variable names. Another
 * URL is another environment, which need not have any of them.
 */
const tenantFinding = ({ before, now }: Situation<LogikHealthFacts>): Finding[] => {
  if (!before?.blueprints || before.blueprints.length === 0 || !now.blueprints) return [];
  if (hostOf(before.environment) !== hostOf(now.environment)) return [];
  const there = new Set(now.blueprints);
  const lost = before.blueprints.filter((name) => !there.has(name));
  const target = text.get('target.tenant');
  const counts = { of: before.blueprints.length, there: before.blueprints.length - lost.length };
  const values = { expected: text.get('expected.blueprints', counts), actual: text.get('actual.blueprints', counts) };
  if (lost.length === 0) return [finding(ID, target, 'pass', values)];
  if (counts.there === 0)
    return [
      finding(ID, target, 'fail', {
        ...values,
        hint: text.get(there.size === 0 ? 'hint.emptied' : 'hint.otherTenant'),
      }),
    ];
  return [
    finding(ID, target, 'warn', { ...values, hint: text.get('hint.lost', { names: lost.slice(0, 5).join(', ') }) }),
  ];
};

/** verify: the same of the environment that the sandbox must be connected to, and that it is the one of before. */
export const checkLogikHealth = (situation: Situation<LogikHealthFacts>): Finding[] =>
  findings(situation.now, tenantFinding(situation), 'manual');
