import { EXTERNAL_CONFIGURATOR_URL, PRICING_TAB, THIRD_PARTY_CONFIGURATOR } from './cpqTabs.ts';
import type { CpqSetting } from './cpqTabs.ts';
import { placeCpqPage } from './cpqLayout.ts';
import type { PlacedPage, PlacedTab } from './cpqLayout.ts';
import { invalidForSession, setupDocument, visualforceError } from './documents.ts';
import type { PageResponse } from './documents.ts';
import { choiceErrors, fieldRows, messageBlock, postedFields } from './form.ts';
import type { FieldValue, FilledField } from './form.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { isViewStateValid, viewStateFields } from './viewState.ts';
import { installedPackages } from './visit.ts';
import type { Visit } from './visit.ts';

export const CPQ_PAGE = '/apex/SBQQ__EditSettings';
export const AUTHORIZATION_PAGE = '/setup/secur/RemoteAccessAuthorizationPage.apexp';
const GENERATE = 'Generate Integration User Permissions';
const AUTHORIZE = 'Authorize New Calculation Service';
const LONGEST = 255;

type FilledTab = PlacedTab & { filled: FilledField[] };

/** The configuration page of Salesforce CPQ: shows the settings, or saves them and shows itself again. */
export function cpqPage(visit: Visit): PageResponse {
  const { behaviour, form, method, pages, session } = visit;
  if (!installedPackages(visit).some(({ namespace }) => namespace === 'SBQQ'))
    return visualforceError(404, 'Page SBQQ__EditSettings does not exist');
  const place = placeCpqPage(behaviour.version);
  const current = place.tabs.map((tab) => ({ ...tab, filled: stored(visit, tab) }));
  if (method !== 'POST') return { status: 200, body: render(visit, place, current, []) };
  if (!isViewStateValid(form, viewStateOf(visit))) return invalidForSession();
  if (form.has(place.generate)) pages.record(session, CPQ_PAGE, GENERATE);
  if (!form.has(place.save) && !form.has(place.saveBelow))
    return { status: 200, body: render(visit, place, current, []) };

  const posted = current.map((tab) => ({ ...tab, filled: postedFields(tab.filled, form) }));
  const errors = posted.flatMap(({ filled }) => [...choiceErrors(filled), ...filled.flatMap(configuratorErrors)]);
  if (errors.length > 0) {
    pages.record(session, CPQ_PAGE, 'Save', 'refused');
    return { status: 200, body: render(visit, place, posted, errors) };
  }
  pages.record(session, CPQ_PAGE, 'Save', behaviour.ignoreSave ? 'ignored' : 'saved');
  if (!behaviour.ignoreSave) for (const tab of posted) store(visit, tab);
  const shown = place.tabs.map((tab) => ({ ...tab, filled: stored(visit, tab) }));
  return { status: 200, body: render(visit, place, shown, []) };
}

/** The page behind "Authorize New Calculation Service": being there is already more than a reader does. */
export function authorizationPage({ pages, session, method }: Visit): PageResponse {
  pages.record(session, AUTHORIZATION_PAGE, method === 'POST' ? 'Allow' : AUTHORIZE);
  const body = html`<form method="post" action="${AUTHORIZATION_PAGE}">
    <h2>Allow Access?</h2>
    <p>Steelbrick CPQ is asking to access your data.</p>
    <input type="submit" name="save" value=" Allow " class="btn" title="Allow" />
  </form>`;
  return { status: 200, body: setupDocument('Allow Access?', body) };
}

const viewStateOf = ({ session, behaviour }: Visit): { sid: string; page: string; version: number } => ({
  sid: session.sid,
  page: CPQ_PAGE,
  version: behaviour.version,
});

function stored({ settings }: Visit, { settings: placed }: PlacedTab): FilledField[] {
  const value = (key: string, { label, value: initial }: CpqSetting): FieldValue => {
    if (label === EXTERNAL_CONFIGURATOR_URL) return settings.externalConfiguratorUrl;
    if (label === THIRD_PARTY_CONFIGURATOR) return settings.thirdPartyConfigurator;
    return settings.pageFields[key] ?? initial;
  };
  return placed.map(({ key, setting, field }) => ({ field, value: value(key, setting) }));
}

function store({ settings }: Visit, { settings: placed, filled }: FilledTab): void {
  for (const [index, { field, value }] of filled.entries()) {
    if (field.label === EXTERNAL_CONFIGURATOR_URL) settings.externalConfiguratorUrl = String(value);
    else if (field.label === THIRD_PARTY_CONFIGURATOR) settings.thirdPartyConfigurator = value === true;
    else settings.pageFields[placed[index]?.key ?? ''] = value;
  }
}

function configuratorErrors({ field, value }: FilledField): string[] {
  if (field.kind !== 'text') return [];
  const text = String(value);
  if (text.length > LONGEST) return [`${field.label}: data value too large: ${text} (max length=${LONGEST})`];
  const isUrl = text === '' || text.startsWith('/apex/') || (/^https?:\/\//.test(text) && URL.canParse(text));
  return field.label === EXTERNAL_CONFIGURATOR_URL && !isUrl ? [`${field.label}: Invalid URL: ${text}`] : [];
}

function render(visit: Visit, place: PlacedPage, tabs: FilledTab[], errors: string[]): Markup {
  const { behaviour, url } = visit;
  const selected = `${place.block}:selectedTab`;
  const active = visit.form.get(selected) ?? tabs[0]?.id ?? '';
  const save = (id: string): Markup =>
    html`<input id="${id}" type="submit" name="${id}" value="Save" class="btn" />
      <input type="button" value="Cancel" class="btn" onclick="window.history.back()" />`;
  const show = (tab: FilledTab): Markup =>
    html`<div id="${tab.id}" class="rich-tabpanel-content" ${tab.id !== active && html`style="display:none"`}>
      <div class="pbSubsection">
        <table class="detailList" border="0" cellpadding="0" cellspacing="0">
          <tbody>
            ${fieldRows(tab.filled, behaviour.layout)}
          </tbody>
        </table>
      </div>
      ${tab.label === PRICING_TAB && extraControls(place)}
    </div>`;
  const header = (tab: FilledTab): Markup =>
    html`<td
      id="${tab.id}_lbl"
      class="rich-tab-header ${tab.id === active ? 'rich-tab-active' : 'rich-tab-inactive'}"
      onclick="selectTab('${tab.id}')"
    >
      ${tab.label}
    </td>`;
  const content = html`<form
      id="${place.form}"
      name="${place.form}"
      method="post"
      action="${url}"
      enctype="application/x-www-form-urlencoded"
    >
      <input type="hidden" name="${place.form}" value="${place.form}" />
      <input type="hidden" id="${selected}" name="${selected}" value="${active}" />
      <div class="bPageBlock">
        <div class="pbHeader">
          <h2 class="mainTitle">Edit Settings</h2>
          <div class="pbButton">${save(place.save)}</div>
        </div>
        <div class="pbBody">
          ${messageBlock('page:form:j_id5', errors)}
          <table class="rich-tabpanel">
            <tbody>
              <tr>
                ${tabs.map(header)}
              </tr>
            </tbody>
          </table>
          ${tabs.map(show)}
        </div>
        <div class="pbBottomButtons">${save(place.saveBelow)}</div>
      </div>
      ${viewStateFields(viewStateOf(visit))}
    </form>
    <script>
      function selectTab(id) {
        document.querySelectorAll('.rich-tabpanel-content').forEach(function (tab) {
          tab.style.display = tab.id === id ? '' : 'none';
        });
        document.querySelectorAll('.rich-tab-header').forEach(function (tab) {
          tab.className = 'rich-tab-header ' + (tab.id === id + '_lbl' ? 'rich-tab-active' : 'rich-tab-inactive');
        });
        document.getElementById('${selected}').value = id;
      }
    </script>`;
  return setupDocument('Edit Settings', content);
}

/** The two controls that a tool which only sets values must leave alone. */
function extraControls({ generate }: PlacedPage): Markup {
  return html`<div class="pbSubsection">
    <input id="${generate}" type="submit" name="${generate}" value="${GENERATE}" class="btn" />
    <a href="${AUTHORIZATION_PAGE}" target="_blank">${AUTHORIZE}</a>
  </div>`;
}
