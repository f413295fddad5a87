import type { Frame, Locator, Page } from 'playwright-core';
import type { PageContent } from '../types.ts';
import type { Control, PageDefinition } from './pages.ts';

/** Tells the page's own trouble apart from a page that is not what was expected. */
export class FormProblem extends Error {
  public readonly kind: 'changed' | 'refused';
  public constructor(kind: 'changed' | 'refused', message: string) {
    super(message);
    this.kind = kind;
  }
}

const TAGS: Record<Control['kind'], string> = { text: 'input', checkbox: 'input', select: 'select' };

const quoted = (words: string): string => `"${words.replace(/"/g, '')}"`;

/** The words without the star of a required field and the colon that some layouts add. */
const cellWith = (words: string): string =>
  `*[self::th or self::td or self::label or self::span][normalize-space(translate(., ':*', '')) = ${quoted(words)}]`;

/**
 * A control by its label: a real label first, else the control in the data cell beside the cell with the label's words
 * (Visualforce puts it behind, some layouts before).
 */
const locate = async (frame: Frame, { label, kind }: Control): Promise<Locator | undefined> => {
  const tag = TAGS[kind];
  const choices = [
    frame.getByLabel(label, { exact: true }),
    frame.locator(
      `xpath=//${cellWith(label)}/ancestor-or-self::*[self::th or self::td][1]/following-sibling::td[1]//${tag}[not(@type='hidden')]`
    ),
    frame.locator(
      `xpath=//${cellWith(label)}/ancestor-or-self::*[self::th or self::td][1]/preceding-sibling::td[1]//${tag}[not(@type='hidden')]`
    ),
  ];
  for (const choice of choices) {
    const count = await choice.count();
    if (count === 1) return choice;
    if (count > 1) throw new FormProblem('changed', `the label "${label}" stands there ${count} times`);
  }
  return undefined;
};

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
  for (const words of offers) {
    const seen = frame
      .getByRole('button', { name: words, includeHidden: true })
      .or(frame.getByRole('link', { name: words, includeHidden: true }));
    if ((await seen.count()) > 0) offered.push(words);
  }
  return { values, offers: offered };
};

/** Brings the tab with the controls to the front where they are hidden behind another one. */
const showTab = async (frame: Frame, tab: string, control: Locator): Promise<void> => {
  if (await control.isVisible()) return;
  const head = frame
    .getByRole('tab', { name: tab })
    .or(frame.locator(`xpath=//td[normalize-space(.) = ${quoted(tab)}]`));
  await head.first().click();
};

const setControl = async ({ kind }: Control, locator: Locator, value: string | boolean): Promise<void> => {
  if (kind === 'checkbox') await locator.setChecked(value === true);
  else if (kind === 'select') await locator.selectOption(String(value));
  else await locator.fill(String(value));
};

/** What the page says went wrong, in its own words; undefined where it says nothing. */
const complaint = async (frame: Frame): Promise<string | undefined> => {
  const block = frame.locator('.message.errorM3, .message.errorM4, .errorMsg');
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
  { controls, tab, save }: PageDefinition,
  values: Readonly<Record<string, string | boolean>>,
  timeout: number
): Promise<void> => {
  for (const control of controls) {
    if (!(control.name in values)) continue;
    const locator = await required(frame, control);
    if (tab !== undefined) await showTab(frame, tab, locator);
    await setControl(control, locator, values[control.name]);
  }
  const button = frame.getByRole('button', { name: save, exact: true }).first();
  if ((await button.count()) === 0) throw new FormProblem('changed', `there is no button "${save}"`);
  const answered = frame
    .page()
    .waitForEvent('framenavigated', { predicate: (navigated) => navigated === frame, timeout });
  // Together: whichever fails first ends the save, and what fails after it is nobody's unhandled rejection.
  await Promise.all([answered, button.click({ timeout })]);
  await frame.waitForLoadState('domcontentloaded', { timeout });
  const words = await complaint(frame);
  if (words !== undefined) throw new FormProblem('refused', words);
};
