import type { Frame, Locator } from 'playwright-core';
import { endingIn } from './locate.ts';
import type { PageDefinition } from './pages.ts';
import { FormProblem } from './problem.ts';

/** Rows of a page block with the buttons that act on the whole form; Visualforce draws one above and one below. */
const BUTTON_ROWS = '.pbButton, .pbButtonb, .pbBottomButtons';
/** What Salesforce's classic pages call the button in every language, and how components of it are named. */
const OWN_NAMES = '[name="save"], [name$=":save"], [id$=":save"]';
/** Visualforce's commandButton submits whatever it does: what is named so takes back, and never saves. */
const TAKES_BACK = ['cancel', 'cancelBtn', 'cancelButton']
  .flatMap((name) => [`:not([name$="${name}" i])`, `:not([id$="${name}" i])`])
  .join('');
const SUBMITS = ['input[type="submit"]', 'button[type="submit"]', 'button:not([type])'];

/** What sends the form, but for what must never be clicked. */
const submitsIn = async (place: Locator, { offers }: PageDefinition): Promise<Locator[]> => {
  const untouched = TAKES_BACK + offers.map(({ selector }) => `:not(${selector})`).join('');
  const found: Locator[] = [];
  for (const button of await place.locator(SUBMITS.map((submit) => submit + untouched).join(', ')).all()) {
    const words = (await button.getAttribute('value')) ?? (await button.innerText());
    if (!offers.some((offer) => offer.words === words.trim())) found.push(button);
  }
  return found;
};

/** The submit button of the first row that has any, else the only one of the form. */
const byStructure = async (form: Locator, definition: PageDefinition): Promise<Locator> => {
  const places = [...(await form.locator(BUTTON_ROWS).all()), form];
  for (const place of places) {
    const [button, ...others] = await submitsIn(place, definition);
    const { words } = definition.save;
    if (others.length > 0) throw new FormProblem('changed', `${others.length + 1} buttons may be "${words}"`);
    if (button) return button;
  }
  throw new FormProblem('changed', `there is no button "${definition.save.words}"`);
};

/**
 * The button that saves the form of a control.
 *
 * @throws FormProblem `changed` where there is none, or where nobody knows which of several it is
 */
export const saveButton = async (frame: Frame, control: Locator, definition: PageDefinition): Promise<Locator> => {
  const { suffix, words } = definition.save;
  const around = control.locator('xpath=ancestor::form[1]');
  const form = (await around.count()) === 1 ? around : frame.locator('body');
  // Above and below the form stands the same button twice: the first will do.
  const known = [
    ...(suffix === undefined ? [] : [form.locator(endingIn('*', suffix))]),
    form.getByRole('button', { name: words, exact: true }),
    form.locator(OWN_NAMES),
  ];
  for (const buttons of known) if ((await buttons.count()) > 0) return buttons.first();
  return byStructure(form, definition);
};
