import type { SetupPage } from '../types.ts';

/** A control of a setup page: our name for it, the words of its label, and what kind of control it is. */
export type Control = { name: string; label: string; kind: 'text' | 'checkbox' | 'select' };

/** Where a page is, and which of its controls are ours. Everything is found by its words, never by a generated id. */
export type PageDefinition = {
  /** Tried in this order until the first control's label is there. */
  paths: readonly string[];
  /** Where a link on another page leads to ours: the words of the link's title on that page. */
  linkTitle?: { path: string; words: RegExp };
  /** The tab that holds the controls. */
  tab?: string;
  controls: readonly Control[];
  save: string;
  /** What the page also offers, and what is never touched: reported only. */
  offers: readonly string[];
};

export const PAGES: Record<SetupPage, PageDefinition> = {
  // The configuration page of the SBQQ package; its settings are protected and have no API.
  'cpq-configuration': {
    paths: ['/apex/SBQQ__EditSettings'],
    linkTitle: { path: '/0A3?setupid=ImportedPackage', words: /configure.*salesforce cpq/i },
    tab: 'Additional Settings',
    controls: [
      { name: 'externalConfiguratorUrl', label: 'External Configurator URL', kind: 'text' },
      { name: 'thirdPartyConfigurator', label: 'Third Party Configurator', kind: 'checkbox' },
    ],
    save: 'Save',
    offers: ['Generate Integration User Permissions', 'Authorize New Calculation Service'],
  },
  'email-deliverability': {
    paths: ['/email-admin/editOrgEmailSettings.apexp'],
    controls: [{ name: 'accessLevel', label: 'Access level', kind: 'select' }],
    save: 'Save',
    offers: [],
  },
};
