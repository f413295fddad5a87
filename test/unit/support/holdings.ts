import type { Component, Holding } from '../../../src/checklist/shared/endpoints/facts.ts';
import type { WithHoldings } from '../../../src/checklist/shared/endpoints/hosts.ts';

/** One component; secrets are what it has and never comes out. */
export const held = (name: string, fields: Component['fields'], own: Partial<Component> = {}): Component => ({
  name,
  id: null,
  fields,
  secrets: [],
  ...own,
});

export const holding = (type: string, ...components: Component[]): Holding => ({ type, components, unreadable: null });

export const unreadHolding = (type: string): Holding => ({
  type,
  components: null,
  unreadable: 'uat refused it (INVALID_TYPE)',
});

/** An org with the Logik environment of `url` and these components. */
export const orgWith = (host: string, ...holdings: Holding[]): WithHoldings => ({
  environments: { administrationUrl: `https://${host}`, runtimeUrl: `https://${host}`, hosts: [host] },
  holdings,
});

export const SANDBOX_HOST = 'acme-uat.test01.logik.io';
export const PRODUCTION_HOST = 'acme.prod.logik.io';

export const credential = (endpoint: string, own: Component['fields'] = {}): Holding =>
  holding('NamedCredential', held('Billing', { endpoint, calloutStatus: 'Enabled', ...own }));

export const remoteHolding = (url: string, isActive = true): Holding =>
  holding('RemoteSiteSetting', held('Maps', { url, isActive }));
