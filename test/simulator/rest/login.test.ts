import { expect } from 'chai';
import { startClient } from './testClient.ts';
import type { Reply, TestClient } from './testClient.ts';

const JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

describe('Given the login resources', () => {
  let client: TestClient;
  before(async () => {
    client = await startClient();
  });
  after(() => client.simulator.close());

  const token = (form: Record<string, string>): Promise<Reply> =>
    client.call('POST', '/services/oauth2/token', new URLSearchParams(form).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    });
  const assertion = (claims: object): string =>
    ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  const inAMinute = (): number => Math.floor(Date.now() / 1000) + 60;

  it('When nobody is logged in, Then versions are told and everything else answers 401', async () => {
    const versions = await client.get('/services/data', { Authorization: '' });
    expect(versions.json).to.deep.include({ label: "Winter '26", url: '/services/data/v65.0', version: '65.0' });
    expect(versions.json).to.deep.include({ label: "Summer '22", url: '/services/data/v55.0', version: '55.0' });
    for (const header of ['', 'Bearer unknown']) {
      const reply = await client.get('/limits', { Authorization: header });
      expect(reply.status).to.equal(401);
      expect(reply.json).to.deep.equal([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]);
    }
    expect(await client.get('/services/oauth2/userinfo', { Authorization: 'Bearer x' })).to.deep.include({
      status: 403,
      text: 'Bad_OAuth_Token',
    });
  });

  it('When userinfo is asked, Then it names the user, the org and the My Domain of each org', async () => {
    const { simulation } = client.simulator;
    for (const role of ['sandbox', 'production'] as const) {
      const { accessToken, username, orgId } = simulation.login(role);
      const { json } = await client.get('/services/oauth2/userinfo', { Authorization: `Bearer ${accessToken}` });
      expect(json).to.deep.include({ preferred_username: username, organization_id: orgId });
      expect(json).to.have.nested.property('urls.custom_domain', simulation.role(role).facts.myDomain);
      expect(json).to.have.nested.property('urls.rest', `${client.simulator.url}/services/data/v{version}/`);
    }
  });

  it('When a session comes as a cookie or in the older scheme, Then it is the same session', async () => {
    const cookie: Record<string, string> = { Authorization: '', Cookie: `a=b; sid=${client.token}` };
    for (const headers of [cookie, { Authorization: `OAuth ${client.token}` }]) {
      expect((await client.get('/limits', headers)).status).to.equal(200);
    }
  });

  it('When a refresh token is used, Then a new access token works, until it is revoked', async () => {
    const { sandbox } = client.simulator.simulation;
    sandbox.refreshTokens.set('5Aep861-refresh', { userId: sandbox.facts.loginUserId });
    const { status, json } = await token({
      grant_type: 'refresh_token',
      refresh_token: '5Aep861-refresh',
      client_id: 'PlatformCLI',
    });
    expect(status).to.equal(200);
    expect(json).to.include.all.keys(
      'access_token',
      'instance_url',
      'id',
      'token_type',
      'issued_at',
      'signature',
      'scope'
    );
    const bearer = { Authorization: `Bearer ${(json as { access_token: string }).access_token}` };
    expect((await client.get('/limits', bearer)).status).to.equal(200);
    await client.call('POST', `/services/oauth2/revoke?token=${encodeURIComponent(bearer.Authorization.slice(7))}`);
    expect((await client.get('/limits', bearer)).status).to.equal(401);
  });

  it('When a signed assertion names a user, Then its org is found by the username', async () => {
    const { username, orgId } = client.simulator.simulation.login('production');
    const { json } = await token({ grant_type: JWT, assertion: assertion({ sub: username, exp: inAMinute() }) });
    expect((json as { id: string }).id).to.include(`/id/${orgId}/`);
  });

  const refusals: Array<[string, () => Record<string, string>, string]> = [
    [
      'the refresh token is unknown',
      () => ({ grant_type: 'refresh_token', refresh_token: 'x' }),
      'expired access/refresh token',
    ],
    [
      'the username is unknown',
      () => ({ grant_type: JWT, assertion: assertion({ sub: 'no@where.example', exp: inAMinute() }) }),
      "user hasn't approved this consumer",
    ],
    [
      'the assertion has expired',
      () => ({ grant_type: JWT, assertion: assertion({ sub: 'no@where.example', exp: 1 }) }),
      'invalid assertion',
    ],
  ];
  for (const [what, form, description] of refusals) {
    it(`When ${what}, Then the grant is invalid`, async () => {
      expect(await token(form())).to.deep.include({
        status: 400,
        json: { error: 'invalid_grant', error_description: description },
      });
    });
  }

  it('When the user is inactive, Then sessions end and no grant is given', async () => {
    const { sandbox } = client.simulator.simulation;
    const user = sandbox.load('User', { Username: 'gone@acme.example', LastName: 'Gone', IsActive: true });
    sandbox.tokens.set('session-of-gone', { userId: user.Id });
    const bearer = { Authorization: 'Bearer session-of-gone' };
    expect((await client.get('/limits', bearer)).status).to.equal(200);
    await client.call('PATCH', `/sobjects/User/${user.Id}`, { IsActive: false });
    expect((await client.get('/limits', bearer)).status).to.equal(401);
    const refused = await token({
      grant_type: JWT,
      assertion: assertion({ sub: 'gone@acme.example', exp: inAMinute() }),
    });
    expect(refused.json).to.deep.equal({ error: 'invalid_grant', error_description: 'inactive user' });
  });
});
