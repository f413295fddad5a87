import type { SetupPage } from '../types.ts';

/** A control of a setup page: our name for it, and what it is found by. */
export type Control = {
  name: string;
  kind: 'text' | 'checkbox' | 'select';
  /** How its id and name end, on Salesforce's own pages: the same in every language. */
  suffix?: string;
  /** The words of its label, in English; a package's page has nothing else to go by. */
  label: string;
  /** The values of all its options: what a select is recognised by where its id changed, and its label is translated. */
  options?: readonly string[];
};

/** Something that a page also offers and that is never touched, however it is called in the page's language. */
export type Offer = { words: string; selector: string };

/** The button that saves: by the end of its id, by its English words, by Salesforce's own name, else as the form's submit button. */
export type SaveButton = { words: string; suffix?: string };

/** Where a page is, and which of its controls are ours. Ids that Visualforce generates are never used. */
export type PageDefinition = {
  /** Tried in this order until the first control is there. */
  paths: readonly string[];
  /** Where a link on another page leads to ours: by its target, else by the words of its title. */
  link?: { path: string; href: RegExp; words: RegExp };
  /** The tab that holds the controls, where the page does not tell it by ids. */
  tab?: string;
  controls: readonly Control[];
  save: SaveButton;
  /** What the page also offers, and what is never touched: reported only. */
  offers: readonly Offer[];
};

export const PAGES: Record<SetupPage, PageDefinition> = {
  // The configuration page of the SBQQ package; its settings are protected and have no API. The suffix and the address of
  // what it offers are those that public automation of this page goes by.
  'cpq-configuration': {
    paths: ['/apex/SBQQ__EditSettings'],
    link: {
      path: '/0A3?setupid=ImportedPackage',
      href: /\/apex\/(SBQQ__)?EditSettings\b/i,
      words: /configure.*salesforce cpq/i,
    },
    tab: 'Additional Settings',
    controls: [
      { name: 'externalConfiguratorUrl', label: 'External Configurator URL', kind: 'text' },
      { name: 'thirdPartyConfigurator', label: 'Third Party Configurator', kind: 'checkbox' },
    ],
    save: { words: 'Save' },
    offers: [
      { words: 'Generate Integration User Permissions', selector: '[name$=":setupIntegrationUserPermissions"]' },
      { words: 'Authorize New Calculation Service', selector: 'a[href*="RemoteAccessAuthorizationPage" i]' },
    ],
  },
  // A page of Salesforce's own: ids and option values are those that public automation of it goes by.
  'email-deliverability': {
    paths: ['/email-admin/editOrgEmailSettings.apexp'],
    controls: [
      {
        name: 'accessLevel',
        kind: 'select',
        suffix: ':sendEmailAccessControlSelect',
        label: 'Access level',
        options: ['0', '1', '2'],
      },
    ],
    save: { words: 'Save', suffix: ':saveBtn' },
    offers: [],
  },
};
