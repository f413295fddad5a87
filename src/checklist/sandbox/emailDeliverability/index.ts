import { z } from 'zod';
import { isItemError } from '../../../salesforce/errors.ts';
import { loadText, reasonOf } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { domainFindings, emailDomainsSchema, readEmailDomains } from './domains.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, ReadContext, Scalar } from '../../item.ts';
import { pageAddress } from '../../shared/setupPlace.ts';

const text = loadText('checklist.email-deliverability');
const ID = 'email-deliverability';

/** The values of the select "Access level" on the Deliverability page. */
const LEVELS = { '0': 'none', '1': 'system-only', '2': 'all' } as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

const schema = z.strictObject({
  level: z.enum(['none', 'system-only', 'all']).nullable(),
  /** Why it could not be read; null where it was. */
  unreadable: z.string().nullable(),
  /** Read where mail may leave the org; null otherwise, and in records of before. */
  domains: emailDomainsSchema.nullable().default(null),
});
type Facts = z.infer<typeof schema>;

const levelOf = (value: unknown): Level | undefined => LEVELS[value as keyof typeof LEVELS];

const readLevel = async ({ org }: ReadContext): Promise<Pick<Facts, 'level' | 'unreadable'>> => {
  try {
    const { accessLevel } = (await org.pages.read('email-deliverability')).values;
    return { level: levelOf(accessLevel) ?? null, unreadable: null };
  } catch (error) {
    if (!isItemError(error)) throw error;
    return { level: null, unreadable: reasonOf(error) };
  }
};

/** Everybody gets mail: it is so, or it is to be so. */
const isForAll = (level: Level | null, { policy: { communications } }: Answers): boolean =>
  level === 'all' || communications === 'all';

const gather = async (context: ReadContext): Promise<Facts> => {
  const read = await readLevel(context);
  const domains = isForAll(read.level, context.answers) ? await readEmailDomains(context.org) : null;
  return { ...read, domains };
};

const words = (level: Level): string => text.get(`level.${level}`);
const target = (): string => text.get('target');

/** What the finding about the access level is called. */
export const ACCESS_TARGET = target;

/** The levels as the page calls them in English; the findings name them so. */
export const ACCESS_LEVELS: readonly string[] = Object.values(LEVELS).map(words);

/** What the page calls a stored value, in English; the value itself where it is none of the page's. */
export const accessLevelWords = (value: Scalar): string => {
  const level = levelOf(value);
  return level === undefined ? String(value ?? '') : words(level);
};

/** What people do who read or set it themselves, which is the usual way. */
const byHand = (step: 'hint.manual' | 'hint.look', now: Facts, instanceUrl: string, answers: Answers): string => {
  const { communications } = answers.policy;
  const told = {
    path: pageAddress('email-deliverability', instanceUrl),
    expected: expectation(answers),
    choice: text.get(`choice.${communications ?? 'notAll'}`),
  };
  return [text.get(step, told), now.unreadable ?? ''].filter((part) => part !== '').join(' ');
};

/** Without a policy, a refreshed sandbox must only not write to everybody. */
const expectation = ({ policy: { communications } }: Answers): string =>
  communications === null ? text.get('expected.notAll') : words(communications);

const holds = (level: Level, { policy: { communications } }: Answers): boolean =>
  communications === null ? level !== 'all' : level === communications;

const valueOf = (level: Level): string => Object.entries(LEVELS).find(([, name]) => name === level)?.[0] ?? '';

/** Before the refresh: nobody has to know what it was where somebody said what it is to be. */
const surveyed = (now: Facts, answers: Answers, instanceUrl: string): Finding => {
  if (now.level !== null) return finding(ID, target(), 'pass', { actual: words(now.level) });
  const { communications } = answers.policy;
  const hint = byHand('hint.look', now, instanceUrl, answers);
  return communications === null
    ? finding(ID, target(), 'manual', { hint })
    : finding(ID, target(), 'pass', {
        expected: words(communications),
        hint: now.unreadable,
        evidence: text.get('evidence.said', { key: 'policy.communications' }),
      });
};

/**
 * Lines 19 and 20 of the checklist: who gets mail from the sandbox. A refresh starts at "System email only". The access
 * level has no API; whether the senders' domains are verified has one.
 */
export const emailDeliverability: ChecklistItem<Facts> = {
  id: ID,
  source: 'Salesforce help "Email deliverability in sandboxes"; governance: communications disabled after a refresh',
  facts: schema,
  asBefore: 'connection',
  gather,
  survey: ({ now, answers, org }) => [surveyed(now, answers, org.instanceUrl), ...domainFindings(now.domains)],
  check: ({ now, answers, org }) => {
    const expected = expectation(answers);
    if (now.level === null) {
      const hint = byHand('hint.manual', now, org.now.instanceUrl, answers);
      return [finding(ID, target(), 'manual', { expected, hint }), ...domainFindings(now.domains)];
    }
    const good = holds(now.level, answers);
    const hint = answers.policy.communications === null ? 'hint.all' : 'hint.differs';
    return [
      finding(ID, target(), good ? 'pass' : 'fail', {
        expected,
        actual: words(now.level),
        ...(good ? {} : { hint: text.get(hint) }),
      }),
      ...domainFindings(now.domains),
    ];
  },
  plan: ({ now, answers }) => {
    const { communications } = answers.policy;
    if (now.level === null || communications === null || now.level === communications) return [];
    return [
      {
        item: ID,
        target: target(),
        severity: 'normal',
        before: valueOf(now.level),
        after: valueOf(communications),
        reason: text.get('reason', { before: words(now.level), after: words(communications) }),
        write: { kind: 'setup-page', page: 'email-deliverability', control: 'accessLevel' },
      },
    ];
  },
};
