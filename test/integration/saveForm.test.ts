import { expect } from 'chai';
import { chromium, type Browser, type Page } from 'playwright-core';
import { frameWith, readForm, saveForm } from '../../src/salesforce/setupPage/form.ts';
import { PAGES } from '../../src/salesforce/setupPage/pages.ts';
import type { FormProblem } from '../../src/salesforce/setupPage/problem.ts';
import { saveButton } from '../../src/salesforce/setupPage/saveButton.ts';
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

describe('finding what is on a page', () => {
  let browser: Browser;
  let page: Page;
  before(async () => {
    browser = await chromium.launch({ executablePath: await chromiumPath(), args: ['--no-sandbox'], headless: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  after(() => browser.close());

  const options = (...values: string[]): string =>
    values.map((value) => `<option value="${value}">x</option>`).join('');
  const levelOf = async (html: string): Promise<unknown> => {
    await page.setContent(html);
    try {
      const frame = await frameWith(page, PAGE.controls[0]);
      return frame ? (await readForm(frame, PAGE)).values.accessLevel : 'not there';
    } catch (error) {
      return (error as FormProblem).kind;
    }
  };

  it('Given another id and another language, When the level is looked for, Then its three values tell it', async () => {
    expect(
      await levelOf(`<select id="a">${options('x')}</select><select id="b">${options('2', '1', '0')}</select>`)
    ).to.equal('2');
  });

  it('Given two that may be it, or one with more values, When the level is looked for, Then nobody guesses', async () => {
    const one = `<select>${options('0', '1', '2')}</select>`;
    expect(await levelOf(one + one)).to.equal('changed');
    expect(await levelOf(`<select>${options('0', '1', '2', '3')}</select>`)).to.equal('not there');
  });

  const cpq = PAGES['cpq-configuration'];

  const LABEL = 'External Configurator URL';
  const INPUT = '<input id="q" value="v">';
  const beside = (cell: string, input = INPUT): string =>
    `<table><tr>${cell}<td>${input}</td></tr></table><label for="t">Third Party Configurator</label><input type="checkbox" id="t">`;
  const layouts: Array<[what: string, html: string]> = [
    ['its label in its own title', beside('<th>عنوان</th>', `<input title="${LABEL}" value="v">`)],
    ['its label in the title of the cell beside it', beside(`<th title="${LABEL}">عنوان</th>`)],
    ['its label in the title of what stands in that cell', beside(`<th><span title="${LABEL}">عنوان</span></th>`)],
    [
      'its label in title, cell and both',
      beside(`<th title="${LABEL}">${LABEL}</th>`, `<input title="${LABEL}" value="v">`),
    ],
    ['a wide colon behind its label', beside(`<th>${LABEL}：</th>`)],
    ['a wide star before its label', beside(`<th>＊${LABEL}</th>`)],
    ['blanks that do not break', beside('<th>External&nbsp;Configurator&nbsp;URL&nbsp;</th>')],
    ['marks of direction', `<html dir="rtl">${beside(`<th>&rlm;${LABEL}&lrm;</th>`)}`],
    ['a star behind a real label', `<label for="q">${LABEL} *</label>${beside('<th></th>')}`],
    ['a star before a real label', `<label for="q"><abbr>*</abbr>${LABEL}</label>${beside('<th></th>')}`],
    ['words for screen readers behind its label', beside(`<th><label>${LABEL}<span>必須</span></label></th>`)],
    ['its label for screen readers only', beside('<th>値</th>', `<input aria-label="${LABEL}" value="v">`)],
  ];
  for (const [what, html] of layouts)
    it(`Given ${what}, When the control is looked for, Then it is found`, async () => {
      await page.setContent(html);
      const frame = await frameWith(page, cpq.controls[0]);
      expect(frame && (await readForm(frame, cpq)).values.externalConfiguratorUrl).to.equal('v');
    });

  for (const [what, html] of [
    ['a label that only begins so', beside(`<th>${LABEL} (old)</th>`)],
    ['a title that says more', beside('<th>x</th>', `<input title="Old ${LABEL}" value="v">`)],
  ])
    it(`Given ${what}, When the control is looked for, Then it is another one`, async () => {
      await page.setContent(html);
      expect(await frameWith(page, cpq.controls[0])).to.equal(undefined);
    });

  for (const [what, block, expected] of [
    [
      'words in another language',
      '<div class="message errorM3">エラー: 保存できません</div>',
      'エラー: 保存できません',
    ],
    ['words beside a field', '<div class="errorMsg"><strong>خطأ:</strong> قيمة</div>', 'خطأ: قيمة'],
    ['a block that is out of sight', '<div class="message errorM3" style="display:none">Fehler</div>', 'saved'],
  ])
    it(`Given ${what} after saving, When it is looked for, Then ${expected === 'saved' ? 'nothing went wrong' : 'it is told'}`, async () => {
      await page.route('https://org.example/**', (route) =>
        route.fulfill({
          contentType: 'text/html; charset=utf-8',
          body:
            route.request().method() === 'POST'
              ? block
              : `<form method="post"><select id="a:sendEmailAccessControlSelect">${options('0', '1', '2')}</select><button id="a:saveBtn">حفظ</button></form>`,
        })
      );
      await page.goto('https://org.example/');
      const frame = await frameWith(page, PAGE.controls[0]);
      const outcome =
        frame &&
        (await saveForm(frame, PAGE, { accessLevel: '2' }, 5000).then(
          () => 'saved',
          (error: Error) => error.message
        ));
      expect(outcome).to.equal(expected);
    });

  const clicked = async (buttons: string): Promise<unknown> => {
    await page.setContent(
      `<form action="about:blank"><label for="u">External Configurator URL</label><input id="u">${buttons}</form>
      <script>document.forms[0].addEventListener('submit', (event) => { document.title = event.submitter.value; event.preventDefault(); })</script>`
    );
    const frame = await frameWith(page, cpq.controls[0]);
    try {
      if (frame) await (await saveButton(frame, frame.locator('#u'), cpq)).click();
      return await page.title();
    } catch (error) {
      return (error as FormProblem).kind;
    }
  };
  const submit = (value: string, name = value): string => `<input type="submit" value="${value}" name="${name}">`;

  it('Given a button row in another language, When the page is saved, Then its only submit button is the one, and what the page offers is not', async () => {
    const offer = submit('Berechtigungen generieren', 'page:form:pb:j_id1:setupIntegrationUserPermissions');
    expect(
      await clicked(`${offer}<div class="pbButton">${submit('Speichern')}<input type="button" value="Abbrechen"></div>`)
    ).to.equal('Speichern');
    expect(await clicked(`${offer}${submit('Speichern')}`)).to.equal('Speichern');
    expect(await clicked(offer)).to.equal('changed');
  });

  it('Given two submit buttons in another language, When the page is saved, Then nobody guesses; in English, Save is the one', async () => {
    expect(await clicked(`<div class="pbButton">${submit('Speichern')}${submit('Abbrechen')}</div>`)).to.equal(
      'changed'
    );
    expect(await clicked(`<div class="pbButton">${submit('Cancel')}${submit('Save')}</div>`)).to.equal('Save');
  });

  for (const [save, cancel] of [
    ['save', 'cancel'],
    ['page:form:pb:buttons:save', 'page:form:pb:buttons:other'],
    ['page:form:j_id1', 'page:form:cancelBtn'],
  ])
    it(`Given two submit buttons in another language (${save}, ${cancel}), When the page is saved, Then their names tell`, async () => {
      const row = `<div class="pbButton">${submit('إلغاء', cancel)}${submit('حفظ', save)}</div>`;
      expect(await clicked(`${row}<div class="pbBottomButtons">${submit('حفظ', save)}</div>`)).to.equal('حفظ');
    });

  it('Given a button that takes back and no other, When the page is saved, Then nothing is pressed', async () => {
    expect(await clicked(submit('إلغاء', 'cancel'))).to.equal('changed');
  });
});
