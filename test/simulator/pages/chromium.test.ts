import chromium from '@sparticuz/chromium';
import { expect } from 'chai';
import { chromium as playwright } from 'playwright-core';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { startBrowser } from './testBrowser.ts';
import type { TestBrowser } from './testBrowser.ts';

const CPQ = '/apex/SBQQ__EditSettings';

describe('Given the Setup pages and a real browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  let simulated: TestBrowser;

  before(async () => {
    // In a single process, Chromium ends when its first context is closed.
    const args = chromium.args.filter((arg) => arg !== '--single-process');
    browser = await playwright.launch({ executablePath: await chromium.executablePath(), args });
  });
  after(() => browser.close());
  beforeEach(async () => {
    simulated = await startBrowser();
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
  });
  afterEach(async () => {
    await page.context().close();
    await simulated.simulator.close();
  });

  const settings = (): {
    externalConfiguratorUrl: string;
    thirdPartyConfigurator: boolean;
    emailDeliverability: string;
  } => {
    const { simulation } = simulated.simulator;
    return simulation.settings(simulation.sandbox);
  };
  const change = async (place: Page | FrameLocator): Promise<void> => {
    await place.locator('.rich-tab-header', { hasText: 'Additional Settings' }).click();
    await place.getByLabel('External Configurator URL', { exact: true }).fill('https://new.test.logik.io/ui/configure');
    await place.getByLabel('Third Party Configurator', { exact: true }).uncheck();
    const answer = page.waitForResponse((response) => response.request().method() === 'POST');
    await place.getByRole('button', { name: 'Save', exact: true }).first().click();
    await (await answer).finished();
    await place.getByLabel('External Configurator URL', { exact: true }).waitFor();
  };
  const expectChanged = (): void => {
    expect(settings()).to.include({
      externalConfiguratorUrl: 'https://new.test.logik.io/ui/configure',
      thirdPartyConfigurator: false,
    });
  };

  for (const layout of ['standard', 'twoColumns', 'labelAfter', 'wrapped']) {
    it(`When it works by labels in the layout ${layout}, Then both settings are saved, on the same tab again`, async () => {
      await simulated.behave({ layout, version: 2 });
      await page.goto(await simulated.frontdoor(CPQ));
      await change(page);
      expectChanged();
    });
  }

  it('When Lightning frames the page, Then the same works inside of the frame', async () => {
    await simulated.behave({ rendering: 'lightning' });
    await page.goto(await simulated.frontdoor(CPQ));
    expect(new URL(page.url()).pathname).to.equal('/lightning/setup/ImportedPackage/page');
    await change(page.frameLocator('iframe'));
    expectChanged();
  });

  it('When Configure is clicked in Installed Packages, Then the page of Salesforce CPQ is there', async () => {
    await page.goto(await simulated.frontdoor('/0A3?setupid=ImportedPackage'));
    await page.locator('.actionLink[title*="Configure"][title*="Salesforce CPQ"]').click();
    await page.locator('td[id="page:form:pb:j_id273_lbl"]').click();
    expect(await page.locator('input[name="page:form:pb:j_id274:j_id304"]').inputValue()).to.match(/\/ui\/configure$/);
  });

  it('When the access level of e-mail is set, Then it is saved and confirmed', async () => {
    await page.goto(await simulated.frontdoor('/email-admin/editOrgEmailSettings.apexp'));
    await page.getByLabel('Access level').selectOption('2');
    await page.locator('input[id$=":saveBtn"]').click();
    await page.locator('span[id$=":successText"]').waitFor();
    expect(settings().emailDeliverability).to.equal('all');
  });

  it('When the session has expired, Then a Save ends at the login page', async () => {
    await simulated.behave({ expireSession: true });
    await page.goto(await simulated.frontdoor(CPQ));
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.waitForURL(/\/\?ec=302&startURL=/);
    expect(await page.title()).to.equal('Login | Salesforce');
  });
});
