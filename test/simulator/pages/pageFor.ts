import { AUTHORIZATION_PAGE, authorizationPage, CPQ_PAGE, cpqPage } from './cpqPage.ts';
import { setupDocument, urlGone, visualforceError } from './documents.ts';
import type { PageResponse } from './documents.ts';
import { EMAIL_PAGE, emailPage } from './emailPage.ts';
import { HOME } from './frontdoor.ts';
import { html } from './html.ts';
import { lightningAddress, lightningPage } from './lightning.ts';
import { IN_FRAME, PACKAGES_PAGE, packagesPage } from './packagesPage.ts';
import type { Visit } from './visit.ts';

type Page = (visit: Visit) => PageResponse;

const SETUP_PAGES = new Map<string, Page>(
  [
    // The short name is the one on the package's own Visualforce host.
    [CPQ_PAGE, cpqPage] as const,
    ['/apex/EditSettings', cpqPage] as const,
    [PACKAGES_PAGE, packagesPage] as const,
    [EMAIL_PAGE, emailPage] as const,
  ].map(([path, page]) => [path.toLowerCase(), page])
);
const OTHER_PAGES = new Map<string, Page>([
  [AUTHORIZATION_PAGE.toLowerCase(), authorizationPage],
  [HOME, () => ({ status: 200, body: setupDocument('Home', html`<p>Welcome.</p>`) })],
  ['/setup/forcecomhomepage.apexp', () => ({ status: 200, body: setupDocument('Force.com Home', html`<p>Setup</p>`) })],
]);

/** The page at a path. Where Lightning is on, a classic Setup page outside of its frame leads to the frame. */
export function pageFor(visit: Visit): PageResponse {
  const { behaviour, method, path, query, url } = visit;
  if (path.startsWith('/lightning/')) return lightningPage(visit);
  const key = path.toLowerCase();
  const page = SETUP_PAGES.get(key);
  if (page && behaviour.rendering === 'lightning' && method === 'GET' && !query.has(IN_FRAME))
    return { status: 302, headers: { location: lightningAddress(url) } };
  const found = page ?? OTHER_PAGES.get(key);
  if (found) return found(visit);
  return key.startsWith('/apex/') ? visualforceError(404, `Page ${path.slice(6)} does not exist`) : urlGone();
}
