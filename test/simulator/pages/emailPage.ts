import type { EmailDeliverability } from '../scenario/types.ts';
import { invalidForSession, setupDocument } from './documents.ts';
import type { PageResponse } from './documents.ts';
import { choiceErrors, fieldRows, messageBlock, postedFields } from './form.ts';
import type { FilledField, FormField } from './form.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';
import { isViewStateValid, viewStateFields } from './viewState.ts';
import type { Visit } from './visit.ts';

export const EMAIL_PAGE = '/email-admin/editOrgEmailSettings.apexp';
const FORM = 'thePage:theForm';
const BLOCK = `${FORM}:editBlock`;
const SAVE = `${BLOCK}:buttons:saveBtn`;
const LEVELS: readonly EmailDeliverability[] = ['none', 'system', 'all'];
const ACCESS: FormField = {
  id: `${BLOCK}:sendEmailAccessControlSection:sendEmailAccessControl:sendEmailAccessControlSelect`,
  label: 'Access level',
  kind: 'select',
  options: [
    ['0', 'No access'],
    ['1', 'System email only'],
    ['2', 'All email'],
  ],
};
const checkbox = (section: string, name: string, label: string): FormField => ({
  id: `${BLOCK}:${section}:${name}`,
  label,
  kind: 'checkbox',
});
const OTHERS: readonly FormField[] = [
  checkbox('bounceSection', 'cbHandleBouncedEmails', 'Activate bounce management'),
  checkbox('bounceSection', 'cbShowBounceAlert', 'Show bounce alert next to all instances of the email address'),
  checkbox('complianceSection', 'cbSenderIdCompliance', 'Enable Sender ID compliance'),
];

/** Setup's Deliverability page: shows the access level, or saves it and shows itself again with a confirmation. */
export function emailPage(visit: Visit): PageResponse {
  const { behaviour, form, method, pages, session, settings } = visit;
  if (method !== 'POST') return { status: 200, body: render(visit, stored(visit), [], false) };
  if (!isViewStateValid(form, viewStateOf(visit))) return invalidForSession();
  if (!form.has(SAVE)) return { status: 200, body: render(visit, stored(visit), [], false) };
  const posted = postedFields(stored(visit), form);
  const errors = choiceErrors(posted);
  if (errors.length > 0) {
    pages.record(session, EMAIL_PAGE, 'Save', 'refused');
    return { status: 200, body: render(visit, posted, errors, false) };
  }
  pages.record(session, EMAIL_PAGE, 'Save', behaviour.ignoreSave ? 'ignored' : 'saved');
  if (!behaviour.ignoreSave) {
    for (const { field, value } of posted) {
      if (field === ACCESS) settings.emailDeliverability = LEVELS[Number(value)] ?? settings.emailDeliverability;
      else settings.pageFields[`Deliverability/${field.label}`] = value;
    }
  }
  return { status: 200, body: render(visit, stored(visit), [], true) };
}

const viewStateOf = ({ session }: Visit): { sid: string; page: string; version: number } => ({
  sid: session.sid,
  page: EMAIL_PAGE,
  version: 1,
});

function stored({ settings }: Visit): FilledField[] {
  return [
    { field: ACCESS, value: String(LEVELS.indexOf(settings.emailDeliverability)) },
    ...OTHERS.map((field) => ({ field, value: settings.pageFields[`Deliverability/${field.label}`] ?? false })),
  ];
}

function render(visit: Visit, [access, ...others]: FilledField[], errors: string[], isSaved: boolean): Markup {
  const { behaviour, url } = visit;
  const section = (title: string, fields: FilledField[]): Markup =>
    html`<div class="pbSubheader"><h3>${title}</h3></div>
      <table class="detailList">
        <tbody>
          ${fieldRows(fields, behaviour.layout)}
        </tbody>
      </table>`;
  const save = html`<input id="${SAVE}" type="submit" name="${SAVE}" value="Save" class="btn" />`;
  const saved = html`<div id="${FORM}:successMessagePanel" class="message confirmM3">
    <span id="${FORM}:successText" class="messageText">Your organization's email settings have been saved.</span>
  </div>`;
  const content = html`<form
    id="${FORM}"
    name="${FORM}"
    method="post"
    action="${url}"
    enctype="application/x-www-form-urlencoded"
  >
    <input type="hidden" name="${FORM}" value="${FORM}" />${isSaved && saved}${messageBlock(`${FORM}:errors`, errors)}
    <div class="bPageBlock">
      <div class="pbHeader"><div class="pbButton">${save}</div></div>
      <div class="pbBody">
        ${section('Access to Send Email (All Email Services)', access ? [access] : [])}
        ${section('Bounce Management (Email from Salesforce or Email Relay Only)', others.slice(0, 2))}
        ${section('Email Security Compliance (Email from Salesforce or Email Relay Only)', others.slice(2))}
      </div>
      <div class="pbBottomButtons">${html`<input type="submit" name="${SAVE}" value="Save" class="btn" />`}</div>
    </div>
    ${viewStateFields(viewStateOf(visit))}
  </form>`;
  return setupDocument('Deliverability', content);
}
