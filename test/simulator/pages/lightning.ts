import { urlGone } from './documents.ts';
import type { PageResponse } from './documents.ts';
import { EMAIL_PAGE } from './emailPage.ts';
import { html, Markup, scriptString } from './html.ts';
import { IN_FRAME, PACKAGES_PAGE } from './packagesPage.ts';
import type { Visit } from './visit.ts';

const NODES: { [node: string]: { address: string; title: string } } = {
  ImportedPackage: { address: `${PACKAGES_PAGE}?setupid=ImportedPackage`, title: 'Installed Packages' },
  OrgEmailSettings: { address: EMAIL_PAGE, title: 'Deliverability' },
};
/** Lightning draws its own frame first and the classic page in it later. */
const FRAME_AFTER_MS = 150;

/** Where Lightning shows a classic page: its node's home, or any address inside of a node. */
export function lightningAddress(url: string): string {
  const path = url.split('?')[0]?.toLowerCase();
  if (path === PACKAGES_PAGE.toLowerCase()) return '/lightning/setup/ImportedPackage/home';
  if (path === EMAIL_PAGE.toLowerCase()) return '/lightning/setup/OrgEmailSettings/home';
  return `/lightning/setup/ImportedPackage/page?${new URLSearchParams({ address: url }).toString()}`;
}

/** `/lightning/setup/<node>/home` and `/lightning/setup/<node>/page?address=…`: an outer page and, soon, a frame in it. */
export function lightningPage({ path, query }: Visit): PageResponse {
  const [, name = '', view] = /^\/lightning\/setup\/(\w+)\/(home|page)\/?$/.exec(path) ?? [];
  const node = NODES[name];
  if (!node) return path.startsWith('/lightning/setup/') ? outer('Setup', undefined) : urlGone();
  const address = view === 'home' ? node.address : query.get('address');
  if (!address?.startsWith('/') || address.startsWith('//')) return urlGone();
  const mark = address.includes('?') ? '&' : '?';
  return outer(node.title, `${address}${mark}${IN_FRAME}=p1`);
}

function outer(title: string, source: string | undefined): PageResponse {
  const frame = source && scriptString(source);
  const script =
    frame &&
    html`<script>
      setTimeout(function () {
        var frame = document.createElement('iframe');
        frame.name = 'vfFrameId_' + Date.now();
        frame.title = ${scriptString(`${title} ~ Salesforce - Enterprise Edition`)};
        frame.width = '100%';
        frame.height = '900';
        frame.src = ${frame};
        document.querySelector('.setupcontent').replaceChildren(frame);
      }, ${FRAME_AFTER_MS});
    </script>`;
  return {
    status: 200,
    body: html`${new Markup('<!DOCTYPE html>')}
      <html lang="en-US">
        <head>
          <meta charset="utf-8" />
          <title>${title} | Salesforce</title>
        </head>
        <body class="desktop">
          <header class="slds-global-header_container">
            <label for="global">Search Setup</label><input id="global" type="search" placeholder="Search Setup" />
          </header>
          <nav>
            <label for="quickfind">Quick Find</label
            ><input id="quickfind" class="filter-box" type="search" placeholder="Quick Find" />
          </nav>
          <h1>SETUP ${title}</h1>
          <div class="setupcontent"><div class="slds-spinner">Loading</div></div>
          ${script}
        </body>
      </html>`,
  };
}
