import { expect } from 'chai';
import { Workbench } from '../support/workbench.ts';
import { COMMANDS, expectRefusal, run } from './hostile.ts';

const TOKEN = '/services/oauth2/token';

describe('a login whose session runs out', () => {
  let bench: Workbench;
  let renewals: () => Promise<number>;
  before(async () => {
    bench = await Workbench.start();
    renewals = async (): Promise<number> => (await bench.requests()).filter(({ path }) => path === TOKEN).length;
    await bench.loginForLong('uat', 'sandbox');
  });
  after(() => bench.close());
  beforeEach(() => bench.forgetRequests());

  it('Given a session that ran out overnight, When prepare runs, Then it is renewed once, and all lines are read', async () => {
    await bench.endSessions('sandbox');
    const { error, result } = await run(bench, 'prepare');
    expect(error).to.equal(undefined);
    expect(result).to.have.nested.property('org.username');
    expect(await renewals()).to.equal(1);
  });

  for (const after of [0, 4]) {
    it(`Given an org that is at another address once its session is renewed, after ${after} calls, When prepare runs, Then it goes on there`, async () => {
      await bench.endSessions('sandbox', { after, moved: true });
      const { error, result } = await run(bench, 'prepare');
      expect(error).to.equal(undefined);
      expect(JSON.stringify(result)).not.to.match(/INVALID_SESSION_ID|no longer valid/);
      await bench.loginForLong('uat', 'sandbox');
      await bench.endSessions('sandbox');
    });
  }

  it('Given a session that the OpenID endpoint does not take and REST does, When prepare runs, Then it goes on, and knows who asks', async () => {
    await bench.fault({
      path: '/services/oauth2/userinfo',
      times: 99,
      action: { status: 403, body: 'Bad_OAuth_Token' },
    });
    const { error, result } = await run(bench, 'prepare', '--output-dir', 'elsewhere');
    await bench.control('DELETE', 'faults');
    expect(error).to.equal(undefined);
    expect(result).to.have.nested.property('org.username').that.matches(/@/);
  });

  // error, error_description as the token endpoint words them; what people are told to do about it, beside logging in.
  for (const [description, cure, code = 'invalid_grant'] of [
    ['expired access/refresh token', undefined],
    ['ip restricted', /takes no login from this address/],
    ['inactive user', /not active, frozen or locked/],
    ['authentication failure', /not active, frozen or locked/],
    ['this org has been deleted or disabled', /gone or switched off/, 'inactive_org'],
    ['Data Not Available', /gone or switched off/],
    ['invalid client credentials', /does not let the app of this login in/, 'invalid_client'],
    ['app must be installed into org', /does not let the app of this login in/, 'invalid_client'],
    ['login rate exceeded', /Wait some minutes/],
  ] as const) {
    it(`Given a renewal that is refused (${description}), When prepare runs, Then it is told as that, with what helps`, async () => {
      await bench.fault({
        method: 'POST',
        path: TOKEN,
        times: 20,
        action: { status: 400, body: { error: code, error_description: description } },
      });
      // Side by side: who waits for the renewal of another request hears the same.
      for (const after of [0, 2]) {
        await bench.endSessions('sandbox', { after });
        const ran = await run(bench, 'prepare');
        const said = description === 'Data Not Available' ? 'does not appear to exist' : description;
        expectRefusal(ran, { exitCode: 1, name: 'SessionExpiredError', says: ['uat', 'no longer valid', said] });
        const actions = ran.error?.actions ?? [];
        if (cure) expect(actions[0]).to.match(cure);
        expect(actions.join()).to.include(`sf org login web --alias uat`);
      }
      await bench.control('DELETE', 'faults');
      await bench.loginForLong('uat', 'sandbox');
    });
  }

  describe('after the refresh', () => {
    before(async () => {
      await bench.control('POST', 'refresh', {});
      await bench.loginForLong('uat', 'sandbox');
    });

    for (const command of COMMANDS.filter((one) => one !== 'prepare')) {
      it(`Given a session that ran out overnight, When ${command} runs, Then it is renewed once and the run goes on`, async () => {
        await bench.endSessions('sandbox');
        const { error } = await run(bench, command);
        expect(error).to.equal(undefined);
        expect(await renewals()).to.equal(1);
      });
    }

    // The first calls decide who it is; the later ones are batches, Tooling, bulk lists and the Metadata API, side by side.
    for (const after of [1, 2, 4, 8, 16]) {
      it(`Given a session that runs out after ${after} calls, When verify runs, Then it goes on, and nothing is missing for it`, async () => {
        await bench.endSessions('sandbox', { after });
        const { error, result } = await bench.run('verify', '--target-org', 'uat');
        expect(error).to.equal(undefined);
        expect(await renewals()).to.be.within(1, 2);
        expect(JSON.stringify(result?.findings)).not.to.match(/INVALID_SESSION_ID|no longer valid/);
      });
    }

    for (const command of COMMANDS.filter((one) => one !== 'prepare')) {
      it(`Given a refresh token that is dead too, When ${command} runs, Then it says so and how to log in again`, async () => {
        await bench.loginForLong('uat', 'sandbox');
        await bench.endSessions('sandbox', { refreshTokens: true });
        const ran = await run(bench, command);
        expectRefusal(ran, { exitCode: 1, name: 'SessionExpiredError', says: ['uat', 'no longer valid'] });
        expect(ran.error?.actions?.join()).to.include(`sf org login web --alias uat --instance-url ${bench.url}`);
      });
    }
  });
});
