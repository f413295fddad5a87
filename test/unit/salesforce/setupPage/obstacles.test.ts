import { expect } from 'chai';
import { noticeAt, obstacleAt } from '../../../../src/salesforce/setupPage/obstacles.ts';

const ORG = 'https://acme--uat.sandbox.my.salesforce.com';

describe('what stands before a setup page', () => {
  const at = (path: string, status = 200): string | undefined =>
    obstacleAt(new URL(path, ORG), status, 'タイトル')?.kind;

  for (const [path, kind] of [
    ['/_ui/identity/webauthn/Add', 'passkey'],
    ['/_ui/identity/webauthn/AddPasskeyUi?retURL=%2F0A3', 'passkey'],
    ['/_ui/identity/verification/method/TotpVerificationFinishUi/e', 'challenge'],
    ['/_nc_external/identity/verification/x', 'challenge'],
    ['/?ec=302&startURL=%2F0A3', 'login'],
    ['/secur/login_portal.jsp', 'login'],
    ['/email-admin/editOrgEmailSettings.apexp', undefined],
    ['/lightning/setup/OrgEmailSettings/home', undefined],
  ] as const) {
    it(`Given ${path}, When it is looked at, Then it is ${kind ?? 'no obstacle'}, whatever its title`, () => {
      expect(at(path)).to.equal(kind);
    });
  }

  it('Given a status from 500 on, When it is looked at, Then it is maintenance', () => {
    expect([at('/0A3', 503), at('/0A3', 404)]).to.deep.equal(['maintenance', undefined]);
  });

  for (const [path, wanted, isNotice] of [
    ['/_ui/identity/phone/AddPhoneNumber?retURL=%2F0A3', '/0A3', true],
    ['/_ui/system/security/ChangePassword', '/email-admin/editOrgEmailSettings.apexp', true],
    ['/apex/EditSettings?x=1', '/apex/SBQQ__EditSettings', false],
    ['/lightning/setup/ImportedPackage/page?address=x', '/apex/SBQQ__EditSettings', false],
    ['/0A3?setupid=ImportedPackage', '/0A3', false],
  ] as const) {
    it(`Given ${path} instead of ${wanted}, When it is looked at, Then it is ${isNotice ? 'a notice' : 'the page'}`, () => {
      expect(noticeAt(new URL(path, ORG), new URL(wanted, ORG), 'x') !== undefined).to.equal(isNotice);
    });
  }
});
