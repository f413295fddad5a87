import { randomBytes } from 'node:crypto';
import { ApiError } from '../model.ts';
import * as errors from '../store/apiErrors.ts';
import { salesforceTimestamp } from '../store/timestamps.ts';
import { parseObject } from './body.ts';
import type { ApiContext, ApiResponse, Params, Route } from './types.ts';
import { handedOut } from '../secrets.ts';

const PATH = '/sobjects/User/:id/password';

/** Remembers that a user's password was changed now, and by whom. */
function changed(context: ApiContext, params: Params): void {
  const { dml, org } = context;
  const def = org.object('User');
  if (!def) throw errors.notFound();
  const user = dml.existing(def, params['id'] ?? '');
  if (!org.canWrite('User')) throw errors.insufficientAccess();
  org.table('User').put({ ...user, LastPasswordChangeDate: salesforceTimestamp(org.now()) });
}

/** The one piece of Apex that is understood: a reset, with the mail. */
const RESET = /^\s*System\.resetPassword\('(\w{15,18})',\s*true\);\s*$/;

/** What an execution without errors answers. */
const EXECUTED = {
  line: -1,
  column: -1,
  compiled: true,
  success: true,
  compileProblem: null,
  exceptionMessage: null,
  exceptionStackTrace: null,
};

/** The password of a user: whether it is expired; a new one; a reset, of which a real org also sends a mail. */
export const passwordRoutes: Route[] = [
  {
    method: 'GET',
    path: '/tooling/executeAnonymous',
    handle(request, context) {
      const [, id] = RESET.exec(request.query.get('anonymousBody') ?? '') ?? [];
      if (id === undefined) {
        const message = 'The simulator runs no Apex but System.resetPassword.';
        throw new ApiError(400, { message, errorCode: 'FUNCTIONALITY_NOT_ENABLED' });
      }
      changed(context, { id });
      return { status: 200, body: EXECUTED };
    },
  },
  { method: 'GET', path: PATH, handle: (): ApiResponse => ({ status: 200, body: { isExpired: false } }) },
  {
    method: 'POST',
    path: PATH,
    handle(request, context, params) {
      if (typeof parseObject(request.body)['NewPassword'] !== 'string') throw errors.requiredMissing(['NewPassword']);
      changed(context, params);
      return { status: 204 };
    },
  },
  {
    method: 'DELETE',
    path: PATH,
    handle(_request, context, params) {
      changed(context, params);
      return { status: 200, body: { NewPassword: handedOut(randomBytes(8).toString('base64url')) } };
    },
  },
];
