import { loadText } from '../text.ts';
import { OrgError } from './errors.ts';
import type { OrgHttp } from './http.ts';
import { redact } from './redact.ts';
import { textIn } from './shapes.ts';

const text = loadText('salesforce');

type ApexAnswer = { success?: unknown; compileProblem?: unknown; exceptionMessage?: unknown } | null;

/**
 * Resets a password as a Setup page does, with the email. The REST resource for passwords answers the new password and
 * sends none; so it is Apex's System.resetPassword, which keeps it from everybody, run through the Tooling API.
 */
export const resetPassword =
  (http: OrgHttp, data: string, label: string) =>
  async (userId: string): Promise<void> => {
    if (!/^\w{15,18}$/.test(userId)) throw new RangeError(`Not an ID: ${userId}`);
    const body = encodeURIComponent(`System.resetPassword('${userId}', true);`);
    const answer = await http<ApexAnswer>({
      method: 'GET',
      path: `${data}/tooling/executeAnonymous/?anonymousBody=${body}`,
      asked: `User ${userId}`,
      // Twice would be two emails.
      repeatable: false,
    });
    if (answer?.success === true) return;
    const detail = redact(textIn(answer?.exceptionMessage) ?? textIn(answer?.compileProblem) ?? '');
    const { message, actions = [] } = text.error('PasswordNotReset', { org: label, user: userId, detail });
    throw new OrgError('PasswordNotResetError', message, actions, 'APEX_FAILED', 'item');
  };
