import type { Answers } from '../../answers/index.ts';
import { sandboxUsername } from '../../shared/users/match.ts';
import type { SandboxNames } from '../../shared/users/facts.ts';
import type { ActiveUser } from './facts.ts';

/** `you` is the login that looks; `integration` is a user that no person logs in as, by the look of it. */
export type Kind = 'you' | 'integration' | 'system' | 'person';

/** What the rules need beside the facts. */
export type Whom = { you: string; answers: Answers; names: SandboxNames };

const equals = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/**
 * Salesforce's own integration users, and what tools call theirs: inferred from what the profile allows and how it is
 * called, user type and application. The name of a standard profile is in the language of whoever asks; its developer name
 * is not.
 */
const looksIntegrated = ({ profile, profileKey, apiOnly, userType, application }: ActiveUser): boolean =>
  apiOnly === true ||
  [profileKey, profile].some((name) => /integration|api only/i.test(name ?? '')) ||
  /^(CloudIntegrationUser|AutomatedProcess)$/.test(userType ?? '') ||
  /logik.*api/i.test(application ?? '');

export const kindOf = (user: ActiveUser, { you, answers, names }: Whom): Kind => {
  if (user.id === null) return 'system';
  if (equals(user.username, you)) return 'you';
  const { refreshTokenUser } = answers.logik;
  const isSync =
    refreshTokenUser !== null &&
    (equals(user.username, refreshTokenUser) || equals(user.username, sandboxUsername(refreshTokenUser, names)));
  return isSync || looksIntegrated(user) ? 'integration' : 'person';
};

/** Whether somebody else works now: has a job that waits or runs, or a session; integrations are always logged in. */
export const isBusy = (user: ActiveUser, whom: Whom): boolean => {
  const kind = kindOf(user, whom);
  return kind !== 'you' && (user.jobs.length > 0 || (user.sessions > 0 && kind !== 'integration'));
};
