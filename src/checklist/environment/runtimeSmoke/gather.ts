import { SfError } from '@salesforce/core';
import { allows, isWildcardOrigin, lonelySlashes } from '../../../logik/origin.ts';
import { inParallel } from '../../../logik/parallel.ts';
import type { LogikRuntime, RuntimeAnswer } from '../../../logik/types.ts';
import { environmentOf, isProductions } from '../../shared/environment.ts';
import { wantedOrigins } from '../../shared/environments.ts';
import type { ReadContext } from '../../item.ts';
import type { OrgIdentity } from '../../identity/orgIdentity/facts.ts';
import { sameOrgId } from '../../identity/orgIdentity/ids.ts';
import { identityNow } from '../../identity/orgIdentity/now.ts';
import { chooseProducts } from './choose.ts';
import { notAsked, type RuntimeSmokeFacts, type SmokeAttempt } from './facts.ts';

/** So many configurations are started side by side. */
const AT_ONCE = 4;
const LONGEST_DETAIL = 300;

/** Logik's words for a product that its sync has not brought (ServiceNow CPQ docs, "Common Salesforce integration issues"). */
const NOT_CACHED = /not available in cache/i;

/** What Logik says is foreign: one line, bounded, nothing in it that a terminal would act on. */
const oneLine = (said: string): string =>
  said
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_DETAIL);

/** Too many requests, a fault of the server, a page that is elsewhere or not there at all: not Logik's word for it. */
const isNoAnswer = ({ status, errorCode, message }: RuntimeAnswer): boolean =>
  status >= 500 || status === 429 || (status >= 300 && status < 400) || (errorCode === null && message === null);

const outcomeOf = (answer: RuntimeAnswer): SmokeAttempt['outcome'] => {
  const { opened, status, message } = answer;
  if (opened) return 'opened';
  if (status === 401) return 'token';
  if (status === 403) return 'origin';
  if (isNoAnswer(answer)) return 'unreachable';
  return NOT_CACHED.test(message ?? '') ? 'not-cached' : 'error';
};

const detailOf = ({ status, errorCode, message }: RuntimeAnswer): string =>
  oneLine([`HTTP ${status}`, errorCode, message].filter((part) => part !== null && part !== '').join(' '));

type Wanted = Pick<SmokeAttempt, 'client' | 'origin' | 'sentAs'> & { id: string; code: string };

const start = async (runtime: LogikRuntime, { id, code, ...who }: Wanted): Promise<SmokeAttempt> => {
  const said = { ...who, product: code };
  try {
    const answer = await runtime.start(id, who.sentAs ?? who.origin);
    const outcome = outcomeOf(answer);
    const detail = outcome === 'opened' ? null : detailOf(answer);
    return { ...said, outcome, detail, ...(answer.session === 'may-be-open' ? { mayBeOpen: true as const } : {}) };
  } catch (error) {
    if (!(error instanceof SfError)) throw error;
    return { ...said, outcome: 'unreachable', detail: oneLine(error.message) };
  }
};

/** Only the refreshed org proves anything: prepare asks nobody, and neither does verify before the refresh. */
const isRefreshed = async (context: ReadContext): Promise<boolean> => {
  const before = context.recorded?.('org-identity') as OrgIdentity | undefined;
  return before !== undefined && !sameOrgId(before.orgId, (await identityNow(context)).orgId);
};

/** One origin of one client, and what is sent in its place where it is a wildcard; undefined where nothing can be. */
type Door = Pick<SmokeAttempt, 'client' | 'origin'> & { sendAs: string | undefined };

/** A wildcard is no origin that an application has: what is sent is one of the known hosts that it covers. */
const doorsOf = (clients: ReadContext['answers']['logik']['runtimeClients'], hosts: readonly string[]): Door[] => {
  const named = clients.flatMap(({ origins }) => origins).filter((origin) => !isWildcardOrigin(origin));
  const known = [...named.map((origin) => origin.replace(/\/$/, '')), ...hosts];
  return clients.flatMap(({ name, origins }) => {
    const refused = new Set(lonelySlashes(origins));
    return [...new Set(origins)]
      .filter((origin) => !refused.has(origin))
      .map((origin) => ({
        client: name,
        origin,
        sendAs: isWildcardOrigin(origin) ? known.find((host) => allows(origin, host)) : origin,
      }));
  });
};

/** Origins that the refreshed org and its Logik environment are known by. */
const knownHosts = async (context: ReadContext, environment: string): Promise<string[]> => {
  const org = await identityNow(context);
  const urls = [org.myDomain, org.instanceUrl, environment].filter((url) => typeof url === 'string');
  return urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin);
};

/** Logik looked at the token and the origin, and was content with both. */
const wasLetIn = ({ outcome }: SmokeAttempt): boolean => outcome === 'opened' || outcome === 'not-cached';

/**
 * A 403 is empty and has several causes. Where no origin was let in, one more start, as the environment's own pages would,
 * tells whether the token itself still is good.
 */
const askAsOwnHost = async (
  runtime: LogikRuntime,
  environment: string,
  attempts: readonly SmokeAttempt[],
  [product]: RuntimeSmokeFacts['products']
): Promise<Pick<RuntimeSmokeFacts, 'ownHost'>> => {
  const { origin } = new URL(environment);
  const isOpen = attempts.some(wasLetIn) || !attempts.some(({ outcome }) => outcome === 'origin');
  if (isOpen || attempts.some((attempt) => (attempt.sentAs ?? attempt.origin) === origin)) return {};
  const attempt = await start(runtime, { client: '', origin, id: product.id, code: product.code });
  return { ownHost: { origin, taken: wasLetIn(attempt) } };
};

/** What opens for anybody proves nothing of the token: one more start, without it, is to be refused. */
const askWithoutToken = async (
  runtime: LogikRuntime,
  attempts: readonly SmokeAttempt[],
  products: RuntimeSmokeFacts['products']
): Promise<Pick<RuntimeSmokeFacts, 'openToAll'>> => {
  const opened = attempts.find(({ outcome }) => outcome === 'opened');
  const product = products.find(({ code }) => code === opened?.product);
  if (!opened || !product) return {};
  return (await runtime.opensToAll(product.id, opened.sentAs ?? opened.origin)) ? { openToAll: true } : {};
};

/**
 * Starts a configuration for some products of the refreshed org, by their new IDs, as each client's origins would. An
 * origin that is listed with a trailing slash only is not asked for: API calls never send it so.
 */
export const gatherRuntimeSmoke = async (context: ReadContext): Promise<RuntimeSmokeFacts> => {
  const { org, answers, logik } = context;
  if (!(await isRefreshed(context))) return notAsked('not-refreshed');
  if (!logik.hasRuntimeToken) return notAsked('no-token');
  const clients = answers.logik.runtimeClients;
  if (clients.length === 0) return notAsked('no-clients');
  const [environment] = wantedOrigins((await environmentOf(context)).runtimeUrl);
  const runtime = environment === undefined ? null : logik.runtime(environment);
  if (environment === undefined || runtime === null) return notAsked('no-environment');
  if (await isProductions(environment, context)) return notAsked('production', environment);
  const withheld = await logik.withheld('runtime', environment);
  if (withheld !== null) return { ...notAsked('withheld', environment), withheld };
  const { products, unknown } = await chooseProducts(org, answers.logik);
  const doors = doorsOf(clients, await knownHosts(context, environment));
  const wanted = doors.flatMap(({ client, origin, sendAs }) =>
    products.flatMap(({ id, code }): Wanted[] => {
      if (sendAs === undefined) return [];
      return [{ client, origin, ...(sendAs === origin ? {} : { sentAs: sendAs }), id, code }];
    })
  );
  const attempts = await inParallel(wanted, AT_ONCE, (each) => start(runtime, each));
  const untried = doors.filter(({ sendAs }) => sendAs === undefined).map(({ client, origin }) => ({ client, origin }));
  return {
    state: 'asked',
    environment,
    readAt: context.org.now().toISOString(),
    products,
    unknown,
    attempts,
    ...(untried.length > 0 ? { untried } : {}),
    ...(await askAsOwnHost(runtime, environment, attempts, products)),
    ...(await askWithoutToken(runtime, attempts, products)),
  };
};
