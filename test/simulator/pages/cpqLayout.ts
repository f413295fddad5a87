import { CPQ_TABS } from './cpqTabs.ts';
import type { CpqSetting } from './cpqTabs.ts';
import type { FormField } from './form.ts';

/** Where one version of the package has a tab: ids as Visualforce generates them. */
export type PlacedTab = {
  label: string;
  id: string;
  settings: Array<{ key: string; setting: CpqSetting; field: FormField }>;
};

/** The ids of buttons and blocks in one version of the package. */
export type PlacedPage = {
  form: string;
  block: string;
  save: string;
  saveBelow: string;
  generate: string;
  tabs: PlacedTab[];
};

const BLOCK = 'page:form:pb';
/** The ids of version 1 are those that public automation of this page has found: the last tab is 273, Save 11. */
const LAST_TAB = 273;
const SAVE = 11;

/**
 * The ids of one version of the package. Visualforce counts its unnamed components, so that anything added to a page
 * moves all numbers behind it; other versions here have other numbers, other distances, and every second one another
 * order of the fields.
 */
export function placeCpqPage(version: number): PlacedPage {
  const shift = (version - 1) * 17;
  const step = 5 + ((version - 1) % 3);
  let tabNumber = LAST_TAB + shift;
  const tabs = [...CPQ_TABS].reverse().map((tab, index) => {
    if (index > 0) tabNumber -= step * (tab.settings.length + 1);
    const inOrder = version % 2 === 0 ? [...tab.settings].reverse() : tab.settings;
    return {
      label: tab.label,
      id: `${BLOCK}:j_id${tabNumber}`,
      settings: inOrder.map((setting, position) => ({
        key: `${tab.label}/${setting.label}`,
        setting,
        field: fieldOf(setting, `${BLOCK}:j_id${tabNumber + 1}:j_id${tabNumber + 1 + step * (position + 1)}`),
      })),
    };
  });
  const save = SAVE + version - 1;
  return {
    form: 'page:form',
    block: BLOCK,
    save: `page:form:j_id2:j_id3:j_id${save}`,
    saveBelow: `page:form:j_id${LAST_TAB + shift + 60}:bottom:j_id${LAST_TAB + shift + 61}`,
    generate: `${BLOCK}:j_id${tabNumber - 4}`,
    tabs: tabs.reverse(),
  };
}

function fieldOf({ label, kind, options }: CpqSetting, id: string): FormField {
  return { id, label, kind, ...(options ? { options: options.map((option) => [option, option] as const) } : {}) };
}
