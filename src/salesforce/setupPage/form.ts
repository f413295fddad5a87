import type { Frame, Locator, Page } from 'playwright-core';
import type { PageContent } from '../types.ts';
import { locate, quoted } from './locate.ts';
import type { Control, PageDefinition } from './pages.ts';
import { FormProblem } from './problem.ts';
import { saveButton } from './saveButton.ts';

/** The frame that holds the form: the page itself, or the frame that Lightning puts a classic page in. */
export const frameWith = async (page: Page, control: Control): Promise<Frame | undefined> => {
  for (const frame of page.frames()) {
    if (!frame.isDetached() && (await locate(frame, control))) return frame;
  }
  return undefined;
};

const required = async (frame: Frame, control: Control): Promise<Locator> => {
  const found = await locate(frame, control);
  if (!found) throw new FormProblem('changed', `there is no "${control.label}"`);
  return found;
};

const valueOf = async (control: Control, locator: Locator): Promise<string | boolean> =>
  control.kind === 'checkbox' ? locator.isChecked() : locator.inputValue();

/** What the page's controls hold, and which of the things that are never touched it offers. */
export const readForm = async (frame: Frame, { controls, offers }: PageDefinition): Promise<PageContent> => {
  const values: PageContent['values'] = {};
  for (const control of controls) values[control.name] = await valueOf(control, await required(frame, control));
  const offered: string[] = [];
  for (const { words, selector } of offers) {
    const seen = frame
      .getByRole('button', { name: words, includeHidden: true })
      .or(frame.getByRole('link', { name: words, includeHidden: true }))
      .or(frame.locator(selector));
    if ((await seen.count()) > 0) offered.push(words);
  }
  return { values, offers: offered };
};

/** The head of the tab panel that holds the control: RichFaces gives it the panel's id and `_lbl`. */
const headOf = async (frame: Frame, control: Locator): Promise<Locator | undefined> => {
  for (const panel of await control.locator('xpath=ancestor::*[@id]').all()) {
    const head = frame.locator(`[id=${quoted(`${await panel.getAttribute('id')}_lbl`)}]`);
    if ((await head.count()) === 1) return head;
  }
  return undefined;
};

/** Brings the tab with the controls to the front where they are hidden behind another one. */
const showTab = async (frame: Frame, tab: string, control: Locator): Promise<void> => {
  if (await control.isVisible()) return;
  const named = frame
    .getByRole('tab', { name: tab })
    .or(frame.locator(`xpath=//td[normalize-space(.) = ${quoted(tab)}]`))
    .first();
  const head = (await headOf(frame, control)) ?? named;
  if ((await head.count()) === 0) throw new FormProblem('changed', `there is no tab "${tab}"`);
  await head.click();
};

const setControl = async ({ kind }: Control, locator: Locator, value: string | boolean): Promise<void> => {
  if (kind === 'checkbox') await locator.setChecked(value === true);
  else if (kind === 'select') await locator.selectOption(String(value));
  else await locator.fill(String(value));
};

/**
 * What the page says went wrong, in its own words, whatever their language; undefined where it says nothing: a block that
 * waits out of sight for something to go wrong says nothing.
 */
const complaint = async (frame: Frame): Promise<string | undefined> => {
  const block = frame.locator('.message.errorM3, .message.errorM4, .errorMsg').filter({ visible: true });
  const words = (await block.allInnerTexts())
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
  return words.length > 0 ? words.join(' ') : undefined;
};

/**
 * Sets the given controls and saves once. Nothing else on the page is clicked but the tab that hides them.
 *
 * @throws FormProblem `changed` where a control or the button is missing, `refused` with the page's own words
 */
export const saveForm = async (
  frame: Frame,
  definition: PageDefinition,
  values: Readonly<Record<string, string | boolean>>,
  timeout: number
): Promise<void> => {
  const { controls, tab } = definition;
  for (const control of controls) {
    if (!(control.name in values)) continue;
    const locator = await required(frame, control);
    if (tab !== undefined) await showTab(frame, tab, locator);
    await setControl(control, locator, values[control.name]);
  }
  const button = await saveButton(frame, await required(frame, controls[0]), definition);
  const answered = frame
    .page()
    .waitForEvent('framenavigated', { predicate: (navigated) => navigated === frame, timeout });
  // Together: whichever fails first ends the save, and what fails after it is nobody's unhandled rejection.
  await Promise.all([answered, button.click({ timeout })]);
  await frame.waitForLoadState('domcontentloaded', { timeout });
  const words = await complaint(frame);
  if (words !== undefined) throw new FormProblem('refused', words);
};
