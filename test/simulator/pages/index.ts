import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { annotate } from '../control/wire.ts';
import type { ScenarioSimulation } from '../scenario/scenarioSimulation.ts';
import {
  createPasskey,
  loginPage,
  loginRedirect,
  maintenancePage,
  registerPhone,
  serviceUnavailable,
  verifyIdentity,
} from './documents.ts';
import type { PageResponse } from './documents.ts';
import { enter } from './frontdoor.ts';
import { inLanguage } from './language.ts';
import { pageFor } from './pageFor.ts';
import type { BrowserSession } from './setupPages.ts';

const CHALLENGE = '/_ui/identity/verification/method/TotpVerificationFinishUi/e';
const PASSKEY = '/_ui/identity/webauthn/Add';
const NOTICE = '/_ui/identity/phone/AddPhoneNumber';
const ROUTES = ['/', '/apex/*', '/0A3', '/email-admin/*', '/lightning/*', '/setup/*', '/home/*', '/_ui/*', '/secur/*'];

/** Serves the user interface of both orgs as far as it is simulated: login by frontdoor, and some Setup pages. */
export function registerPages(app: FastifyInstance, simulation: ScenarioSimulation, base: string): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('preValidation', async (request) => {
    const { org, userId } = sessionOf(request, simulation) ?? {};
    if (!org || !userId) return;
    const user = String(org.table('User').get(userId)?.['Username']);
    annotate(request, { org: org.facts.isSandbox ? 'sandbox' : 'production', user });
  });
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    send(reply, await answer(request, simulation, base));
  for (const route of ROUTES) app.route({ method: ['GET', 'POST'], url: route, handler: serve });
}

async function answer(request: FastifyRequest, simulation: ScenarioSimulation, base: string): Promise<PageResponse> {
  const { pages } = simulation;
  const { behaviour } = pages;
  const { pathname: path, searchParams: query } = new URL(request.url, base);
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  if (path === '/') return loginPage();
  if (behaviour.slow > 0) await pause(behaviour.slow);
  if (behaviour.maintenance) return maintenancePage();
  if (path === '/secur/frontdoor.jsp') return frontdoor(new URLSearchParams([...query, ...form]), simulation, base);
  if (path.startsWith('/_ui/identity/verification/')) return verifyIdentity();
  if (path === PASSKEY || path === NOTICE) return interposed(request, simulation, path);
  if (behaviour.once503 > 0) {
    behaviour.once503 -= 1;
    return serviceUnavailable();
  }
  const session = sessionOf(request, simulation);
  if (!session) return loginRedirect(request.url);
  const settings = simulation.settings(session.org);
  if (behaviour.notice > 0) {
    behaviour.notice -= 1;
    return { status: 302, headers: { location: NOTICE } };
  }
  const visit = { simulation, pages, session, settings, behaviour, method: request.method, path, query, form };
  const response = inLanguage(pageFor({ ...visit, url: request.url }), session, path, behaviour);
  // Lightning's own pages do not count: the classic page in the frame is the one that somebody works with.
  if (behaviour.expireSession > 0 && response.status === 200 && !path.startsWith('/lightning/')) {
    behaviour.expireSession -= 1;
    if (behaviour.expireSession === 0) session.org.tokens.delete(session.sid);
  }
  return response;
}

/** A page that stands in between; that a button of it was pressed is recorded, for nobody's program should. */
function interposed(request: FastifyRequest, simulation: ScenarioSimulation, path: string): PageResponse {
  const session = sessionOf(request, simulation);
  if (request.method === 'POST' && session) simulation.pages.record(session, path, 'Save');
  return path === PASSKEY ? createPasskey() : registerPhone();
}

function frontdoor(form: URLSearchParams, simulation: ScenarioSimulation, base: string): PageResponse {
  const login = enter(form, simulation, simulation.pages, base);
  if (!login) return loginRedirect(form.get('retURL') ?? form.get('startURL') ?? '/home/home.jsp');
  if (simulation.pages.behaviour.mfa) {
    return {
      status: 302,
      headers: { location: `${CHALLENGE}?${new URLSearchParams({ retURL: login.to }).toString()}` },
    };
  }
  const cookie = { 'set-cookie': `sid=${login.sid}; Path=/; HttpOnly` };
  if (simulation.pages.behaviour.passkey) return { status: 302, headers: { location: PASSKEY, ...cookie } };
  return { status: 302, headers: { location: login.to, ...cookie } };
}

function sessionOf(request: FastifyRequest, simulation: ScenarioSimulation): BrowserSession | undefined {
  const sid = /(?:^|;\s*)sid=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const session = simulation.orgByToken(sid);
  return session && { ...session, sid };
}

function send(reply: FastifyReply, { status, body, headers }: PageResponse): FastifyReply {
  return reply
    .status(status)
    .headers({ 'cache-control': 'no-cache,must-revalidate,max-age=0,no-store,private', ...headers })
    .type('text/html;charset=UTF-8')
    .send(body?.text ?? '');
}
