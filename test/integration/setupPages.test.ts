import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Org } from '@salesforce/core';
import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import { openOrg, type OpenOrg } from '../../src/salesforce/open.ts';
import { setupPages, type BrowserOptions, type SetupPageDriver } from '../../src/salesforce/setupPage/index.ts';
import type { OrgError } from '../../src/salesforce/errors.ts';
import { chromiumPath } from '../support/browser.ts';
import { Workbench } from '../support/workbench.ts';

type Settings = { externalConfiguratorUrl: string; thirdPartyConfigurator: boolean; emailDeliverability: string };
type Shown = { actions: Array<{ control: string }> };

const NEW_URL = 'https://acme-new.test01.logik.io/ui/configure';

describe('setup pages in a real browser', () => {
  let bench: Workbench;
  let driver: SetupPageDriver;

  before(async () => {
    bench = await Workbench.start();
    await open();
  });
  after(async () => {
    await driver.close();
    await bench.close();
  });
  beforeEach(async () => {
    await bench.control('DELETE', 'pages');
    await bench.control('POST', 'settings/sandbox', {
      externalConfiguratorUrl: `${bench.url}/ui/configure`,
      thirdPartyConfigurator: true,
    });
    await bench.forgetRequests();
  });

  const open = async (options: BrowserOptions = {}): Promise<void> => {
    const org = await Org.create({ aliasOrUsername: 'uat' });
    driver = setupPages(org, 'uat', { executablePath: await chromiumPath(), ...options });
  };
  const settings = (): Promise<Settings> => bench.control('GET', 'settings/sandbox');
  const behave = (change: object): Promise<unknown> => bench.control('POST', 'pages', change);
  const failure = async (work: Promise<unknown>): Promise<OrgError> => {
    try {
      await work;
    } catch (error) {
      return error as OrgError;
    }
    throw new Error('It should have failed.');
  };

  const looks: object[] = [
    { version: 1 },
    { version: 7 },
    { layout: 'twoColumns' },
    { layout: 'labelAfter', version: 3 },
    { layout: 'wrapped' },
    { rendering: 'lightning' },
    { slow: 700 },
    { once503: 1 },
  ];
  for (const look of looks) {
    it(`Given a page that ${JSON.stringify(look)}, When it is read, saved and read again, Then it holds the new values`, async () => {
      await behave(look);
      expect((await driver.read('cpq-configuration')).values).to.deep.equal({
        externalConfiguratorUrl: `${bench.url}/ui/configure`,
        thirdPartyConfigurator: true,
      });
      await driver.save('cpq-configuration', { externalConfiguratorUrl: NEW_URL, thirdPartyConfigurator: false });
      expect(await settings()).to.include({ externalConfiguratorUrl: NEW_URL, thirdPartyConfigurator: false });
      expect((await driver.read('cpq-configuration')).values).to.deep.equal({
        externalConfiguratorUrl: NEW_URL,
        thirdPartyConfigurator: false,
      });
    });
  }

  it('Given one value, When it is saved, Then Save is pressed once and nothing else is, and other values stay', async () => {
    await driver.save('cpq-configuration', { externalConfiguratorUrl: NEW_URL });
    const { actions } = await bench.control<Shown>('GET', 'pages');
    expect(actions.map(({ control }) => control)).to.deep.equal(['Save']);
    expect(await settings()).to.include({ externalConfiguratorUrl: NEW_URL, thirdPartyConfigurator: true });
  });

  it('Given the Deliverability page, When the level is set, Then the org holds it', async () => {
    expect((await driver.read('email-deliverability')).values).to.deep.equal({ accessLevel: '1' });
    await driver.save('email-deliverability', { accessLevel: '0' });
    expect((await driver.read('email-deliverability')).values).to.deep.equal({ accessLevel: '0' });
  });

  it('Given a value that the page refuses, When it is saved, Then the error holds the words of the page', async () => {
    const error = await failure(driver.save('cpq-configuration', { externalConfiguratorUrl: 'no url at all' }));
    expect(error).to.include({ name: 'PageRefusedError', scope: 'item' });
    expect(error.message).to.match(/refused the values: Error: \S+/);
  });

  it('Given a session that ends on the way, When the page is read, Then a new frontdoor leads in again', async () => {
    await driver.read('cpq-configuration');
    await behave({ expireSession: 1 });
    await driver.read('cpq-configuration');
    expect((await driver.read('cpq-configuration')).values.thirdPartyConfigurator).to.equal(true);
  });

  it('Given a save that silently does not take, When the page is read again, Then it tells', async () => {
    await behave({ ignoreSave: true });
    await driver.save('cpq-configuration', { externalConfiguratorUrl: NEW_URL });
    expect((await driver.read('cpq-configuration')).values.externalConfiguratorUrl).to.equal(
      `${bench.url}/ui/configure`
    );
  });

  it('Given a login challenge, When the page is read, Then it is recognised within seconds', async () => {
    await driver.close();
    await open();
    await behave({ mfa: true });
    const since = Date.now();
    const error = await failure(driver.read('cpq-configuration'));
    expect(error).to.include({ name: 'LoginChallengeError', scope: 'item' });
    expect(error.message).to.match(/Verify Your Identity/);
    expect(Date.now() - since).to.be.lessThan(8000);
  });

  it('Given the page that has a passkey made, When a page is read, Then it is told by its address, and no button of it is pressed', async () => {
    await driver.close();
    await open();
    await behave({ passkey: true });
    const error = await failure(driver.read('email-deliverability'));
    expect(error).to.include({ name: 'PasskeyPageError', scope: 'item' });
    expect(error.message).to.include('/_ui/identity/webauthn/Add');
    expect((await bench.control<Shown>('GET', 'pages')).actions).to.deep.equal([]);
    await driver.close();
    await open();
  });

  it('Given a notice after the login, When a page is read, Then the page is asked for again; where the notice stays, that is told, and nothing of it is pressed', async () => {
    await behave({ notice: 1 });
    expect((await driver.read('email-deliverability')).values).to.deep.equal({ accessLevel: '0' });
    await behave({ notice: 99 });
    const error = await failure(driver.read('email-deliverability'));
    expect(error).to.include({ name: 'PageNoticeError', scope: 'item' });
    expect(error.message).to.include('/_ui/identity/phone/AddPhoneNumber');
    expect((await bench.control<Shown>('GET', 'pages')).actions).to.deep.equal([]);
  });

  for (const [what, action] of [
    ['an API-only user', { status: 403, body: 'Bad_OAuth_Token', headers: { 'content-type': 'text/html' } }],
    ['an answer without a URL', { status: 200, body: {} }],
    ['an answer with half a URL', { status: 200, body: { frontdoor_uri: 'frontdoor' } }],
    ['a server error', { status: 500, body: 'oops' }],
  ] as const) {
    it(`Given ${what} where a browser is to get in, When a page is read, Then that concerns this page only`, async () => {
      await driver.close();
      await open();
      await bench.fault({ path: '/services/oauth2/singleaccess*', times: 9, action });
      const error = await failure(driver.read('email-deliverability'));
      await bench.control('DELETE', 'faults');
      expect(error).to.include({ name: 'FrontdoorRefusedError', scope: 'item' });
    });
  }

  describe('in another language', () => {
    let org: OpenOrg;
    let ids: string[];
    const speak = (language: string): Promise<void> =>
      bench.setRecords(
        'sandbox',
        'User',
        ids.map((Id) => ({ Id, LanguageLocaleKey: language }))
      );
    before(async () => {
      ids = (await bench.records('sandbox', 'User')).map(({ Id }) => Id);
      const options = { executablePath: await chromiumPath() };
      org = openOrg(await Org.create({ aliasOrUsername: 'uat' }), { label: 'uat', browser: options });
    });
    after(async () => {
      await speak('en_US');
      await org.close();
    });

    for (const language of ['de', 'ja', 'ar']) {
      it(`Given Setup in ${language}, When the page refuses a value, then a notice comes first, Then both are told in the page's own words, and nothing else is pressed`, async () => {
        await speak(language);
        const writer = org.openWriter();
        const refused = await failure(
          writer.savePage('cpq-configuration', { externalConfiguratorUrl: 'no url at all' })
        );
        expect(refused).to.include({ name: 'PageRefusedError', scope: 'item' });
        await behave({ notice: 1 });
        expect((await org.reader.pages.read('email-deliverability')).values).to.have.property('accessLevel');
        await behave({ notice: 99 });
        const notice = await failure(org.reader.pages.read('cpq-configuration'));
        expect(notice).to.include({ name: 'PageNoticeError', scope: 'item' });
        const { actions } = await bench.control<Shown>('GET', 'pages');
        expect(actions.map(({ control }) => control)).to.deep.equal(['Save']);
      });

      it(`Given Setup in ${language}, When both pages are read and saved, Then words do not matter`, async () => {
        await speak(language);
        const writer = org.openWriter();
        await writer.savePage('email-deliverability', { accessLevel: '2' });
        await writer.savePage('cpq-configuration', { externalConfiguratorUrl: NEW_URL, thirdPartyConfigurator: false });
        expect((await org.reader.pages.read('email-deliverability')).values).to.deep.equal({ accessLevel: '2' });
        const { values, offers } = await org.reader.pages.read('cpq-configuration');
        expect(values).to.deep.equal({ externalConfiguratorUrl: NEW_URL, thirdPartyConfigurator: false });
        expect(offers).to.have.length(2);
        const { actions } = await bench.control<Shown>('GET', 'pages');
        expect(actions.map(({ control }) => control)).to.deep.equal(['Save', 'Save']);
      });
    }

    for (const language of ['de', 'ja', 'ar'])
      it(`Given a package whose labels are translated too (${language}), When its page is read, Then the language is named and nothing is guessed`, async () => {
        await speak(language);
        await behave({ translated: 'all' });
        const error = await failure(org.reader.pages.read('cpq-configuration'));
        expect(error).to.include({ name: 'PageLanguageError', scope: 'item' });
        expect(error.message).to.include(`(${language};`);
      });
  });

  it('Given maintenance, When the page is read, Then it is recognised within seconds', async () => {
    await behave({ maintenance: true });
    const since = Date.now();
    const error = await failure(driver.read('email-deliverability'));
    expect(error).to.include({ name: 'PageMaintenanceError', scope: 'item' });
    expect(Date.now() - since).to.be.lessThan(8000);
  });

  it('Given no browser where one is named, When a page is read, Then the error says how to get one', async () => {
    const none = setupPages(await Org.create({ aliasOrUsername: 'uat' }), 'uat', { executablePath: '/nowhere/chrome' });
    const error = await failure(none.read('cpq-configuration'));
    expect(error).to.include({ name: 'NoBrowserError', scope: 'item' });
    expect(error.actions?.join(' ')).to.include('CHROME_BIN');
    await none.close();
  });

  it('Given no browser, When a second page is read, Then the error names that page, in a sentence without gaps', async () => {
    const none = setupPages(await Org.create({ aliasOrUsername: 'uat' }), 'uat', { executablePath: '/nowhere/chrome' });
    await failure(none.read('cpq-configuration'));
    const { message } = await failure(none.read('email-deliverability'));
    expect(message)
      .to.contain('Deliverability')
      .and.not.match(/ {2}| $/);
    await none.close();
  });

  it('Given a trace for support, When it is written, Then no session, token or frontdoor URL is in it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'logik-trace-'));
    try {
      const file = join(directory, 'trace.zip');
      await driver.close();
      await open({ trace: file });
      await driver.read('cpq-configuration');
      await driver.close();
      const files = unzipSync(await readFile(file));
      const text = Object.values(files)
        .map((data) => strFromU8(data, true))
        .join('\n');
      expect(text).to.include('EditSettings');
      expect(text).not.to.match(/00D[A-Za-z0-9]{9,15}!/);
      expect(text).not.to.match(/otp=(?!<redacted>)[^"&\s]{6,}/);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
