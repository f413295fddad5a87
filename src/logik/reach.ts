import type { Dispatcher } from 'undici';
import { ERROR_BYTES, startOf } from './body.ts';
import { loadText } from '../text.ts';
import { environmentUrlProblem } from './environmentUrl.ts';
import { redirectOf, sendBare } from './http.ts';
import { whyNoAnswer } from './network.ts';
import { saidBy } from './said.ts';
import type { Reach } from './types.ts';
import { sanitiser } from './words.ts';

/** Nobody waits longer to learn whether somebody answers. */
const REACH_MS = 10_000;

/** The page that Salesforce opens to configure a product: every environment has it, and it asks for no key. */
const PAGE = '/ui/configure';

const text = loadText('logik');
const sanitise = sanitiser([]);

/** What an environment answers to somebody without any key. Asked once, and not for long. */
export const reach = async (environment: string, base?: Dispatcher, ms = REACH_MS): Promise<Reach> => {
  const problem = environmentUrlProblem(environment);
  if (problem?.kind === 'not-a-url' || problem?.kind === 'not-https' || problem?.kind === 'credentials')
    return { kind: 'unreachable', detail: text.get('noUrl') };
  const url = new URL(PAGE, environment);
  try {
    const answer = await sendBare(url, ms, base);
    const to = redirectOf(answer, url);
    const start = await startOf(answer.body, ERROR_BYTES).catch(() => '');
    if (to !== undefined && to.origin !== url.origin) return { kind: 'moved', to: sanitise(to.host) };
    const { statusCode: status } = answer;
    // Where Logik itself words the refusal, it is there.
    if ((status === 404 || status === 410) && saidBy(status, start, sanitise).errorCode === null)
      return { kind: 'gone', status };
    return status >= 500 ? { kind: 'error', status } : { kind: 'answers' };
  } catch (error) {
    const { problem: why, detail } = whyNoAnswer(error, sanitise);
    if (why === 'LogikCertificate') return { kind: 'certificate', detail };
    return { kind: 'unreachable', detail: why === 'LogikTimeout' ? text.get('noAnswerInTime') : detail };
  }
};
