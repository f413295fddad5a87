import { z } from 'zod';
import { isItemError } from '../salesforce/errors.ts';
import { loadText, reasonOf } from '../text.ts';
import type { Answers } from './answers.ts';
import { finding } from './finding.ts';
import type { ChecklistItem, Finding, ReadContext } from './item.ts';

const text = loadText('checklist.email-deliverability');
const ID = 'email-deliverability';

/** The values of the select "Access level" on the Deliverability page. */
const LEVELS = { '0': 'none', '1': 'system-only', '2': 'all' } as const;
type Level = (typeof LEVELS)[keyof typeof LEVELS];

const schema = z.strictObject({
  level: z.enum(['none', 'system-only', 'all']).nullable(),
  /** Why it could not be read; null where it was. */
  unreadable: z.string().nullable(),
});
type Facts = z.infer<typeof schema>;

const gather = async ({ org }: ReadContext): Promise<Facts> => {
  try {
    const { accessLevel } = (await org.pages.read('email-deliverability')).values;
    return { level: LEVELS[accessLevel as keyof typeof LEVELS] ?? null, unreadable: null };
  } catch (error) {
    if (!isItemError(error)) throw error;
    return { level: null, unreadable: reasonOf(error) };
  }
};

const words = (level: Level): string => text.get(`level.${level}`);
const target = (): string => text.get('target');

const manual = (reason: string | null, instanceUrl: string, expected: string): Finding =>
  finding(ID, target(), 'manual', {
    expected,
    hint: text.get('hint.manual', {
      path: `${instanceUrl}/email-admin/editOrgEmailSettings.apexp`,
      expected,
      reason: reason ?? '',
    }),
  });

/** Without a policy, a refreshed sandbox must only not write to everybody. */
const expectation = ({ policy: { communications } }: Answers): string =>
  communications === null ? text.get('expected.notAll') : words(communications);

const holds = (level: Level, { policy: { communications } }: Answers): boolean =>
  communications === null ? level !== 'all' : level === communications;

const valueOf = (level: Level): string => Object.entries(LEVELS).find(([, name]) => name === level)?.[0] ?? '';

/** Lines 19 and 20 of the checklist: who gets mail from the sandbox. A refresh starts at "System email only". */
export const emailDeliverability: ChecklistItem<Facts> = {
  id: ID,
  source: 'Salesforce help "Email deliverability in sandboxes"; governance: communications disabled after a refresh',
  facts: schema,
  asBefore: 'connection',
  gather,
  survey: ({ now }) =>
    now.level === null
      ? [finding(ID, target(), 'warn', { hint: text.get('hint.unread', { reason: now.unreadable ?? '' }) })]
      : [finding(ID, target(), 'pass', { actual: words(now.level) })],
  check: ({ now, answers, org }) => {
    const expected = expectation(answers);
    if (now.level === null) return [manual(now.unreadable, org.now.instanceUrl, expected)];
    const good = holds(now.level, answers);
    const hint = answers.policy.communications === null ? 'hint.all' : 'hint.differs';
    return [
      finding(ID, target(), good ? 'pass' : 'fail', {
        expected,
        actual: words(now.level),
        ...(good ? {} : { hint: text.get(hint) }),
      }),
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
