import { expect } from 'chai';
import type { OrgRequest } from '../../../src/salesforce/http.ts';
import { resetPassword } from '../../../src/salesforce/password.ts';
import { caught } from '../support/caught.ts';

describe('the reset of a password', () => {
  const reset = async (answer: unknown, id = '005000000000001AAA'): Promise<OrgRequest[]> => {
    const asked: OrgRequest[] = [];
    await resetPassword(
      <T>(request: OrgRequest) => {
        asked.push(request);
        return Promise.resolve(answer as T);
      },
      '/services/data/v62.0',
      'uat'
    )(id);
    return asked;
  };

  it('Given a user, when reset, then Apex does it with the email, and it is never sent twice', async () => {
    const [request] = await reset({ success: true });
    expect(decodeURIComponent(request.path)).to.contain("System.resetPassword('005000000000001AAA', true);");
    expect(request.repeatable).to.equal(false);
  });

  it('Given an org that refuses, when reset, then it is an error of this user only, with the reason', async () => {
    for (const answer of [{ success: false, exceptionMessage: 'INSUFFICIENT_ACCESS' }, null]) {
      const error = await caught(() => reset(answer));
      expect(error).to.include({ name: 'PasswordNotResetError', scope: 'item' });
    }
    expect((await caught(() => reset({ success: false, compileProblem: 'no such method' }))).message).to.contain(
      'no such'
    );
  });

  it('Given anything but an ID, when reset, then nothing is sent: it would be code', async () => {
    expect(await caught(() => reset({ success: true }, "x'); delete y; //"))).to.be.instanceOf(RangeError);
  });
});
