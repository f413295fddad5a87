import type { Frame, Locator } from 'playwright-core';
import type { Control } from './pages.ts';
import { FormProblem } from './problem.ts';

const TAGS: Record<Control['kind'], string> = { text: 'input', checkbox: 'input', select: 'select' };

export const quoted = (words: string): string => `"${words.replace(/"/g, '')}"`;

/** What layouts of all languages put beside a label: colons, the star of a required field, marks of direction. */
const BESIDE = ':*：＊؛\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';

/** The words without what stands beside them; a blank that does not break is a blank. */
const plain = (place: string): string => `normalize-space(translate(${place}, "\u00a0${BESIDE}", " "))`;

/** A cell, or what stands in one, with the words of a label: its own, those of a part of it, or those of its title. */
const cellWith = (words: string): string =>
  `*[self::th or self::td or self::label or self::span][${plain('.')} = ${quoted(words)} or text()[${plain('.')} = ${quoted(words)}] or ${plain('@title')} = ${quoted(words)}]`;

/** The whole of a label, with whatever stands beside its words. */
const whole = (words: string): RegExp => {
  const beside = `[\\s${BESIDE}]*`;
  const escaped = words.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${beside}${escaped.join('\\s+')}${beside}$`);
};

/** The one of these that is there; two are as good as none, for which of them is meant nobody knows. */
const only = async (choices: readonly Locator[], asked: string): Promise<Locator | undefined> => {
  for (const choice of choices) {
    const count = await choice.count();
    if (count === 1) return choice;
    if (count > 1) throw new FormProblem('changed', `${asked} stands there ${count} times`);
  }
  return undefined;
};

/** Elements whose id or name ends so. */
export const endingIn = (tag: string, suffix: string): string =>
  `${tag}[id$=${quoted(suffix)}], ${tag}[name$=${quoted(suffix)}]`;

/**
 * A control by its English label: a real label first, else its own title, else the control in the data cell beside the
 * cell with the label's words (Visualforce puts it behind, some layouts before).
 */
const byLabel = (frame: Frame, { label, kind }: Control): Promise<Locator | undefined> => {
  const tag = TAGS[kind];
  const beside = (side: 'following' | 'preceding'): Locator =>
    frame.locator(
      `xpath=//${cellWith(label)}/ancestor-or-self::*[self::th or self::td][1]/${side}-sibling::td[1]//${tag}[not(@type='hidden')]`
    );
  const titled = frame.locator(`xpath=//${tag}[not(@type='hidden')][${plain('@title')} = ${quoted(label)}]`);
  const choices = [frame.getByLabel(whole(label)), titled, beside('following'), beside('preceding')];
  return only(choices, `the label "${label}"`);
};

/** A select that has these values and no others: what a choice means does not change with the language. */
const byOptions = async (frame: Frame, { options, label }: Control): Promise<Locator | undefined> => {
  if (options === undefined) return undefined;
  const all = options.map((value) => `[option[@value=${quoted(value)}]]`).join('');
  const select = frame.locator(`xpath=//select${all}[count(option)=${options.length}]`);
  return only([select], `a choice like "${label}"`);
};

/**
 * A control by what no language changes (the end of its id or name), else by its English label, else by its options.
 *
 * @throws FormProblem `changed` where two controls are as good as each other
 */
export const locate = async (frame: Frame, control: Control): Promise<Locator | undefined> => {
  const { suffix, label, kind } = control;
  const own = suffix === undefined ? undefined : frame.locator(endingIn(TAGS[kind], suffix));
  return (
    (own && (await only([own], `the control of "${label}"`))) ??
    (await byLabel(frame, control)) ??
    (await byOptions(frame, control))
  );
};
