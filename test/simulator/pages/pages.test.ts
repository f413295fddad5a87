import { expect } from 'chai';
import type { Json } from '../model.ts';
import { refreshSandbox } from '../refresh/index.ts';
import type { SetupSettings } from '../scenario/index.ts';
import { formOf, idOf, startBrowser } from './testBrowser.ts';
import type { TestBrowser } from './testBrowser.ts';

const CPQ = '/apex/SBQQ__EditSettings';
const EMAIL = '/email-admin/editOrgEmailSettings.apexp';
const URL_LABEL = 'External Configurator URL';
const BOX_LABEL = 'Third Party Configurator';

describe('the Setup pages', () => {
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

  describe('login', () => {
    it('Given a frontdoor URL, When it is opened, Then it leads to its page, and a second time to the login page', async () => {
      const url = await browser.frontdoor(CPQ);
      expect(url).to.match(/\/secur\/frontdoor\.jsp\?otp=00D/);
      expect((await browser.open(url)).url).to.equal(CPQ);
      expect((await browser.open(url)).text).to.contain('"/?ec=302&startURL=%2Fapex%2FSBQQ__EditSettings"');
    });

    it('Given an access token, When frontdoor.jsp gets it as sid, Then it leads to retURL, but never to another host', async () => {
      const sid = encodeURIComponent(browser.simulator.simulation.login('sandbox').accessToken);
      expect((await browser.open(`/secur/frontdoor.jsp?sid=${sid}&retURL=${EMAIL}`)).url).to.equal(EMAIL);
      const away = await browser.open(`/secur/frontdoor.jsp?sid=${sid}&retURL=https%3A%2F%2Fevil.example%2F`);
      expect(away.url).to.equal('/home/home.jsp');
    });

    it('Given no session, When a page is asked for, Then the answer sends the browser to the login page with where it was', async () => {
      const { status, text } = await browser.open(`${CPQ}?x=1`);
      expect(status).to.equal(200);
      expect(text).to.contain('window.location.replace("/?ec=302&startURL=%2Fapex%2FSBQQ__EditSettings%3Fx%3D1")');
      expect((await browser.open('/?ec=302')).text).to.contain('<title>Login | Salesforce</title>');
    });

    it('Given a bad token, When single access is asked for, Then the answer is 403 and no URL', async () => {
      const headers = { authorization: 'Bearer expired' };
      const answer = await fetch(`${browser.simulator.url}/services/oauth2/singleaccess`, { headers });
      expect(answer.status).to.equal(403);
      expect(await answer.json()).not.to.have.property('frontdoor_uri');
    });

    it('Given MFA, When a browser logs in, Then it is asked to verify and has no session', async () => {
      await browser.behave({ mfa: true });
      const challenge = await browser.login(CPQ);
      expect(challenge.url).to.match(/^\/_ui\/identity\/verification\/method\//);
      expect(challenge.text).to.contain('<title>Verify Your Identity');
      expect((await browser.open(CPQ)).text).to.contain('ec=302');
    });

    it('Given a refresh, When the browser goes on, Then its session is gone', async () => {
      await browser.login(CPQ);
      refreshSandbox(browser.simulator.simulation, {});
      expect((await browser.open(CPQ)).text).to.contain('ec=302');
    });
  });

  describe('the Salesforce CPQ page', () => {
    it('Given the first version, When it is shown, Then its ids are those that public automation of the page knows', async () => {
      const { text } = await browser.login(CPQ);
      expect(idOf(text, URL_LABEL)).to.equal('page:form:pb:j_id274:j_id304');
      expect(idOf(text, BOX_LABEL)).to.equal('page:form:pb:j_id274:j_id309');
      expect(idOf(text, 'Nested Bundles for External Configurator')).to.equal('page:form:pb:j_id274:j_id314');
      expect(text).to.contain('id="page:form:pb:j_id273_lbl"').and.to.contain('name="page:form:j_id2:j_id3:j_id11"');
    });

    it('Given another version, When it is shown, Then all ids differ from the first one’s and are unique', async () => {
      const ids = async (version: number): Promise<string[]> => {
        await browser.behave({ version });
        return [...formOf((await browser.login(CPQ)).text).keys()].filter((name) => name.includes('j_id'));
      };
      const [first, second] = [await ids(1), await ids(2)];
      expect(second).to.have.length(first.length);
      expect(new Set(second).size).to.equal(second.length);
      expect(second.filter((id) => first.includes(id))).to.deep.equal([]);
    });

    for (const version of [1, 2, 3, 9]) {
      it(`Given version ${version}, When both settings are saved, Then they are kept, and so are all others`, async () => {
        await browser.behave({ version });
        const before = { ...settings(), pageFields: { ...settings().pageFields } };
        const page = await browser.login(CPQ);
        const untouched = formOf(page.text);
        const after = await browser.submit(page, {
          [URL_LABEL]: 'https://new.test.logik.io/ui/configure',
          [BOX_LABEL]: false,
        });
        expect(after.status).to.equal(200);
        expect(settings()).to.include({
          externalConfiguratorUrl: 'https://new.test.logik.io/ui/configure',
          thirdPartyConfigurator: false,
          emailDeliverability: before.emailDeliverability,
        });
        expect(settings().pageFields).to.include(before.pageFields);
        const fields = formOf(after.text);
        for (const label of [URL_LABEL, BOX_LABEL]) untouched.delete(idOf(page.text, label));
        for (const [name, value] of untouched) {
          if (name.includes('j_id') && !name.includes('ViewState')) expect(fields.get(name), name).to.equal(value);
        }
        expect(actions()).to.deep.equal([['Save', 'saved']]);
      });
    }

    for (const [what, value, complaint] of [
      ['no URL', 'acme.logik.io/ui/configure', 'External Configurator URL: Invalid URL'],
      ['too long', `https://a.example/${'x'.repeat(250)}`, '(max length=255)'],
    ] as const) {
      it(`Given a value that is ${what}, When it is saved, Then the page says so, shows it, and nothing is kept`, async () => {
        const before = settings().externalConfiguratorUrl;
        const after = await browser.submit(await browser.login(CPQ), { [URL_LABEL]: value, [BOX_LABEL]: false });
        expect(after.text).to.contain('class="message errorM3"').and.to.contain(complaint);
        expect(formOf(after.text).get(idOf(after.text, URL_LABEL))).to.equal(value);
        expect(settings()).to.include({ externalConfiguratorUrl: before, thirdPartyConfigurator: true });
        expect(actions()).to.deep.equal([['Save', 'refused']]);
      });
    }

    it('Given a community launcher, When it is saved, Then it is taken', async () => {
      await browser.submit(await browser.login(CPQ), { [URL_LABEL]: '/apex/LGK__CpqConfiguration' });
      expect(settings().externalConfiguratorUrl).to.equal('/apex/LGK__CpqConfiguration');
    });

    it('Given a form without view state, or with that of an earlier session, When it is posted, Then it is refused', async () => {
      const page = await browser.login(CPQ);
      await browser.login(CPQ);
      const stale = await browser.submit(page, { [BOX_LABEL]: false });
      expect(stale.text).to.contain('The page you submitted was invalid for your session.');
      const bare = await browser.open(CPQ, new URLSearchParams({ 'page:form:j_id2:j_id3:j_id11': 'Save' }));
      expect(bare.text).to.contain('The page you submitted was invalid for your session.');
      expect(settings().thirdPartyConfigurator).to.equal(true);
    });

    it('Given the two controls beside the settings, When they are clicked, Then that is known afterwards', async () => {
      const page = await browser.login(CPQ);
      await browser.submit(page, {}, 'Generate Integration User Permissions');
      await browser.open('/setup/secur/RemoteAccessAuthorizationPage.apexp');
      expect(actions()).to.deep.equal([
        ['Generate Integration User Permissions', null],
        ['Authorize New Calculation Service', null],
      ]);
    });

    it('Given Installed Packages, When it is shown, Then Salesforce CPQ alone has a Configure link, to this page', async () => {
      const { text } = await browser.login('/0A3?setupid=ImportedPackage');
      const links = [...text.matchAll(/<a\s[^>]*title="Configure[^>]*>/g)].map(([link]) => link);
      expect(links).to.have.length(1);
      expect(links[0]).to.contain('class="actionLink"').and.to.contain('Salesforce CPQ').and.to.contain(CPQ);
      expect(text).to.contain('Logik.ai Managed Package').and.to.contain('256.3');
    });

    it('Given a refresh, When the page is shown, Then it holds production’s URL, and saving it leaves production alone', async () => {
      const { simulation } = browser.simulator;
      refreshSandbox(simulation, {});
      expect(settings().externalConfiguratorUrl).to.equal('https://acme.prod.logik.io/ui/configure');
      expect(settings().pageFields).to.deep.equal(simulation.settings(simulation.production).pageFields);
      await browser.submit(await browser.login(CPQ), { [URL_LABEL]: '', 'Quote Batch Size': '7' });
      expect(settings()).to.include({ externalConfiguratorUrl: '' });
      expect(simulation.settings(simulation.production)).to.deep.include({
        externalConfiguratorUrl: 'https://acme.prod.logik.io/ui/configure',
      });
      expect(simulation.settings(simulation.production).pageFields['Line Editor/Quote Batch Size']).to.equal('200');
    });
  });

  describe('the Deliverability page', () => {
    it('Given System email only, When All email is saved, Then it is kept and the page confirms it', async () => {
      const page = await browser.login(EMAIL);
      expect(formOf(page.text).get(idOf(page.text, 'Access level'))).to.equal('1');
      const after = await browser.submit(page, { 'Access level': '2' });
      expect(after.text).to.contain('email settings have been saved.');
      expect(settings().emailDeliverability).to.equal('all');
      expect(formOf((await browser.open(EMAIL)).text).get(idOf(page.text, 'Access level'))).to.equal('2');
    });

    it('Given a value that the list does not have, When it is saved, Then the page refuses it', async () => {
      const after = await browser.submit(await browser.login(EMAIL), { 'Access level': '3' });
      expect(after.text).to.contain('Access level: Validation Error: Value is not valid');
      expect(settings().emailDeliverability).to.equal('system');
    });
  });
});

describe('Setup pages of other scenarios', () => {
  it('Given no Salesforce CPQ, When its page is asked for, Then there is none, nor a link to it', async () => {
    const browser = await startBrowser({ scenario: 'no-cpq' });
    try {
      const page = await browser.login(CPQ);
      expect(page.status).to.equal(404);
      expect(page.text).to.contain('Page SBQQ__EditSettings does not exist');
      expect((await browser.open('/0A3')).text).not.to.contain('Configure -');
    } finally {
      await browser.simulator.close();
    }
  });

  it('Given a package version that shows its settings, When page or API changes one, Then the other has it, after a refresh too', async () => {
    const browser = await startBrowser({ scenario: 'cpq-api' });
    try {
      const { simulation } = browser.simulator;
      const object = 'SBQQ__ConfiguratorSettings__c';
      const row = (): Json => [...simulation.sandbox.table(object).rows()][0] ?? null;
      expect(row()).to.include({ SBQQ__ExternalConfiguratorUrl__c: `${simulation.baseUrl}/ui/configure` });
      await browser.submit(await browser.login(CPQ), { [URL_LABEL]: 'https://by.page.example' });
      expect(row()).to.include({ SBQQ__ExternalConfiguratorUrl__c: 'https://by.page.example' });
      refreshSandbox(simulation, {});
      expect(row()).to.include({
        SBQQ__ExternalConfiguratorUrl__c: 'https://acme.prod.logik.io/ui/configure',
        SetupOwnerId: simulation.sandbox.facts.orgId,
      });
      simulation.sandbox.load(object, {
        ...(row() as object),
        SBQQ__ExternalConfiguratorUrl__c: 'https://by.api.example',
      });
      const page = await browser.login(CPQ);
      expect(formOf(page.text).get(idOf(page.text, URL_LABEL))).to.equal('https://by.api.example');
    } finally {
      await browser.simulator.close();
    }
  });
});
