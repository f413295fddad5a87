import { expect } from 'chai';
import { isItemError, toOrgError, type OrgFailure } from '../../../src/salesforce/errors.ts';

const URL = 'https://acme--uat.sandbox.my.salesforce.com';
const errorOf = (failure: Partial<OrgFailure>): ReturnType<typeof toOrgError> =>
  toOrgError({ code: 'X', message: 'some words', ...failure }, 'uat', URL, 'LGK__ConfigurationTenant__c');

describe('toOrgError', () => {
  const kinds: Array<[Partial<OrgFailure>, string, 'run' | 'item']> = [
    [{ code: 'INVALID_SESSION_ID', status: 401 }, 'SessionExpiredError', 'run'],
    [{ code: 'ERROR_HTTP_401', status: 401 }, 'SessionExpiredError', 'run'],
    [{ code: 'INVALID_AUTH_HEADER', status: 401 }, 'SessionExpiredError', 'run'],
    [{ code: 'ERROR_HTTP_403', status: 403, message: 'Bad_OAuth_Token' }, 'SessionExpiredError', 'run'],
    [{ code: 'ERROR_HTTP_403', status: 403, message: '"Missing_OAuth_Token"' }, 'SessionExpiredError', 'run'],
    [{ code: 'TIMEOUT' }, 'OrgTimeoutError', 'run'],
    [{ code: 'ETIMEDOUT' }, 'OrgTimeoutError', 'run'],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'OrgTimeoutError', 'run'],
    [{ code: 'ECONNREFUSED' }, 'OrgUnreachableError', 'run'],
    [{ code: 'ECONNRESET' }, 'OrgUnreachableError', 'run'],
    [{ code: 'ENOTFOUND' }, 'OrgUnreachableError', 'run'],
    [{ code: 'EAI_AGAIN' }, 'OrgUnreachableError', 'run'],
    [{ code: 'UND_ERR_SOCKET' }, 'OrgUnreachableError', 'run'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'OrgUnreachableError', 'run'],
    [{ code: 'DOMAIN_NOT_FOUND' }, 'OrgUnreachableError', 'run'],
    [{ code: 'SERVER_UNAVAILABLE', status: 503 }, 'OrgMaintenanceError', 'run'],
    [{ code: 'ERROR_HTTP_502', status: 502 }, 'OrgMaintenanceError', 'run'],
    [{ code: 'UNREADABLE_BODY' }, 'OrgUnreadableError', 'run'],
    [{ code: 'Z_DATA_ERROR' }, 'OrgUnreadableError', 'run'],
    [{ code: 'Error', message: 'Unclosed root tag\nLine: 0\nColumn: 12\nChar: ' }, 'OrgUnreadableError', 'run'],
    [{ code: 'ERROR_HTTP_429', status: 429 }, 'OrgBusyError', 'run'],
    [{ code: 'REDIRECTED' }, 'OrgMovedError', 'run'],
    [{ code: 'REQUEST_LIMIT_EXCEEDED', status: 403 }, 'ApiLimitReachedError', 'run'],
    [{ code: 'INVALID_TYPE', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'INVALID_FIELD', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'NOT_FOUND', status: 404 }, 'OrgRefusedError', 'item'],
    [{ code: 'INSUFFICIENT_ACCESS', status: 403 }, 'OrgRefusedError', 'item'],
    // The login, in every spelling of the APIs.
    [{ code: 'InvalidSessionId', status: 400 }, 'SessionExpiredError', 'run'],
    [{ code: 'INVALID_LOGIN' }, 'SessionExpiredError', 'run'],
    [{ code: 'invalid_grant' }, 'SessionExpiredError', 'run'],
    [{ code: 'LOGIN_DURING_RESTRICTED_TIME' }, 'SessionExpiredError', 'run'],
    // The org or its API as a whole.
    [{ code: 'API_DISABLED_FOR_ORG', status: 403 }, 'OrgClosedError', 'run'],
    [{ code: 'API_CURRENTLY_DISABLED', status: 500 }, 'OrgClosedError', 'run'],
    [{ code: 'TRIAL_EXPIRED' }, 'OrgClosedError', 'run'],
    [{ code: 'INACTIVE_ORG' }, 'OrgClosedError', 'run'],
    [{ code: 'ORG_IN_MAINTENANCE', status: 500 }, 'OrgMaintenanceError', 'run'],
    // Every other code concerns what was asked, whatever status came with it.
    [{ code: 'SOMETHING_NEW', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'QUERY_TIMEOUT', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'OPERATION_TOO_LARGE', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'TXN_SECURITY_NO_ACCESS', status: 403 }, 'OrgRefusedError', 'item'],
    [{ code: 'UNKNOWN_EXCEPTION', status: 500 }, 'OrgRefusedError', 'item'],
    [{ code: 'LIMIT_EXCEEDED', status: 503 }, 'OrgRefusedError', 'item'],
    [{ code: 'EXCEEDEDQUOTA', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'ERROR_HTTP_403', status: 403 }, 'OrgRefusedError', 'item'],
    [{ code: 'ERROR_HTTP_414', status: 414 }, 'RequestTooLongError', 'item'],
    [{ code: 'ERROR_HTTP_431', status: 431 }, 'RequestTooLongError', 'item'],
  ];
  for (const [failure, name, scope] of kinds) {
    it(`Given ${failure.code} ${failure.message ?? ''}, when it becomes an error, then it is ${name} for the ${scope}`, () => {
      const error = errorOf(failure);
      expect(error).to.include({ name, scope, errorCode: failure.code, exitCode: 1 });
      expect(isItemError(error)).to.equal(scope === 'item');
    });
  }

  for (const [why, name] of [
    ['expired access/refresh token', 'SessionExpiredError'],
    ['inactive user', 'SessionExpiredError'],
    ['fetch failed', 'OrgUnreachableError'],
    ['<html>Down</html>', 'OrgUnreachableError'],
  ]) {
    it(`Given a session that could not be renewed (${why}), when it becomes an error, then it is ${name} for the run`, () => {
      const message = `Unable to refresh session due to: Error authenticating with the refresh token due to: ${why}`;
      expect(errorOf({ code: 'Error', message })).to.include({ name, scope: 'run', errorCode: 'INVALID_SESSION_ID' });
    });
  }

  for (const code of ['RefreshTokenAuthError', 'JwtAuthError', 'OrgDataNotAvailableError'] as const) {
    it(`Given ${code} of a renewal that another request waited for, when it becomes an error, then it ends the run as the first one does`, () => {
      const error = errorOf({ code, message: 'Error authenticating with JWT.\nErrors encountered:\nip restricted' });
      expect(error).to.include({ name: 'SessionExpiredError', scope: 'run', errorCode: 'INVALID_SESSION_ID' });
      expect(error.message).to.include('(INVALID_SESSION_ID: ip restricted)');
      expect(error.actions?.[0]).to.match(/takes no login from this address/);
    });
  }

  it("Given a guard of the org, when it refuses a write, then it is told as that, with the org's words and what to do", () => {
    for (const [code, told] of [
      ['DUPLICATES_DETECTED', /duplicate rule/i],
      ['FIELD_CUSTOM_VALIDATION_EXCEPTION', /validation rule/i],
      ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', /trigger/i],
      ['CANNOT_EXECUTE_FLOW_TRIGGER', /flow/i],
      ['ENTITY_IS_LOCKED', /approval/i],
      ['FIELD_FILTER_VALIDATION_EXCEPTION', /lookup filter/i],
      ['STORAGE_LIMIT_EXCEEDED', /Storage Usage/],
    ] as const) {
      const error = errorOf({ code, message: "The org's own words" });
      expect(error).to.include({ name: 'OrgRefusedError', scope: 'item', errorCode: code });
      expect(error.message).to.match(told).and.include("The org's own words");
    }
  });

  it('Given every kind of failure, when it becomes an error, then it names the org and says what to do', () => {
    for (const [failure] of kinds) {
      const { message, actions } = errorOf(failure);
      expect(message).to.contain('uat');
      expect(actions).to.be.an('array').that.is.not.empty;
      expect([message, ...(actions ?? [])].join()).not.to.match(/\{\w+\}/);
    }
  });

  it('Given an expired session, when it becomes an error, then the action is a login command ready to paste', () => {
    expect(errorOf({ code: 'INVALID_SESSION_ID' }).actions?.[0]).to.contain(
      `sf org login web --alias uat --instance-url ${URL}`
    );
  });

  it("Given secrets in the org's words, when it becomes an error, then none of them is in it", () => {
    const secret = '00D5e000005AHE7!AQ4AQFzkT';
    for (const [failure] of kinds) {
      const error = errorOf({
        ...failure,
        message: `${failure.message ?? ''} Bearer abc.def ${secret} ?sid=${secret}`,
      });
      expect(JSON.stringify(error.toObject())).not.to.match(/AQ4AQFz|abc\.def/);
    }
  });

  it('Given a secret that the cut at 500 characters would split, when it becomes an error, then no half of it is left', () => {
    const error = errorOf({ code: 'INVALID_FIELD', message: `${'x'.repeat(490)} 00D5e000005AHE7!AQ4AQFzkT` });
    expect(error.message).not.to.contain('00D5e000005AHE7!');
  });

  it('Given a long text over many lines, when it becomes an error, then it is one bounded line', () => {
    const { message } = errorOf({ code: 'INVALID_FIELD', message: 'line one\n   line two\r\n'.repeat(200) });
    expect(message)
      .to.match(/line one line two/)
      .and.not.match(/[\r\n]/);
    expect(message.length).to.be.below(700);
  });
});
