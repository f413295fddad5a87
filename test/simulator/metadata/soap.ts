import type { FastifyInstance, FastifyRequest } from 'fastify';
import { annotate } from '../control/wire.ts';
import { canLogIn } from '../rest/oauth.ts';
import { LATEST_VERSION, OLDEST_VERSION } from '../rest/router.ts';
import type { ScenarioSimulation } from '../scenario/index.ts';
import { sameId } from '../store/orgStore.ts';
import type { OrgStore } from '../store/orgStore.ts';
import { badRequest, invalidSession, noMetadataPermission, SoapFault } from './faults.ts';
import { OPERATIONS } from './operations.ts';
import { child, envelope, faultEnvelope, parseXml } from './xml.ts';

type Params = { version: string };
type Session = { org: OrgStore; userId: string };

/** Serves the Metadata API at `/services/Soap/m/XX.0`, with or without the org's ID behind it. */
export function registerMetadata(app: FastifyInstance, simulation: ScenarioSimulation): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.addHook('preValidation', async (request) => {
    const session = sessionOf(request, simulation);
    if (!session) return;
    const user = String(session.org.table('User').get(session.userId)?.['Username']);
    annotate(request, { org: session.org.facts.isSandbox ? 'sandbox' : 'production', user });
  });
  for (const url of ['/services/Soap/m/:version', '/services/Soap/m/:version/:org']) {
    app.post<{ Params: Params }>(url, (request, reply) => {
      void reply.type('text/xml;charset=UTF-8');
      try {
        return reply.send(answer(request, simulation));
      } catch (error) {
        if (error instanceof SoapFault) return reply.status(500).send(faultEnvelope(error));
        throw error;
      }
    });
  }
}

function answer(request: FastifyRequest<{ Params: Params }>, simulation: ScenarioSimulation): string {
  const version = Number(/^(\d{2})\.0$/.exec(request.params.version)?.[1]);
  const body = child(parseXml(String(request.body)), 'Body')?.children[0];
  if (!(version >= OLDEST_VERSION && version <= LATEST_VERSION))
    throw new SoapFault('sf:UNSUPPORTED_API_VERSION', `UNSUPPORTED_API_VERSION: Invalid Api version specified on URL`);
  const session = sessionOf(request, simulation);
  if (!session) throw invalidSession();
  session.org.apiRequests += 1;
  const operation = OPERATIONS[body?.name ?? ''];
  if (!body || !operation)
    throw badRequest(`No operation available for request {http://soap.sforce.com/2006/04/metadata}${body?.name ?? ''}`);
  if (!mayUseMetadata(session)) throw noMetadataPermission();
  const org = { store: session.org, settings: simulation.settings(session.org) };
  return envelope(body.name, operation(body, { org, userId: session.userId }));
}

function sessionOf(request: FastifyRequest, simulation: ScenarioSimulation): Session | undefined {
  const sessionId = /<(?:[\w-]+:)?sessionId[^>]*>\s*([^<\s]+)\s*</.exec(String(request.body))?.[1] ?? '';
  const session = simulation.orgByToken(sessionId);
  return session && canLogIn(session.org, session.userId) ? session : undefined;
}

function mayUseMetadata({ org, userId }: Session): boolean {
  for (const { AssigneeId, PermissionSetId } of org.table('PermissionSetAssignment').rows()) {
    if (!sameId(AssigneeId, userId)) continue;
    const set = org.table('PermissionSet').get(String(PermissionSetId));
    if (set?.['PermissionsModifyMetadata'] === true || set?.['PermissionsModifyAllData'] === true) return true;
  }
  return false;
}
