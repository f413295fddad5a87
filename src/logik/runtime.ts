import type { LogikHttp } from './http.ts';
import { isLogikError } from './errors.ts';
import type { LogikRuntime, RuntimeAnswer } from './types.ts';

/** The Runtime API (github logikioopensource/API-Documentation, runtime/Runtime_v2.yml). */
const CONTENT_TYPE = 'application/vnd.logik.cfg-v2+json';

const started = async (http: LogikHttp, productId: string, origin: string): Promise<RuntimeAnswer> => {
  const body = { sessionContext: { stateful: true }, partnerData: { product: { configuredProductId: productId } } };
  await http.json({
    method: 'POST',
    path: '/api',
    asked: `a configuration of ${productId}`,
    headers: { 'content-type': CONTENT_TYPE, accept: CONTENT_TYPE, origin },
    body: JSON.stringify(body),
  });
  return { status: 200, errorCode: null, message: null };
};

/** What a refusal says is an answer too; that nothing answers, or something else does, is an error. */
export const runtimeOf = (environment: string, http: LogikHttp): LogikRuntime => ({
  environment,
  start: async (productId, origin) => {
    try {
      return await started(http, productId, origin);
    } catch (error) {
      if (!isLogikError(error) || error.status === null) throw error;
      return { status: error.status, errorCode: error.errorCode, message: error.said };
    }
  },
});
