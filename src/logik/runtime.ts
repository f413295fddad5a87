import { z } from 'zod';
import { loadText } from '../text.ts';
import type { LogikHttp, LogikRequest } from './http.ts';
import { isLogikError, type LogikError } from './errors.ts';
import type { LogikRuntime, RuntimeAnswer, SessionAfter } from './types.ts';

const text = loadText('logik');

/** The Runtime API (github logikioopensource/API-Documentation, runtime/Runtime_v2.yml). */
const CONTENT_TYPE = 'application/vnd.logik.cfg-v2+json';
const ACCEPT = `${CONTENT_TYPE}, application/json`;

/** A session is known by its `uuid`: an answer without one started nothing, whatever its status. */
const sessionShape = z.object({ uuid: z.string().trim().min(1) });

type Start = { productId: string; origin: string };

const startRequest = ({ productId, origin }: Start, stateful: boolean): LogikRequest => ({
  method: 'POST',
  path: '/api',
  asked: `a configuration of ${productId}`,
  headers: { 'content-type': CONTENT_TYPE, accept: ACCEPT, origin },
  body: JSON.stringify({
    sessionContext: { stateful },
    partnerData: { product: { configuredProductId: productId } },
  }),
});

/** Ends a session. One that is not there any more, or never was kept, is as good as ended. */
const end = async (http: LogikHttp, uuid: string, origin: string): Promise<SessionAfter> => {
  try {
    const { body } = await http.answer({
      method: 'DELETE',
      path: `/api/${encodeURIComponent(uuid.toWellFormed())}`,
      asked: 'the end of a configuration',
      headers: { accept: ACCEPT, origin },
    });
    await body.dump().catch(() => undefined);
    return 'ended';
  } catch (error) {
    if (!isLogikError(error)) throw error;
    return error.problem === 'LogikNotFound' ? 'ended' : 'may-be-open';
  }
};

const refusal = ({ status, errorCode, said }: LogikError): RuntimeAnswer => ({
  opened: false,
  status: status ?? 0,
  errorCode,
  message: said,
  session: 'none',
});

/** Starts one configuration, and ends it where anything of it was kept. */
const started = async (http: LogikHttp, start: Start, stateful: boolean): Promise<RuntimeAnswer> => {
  const request = startRequest(start, stateful);
  const { status, body } = await http.told(request);
  const known = sessionShape.safeParse(body);
  const session = known.success ? await end(http, known.data.uuid, start.origin) : 'none';
  try {
    http.unlessRefusal(status, body, request.asked);
  } catch (error) {
    if (!isLogikError(error)) throw error;
    return { ...refusal(error), session };
  }
  if (known.success) await http.accepted();
  return known.success
    ? { opened: true, status, errorCode: null, message: null, session }
    : { opened: false, status, errorCode: null, message: text.get('noUuid'), session };
};

/** An environment that only knows sessions which it keeps says so: then one is started that is ended at once. */
const wantsStateful = ({ opened, status, message }: RuntimeAnswer): boolean =>
  !opened && status === 400 && /stateful/i.test(message ?? '');

/** What a refusal says is an answer too; that nothing answers, or something else does, is an error. */
export const runtimeOf = (environment: string, http: LogikHttp): LogikRuntime => {
  const attempt = async (start: Start, stateful: boolean): Promise<RuntimeAnswer> => {
    try {
      return await started(http, start, stateful);
    } catch (error) {
      if (!isLogikError(error) || error.status === null) throw error;
      return refusal(error);
    }
  };
  return {
    environment,
    start: async (productId, origin) => {
      const answer = await attempt({ productId, origin }, false);
      return wantsStateful(answer) ? attempt({ productId, origin }, true) : answer;
    },
    opensToAll: async (productId, origin) => {
      const known = sessionShape.safeParse(await http.bare(startRequest({ productId, origin }, false)));
      if (known.success) await end(http, known.data.uuid, origin);
      return known.success;
    },
  };
};
