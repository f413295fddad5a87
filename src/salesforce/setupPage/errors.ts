import { loadText } from '../../text.ts';
import { OrgError } from '../errors.ts';
import { redact } from '../redact.ts';

const text = loadText('setup-page');

/** Why a page could not be read or saved; each has its own words and actions. */
export type PageProblem =
  | 'NoBrowser'
  | 'PasskeyExpected'
  | 'PasskeyPage'
  | 'LoginChallenge'
  | 'FrontdoorRefused'
  | 'LoginRefused'
  | 'PageNotice'
  | 'PageMaintenance'
  | 'PageChanged'
  | 'PageLanguage'
  | 'PageRefused'
  | 'PageTimeout'
  | 'PageFailed';

/**
 * An error of a setup page. It concerns the one line that needs the page, never the whole run: the browser is an aid.
 *
 * @param detail the page's own words, or Playwright's; secrets are taken out
 */
export const pageError = (problem: PageProblem, values: { org: string; page: string; detail?: string }): OrgError => {
  const detail = redact(values.detail ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  const { message, actions = [] } = text.error(problem, {
    org: values.org,
    page: text.get(`page.${values.page}`),
    detail,
  });
  // Where there is no detail, the sentence ends before it.
  const sentence = message.trim().replace(/\s*:$/, '.');
  return new OrgError(`${problem}Error`, sentence, actions, problem, 'item');
};

/** Said once, beside the result: something that only accompanies a run did not work. */
export const aside = (key: 'traceNotStarted' | 'traceNotWritten', values: { path: string; reason: string }): string =>
  text.get(key, { path: values.path, reason: redact(values.reason) });
