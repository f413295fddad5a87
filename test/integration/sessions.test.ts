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
