import { createHmac, randomBytes } from 'node:crypto';
import { html } from './html.ts';
import type { Markup } from './html.ts';

const KEY = randomBytes(32);
const NAME = 'com.salesforce.visualforce.ViewState';

/** What a view state belongs to: it is stale in another session, on another page, in another version of the page. */
export type ViewStateOf = { sid: string; page: string; version: number };

/** The hidden fields that a Visualforce form posts back. */
export function viewStateFields(of: ViewStateOf): Markup {
  const state = `i:${Buffer.from(JSON.stringify({ page: of.page, nonce: randomBytes(180).toString('base64') })).toString('base64')}`;
  const version = `2026102${of.version}0000`;
  const hidden = (suffix: string, value: string): Markup =>
    html`<input type="hidden" id="${NAME}${suffix}" name="${NAME}${suffix}" value="${value}" />`;
  return html`<div id="ajax-view-state-page-container" style="display: none">
    <span id="ajax-view-state" style="display: none"
      >${hidden('', state)}${hidden('Version', version)}${hidden('MAC', mac(of, state, version))}${hidden('CSRF', csrf(of))}</span
    >
  </div>`;
}

/** Whether a posted form holds a view state of this session and page. */
export function isViewStateValid(form: URLSearchParams, of: ViewStateOf): boolean {
  const given = (suffix: string): string => form.get(`${NAME}${suffix}`) ?? '';
  return given('MAC') === mac(of, given(''), given('Version')) && given('CSRF') === csrf(of) && given('') !== '';
}

function mac({ sid, page, version }: ViewStateOf, state: string, stateVersion: string): string {
  const signed = [sid, page, version, state, stateVersion].join('\n');
  return `AG${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
}

function csrf({ sid, page }: ViewStateOf): string {
  return `VmpFPSx${createHmac('sha256', KEY).update(`csrf\n${sid}\n${page}`).digest('base64url')}`;
}
