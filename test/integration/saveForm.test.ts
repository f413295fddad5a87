import { expect } from 'chai';
import { chromium, type Browser, type Page } from 'playwright-core';
import { frameWith, saveForm } from '../../src/salesforce/setupPage/form.ts';
import { PAGES } from '../../src/salesforce/setupPage/pages.ts';
import { chromiumPath } from '../support/browser.ts';

const PAGE = PAGES['email-deliverability'];
/** Something lies over the button: the click waits until its time is up. */
const HTML = `<label for="level">Access level</label>
  <select id="level"><option value="0">No access</option><option value="1">System</option></select>
  <button>Save</button><div style="position:fixed;inset:0;z-index:9"></div>`;

describe('saving a form that never answers', () => {
  let browser: Browser;
  let page: Page;
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(async () => {
    browser = await chromium.launch({
      executablePath: await chromiumPath(),
      args: ['--no-sandbox'],
      headless: true,
    });
    page = await browser.newPage();
    unhandled.splice(0);
    process.on('unhandledRejection', note);
  });
  afterEach(async () => {
    process.off('unhandledRejection', note);
    await browser.close();
  });

  const save = async (meanwhile?: () => Promise<void>): Promise<unknown> => {
    await page.setContent(HTML);
    const frame = await frameWith(page, PAGE.controls[0]);
    if (!frame) throw new Error('The form was not found.');
    const saving = saveForm(frame, PAGE, { accessLevel: '1' }, 800).then(
      () => 'saved',
      (error: unknown) => error
    );
    await meanwhile?.();
    const outcome = await saving;
    // Whatever else is going to fail has failed by then.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return outcome;
  };

  it('Given a covered button, When saving, Then one error comes and no rejection is left unhandled', async () => {
    expect(await save()).to.be.an('error');
    expect(unhandled).to.deep.equal([]);
  });

  it('Given a browser that dies meanwhile, When saving, Then one error comes and no rejection is left unhandled', async () => {
    const dies = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      await browser.close();
    };
    expect(await save(dies)).to.be.an('error');
    expect(unhandled).to.deep.equal([]);
  });
});
