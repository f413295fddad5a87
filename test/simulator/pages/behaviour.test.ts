import { expect } from 'chai';
import type { Json } from '../model.ts';
import type { SetupSettings } from '../scenario/index.ts';
import { startBrowser } from './testBrowser.ts';
import type { TestBrowser } from './testBrowser.ts';

const CPQ = '/apex/SBQQ__EditSettings';
const EMAIL = '/email-admin/editOrgEmailSettings.apexp';
const URL_LABEL = 'External Configurator URL';
const BOX_LABEL = 'Third Party Configurator';

describe('what tests can do to the Setup pages', () => {
  let browser: TestBrowser;
  const settings = (): SetupSettings => {
    const { simulation } = browser.simulator;
    return simulation.settings(simulation.sandbox);
  };
  const actions = (): Json =>
    browser.simulator.simulation.pages.actions.map(({ control, outcome }) => [control, outcome ?? null]);

  beforeEach(async () => {
    browser = await startBrowser();
  });
  afterEach(() => browser.simulator.close());

  for (const [layout, pattern] of [
    [
      'labelAfter',
      /<td class="dataCol ">\s*<input id="(\S+)"[^>]*>\s*<\/td>\s*<th[^>]*><label for="\1">External Configurator URL/,
    ],
    ['wrapped', /<label>External Configurator URL <input /],
    [
      'twoColumns',
      /<tr> <th[^>]*><label[^>]*>Theme<\/label><\/th>.*?<\/td> ?<th[^>]*><label[^>]*>Enable Usage Based Pricing|<label[^>]*>Enable Usage Based Pricing<\/label><\/th> ?<td[^>]*><input[^>]*> ?<\/td> ?<th[^>]*><label[^>]*>External Configurator URL/,
    ],
  ] as const) {
    it(`Given the layout ${layout}, When the page is shown, Then labels stand there`, async () => {
      await browser.behave({ layout });
      const { text } = await browser.login(CPQ);
      expect(text.replaceAll(/\s+/g, ' ')).to.match(pattern);
    });
  }

  it('Given Lightning, When a Setup page is asked for, Then an outer page frames the classic one, which saves there', async () => {
    await browser.behave({ rendering: 'lightning' });
    const outer = await browser.login(CPQ);
    expect(outer.url).to.equal('/lightning/setup/ImportedPackage/page?address=%2Fapex%2FSBQQ__EditSettings');
    const source = /frame\.src = "([^"]+)"/.exec(outer.text)?.[1] ?? '';
    expect(source).to.equal(`${CPQ}?isdtp=p1`);
    expect(outer.text).not.to.contain(URL_LABEL);
    await browser.submit(await browser.open(source), { [BOX_LABEL]: false });
    expect(settings().thirdPartyConfigurator).to.equal(false);
    expect((await browser.open(EMAIL)).url).to.equal('/lightning/setup/OrgEmailSettings/home');
  });

  it('Given once503, When a page is asked for twice, Then the first answer is 503 and the second is the page', async () => {
    await browser.behave({ once503: true });
    expect((await browser.login(CPQ)).status).to.equal(503);
    expect((await browser.open(CPQ)).status).to.equal(200);
  });

  it('Given a slow page, When it is asked for, Then it takes that long', async () => {
    await browser.login(CPQ);
    await browser.behave({ slow: 120 });
    const started = performance.now();
    await browser.open(CPQ);
    expect(performance.now() - started).to.be.greaterThan(110);
  });

  it('Given a session that expires after one page, When it is saved, Then the login page is next and nothing is kept', async () => {
    await browser.behave({ expireSession: true });
    const page = await browser.login(CPQ);
    expect((await browser.submit(page, { [BOX_LABEL]: false })).text).to.contain('ec=302');
    expect(settings().thirdPartyConfigurator).to.equal(true);
    expect((await browser.login(CPQ)).text, 'a new session lives').to.contain(URL_LABEL);
    expect((await browser.open(CPQ)).text).to.contain(URL_LABEL);
  });

  it('Given ignoreSave, When a page is saved, Then it answers as ever and nothing is kept', async () => {
    await browser.behave({ ignoreSave: true });
    const after = await browser.submit(await browser.login(CPQ), { [BOX_LABEL]: false });
    expect(after.status).to.equal(200);
    expect(after.text).not.to.contain('errorM3');
    expect(settings().thirdPartyConfigurator).to.equal(true);
    expect(actions()).to.deep.equal([['Save', 'ignored']]);
  });

  it('Given maintenance, When anything is opened, Then it is 503 with the maintenance page, until it is over', async () => {
    await browser.behave({ maintenance: true });
    const answer = await browser.login(CPQ);
    expect(answer.status).to.equal(503);
    expect(answer.text).to.contain('Scheduled Maintenance');
    await browser.reset();
    expect((await browser.login(CPQ)).status).to.equal(200);
  });

  it('Given passkey, When a browser logs in, Then it ends at the page that has one made', async () => {
    await browser.behave({ passkey: true });
    const page = await browser.login(CPQ);
    expect(page.url).to.equal('/_ui/identity/webauthn/Add');
    expect(page.text).to.contain('Create a Passkey');
  });

  it('Given a notice, When a page is asked for twice, Then the notice comes first and the page then', async () => {
    await browser.behave({ notice: true });
    expect((await browser.login(EMAIL)).url).to.equal('/_ui/identity/phone/AddPhoneNumber');
    expect((await browser.open(EMAIL)).text).to.contain('Access level');
  });

  const user = (): { [field: string]: Json } => {
    const { sandbox } = browser.simulator.simulation;
    const { username } = browser.simulator.simulation.login('sandbox');
    const found = [...sandbox.table('User').rows()].find(({ Username }) => Username === username);
    if (!found) throw new Error('The login has no user.');
    return found;
  };

  it("Given a user whose language is German, When pages are shown, Then Salesforce's words are German, ids and values stay, and the package keeps its labels", async () => {
    user()['LanguageLocaleKey'] = 'de';
    const { text } = await browser.login(EMAIL);
    expect(text).to.contain('Zugriffsebene').and.contain('value="Speichern"').and.not.contain('Access level');
    expect(text).to.contain('sendEmailAccessControlSelect').and.contain('<option value="2"').and.contain('lang="de"');
    expect((await browser.open(CPQ)).text)
      .to.contain(URL_LABEL)
      .and.contain('value="Speichern"');
    await browser.behave({ translated: 'all' });
    expect((await browser.open(CPQ)).text).not.to.contain(URL_LABEL);
  });

  it('Given a user with API Only User, When a frontdoor URL is asked for, Then it is refused in the words of a bad token', async () => {
    const { sandbox } = browser.simulator.simulation;
    const id = user()['Id'];
    for (const { AssigneeId, PermissionSetId } of sandbox.table('PermissionSetAssignment').rows()) {
      const set = sandbox.table('PermissionSet').get(String(PermissionSetId));
      if (AssigneeId === id && set) set['PermissionsApiUserOnly'] = true;
    }
    const { accessToken } = browser.simulator.simulation.login('sandbox');
    const headers = { authorization: `Bearer ${accessToken}` };
    const answer = await fetch(`${browser.simulator.url}/services/oauth2/singleaccess`, { headers });
    expect([answer.status, await answer.text()]).to.deep.equal([403, 'Bad_OAuth_Token']);
    expect((await fetch(`${browser.simulator.url}/services/oauth2/userinfo`, { headers })).status).to.equal(200);
  });

  for (const change of [{ layout: 'round' }, { slow: -1 }, { verson: 2 }, []] as Json[]) {
    it(`Given ${JSON.stringify(change)}, When pages shall behave so, Then it is refused`, async () => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(change);
      const answer = await fetch(`${browser.simulator.url}/__simulator/pages`, { method: 'POST', headers, body });
      expect(answer.status).to.equal(400);
    });
  }

  it('Given settings posted by a test, When they are read, Then they are those, and a wrong one is refused', async () => {
    const url = `${browser.simulator.url}/__simulator/settings/production`;
    const post = (body: Json): Promise<Response> =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    expect((await post({ externalConfiguratorUrl: 'https://x.example', emailDeliverability: 'none' })).status).to.equal(
      200
    );
    expect(await (await fetch(url)).json()).to.include({
      externalConfiguratorUrl: 'https://x.example',
      emailDeliverability: 'none',
    });
    expect((await post({ emailDeliverability: 'some' })).status).to.equal(400);
    expect((await post({ nonsense: true })).status).to.equal(400);
  });

  it('Given pages read and saved, When the request log is read, Then only the Save is a write, by the user in the sandbox', async () => {
    const page = await browser.login(CPQ);
    await browser.submit(page, {});
    const log = (await (await fetch(`${browser.simulator.url}/__simulator/requests`)).json()) as Array<{
      [key: string]: Json;
    }>;
    expect(
      log.filter(({ write }) => write === true).map(({ method, path, org, user }) => [method, path, org, user])
    ).to.deep.equal([['POST', CPQ, 'sandbox', browser.simulator.simulation.login('sandbox').username]]);
  });
});
