import { CPQ_PAGE } from './cpqPage.ts';
import { setupDocument } from './documents.ts';
import type { PageResponse } from './documents.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { installedPackages } from './visit.ts';
import type { Visit } from './visit.ts';

export const PACKAGES_PAGE = '/0A3';
export const IN_FRAME = 'isdtp';

/** Setup's Installed Packages; only a package with a configuration page has a Configure link. */
export function packagesPage(visit: Visit): PageResponse {
  const frame = visit.query.get(IN_FRAME);
  const configure = (name: string): Markup => {
    const query = new URLSearchParams({ ...(frame ? { [IN_FRAME]: frame } : {}), retURL: visit.url });
    return html`|
      <a href="${CPQ_PAGE}?${query.toString()}" class="actionLink" title="Configure - Record 1 - ${name}"
        >Configure</a
      >`;
  };
  const rows = installedPackages(visit).map(
    ({ id, name, namespace, version }, index) =>
      html`<tr class="dataRow">
        <td class="actionColumn">
          <a href="/${id}/uninstall" class="actionLink" title="Uninstall - Record ${index + 1} - ${name}">Uninstall</a>
          ${namespace === 'SBQQ' && configure(name)}
        </td>
        <th scope="row" class="dataCell"><a href="/${id}">${name}</a></th>
        <td class="dataCell">${version}</td>
        <td class="dataCell">${namespace}</td>
        <td class="dataCell">Active</td>
      </tr>`
  );
  const content = html`<div class="pbBody">
    <table class="list">
      <thead>
        <tr class="headerRow">
          ${['Action', 'Package Name', 'Version Number', 'Namespace Prefix', 'Status'].map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
  return { status: 200, body: setupDocument('Installed Packages', content) };
}
