import { startSimulator } from '../server.ts';
import type { RunningSimulator, SimulatorOptions } from '../server.ts';
import type { Json } from '../model.ts';

export type Shown = { status: number; url: string; text: string };

/** A browser without scripts or layout: cookies, redirects, and forms as they stand in the page. */
export class TestBrowser {
  public readonly simulator: RunningSimulator;
  private sid = '';

  public constructor(simulator: RunningSimulator) {
    this.simulator = simulator;
  }

  /** Logs in to the sandbox through a new frontdoor URL and shows a page. */
  public async login(path: string): Promise<Shown> {
    return this.open(await this.frontdoor(path));
  }

  /** A frontdoor URL, asked for as the vendor's library does. */
  public async frontdoor(path: string, role: 'sandbox' | 'production' = 'sandbox'): Promise<string> {
    const { accessToken } = this.simulator.simulation.login(role);
    const url = `${this.simulator.url}/services/oauth2/singleaccess?redirect_uri=${encodeURIComponent(path)}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
    return ((await answer.json()) as { frontdoor_uri: string }).frontdoor_uri;
  }

  public async open(path: string, form?: URLSearchParams): Promise<Shown> {
    const url = new URL(path, this.simulator.url);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: this.sid === '' ? '' : `sid=${this.sid}` },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    const cookie = /^sid=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
    if (cookie) this.sid = cookie;
    const to = answer.headers.get('location');
    if (to !== null) return this.open(to);
    return { status: answer.status, url: `${url.pathname}${url.search}`, text: await answer.text() };
  }

  /** Changes controls of a page by label, presses a button, and shows what comes. */
  public async submit(page: Shown, changes: { [label: string]: string | boolean }, button = 'Save'): Promise<Shown> {
    const form = formOf(page.text);
    for (const [label, value] of Object.entries(changes)) {
      const id = idOf(page.text, label);
      if (value === false) form.delete(id);
      else form.set(id, value === true ? 'on' : value);
    }
    form.set(buttonOf(page.text, button), button);
    return this.open(unescaped(/<form[^>]*\saction="([^"]*)"/.exec(page.text)?.[1] ?? ''), form);
  }

  /** Changes how the Setup pages behave. */
  public async behave(change: Json): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(change);
    const answer = await fetch(`${this.simulator.url}/__simulator/pages`, { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(await answer.text());
  }

  public async reset(): Promise<void> {
    await fetch(`${this.simulator.url}/__simulator/pages`, { method: 'DELETE' });
  }
}

/** Starts a simulator with a browser in front of it. */
export async function startBrowser(options: SimulatorOptions = {}): Promise<TestBrowser> {
  return new TestBrowser(await startSimulator(options));
}

const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
};

/** What a browser would post of a page: everything but buttons and empty boxes. */
export function formOf(text: string): URLSearchParams {
  const form = new URLSearchParams();
  for (const [tag] of text.matchAll(/<input[^>]*>/g)) {
    const type = attribute(tag, 'type');
    const name = attribute(tag, 'name');
    if (name === undefined || type === 'submit' || type === 'button' || name === 'setupSearch') continue;
    if (type === 'checkbox' && !tag.includes('checked=')) continue;
    form.set(name, attribute(tag, 'value') ?? 'on');
  }
  for (const [, open = '', options = ''] of text.matchAll(/(<select[^>]*>)([\s\S]*?)<\/select>/g)) {
    const chosen = [...options.matchAll(/<option[^>]*>/g)].find(([tag]) => tag.includes('selected='))?.[0];
    form.set(attribute(open, 'name') ?? '', attribute(chosen ?? '', 'value') ?? '');
  }
  return form;
}

/** The id of the control that a label names. */
export function idOf(text: string, label: string): string {
  const id = new RegExp(`<label for="([^"]*)">\\s*${label}\\s*</label>`).exec(text)?.[1];
  if (id === undefined) throw new Error(`The page has no label "${label}".`);
  return id;
}

function buttonOf(text: string, value: string): string {
  const tag = [...text.matchAll(/<input[^>]*type="submit"[^>]*>/g)].find(([one]) => attribute(one, 'value') === value);
  const name = attribute(tag?.[0] ?? '', 'name');
  if (name === undefined) throw new Error(`The page has no button "${value}".`);
  return name;
}
