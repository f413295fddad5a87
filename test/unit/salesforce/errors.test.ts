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
    [{ code: 'UNREADABLE_BODY' }, 'OrgMaintenanceError', 'run'],
    [{ code: 'REQUEST_LIMIT_EXCEEDED', status: 403 }, 'ApiLimitReachedError', 'run'],
    [{ code: 'INVALID_TYPE', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'INVALID_FIELD', status: 400 }, 'OrgRefusedError', 'item'],
    [{ code: 'NOT_FOUND', status: 404 }, 'OrgRefusedError', 'item'],
    [{ code: 'INSUFFICIENT_ACCESS', status: 403 }, 'OrgRefusedError', 'item'],
    [{ code: 'API_DISABLED_FOR_ORG', status: 403 }, 'OrgRefusedError', 'run'],
    [{ code: 'SOMETHING_NEW', status: 400 }, 'OrgRefusedError', 'run'],
  ];
  for (const [failure, name, scope] of kinds) {
    it(`Given ${failure.code} ${failure.message ?? ''}, when it becomes an error, then it is ${name} for the ${scope}`, () => {
      const error = errorOf(failure);
      expect(error).to.include({ name, scope, errorCode: failure.code, exitCode: 1 });
      expect(isItemError(error)).to.equal(scope === 'item');
    });
  }

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
