import { expect } from 'chai';
import { visitorOf } from '../../../../src/salesforce/setupPage/visitor.ts';
import { orgStub, refusal } from '../../support/reader.ts';

type Answered = unknown[] | Error;

describe('who visits a setup page', () => {
  const userInfo = { user_id: '005000000000001AAA', preferred_username: 'admin@acme.example.uat', language: 'de' };
  const predicted = (history: Answered): Promise<string | undefined> =>
    visitorOf(() => orgStub({ userInfo, queries: [[/FROM VerificationHistory/, history]] })).passkey();
  const by = (...methods: Array<string | null>): Answered =>
    methods.map((VerificationMethod) => ({ VerificationMethod }));

  for (const method of ['U2F', 'BuiltInAuthenticator', 'WebAuthnRoamingAuthenticator', 'PwlessPasskey']) {
    it(`Given a user whose latest verification is ${method}, When a page is asked for, Then a passkey is foreseen`, async () => {
      expect(await predicted(by(method, 'Totp'))).to.equal(method);
    });
  }

  for (const method of [
    'Totp',
    'Sms',
    'Email',
    'SalesforceAuthenticator',
    'TempCode',
    'LL',
    'Password',
    'CustomOtpDelivery',
  ]) {
    it(`Given a user whose latest verification is ${method}, When a page is asked for, Then nothing is foreseen`, async () => {
      expect(await predicted(by(method, 'U2F'))).to.equal(undefined);
    });
  }

  it('Given a latest entry that names no method, When a page is asked for, Then the one before it counts', async () => {
    expect(await predicted(by(null, 'U2F'))).to.equal('U2F');
  });

  it('Given no history, or one that may not be read, or an org that cannot be asked, When a page is asked for, Then nothing is foreseen', async () => {
    expect(await predicted([])).to.equal(undefined);
    expect(await predicted(refusal('INVALID_TYPE'))).to.equal(undefined);
    expect(await predicted(refusal('INVALID_SESSION_ID', 'run'))).to.equal(undefined);
    const silent = { ...orgStub({}), userInfo: () => Promise.reject(refusal('ERROR_HTTP_403', 'run')) };
    expect(await visitorOf(() => silent).passkey()).to.equal(undefined);
    expect(await visitorOf(() => silent).language()).to.equal(undefined);
  });

  it("Given the org, When it is asked, Then only the login user's own history counts, the latest first", async () => {
    const org = orgStub({ userInfo, queries: [[/FROM VerificationHistory/, by('Totp')]] });
    await visitorOf(() => org).passkey();
    expect(org.asked.join()).to.match(/WHERE UserId = '005000000000001AAA' ORDER BY VerificationTime DESC/);
    expect(await visitorOf(() => org).language()).to.equal('de');
  });
});
